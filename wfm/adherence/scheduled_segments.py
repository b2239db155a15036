"""A schedule as pieces of time: every second of the window belongs to one piece per agent."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from wfm.adherence.categories import INDEX, UNSCHEDULED
from wfm.adherence.overlap import Ints
from wfm.model import Shift

NEAR: Final = 4 * 3600
"""Work outside a shift joins that shift if it is at most this many seconds away."""


class Piece(NamedTuple):
    """One stretch of one agent's time: an activity, or the time around and between shifts."""

    agent: int
    start: int
    end: int
    category: int
    shift: int
    """Index of the shift that answers for it, or −1."""
    date: int
    """Ordinal of the local date that answers for it."""
    edge_at_start: bool
    """Whether an activity begins or ends here, so that the tolerance applies."""
    edge_at_end: bool


@dataclass(frozen=True, slots=True)
class Pieces:
    """Columns of `Piece`, sorted by agent and start, without a gap inside [begin, end)."""

    agent: Ints
    start: Ints
    end: Ints
    category: Ints
    shift: Ints
    date: Ints
    edge_at_start: Ints
    edge_at_end: Ints


def epoch(instant: datetime) -> int:
    """Whole seconds since 1970, rounded down."""
    return int(instant.timestamp() // 1)


@dataclass(frozen=True, slots=True)
class LocalDays:
    """The local days that a window touches."""

    midnights: Sequence[int]
    """Epoch second at which each begins."""
    first: int
    """Ordinal of the first date."""

    def inside(self, start: int, end: int) -> Sequence[int]:
        """Midnights after `start` and before `end`."""
        low, high = bisect_right(self.midnights, start), bisect_left(self.midnights, end)
        return self.midnights[low:high]

    def ordinal(self, second: int) -> int:
        """Ordinal of the local date of an epoch second."""
        return self.first + bisect_right(self.midnights, second) - 1


def local_days(time_zone: str, begin: datetime, end: datetime) -> LocalDays:
    """Local days from that of `begin` to that of `end`."""
    zone = ZoneInfo(time_zone)
    first, last = begin.astimezone(zone).date(), end.astimezone(zone).date()
    dates = (first + timedelta(days=number) for number in range((last - first).days + 1))
    midnights = [epoch(datetime(day.year, day.month, day.day, tzinfo=zone)) for day in dates]
    return LocalDays(midnights, first.toordinal())


def scheduled_pieces(
    shifts: Sequence[Shift],
    agents: Sequence[str],
    begin: datetime,
    end: datetime,
    time_zone: str,
) -> Pieces:
    """Cut the window [begin, end) by the shifts of each agent.

    Adjacent activities of one category become one piece. Time within four hours of a shift, and
    nearer to it than to any other, answers to that shift; other time answers to its local date.
    """
    days = local_days(time_zone, begin, end)
    window = epoch(begin), epoch(end)
    number = {agent: index for index, agent in enumerate(agents)}
    of_agent: dict[str, list[int]] = {}
    for index, shift in enumerate(shifts):
        of_agent.setdefault(shift.agent_id, []).append(index)
    rows: list[Piece] = []
    for agent in agents:
        own = sorted(of_agent.get(agent, ()), key=lambda index: shifts[index].start)
        rows += _agent_pieces(number[agent], [(i, shifts[i]) for i in own], window, days)
    columns = np.array(rows, dtype=np.int64).reshape(-1, len(Piece._fields)).T
    return Pieces(*(np.ascontiguousarray(column) for column in columns))


def _agent_pieces(
    agent: int,
    shifts: Sequence[tuple[int, Shift]],
    window: tuple[int, int],
    days: LocalDays,
) -> Iterator[Piece]:
    begin, end = window
    at, before = begin, None
    for index, shift in shifts:
        start, stop = epoch(shift.start), epoch(shift.end)
        if stop <= begin or start >= end:
            continue
        yield from _gap(agent, (at, start), before, (index, shift.date), days)
        yield from _clipped(_activities(agent, index, shift), window)
        at, before = stop, (index, shift.date)
    yield from _gap(agent, (at, end), before, None, days)


def _activities(agent: int, index: int, shift: Shift) -> Iterator[Piece]:
    ordinal = shift.date.toordinal()
    for category, group in groupby(shift.activities, key=lambda activity: activity.category):
        run = list(group)
        start, end = epoch(run[0].start), epoch(run[-1].end)
        yield Piece(agent, start, end, INDEX[category], index, ordinal, True, True)


def _clipped(run: Iterable[Piece], window: tuple[int, int]) -> Iterator[Piece]:
    begin, end = window
    for piece in run:
        start, stop = max(piece.start, begin), min(piece.end, end)
        if start < stop:
            edges = piece.edge_at_start and start == piece.start, stop == piece.end
            yield piece._replace(
                start=start, end=stop, edge_at_start=edges[0], edge_at_end=edges[1]
            )


def _gap(
    agent: int,
    span: tuple[int, int],
    before: tuple[int, date] | None,
    after: tuple[int, date] | None,
    days: LocalDays,
) -> Iterator[Piece]:
    start, end = span
    if start >= end:
        return
    middle = (start + end) // 2 if before and after else (end if before else start)
    left = min(middle, start + NEAR) if before else start
    right = max(middle, end - NEAR) if after else end
    if before and start < left:
        index, day = before
        yield Piece(agent, start, left, UNSCHEDULED, index, day.toordinal(), True, False)
    for one, other in pairwise([left, *days.inside(left, right), right]):
        if one < other:
            yield Piece(agent, one, other, UNSCHEDULED, -1, days.ordinal(one), False, False)
    if after and right < end:
        index, day = after
        yield Piece(agent, right, end, UNSCHEDULED, index, day.toordinal(), False, True)
