"""All ways to work one of several shifts as an automaton: when it starts, and when its breaks do.

Shifts that no week tells apart are one bundle. Which of them is worked, and how, matters for heads
alone, so that all of it is inside the price of a crew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from wfm.scheduling.exact.break_automaton import BreakAutomaton
from wfm.scheduling.tours.arrays import Ints


class BundleAutomaton(NamedTuple):
    """What somebody may do next, over the intervals of a day; state 0 is the first and the last."""

    onward: Ints
    """[interval of the day, state, choice] next state, -1 where there is no such choice."""
    on_queue: Ints
    """[interval of the day, state, choice] 1 on queue, 0 off."""


_WAITING, _DONE = (-1, 0), (-1, 1)
_State = tuple[int, int]
"""Shift and its state; or one of these two."""
_Way = tuple[int, int]
"""Number of the next state, and 1 on queue until then."""


def bundle_automaton(shifts: Sequence[BreakAutomaton], first: int, last: int) -> BundleAutomaton:
    """Join the automata of shifts that lie in the intervals from `first` to before `last`.

    States from which the same may follow are one (Revuz 1992).
    """
    number: dict[_State, int] = {_WAITING: 0, _DONE: 0}
    number |= {(n, 0): 0 for n in range(len(shifts))}
    layers: list[list[list[_Way]]] = []
    for t in range(last - 1, first - 1, -1):
        ways = {state: _onward(shifts, t, state, number) for state in _states(shifts, t)}
        same: dict[tuple[_Way, ...], int] = {}
        number = {
            state: same.setdefault(tuple(sorted(set(onward))), len(same))
            for state, onward in ways.items()
            if onward
        }
        layers.append([list(onward) for onward in same])
    return _tabulated(layers[::-1])


def _states(shifts: Sequence[BreakAutomaton], t: int) -> list[_State]:
    """List the states before an interval; who waits comes first."""
    found = [_WAITING, _DONE]
    for n, shift in enumerate(shifts):
        if shift.start < t <= shift.start + len(shift.onward):
            at = t - shift.start
            states = 1 if at == len(shift.onward) else shift.onward.shape[1]
            found += [(n, state) for state in range(states)]
    return found


def _onward(
    shifts: Sequence[BreakAutomaton], t: int, state: _State, number: dict[_State, int]
) -> list[_Way]:
    """List what may follow in an interval, given the numbers of the states after it."""
    if state == _WAITING:
        found = [
            way
            for n, shift in enumerate(shifts)
            if shift.start == t
            for way in _in_shift(shift, n, 0, 0, number)
        ]
        if any(shift.start > t for shift in shifts):
            found.append((number[_WAITING], 0))
        return found
    if state == _DONE:
        return [(number[_DONE], 0)]
    n, local = state
    at = t - shifts[n].start
    if at == len(shifts[n].onward):
        return [(number[_DONE], 0)]
    return _in_shift(shifts[n], n, at, local, number)


def _in_shift(
    shift: BreakAutomaton, n: int, at: int, local: int, number: dict[_State, int]
) -> list[_Way]:
    return [
        (number[n, int(after)], int(busy))
        for after, busy in zip(shift.onward[at, local], shift.on_queue[at, local], strict=True)
        if after >= 0
    ]


def _tabulated(layers: list[list[list[_Way]]]) -> BundleAutomaton:
    states = max(len(layer) for layer in layers)
    choices = max(len(ways) for layer in layers for ways in layer)
    shape = len(layers), states, choices
    onward, on_queue = np.full(shape, -1, np.int32), np.zeros(shape, np.int32)
    for t, layer in enumerate(layers):
        for state, ways in enumerate(layer):
            for choice, (after, busy) in enumerate(ways):
                onward[t, state, choice], on_queue[t, state, choice] = after, busy
    return BundleAutomaton(onward, on_queue)
