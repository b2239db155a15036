"""Pieces of the schedule against segments of reality, graded second by second."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm.adherence.categories import INDEX, LOGGED_OFF, UNSCHEDULED, Impact
from wfm.adherence.mapping import ImpactTable
from wfm.adherence.overlap import Ints, intersect
from wfm.adherence.recorded_segments import Segments
from wfm.adherence.scheduled_segments import Pieces, epoch
from wfm.model import ActivityCategory

PAUSES = (INDEX[ActivityCategory.BREAK], INDEX[ActivityCategory.MEAL])


@dataclass(frozen=True, slots=True)
class AuthorisedException:
    """A deviation that somebody with the right to do so approved: it counts as in."""

    agent_id: str
    start: datetime
    end: datetime
    reason: str
    authorised_by: str = ""


@dataclass(frozen=True, slots=True)
class Slices:
    """Stretches in which schedule, reality and grade are constant, by agent and start."""

    agent: Ints
    start: Ints
    end: Ints
    piece: Ints
    scheduled: Ints
    actual: Ints
    impact: Ints
    authorised: NDArray[np.bool_]

    @property
    def seconds(self) -> Ints:
        """Length of each slice."""
        return self.end - self.start

    def where(self, chosen: NDArray[np.bool_] | Ints) -> Slices:
        """Pick some of the slices."""
        return Slices(*(getattr(self, name)[chosen] for name in self.__slots__))

    def relabelled(self, pieces: Ints) -> Slices:
        """Give the slices of some pieces the numbers that those have among all pieces."""
        return replace(self, piece=pieces[self.piece])

    def between(self, start: int, end: int) -> Slices:
        """Cut out what lies inside [start, end); grades stay as the whole made them."""
        kept = self.where((self.start < end) & (self.end > start))
        return replace(kept, start=np.maximum(kept.start, start), end=np.minimum(kept.end, end))


Forgive: TypeAlias = Callable[[Slices, Pieces], Slices]
"""Grades deviations that are short enough as kept."""


def grade(
    pieces: Pieces,
    segments: Segments,
    impacts: ImpactTable,
    forgive: Forgive,
    authorised: Sequence[AuthorisedException] = (),
    agents: Mapping[str, int] | None = None,
    begun: NDArray[np.bool_] | None = None,
) -> Slices:
    """Grade every second that the pieces cover.

    A pause spent logged off is kept only by who has come to the shift; `begun` marks the shifts of
    which earlier pieces, that are not among these, show it. An authorised exception turns out and
    unknown into in. Then short deviations are forgiven: they count as in, and unscheduled work
    beside the shift is not counted.
    """
    cut = intersect(
        (pieces.agent, pieces.start, pieces.end),
        (segments.agent, segments.start, segments.end),
    )
    scheduled = pieces.category[cut.left]
    actual = segments.category[cut.right]
    slices = Slices(
        pieces.agent[cut.left],
        cut.start,
        cut.end,
        cut.left,
        scheduled,
        actual,
        impacts.table[scheduled, actual].astype(np.int64),
        np.zeros(len(scheduled), dtype=bool),
    )
    if impacts.presence:
        slices = _unattended(slices, pieces, begun)
    if authorised:
        slices = _authorise(slices, authorised, agents or {})
    return forgive(slices, pieces)


def attended(slices: Slices) -> NDArray[np.bool_]:
    """Mark what shows that an agent has come to a shift; what is unknown may show it."""
    there: NDArray[np.bool_] = (slices.scheduled != UNSCHEDULED) & (slices.actual != LOGGED_OFF)
    return there


def _unattended(slices: Slices, pieces: Pieces, begun: NDArray[np.bool_] | None) -> Slices:
    """Let no pause count as kept before the agent came to the shift."""
    if begun is None:
        begun = np.zeros(pieces.shift.max(initial=-1) + 1, dtype=bool)
    shift, there = pieces.shift[slices.piece], attended(slices)
    came = np.where(begun, slices.start.min(initial=0), slices.end.max(initial=0))
    np.minimum.at(came, shift[there], slices.start[there])
    pause = np.isin(slices.scheduled, PAUSES) & (slices.actual == LOGGED_OFF)
    kept = np.flatnonzero(pause & (slices.impact == Impact.IN))
    impact = slices.impact.copy()
    impact[kept[slices.start[kept] < came[shift[kept]]]] = Impact.OUT
    return replace(slices, impact=impact)


def _authorise(
    slices: Slices, authorised: Sequence[AuthorisedException], agents: Mapping[str, int]
) -> Slices:
    """Cut the slices at the exceptions' edges and grade what lies inside them."""
    known = [one for one in authorised if one.agent_id in agents]
    rows = [(agents[one.agent_id], epoch(one.start), epoch(one.end)) for one in known]
    begin, end = int(slices.start.min(initial=0)), int(slices.end.max(initial=0))
    right = _covered(rows, len(agents), begin, end)
    cut = intersect((slices.agent, slices.start, slices.end), right[:3])
    inside = right[3][cut.right] == 1
    kept = cut.start < cut.end
    whole = slices.where(cut.left[kept])
    inside = inside[kept]
    graded = inside & np.isin(whole.impact, [Impact.OUT, Impact.UNKNOWN])
    excused = np.where(whole.scheduled == UNSCHEDULED, Impact.IGNORED, Impact.IN)
    return replace(
        whole,
        start=cut.start[kept],
        end=cut.end[kept],
        impact=np.where(graded, excused, whole.impact),
        authorised=graded,
    )


def _covered(
    rows: Sequence[tuple[int, int, int]], agents: int, begin: int, end: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """Per agent, [begin, end) cut into stretches inside (1) and outside (0) of any row."""
    out: list[tuple[int, int, int, int]] = []
    for agent in range(agents):
        at = begin
        for start, stop in sorted((a, b) for who, a, b in rows if who == agent):
            start, stop = max(start, at), min(stop, end)
            if start < stop:
                out += [(agent, at, start, 0)] if at < start else []
                out.append((agent, start, stop, 1))
                at = stop
        out += [(agent, at, end, 0)] if at < end else []
    columns = np.array(out, dtype=np.int64).reshape(-1, 4).T
    return columns[0], columns[1], columns[2], columns[3]


def runs(slices: Slices) -> Ints:
    """Give each slice the number of its uninterrupted deviation, or −1 where it is none."""
    out = slices.impact == Impact.OUT
    goes_on = np.zeros(len(out), dtype=bool)
    goes_on[1:] = (
        out[1:]
        & out[:-1]
        & (slices.piece[1:] == slices.piece[:-1])
        & (slices.start[1:] == slices.end[:-1])
    )
    return np.where(out, np.cumsum(out & ~goes_on) - 1, -1)


def forgive_at_edges(tolerance_seconds: int) -> Forgive:
    """Forgive an uninterrupted deviation that touches an edge of its activity and is no longer."""

    def forgive(slices: Slices, pieces: Pieces) -> Slices:
        if not tolerance_seconds:
            return slices
        run = runs(slices)
        start, end, piece = _bounds(slices, run)
        at_edge = (pieces.edge_at_start[piece] == 1) & (start == pieces.start[piece])
        at_edge |= (pieces.edge_at_end[piece] == 1) & (end == pieces.end[piece])
        short = at_edge & (end - start <= tolerance_seconds)
        return _excused(slices, (run >= 0) & np.append(short, False)[run])

    return forgive


def deduct_from_each(tolerance_seconds: int) -> Forgive:
    """Forgive the first seconds of every uninterrupted deviation, wherever it lies."""

    def forgive(slices: Slices, _: Pieces) -> Slices:
        if not tolerance_seconds:
            return slices
        run = runs(slices)
        since = np.append(_bounds(slices, run)[0] + tolerance_seconds, 0)[run]
        since = np.where(run >= 0, np.clip(since, slices.start, slices.end), slices.start)
        before = _excused(replace(slices, end=since), run >= 0)
        both = [
            np.concatenate([getattr(part, name) for part in (before, replace(slices, start=since))])
            for name in Slices.__slots__
        ]
        cut = Slices(*both)
        order = np.lexsort((cut.start, cut.agent))
        return cut.where(order[cut.seconds[order] > 0])

    return forgive


def _bounds(slices: Slices, run: Ints) -> tuple[Ints, Ints, Ints]:
    """Start, end and piece of each uninterrupted deviation."""
    out = np.flatnonzero(run >= 0)
    _, first = np.unique(run[out], return_index=True)
    last = np.append(first[1:], len(out))[: len(first)] - 1
    return slices.start[out[first]], slices.end[out[last]], slices.piece[out[first]]


def _excused(slices: Slices, which: NDArray[np.bool_]) -> Slices:
    grade = np.where(slices.scheduled == UNSCHEDULED, Impact.IGNORED, Impact.IN)
    return replace(slices, impact=np.where(which, grade, slices.impact))
