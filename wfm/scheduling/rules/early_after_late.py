"""No early shift on the day after a late one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import ClassVar

from wfm.model import Agent, Shift
from wfm.model.day_parts import DayPart
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.day_parts import part_of, parts_of
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import FieldKind, RuleSettings, setting
from wfm.scheduling.tours.day_automata import explored
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class EarlyAfterLateSettings(RuleSettings):
    """Whether an early shift may follow a late one."""

    rule: ClassVar[str] = "Early after late"
    early_after_late: bool = setting(
        "Whether an early shift may be on the day after a late one", FieldKind.FLAG, default=True
    )


@dataclass(frozen=True, slots=True)
class EarlyAfterLate(Rule):
    """No early shift on the day after a late one, where the work plan says so."""

    name: str = EarlyAfterLateSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = EarlyAfterLateSettings

    def shape(self, space: TourSpace) -> None:
        """Remember whether yesterday was late."""
        if EarlyAfterLateSettings.of(space.plan).early_after_late:
            return
        eve = space.horizon.first - timedelta(days=1)
        last = space.horizon.previous.get(space.agent.id, ())[-1:]
        before = bool(last) and last[0].date == eve and _late(part_of(space.horizon, last[0]))
        space.follow(explored(parts_of(space.shifts), [None] * space.horizon.days, before, _follow))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        allowed = EarlyAfterLateSettings.of(horizon.plan(agent)).early_after_late
        return None if allowed else phrase("rule.early_after_late.terms")

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare each shift with that of the day before."""
        if EarlyAfterLateSettings.of(horizon.plan(agent)).early_after_late:
            return
        for shift, following in pairwise([*horizon.previous.get(agent.id, ())[-1:], *shifts]):
            _, legal = _follow(_late(part_of(horizon, shift)), part_of(horizon, following))
            if not legal and (following.date - shift.date).days == 1:
                text = phrase("rule.early_after_late.early")
                yield Finding(self.name, text, agent.id, following.date, hard=True)


def _late(part: DayPart | None) -> bool:
    return part is DayPart.LATE


def _follow(late: bool, part: DayPart | None) -> tuple[bool, bool]:
    return _late(part), not (late and part is DayPart.EARLY)
