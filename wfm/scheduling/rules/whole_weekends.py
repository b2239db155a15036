"""Weekends are worked whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import FieldKind, RuleSettings, setting
from wfm.scheduling.rules.weekends_worked import weekend_begin
from wfm.scheduling.tours.day_automata import explored
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class WholeWeekendSettings(RuleSettings):
    """Whether a weekend may be worked in part."""

    rule: ClassVar[str] = "Whole weekends"
    whole_weekends: bool = setting(
        "Whether a weekend is worked on all of its days or on none", FieldKind.FLAG, default=False
    )


@dataclass(frozen=True, slots=True)
class WholeWeekends(Rule):
    """An agent works on all days of a weekend or on none, where the work plan says so."""

    name: str = WholeWeekendSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = WholeWeekendSettings

    def shape(self, space: TourSpace) -> None:
        """Remember whether the first day of the weekend was worked."""
        week = space.horizon
        if not WholeWeekendSettings.of(space.plan).whole_weekends:
            return
        places = [_place(week, week.grid.date_of(day)) for day in range(week.days)]
        worked = [(places[day], True) for day in space.shifts.day.tolist()]
        off = [(place, False) for place in places]
        eve = _on_the_eve(week, space.agent)
        space.follow(explored(worked, off, eve, _follow))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        whole = WholeWeekendSettings.of(horizon.plan(agent)).whole_weekends
        return phrase("rule.whole_weekends.terms") if whole else None

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare the days of each weekend with its first."""
        if not WholeWeekendSettings.of(horizon.plan(agent)).whole_weekends:
            return
        dates, state = {shift.date for shift in shifts}, _on_the_eve(horizon, agent)
        for day in range(horizon.days):
            today = horizon.grid.date_of(day)
            state, legal = _follow(state, (_place(horizon, today), today in dates))
            if not legal:
                text = phrase("rule.whole_weekends.in_part")
                yield Finding(self.name, text, agent.id, today, hard=True)


def _place(horizon: Horizon, day: date) -> bool | None:
    """Tell whether a weekend begins on a day; None outside weekends."""
    begin = weekend_begin(day, horizon.site.weekend)
    return None if begin is None else begin == day


def _follow(first: bool | None, day: tuple[bool | None, bool]) -> tuple[bool | None, bool]:
    begins, worked = day
    if begins is None:
        return None, True
    if begins:
        return worked, True
    return first, first is None or first == worked


def _on_the_eve(horizon: Horizon, agent: Agent) -> bool | None:
    """Tell whether the weekend in which the horizon begins was worked; None if not known."""
    before = horizon.previous.get(agent.id, ())
    eve = horizon.first - timedelta(days=1)
    if not before or _place(horizon, eve) is None:
        return None
    return any(shift.date == eve for shift in before)
