"""How many shifts of a type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from wfm.model import Agent, Shift
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.over_all_weeks import elsewhere, known_already, most_left, weeks_counted
from wfm.scheduling.rules.settings import NOTHING, RuleSettings, setting
from wfm.scheduling.rules.shift_times import ShiftTimeSettings, ShiftType, usual_start
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class TypeCountSettings(RuleSettings):
    """Most shifts of each type."""

    rule: ClassVar[str] = "Shifts of a type"
    most: Mapping[str, int] = setting(
        "Most such shifts of an agent in the weeks that are planned together",
        default_factory=NOTHING, least=0, most=366, table="shift_types",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShiftTypeCounts(Rule):
    """An agent works at most so many shifts of a type in all weeks of a plan as the type allows."""

    name: str = TypeCountSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = TypeCountSettings
    over_all_weeks: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope.CONTRACT

    def shape(self, space: TourSpace) -> None:
        """Exclude types of which there may be none, and limit the others."""
        most_of = TypeCountSettings.of(space.plan).most
        week, agent = space.horizon, space.agent
        others, known = elsewhere(week, agent), known_already(week, agent)
        for shift_type in ShiftTimeSettings.of(space.plan).shift_types:
            most = most_of.get(shift_type.name)
            if most is not None:
                used, mine = (_count(week, agent, each, shift_type) for each in (others, known))
                most = most_left(week, most, used, mine)
            starts, lengths = space.shifts.key, space.shifts.minutes
            such = (starts == shift_type.start) & (lengths == shift_type.minutes)
            if most == 0:
                space.forbid(such)
            elif most is not None and most < space.horizon.days:
                space.limit(such, most)

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        most_of = TypeCountSettings.of(horizon.plan(agent)).most
        counts = tuple(
            phrase("rule.shift_type_counts.count", most=most, shift_type=name)
            for name, most in most_of.items()
        )
        return phrase("rule.shift_type_counts.terms", counts=counts) if counts else None

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Count the shifts of each type, with those of the other weeks of the plan."""
        plan, others = horizon.plan(agent), elsewhere(horizon, agent)
        most_of = TypeCountSettings.of(plan).most
        for shift_type in ShiftTimeSettings.of(plan).shift_types:
            most, own = most_of.get(shift_type.name), _count(horizon, agent, shifts, shift_type)
            count = own + _count(horizon, agent, others, shift_type)
            if own and most is not None and count > most:
                text = phrase(
                    "rule.shift_type_counts.too_many",
                    count=count, shift_type=shift_type.name, most=most,
                    weeks=weeks_counted(horizon),
                )  # fmt: skip
                yield Finding(self.name, text, agent.id, hard=True)


def _count(horizon: Horizon, agent: Agent, shifts: Sequence[Shift], shift_type: ShiftType) -> int:
    time = (shift_type.start, shift_type.minutes)
    return sum((usual_start(horizon, agent, s), horizon.length(s)) == time for s in shifts)
