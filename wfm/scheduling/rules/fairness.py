"""Fairness over weeks: who had more than a fair share of unpopular work is spared it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift
from wfm.model.day_parts import UnpopularWork, day_part
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import WEEK, Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.wishes import refuses
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import phrase

KINDS = frozenset(UnpopularWork)
"""Kinds of a ledger that fairness spreads."""


@dataclass(frozen=True, slots=True)
class Fairness(Rule):
    """A weekend shift, night, late end or refused wish costs by what the agent had before.

    The ledger says how much more than the fair share that was; `wfm.model.day_parts` says what is
    a weekend, a night, a late end.
    """

    price: int = 6
    name: str = "Fairness over weeks"
    scope: ClassVar[Scope] = Scope.PERSON

    def shape(self, space: TourSpace) -> None:
        """Price unpopular shifts by the ledger."""
        horizon, shifts = space.horizon, space.shifts
        days = horizon.first.toordinal() + shifts.day
        facts = days, shifts.local_start, shifts.local_end
        for number, week in enumerate(horizon.weeks):
            now = shifts.day // WEEK == number
            for kind, share in week.ledger.get(space.agent.id, {}).items():
                if kind in KINDS:
                    for mask in _masks(week, space.agent, kind, *facts):
                        space.charge(mask & now, self._charge(share))

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Price each unpopular shift by the ledger."""
        for week, own, _ in horizon.by_week(shifts):
            for shift in own:
                yield from self._of_shift(week, agent, shift)

    def _of_shift(self, week: Horizon, agent: Agent, shift: Shift) -> Iterator[Finding]:
        start = np.array([week.local_minutes(shift)])
        end = np.array([week.local_end(shift)])
        day = np.array([shift.date.toordinal()])
        for kind, share in week.ledger.get(agent.id, {}).items():
            price = self._charge(share) if kind in KINDS else 0
            for mask in _masks(week, agent, kind, day, start, end):
                if price and mask.all():
                    text = phrase("rule.fairness.again", work=str(kind))
                    yield Finding(self.name, text, agent.id, shift.date, price=price)

    def _charge(self, share: float) -> int:
        return max(0, round(self.price * share))


def _masks(
    horizon: Horizon,
    agent: Agent,
    kind: str,
    day: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
) -> Iterator[np.ndarray]:
    """Tell which shifts of days (ordinals) are of an unpopular kind: a mask, or one each wish."""
    if kind != UnpopularWork.WISH:
        yield unpopular(kind, (day - 1) % 7, start, end, horizon.site.weekend)
        return
    dates = {each: date.fromordinal(each) for each in set(day.tolist())}
    for wish in horizon.wishes.get(agent.id, ()):
        wanted = [each for each, on in dates.items() if wish.on(on)]
        yield np.isin(day, wanted) & refuses(wish, start, end)


def unpopular(
    kind: str, weekday: np.ndarray, start: np.ndarray, end: np.ndarray, weekend: Collection[int]
) -> np.ndarray:
    """Tell which shifts [start, end), in local minutes, are of an unpopular kind."""
    if kind == UnpopularWork.WEEKEND:
        return np.isin(weekday, list(weekend))
    spans = zip(start.tolist(), end.tolist(), strict=True)
    return np.fromiter((day_part(*span).value == kind for span in spans), bool, len(start))
