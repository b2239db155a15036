"""What agents wish for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Preference, PreferenceKind, Shift
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import phrase


@dataclass(frozen=True, slots=True)
class Wishes(Rule):
    """A refused wish costs its weight for each shift that refuses it."""

    name: str = "Wishes"
    scope: ClassVar[Scope] = Scope.PERSON

    def shape(self, space: TourSpace) -> None:
        """Price the shifts that refuse a wish."""
        start = space.shifts.local_start
        for wish in space.horizon.wishes.get(space.agent.id, ()):
            days = [wish.on(space.horizon.grid.date_of(d)) for d in range(space.horizon.days)]
            refused = refuses(wish, start, space.shifts.local_end)
            space.charge(space.on_days(np.array(days)) & refused, wish.weight)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare each shift with each wish for its day."""
        for shift in shifts:
            for wish in horizon.wishes.get(agent.id, ()):
                if refused_by(horizon, wish, shift):
                    text = phrase("rule.wishes.refused", wish=wish.kind.value)
                    yield Finding(self.name, text, agent.id, shift.date, price=wish.weight)


def refused_by(horizon: Horizon, wish: Preference, shift: Shift) -> bool:
    """Tell whether an agent's shift refuses a wish for its day."""
    start = np.array([horizon.local_minutes(shift)])
    end = np.array([horizon.local_end(shift)])
    return wish.on(shift.date) and bool(refuses(wish, start, end).all())


def refuses(wish: Preference, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Tell which shifts [start, end), in local minutes, refuse a wish for their day."""
    if wish.kind is PreferenceKind.DAY_OFF:
        return np.ones(len(start), bool)
    if wish.kind is PreferenceKind.START_BETWEEN:
        return (start < wish.start) | (start > wish.end)
    return (start < wish.end) & (wish.start < end)
