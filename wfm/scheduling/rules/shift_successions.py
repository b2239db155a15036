"""Which type of shift may follow which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import (
    NOTHING,
    Fault,
    FieldKind,
    RuleSettings,
    nearest,
    setting,
)
from wfm.scheduling.rules.shift_times import ShiftTimeSettings, usual_start
from wfm.scheduling.tours.arrays import FORBIDDEN
from wfm.scheduling.tours.day_automata import automaton
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class SuccessionSettings(RuleSettings):
    """Types that may not follow each type."""

    rule: ClassVar[str] = "Shift successions"
    not_before: Mapping[str, frozenset[str]] = setting(
        "Types that may not follow on the next day, separated by |", FieldKind.NAMES,
        default_factory=NOTHING, table="shift_types",
    )  # fmt: skip

    def strangers(self, plan: WorkPlan) -> Iterator[Fault]:
        """Find types that there are not."""
        known = [shift_type.name for shift_type in ShiftTimeSettings.of(plan).shift_types]
        for place, name in enumerate(known):
            for stranger in sorted(self.not_before.get(name, frozenset()).difference(known)):
                what = phrase("fault.no_shift_type", name=stranger)
                remedy = nearest(stranger, known)
                yield Fault("not_before", what, remedy, 0, "shift_types", place)


@dataclass(frozen=True, slots=True)
class ShiftSuccessions(Rule):
    """On the day after a shift, no type of shift that its type forbids."""

    name: str = SuccessionSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = SuccessionSettings

    def shape(self, space: TourSpace) -> None:
        """Follow what yesterday's type forbids; the state is that set of types."""
        types = ShiftTimeSettings.of(space.plan).shift_types
        not_before = SuccessionSettings.of(space.plan).not_before
        forbids = [not_before.get(shift_type.name, frozenset[str]()) for shift_type in types]
        states = list(dict.fromkeys([frozenset[str](), *forbids]))
        if len(states) == 1:
            return
        kind = np.array([_type_of(space.plan, *time) for time in _times(space)])
        onward = np.array([0, *(states.index(names) for names in forbids)])
        price = [[0, *(FORBIDDEN * (t.name in names) for t in types)] for names in states]
        last = space.horizon.previous.get(space.agent.id, ())[-1:]
        start = 0
        if last and (space.horizon.first - last[0].date).days == 1:
            start = int(
                onward[_type_of(space.plan, *_time(space.horizon, space.agent, last[0])) + 1]
            )
        space.follow(
            automaton(
                kind + 1,
                np.zeros(space.horizon.days, np.int32),
                np.tile(onward, (len(states), 1)),
                np.array(price),
                start,
            )
        )

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        not_before = SuccessionSettings.of(horizon.plan(agent)).not_before
        successions = tuple(
            phrase(
                "rule.shift_successions.succession",
                forbidden=tuple(sorted(forbidden)), before=name,
            )
            for name, forbidden in not_before.items()
        )  # fmt: skip
        if not successions:
            return None
        return phrase("rule.shift_successions.terms", successions=successions)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare each shift with that of the day before."""
        plan = horizon.plan(agent)
        types, not_before = ShiftTimeSettings.of(plan), SuccessionSettings.of(plan).not_before
        for shift, following in pairwise([*horizon.previous.get(agent.id, ())[-1:], *shifts]):
            if (following.date - shift.date).days != 1:
                continue
            before, after = (types.type_of(*_time(horizon, agent, s)) for s in (shift, following))
            if before and after and after.name in not_before.get(before.name, ()):
                text = phrase(
                    "rule.shift_successions.forbidden", after=after.name, before=before.name
                )
                yield Finding(self.name, text, agent.id, following.date, hard=True)


def _times(space: TourSpace) -> Iterator[tuple[int, int]]:
    return zip(space.shifts.key.tolist(), space.shifts.minutes.tolist(), strict=True)


def _time(horizon: Horizon, agent: Agent, shift: Shift) -> tuple[int, int]:
    return usual_start(horizon, agent, shift), horizon.length(shift)


def _type_of(plan: WorkPlan, start: int, minutes: int) -> int:
    """Place of a shift's type in the plan; -1 for none."""
    types = ShiftTimeSettings.of(plan)
    found = types.type_of(start, minutes)
    return -1 if found is None else types.shift_types.index(found)
