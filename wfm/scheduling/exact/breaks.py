"""Where the breaks of an agent's day may lie, as rows: one Boolean for each start of a break.

Breaks are not tied to single shifts but counted against them (implicit breaks, Bechtold and Jacobs
1990, Aykin 1996): as many breaks start in a window, at least, as there are shifts whose windows lie
inside it. With one shift a day that is exact.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from wfm.scheduling.exact.integer_model import IntegerModel
from wfm.scheduling.tours.arrays import Ints, TourTables


class Kind(NamedTuple):
    """Breaks that can stand for each other."""

    number: int
    """Among the breaks of the shift."""
    length: int
    lengths: tuple[int, ...] = ()
    """Of all breaks of the shift, where they are tied to each other."""
    apart: int = 0
    stretch: int = 0
    away: bool = False
    """Whether it is the gap between two shifts."""


Window = tuple[int, int]
"""First and last interval in which a break may start."""


def windows_of(tours: TourTables, option: int) -> dict[Kind, Window]:
    """Windows of a shift's breaks; ends of the shift that a longest stretch draws are in them."""
    template, start = int(tours.template[option]), int(tours.start[option])
    first, last = int(tours.break_ptr[template]), int(tours.break_ptr[template + 1])
    tied = tours.apart[template] >= 0 or tours.stretch[template] > 0
    span = int(tours.end[option]) - start
    stretch = int(tours.stretch[template]) or span
    lengths = tuple(tours.break_length[first:last].tolist())
    tie = (lengths, max(0, int(tours.apart[template])), stretch) if tied else ()
    found = {}
    for b in range(first, last):
        low, high = int(tours.break_earliest[b]), int(tours.break_latest[b])
        length = int(tours.break_length[b])
        if tied:
            high = min(high, span - length, stretch if b == first else span)
            low = max(low, span - length - stretch) if b == last - 1 else low
        kind = Kind(b - first, length, *tie)
        if b - first == tours.gap[template]:
            kind = kind._replace(away=True)
        found[kind] = (start + low, start + high)
    return found


def can_take_breaks(tours: TourTables, option: int, blocked: frozenset[int]) -> bool:
    """Tell whether each break of a shift has a place by itself, outside what is blocked."""
    windows = windows_of(tours, option)
    template = int(tours.template[option])
    if not windows and tours.stretch[template] > 0:
        return bool(tours.end[option] - tours.start[option] <= tours.stretch[template])
    return all(_starts([window], kind.length, blocked) for kind, window in windows.items())


class BreakRows:
    """Collects the shifts of an agent's day, then adds their breaks."""

    def __init__(self, tours: TourTables, blocked: frozenset[int]) -> None:
        self.tours, self.blocked = tours, blocked
        self._wanted: dict[Kind, list[tuple[int, Window]]] = defaultdict(list)

    def take(self, option: int, variable: int) -> None:
        """Add a shift that has breaks."""
        for kind, window in windows_of(self.tours, option).items():
            self._wanted[kind].append((variable, window))

    def add(
        self, model: IntegerModel, chosen: int, places: Ints, most: int = 1
    ) -> dict[Kind, dict[int, int]]:
        """Add all breaks; return kind → start → variable. The known shift is `chosen`, -1: none.

        Up to `most` agents may have a break at once: then this is a relaxation.
        """
        known = windows_of(self.tours, chosen) if chosen >= 0 else {}
        found = {}
        for kind, wanted in self._wanted.items():
            windows = sorted({window for _, window in wanted})
            at = int(places[kind.number]) if kind in known else -1
            starts = {
                t: model.variable(int(t == at), most=most)
                for t in _starts(windows, kind.length, self.blocked)
            }
            model.choose(starts.values(), [variable for variable, _ in wanted])
            self._keep_windows(model, starts, wanted, windows)
            found[kind] = starts
        for kind, starts in found.items():
            for other, later in found.items():
                if kind.lengths and (kind.number + 1, *kind[2:]) == (other.number, *other[2:]):
                    _tie(model, kind, starts, later)
        return found

    @staticmethod
    def _keep_windows(
        model: IntegerModel,
        starts: dict[int, int],
        wanted: list[tuple[int, Window]],
        windows: list[Window],
    ) -> None:
        """Ask for a break in each window, and before and after each end of one."""
        earliest, latest = min(starts), max(starts)
        asked = {(earliest, high) for _, high in windows} | {(low, latest) for low, _ in windows}
        for low, high in sorted({*asked, *windows} - {(earliest, latest)}):
            inside = [variable for t, variable in starts.items() if low <= t <= high]
            needed = [variable for variable, (a, b) in wanted if low <= a and b <= high]
            if needed:
                model.cover(inside, needed)


def _starts(windows: list[Window], length: int, blocked: frozenset[int]) -> list[int]:
    """Intervals in which a break of a length may start."""
    inside = {t for low, high in windows for t in range(low, high + 1)}
    return sorted(t for t in inside if blocked.isdisjoint(range(t, t + length)))


def _tie(model: IntegerModel, kind: Kind, starts: dict[int, int], later: dict[int, int]) -> None:
    """Keep the least and the longest work between a break and the next."""
    for at in later:
        before = [v for t, v in starts.items() if t + kind.length + kind.apart <= at]
        model.cover(before, [v for t, v in later.items() if t <= at])
    for at in starts:
        soon = [v for t, v in later.items() if t <= at + kind.length + kind.stretch]
        model.cover(soon, [v for t, v in starts.items() if t <= at])
