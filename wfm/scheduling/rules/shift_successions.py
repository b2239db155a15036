"""Which type of shift may follow which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import numpy as np

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.arrays import FORBIDDEN
from wfm.scheduling.tours.day_automata import automaton
from wfm.scheduling.tours.tour_space import TourSpace


@dataclass(frozen=True, slots=True)
class ShiftSuccessions:
    """On the day after a shift, no type of shift that its type forbids."""

    name: str = "Shift successions"

    def shape(self, space: TourSpace) -> None:
        """Follow what yesterday's type forbids; the state is that set of types."""
        types = space.plan.shift_types
        known = {shift_type.name for shift_type in types}
        forbids = [shift_type.not_before & known for shift_type in types]
        states = list(dict.fromkeys([frozenset[str](), *forbids]))
        if len(states) == 1:
            return
        kind = np.array([_type_of(space.plan, *time) for time in _times(space)])
        onward = np.array([0, *(states.index(names) for names in forbids)])
        price = [[0, *(FORBIDDEN * (t.name in names) for t in types)] for names in states]
        last = space.horizon.previous.get(space.agent.id, ())[-1:]
        start = 0
        if last and (space.horizon.first - last[0].date).days == 1:
            start = int(onward[_type_of(space.plan, *_time(space.horizon, last[0])) + 1])
        space.follow(
            automaton(
                kind + 1,
                np.zeros(space.horizon.days, np.int32),
                np.tile(onward, (len(states), 1)),
                np.array(price),
                start,
            )
        )

    def terms(self, horizon: Horizon, agent: Agent) -> str:
        """Say what the work plan asks."""
        typed = [t for t in horizon.plan(agent).shift_types if t.not_before]
        return ", ".join(f"no {'/'.join(sorted(t.not_before))} after {t.name}" for t in typed)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare each shift with that of the day before."""
        plan = horizon.plan(agent)
        for shift, following in pairwise([*horizon.previous.get(agent.id, ())[-1:], *shifts]):
            if (following.date - shift.date).days != 1:
                continue
            before, after = (plan.shift_type(*_time(horizon, s)) for s in (shift, following))
            if before and after and after.name in before.not_before:
                text = f"{after.name} on the day after {before.name}"
                yield Finding(self.name, text, agent.id, following.date, hard=True)


def _times(space: TourSpace) -> Iterator[tuple[int, int]]:
    return zip(space.shifts.key.tolist(), space.shifts.minutes.tolist(), strict=True)


def _time(horizon: Horizon, shift: Shift) -> tuple[int, int]:
    return horizon.local_minutes(shift), (shift.end - shift.start) // timedelta(minutes=1)


def _type_of(plan: WorkPlan, start: int, minutes: int) -> int:
    """Place of a shift's type in the plan; -1 for none."""
    found = plan.shift_type(start, minutes)
    return -1 if found is None else plan.shift_types.index(found)
