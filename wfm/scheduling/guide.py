"""Where the search may start better than anywhere it would come to by itself: at the relaxation.

The linear programme says how many agents of each class work which tour. Most of these numbers are
whole; the others are rounded at random, and a cool annealing mends what the rounding broke.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wfm.scheduling.programme import Column, random_shares
from wfm.scheduling.relaxation import Alike
from wfm.scheduling.search import Roster, empty_roster
from wfm.scheduling.tours import Floats


@dataclass(frozen=True, slots=True)
class Guide:
    """A solution of the linear programme: agents[column] of a class work a column's tour."""

    alike: Alike
    columns: Sequence[Column]
    agents: Floats

    def draw(self, random: np.random.Generator) -> Roster:
        """Give every agent a tour of its class; on average each as often as in the solution."""
        days = len(self.columns[0].option)
        roster = empty_roster(len(self.alike.member), days)
        by_class: list[list[int]] = [[] for _ in self.alike.size]
        for number in np.flatnonzero(self.agents > 1e-9).tolist():
            by_class[self.columns[number].member].append(number)
        for member, numbers in enumerate(by_class):
            rest = random.permutation(np.flatnonzero(self.alike.member == member))
            counts = random_shares(self.agents[numbers], random)
            for number, count in zip(numbers, counts.tolist(), strict=True):
                roster.option[rest[:count]] = self.columns[number].option
                roster.places[rest[:count]] = self.columns[number].places
                rest = rest[count:]
        return roster
