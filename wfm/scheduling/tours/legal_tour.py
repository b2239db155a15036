"""Whether rules leave an agent a legal tour at all.

That takes no product of automata, only which states days can reach. It is asked again and again
where it is sought which rules stand in the way: automata that only charge are left out, and what
agents have in common is answered once.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from copy import copy
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.tours.arrays import FORBIDDEN, WEEK
from wfm.scheduling.tours.cheapest_tour import INFINITE, price_options, price_scratch
from wfm.scheduling.tours.day_automata import Pattern, counter
from wfm.scheduling.tours.products import Product
from wfm.scheduling.tours.to_arrays import ANY_KEY, flatten
from wfm.scheduling.tours.tour_space import Mask, TourSpace

Days = tuple[tuple[int, ...], ...]
"""[day] numbers of the classes that it may have."""


class LegalTours:
    """Tells of spaces whether they have a legal tour; the same question is answered once."""

    def __init__(self) -> None:
        self._known: dict[Hashable, bool] = {}

    def left_in(self, space: TourSpace, placed: Mask | None = None) -> bool:
        """Tell whether some tour keeps all that a space forbids.

        `placed` tells which candidate shifts have room for their breaks; None: it is found out.
        """
        placed = with_room_for_breaks(space) if placed is None else placed
        patterns = [*filter(forbids, space.patterns), *_limits(space)]
        read = _read(space, placed, patterns)
        key = read.weeks, read.classes.tobytes(), *map(_what_it_forbids, patterns)
        if key not in self._known:
            self._known[key] = _some_tour_ends(read, patterns)
        return self._known[key]


class _Read(NamedTuple):
    """What automata may read."""

    classes: NDArray[np.int64]
    """[class, pattern] label."""
    weeks: tuple[tuple[Days, ...], ...]
    """[week] the days of each mode in which they differ."""


def _some_tour_ends(read: _Read, patterns: Sequence[Pattern]) -> bool:
    product = Product(patterns)
    codes = product.start
    for modes in read.weeks:
        reached = []
        for days in modes:
            there = codes
            for classes in days:
                there = product.unfold(there, read.classes[list(classes)]).onward
            reached.append(there)
        codes = np.unique(np.concatenate(reached))
        if not len(codes):
            return False
    return bool((product.final_price(codes) < FORBIDDEN).any())


def with_room_for_breaks(space: TourSpace) -> Mask:
    """Tell which candidate shifts have room for their breaks beside what the agent is to do."""
    bare = copy(space)
    bare.allowed, bare.price = np.ones_like(space.allowed), np.zeros_like(space.price)
    bare.patterns, bare.limits, bare.windows = [], [], None
    tables, _ = flatten([bare], {space.agent.skills: 0})
    intervals = int(tables.end.max(initial=0)) + 1
    price = np.empty(max(1, len(space.shifts)))
    price_options(tables, 0, np.zeros(intervals), price, price_scratch(tables, intervals))
    found: Mask = price[: len(space.shifts)] < INFINITE
    return found


def forbids(pattern: Pattern) -> bool:
    """Tell whether an automaton forbids anything, or only charges."""
    prices = pattern.price, pattern.final_price
    return any(bool((price >= FORBIDDEN).any()) for price in prices)


def _what_it_forbids(pattern: Pattern) -> tuple[bytes, ...]:
    prices = (pattern.price >= FORBIDDEN).tobytes(), (pattern.final_price >= FORBIDDEN).tobytes()
    return pattern.next_state.tobytes(), *prices


def _limits(space: TourSpace) -> Iterator[Pattern]:
    """Count shifts of which a tour has at most so many."""
    none = np.zeros(space.horizon.days, np.int64)
    for shifts, most in space.limits:
        yield counter(shifts.astype(np.int64), none, 0, most)


def _read(space: TourSpace, placed: Mask, patterns: Sequence[Pattern]) -> _Read:
    days, shifts = space.horizon.days, space.shifts
    columns = [np.concatenate([each.labels, each.off_labels]) for each in patterns]
    labels = np.array(columns, np.int64).reshape(len(patterns), len(shifts) + days).T
    classes, of = np.unique(labels, axis=0, return_inverse=True)
    borders = np.searchsorted(shifts.day, np.arange(days + 1))
    windows = ANY_KEY if space.windows is None else space.windows
    may, (worked, off) = space.allowed & placed, np.split(of.reshape(-1), [len(shifts)])

    def classes_on(day: int, low: int, high: int) -> tuple[int, ...]:
        mine = slice(borders[day], borders[day + 1])
        inside = may[mine] & (shifts.key[mine] >= low) & (shifts.key[mine] <= high)
        found = {*worked[mine][inside].tolist(), *off[[day]][space.off_allowed[[day]]].tolist()}
        return tuple(sorted(found))

    def modes(week: range) -> tuple[Days, ...]:
        each = (tuple(classes_on(day, *window) for day in week) for window in windows.tolist())
        return tuple(dict.fromkeys(each))

    weeks = (range(first, min(days, first + WEEK)) for first in range(0, days, WEEK))
    return _Read(classes, tuple(map(modes, weeks)))
