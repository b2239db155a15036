"""Fairness over weeks: who had more than a fair share of unpopular work is spared it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.finding import Finding
from wfm.scheduling.space import TourSpace
from wfm.scheduling.week import Week

WEEKEND = frozenset({5, 6})


@dataclass(frozen=True, slots=True)
class Fairness:
    """A weekend shift, a night or a late end costs by what the ledger says the agent had before.

    A night overlaps 00:00–06:00 local time; a late end is after 20:00.
    """

    price: int = 6
    name: str = "Fairness over weeks"

    def shape(self, space: TourSpace) -> None:
        """Price unpopular shifts by the ledger."""
        for kind, share in space.week.ledger.get(space.agent.id, {}).items():
            weekdays = np.array(
                [space.week.grid.date_of(d).weekday() for d in range(space.week.days)]
            )[space.shifts.day]
            start = space.shifts.key
            unpopular = _unpopular(kind, weekdays, start, space.shifts.local_end)
            space.charge(unpopular, self._charge(share))

    def check(self, week: Week, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Price each unpopular shift by the ledger."""
        for shift in shifts:
            start = np.array([week.local_minutes(shift)])
            end = np.array([week.minutes_of(shift.end, shift.date)])
            for kind, share in week.ledger.get(agent.id, {}).items():
                weekday = np.array([shift.date.weekday()])
                if self._charge(share) and _unpopular(kind, weekday, start, end).all():
                    text = f"{kind} again, after more than a fair share of them"
                    price = self._charge(share)
                    yield Finding(self.name, text, agent.id, shift.date, price=price)

    def _charge(self, share: float) -> int:
        return max(0, round(self.price * share))


def _unpopular(kind: str, weekday: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    if kind == "weekend":
        return np.isin(weekday, list(WEEKEND))
    if kind == "night":
        return (start < 360) | (end > 1440)
    if kind == "late":
        return end > 1200
    return np.zeros(len(start), bool)
