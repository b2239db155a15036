"""So many weekends of so many: every other weekend off, two of three."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from wfm.model import Agent, Shift
from wfm.model.day_parts import WEEKENDS_AGO
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import RuleSettings, setting
from wfm.scheduling.rules.weekends_worked import weekend_begin
from wfm.scheduling.tours.day_automata import explored
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekendTurnSettings(RuleSettings):
    """Most weekends worked of some that follow each other."""

    rule: ClassVar[str] = "Weekends in turn"
    maximum_weekends_in_turn: int | None = setting(
        "Most weekends of which a day is worked, of as many in a row as `weekends_in_turn`: "
        "1 of 2 is every other weekend off",
        default=None, least=0, most=8, example=1,
    )  # fmt: skip
    weekends_in_turn: int = setting(
        "How many weekends in a row that counts",
        default=2,
        least=1,
        most=8,
        needs="maximum_weekends_in_turn",
    )


@dataclass(frozen=True, slots=True)
class WeekendsInTurn(Rule):
    """Of any weekends in a row, an agent works on at most the plan's number, earlier ones included.

    Those before last week are told by the ledger.
    """

    name: str = WeekendTurnSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = WeekendTurnSettings
    scope: ClassVar[Scope] = Scope.PERSON

    def shape(self, space: TourSpace) -> None:
        """Remember which of the last weekends were worked, this one first."""
        asked, week = WeekendTurnSettings.of(space.plan), space.horizon
        most = asked.maximum_weekends_in_turn
        if most is None or most >= asked.weekends_in_turn:
            return
        begins = [_begins(week, day) for day in range(week.days)]
        worked = [(begins[day], True) for day in space.shifts.day.tolist()]
        off = [(begin, False) for begin in begins]
        before = _worked_before(week, space.agent, asked.weekends_in_turn)
        space.follow(explored(worked, off, before, lambda seen, day: _follow(seen, day, most)))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        asked = WeekendTurnSettings.of(horizon.plan(agent))
        most = asked.maximum_weekends_in_turn
        if most is None:
            return None
        return phrase("rule.weekends_in_turn.terms", most=most, of=asked.weekends_in_turn)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Count the weekends up to each that is worked."""
        asked = WeekendTurnSettings.of(horizon.plan(agent))
        most, of = asked.maximum_weekends_in_turn, asked.weekends_in_turn
        if most is None or most >= of:
            return
        weekend = horizon.site.weekend
        told = weekends_before(horizon, agent)
        mine = {weekend_begin(shift.date, weekend) for shift in shifts} - {None} - told
        for begin in sorted(day for day in mine if day is not None):
            count = sum(begin - WEEK * ago in mine | told for ago in range(of))
            if count > most:
                text = phrase("rule.weekends_in_turn.too_many", weekends=count, most=most, of=of)
                yield Finding(self.name, text, agent.id, begin, hard=True)


_Seen = tuple[bool, ...]
"""Which of the last weekends were worked, the one that began last first."""


def weekends_before(horizon: Horizon, agent: Agent) -> set[date]:
    """Give the first days of earlier weekends that were worked, as last week and ledger say."""
    weekend, last = horizon.site.weekend, latest_weekend(horizon, horizon.first)
    shifts = horizon.previous.get(agent.id, ())
    found = {weekend_begin(shift.date, weekend) for shift in shifts}
    ledger = horizon.ledger.get(agent.id, {})
    if last is not None:
        found |= {last - WEEK * ago for ago, kind in enumerate(WEEKENDS_AGO) if ledger.get(kind)}
    return {day for day in found if day is not None}


def latest_weekend(horizon: Horizon, before: date) -> date | None:
    """Give the first day of the weekend that began last before a date; None without weekends."""
    days = (before - timedelta(days=back) for back in range(1, 8))
    return next((d for d in days if weekend_begin(d, horizon.site.weekend) == d), None)


def _worked_before(horizon: Horizon, agent: Agent, of: int) -> _Seen:
    last, worked = latest_weekend(horizon, horizon.first), weekends_before(horizon, agent)
    return tuple(last is not None and last - WEEK * ago in worked for ago in range(of))


def _begins(horizon: Horizon, day: int) -> bool | None:
    """Tell whether a weekend begins on a day; None outside weekends."""
    today = horizon.grid.date_of(day)
    begin = weekend_begin(today, horizon.site.weekend)
    return None if begin is None else begin == today


def _follow(seen: _Seen, day: tuple[bool | None, bool], most: int) -> tuple[_Seen, bool]:
    begins, worked = day
    if begins is None:
        return seen, True
    if begins:
        seen = (False, *seen[:-1])
    if not worked or seen[0]:
        return seen, True
    seen = (True, *seen[1:])
    return seen, sum(seen) <= most
