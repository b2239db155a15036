"""All legal breaks of one shift as an automaton: interval by interval, on queue or not."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wfm.scheduling.tours.arrays import Ints, TourTables

CHOICES = 2
"""Ways to go on from a state, at most: a break begins, or none does."""


class BreakAutomaton(NamedTuple):
    """What an agent in a shift may do next; state 0 is the first one and the last one."""

    start: int
    """Interval in which the shift starts."""
    onward: Ints
    """[interval of the shift, state, choice] next state, -1 where there is no such choice."""
    on_queue: Ints
    """[interval of the shift, state, choice] 1 on queue, 0 off."""


class _State(NamedTuple):
    begun: int
    """Breaks that have begun."""
    left: int
    """Intervals of the last one that are left."""
    worked: int
    """Intervals at work since, where breaks are tied to each other."""


_Way = tuple[_State, bool]
"""Next state, and whether the interval until then is on queue."""


def break_automaton(
    tours: TourTables, option: int, blocked: frozenset[int]
) -> BreakAutomaton | None:
    """Lay out the breaks of a shift outside what is blocked; None where they have no place."""
    begin = _State(0, 0, 0)
    layers: list[dict[_State, list[_Way]]] = []
    states = {begin}
    for t in range(int(tours.start[option]), int(tours.end[option])):
        ways = {state: _ways(tours, option, blocked, t, state) for state in states}
        layers.append(ways)
        states = {state for onward in ways.values() for state, _ in onward}
    breaks = int(np.diff(tours.break_ptr[tours.template[option] :][:2])[0])
    alive = {state for state in states if state.begun == breaks and not state.left}
    number = dict.fromkeys(alive, 0)
    found: list[list[list[tuple[int, bool]]]] = []
    for ways in reversed(layers):
        kept = {
            state: [(number[after], busy) for after, busy in onward if after in number]
            for state, onward in sorted(ways.items())
        }
        number = {state: n for n, state in enumerate(s for s, onward in kept.items() if onward)}
        found.append([onward for onward in kept.values() if onward])
    if not number:
        return None
    return _tabulated(int(tours.start[option]), found[::-1])


def _ways(
    tours: TourTables, option: int, blocked: frozenset[int], t: int, state: _State
) -> list[_Way]:
    """List what may follow in an interval."""
    if state.left:
        return [(state._replace(left=state.left - 1), False)]
    template, at = int(tours.template[option]), t - int(tours.start[option])
    apart, stretch = int(tours.apart[template]), int(tours.stretch[template])
    b = int(tours.break_ptr[template]) + state.begun
    waiting = b < tours.break_ptr[template + 1]
    found: list[_Way] = []
    if waiting and tours.break_earliest[b] <= at <= tours.break_latest[b]:
        length = int(tours.break_length[b])
        soon = state.begun > 0 and state.worked < apart
        if not soon and blocked.isdisjoint(range(t, t + length)):
            found.append((_State(state.begun + 1, length - 1, 0), False))
    overdue = waiting and at >= tours.break_latest[b]
    if not overdue and (not stretch or state.worked < stretch):
        tied = apart >= 0 or stretch > 0
        worked = min(state.worked + 1, max(apart, stretch)) if tied else 0
        found.append((state._replace(worked=worked), t not in blocked))
    return found


def _tabulated(start: int, layers: list[list[list[tuple[int, bool]]]]) -> BreakAutomaton:
    shape = len(layers), max(len(layer) for layer in layers), CHOICES
    onward, on_queue = np.full(shape, -1, np.int32), np.zeros(shape, np.int32)
    for t, layer in enumerate(layers):
        for state, ways in enumerate(layer):
            for choice, (after, busy) in enumerate(ways):
                onward[t, state, choice], on_queue[t, state, choice] = after, busy
    return BreakAutomaton(start, onward, on_queue)
