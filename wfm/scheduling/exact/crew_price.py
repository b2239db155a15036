"""The least that the heads of a crew cost on its day, however its breaks are placed.

Who is on queue depends on breaks alone once the shifts are given, and at any time few of a crew are
where they have a choice. So an exact dynamic programme goes from interval to interval over the
states of all breaks together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.tours.arrays import CoverTables, Ints, Prices
from wfm.staffing.jit import compiled, lean_kernel

NEVER = 1 << 60
Work = tuple[Prices, Prices, Prices]
"""[member] state, next state; members who have a choice."""


class ShiftTable(NamedTuple):
    """The break automata of a day's shifts, see `BreakAutomaton`, laid out for the kernel."""

    start: Ints
    """[shift] interval in which it starts."""
    end: Ints
    onward: Ints
    """[shift, interval of the shift, state, choice]"""
    on_queue: Ints
    weight: Ints
    """[shift] what a head adds to the place in a table of `group_prices`."""


def group_prices(cover: CoverTables, intervals: Ints, size: Ints) -> Prices:
    """Tabulate what heads of each group cost, shared among queues at least price.

    Returns [interval, place]; heads h of groups 0, 1, … have the place h₀ + (size₀ + 1) × (h₁ + …).
    Of a group there are up to `size` heads. What nobody costs is taken off.
    """
    queues, heads = cover.price.shape[0], int(size.sum()) + 1
    grid = np.indices((heads,) * queues)
    table = np.zeros((len(intervals), *(heads,) * queues), np.int64)
    for q in range(queues):
        table += _priced(cover, q, intervals, heads)[:, grid[q]]
    # over heads that are placed already; a group's heads then go where they are cheapest
    for g in reversed(range(len(size))):
        layers = [table]
        for _ in range(size[g]):
            layers.append(_one_more(layers[-1], cover.serves[g], queues))
        table = np.stack(layers, axis=-queues - 1)
    found: Prices = table[(..., *(0,) * queues)].reshape(len(intervals), -1)
    return found


def _priced(cover: CoverTables, q: int, intervals: Ints, heads: int) -> Prices:
    """Price 0, 1, … heads of a queue in some intervals, less what nobody costs."""
    n, last = np.arange(heads), cover.price.shape[2] - 1
    beyond = np.maximum(0, n - last) * cover.over[q, intervals][:, None]
    inside = cover.price[q, intervals][:, np.minimum(n, last)]
    found: Prices = inside + beyond - inside[:, :1]
    return found


def _one_more(table: Prices, served: NDArray[np.bool_], queues: int) -> Prices:
    """Place one head more, in the cheapest queue that it serves; nowhere where it serves none."""
    if not served.any():
        return table
    best = np.full_like(table, NEVER)
    for q in np.flatnonzero(served).tolist():
        axis = table.ndim - queues + q
        moved = np.roll(table, -1, axis=axis)
        edge = [slice(None)] * table.ndim
        edge[axis] = slice(-1, None)
        moved[tuple(edge)] = NEVER
        np.minimum(best, moved, out=best)
    return best


@compiled
def crew_prices(crews: Ints, shifts: ShiftTable, price: Prices, first: int) -> Prices:
    """Price each crew at least.

    `crews`[crew, member] are numbers of shifts, equal ones side by side, -1 for nobody; `price` is
    of `group_prices`, `first` its first interval.
    """
    most, states = crews.shape[1], shifts.onward.shape[2]
    stride = states ** np.arange(most)
    size = states**most
    cost, later = np.full(size, NEVER, np.int64), np.full(size, NEVER, np.int64)
    codes, reached = np.empty(size, np.int64), np.empty(size, np.int64)
    found = np.zeros(crews.shape[0], np.int64)
    work = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    for c in range(crews.shape[0]):
        crew = crews[c]
        cost[0], codes[0], known = 0, 0, 1
        for t in range(first, first + price.shape[0]):
            known = _go_on(
                crew, shifts, price[t - first], t, stride, cost, later, codes[:known], reached, work
            )
            cost, later, codes, reached = later, cost, reached, codes
        found[c] = cost[0]
        cost[0] = NEVER
    return found


@lean_kernel
def _go_on(
    crew: Ints,
    shifts: ShiftTable,
    price: Prices,
    t: int,
    stride: Prices,
    cost: Prices,
    later: Prices,
    codes: Prices,
    reached: Prices,
    work: Work,
) -> int:
    """Go one interval on from all states of a crew's breaks; return how many are reached."""
    local, ahead, free = work
    states, found = shifts.onward.shape[2], 0
    for code in codes:
        before = cost[code]
        cost[code] = NEVER
        for i in range(len(crew)):
            local[i] = code // stride[i] % states
        choices = _free_members(crew, shifts, t, local, free)
        for chosen in range(1 << choices):
            place = _follow(crew, shifts, t, work, choices, chosen)
            _order(crew, ahead)
            after = 0
            for i in range(len(crew)):
                after += ahead[i] * stride[i]
            if later[after] == NEVER:
                reached[found] = after
                found += 1
            later[after] = min(later[after], before + price[place])
    return found


@lean_kernel
def _free_members(crew: Ints, shifts: ShiftTable, t: int, local: Prices, free: Prices) -> int:
    """List members who may begin a break or not; return how many they are."""
    found = 0
    for i in range(len(crew)):
        o = crew[i]
        if (
            o >= 0
            and shifts.start[o] <= t < shifts.end[o]
            and shifts.onward[o, t - shifts.start[o], local[i], 1] >= 0
        ):
            free[found] = i
            found += 1
    return found


@lean_kernel
def _follow(crew: Ints, shifts: ShiftTable, t: int, work: Work, choices: int, chosen: int) -> int:
    """Write the next state of each member; return the place of their heads in a table of prices."""
    local, ahead, free = work
    place, bit = 0, 0
    for i in range(len(crew)):
        o, way = crew[i], 0
        if bit < choices and free[bit] == i:
            way = chosen >> bit & 1
            bit += 1
        ahead[i] = local[i]
        if o >= 0 and shifts.start[o] <= t < shifts.end[o]:
            at = t - shifts.start[o]
            ahead[i] = shifts.onward[o, at, local[i], way]
            place += shifts.weight[o] * shifts.on_queue[o, at, local[i], way]
    return place


@lean_kernel
def _order(crew: Ints, ahead: Prices) -> None:
    """Order the states of members with equal shifts: it does not matter who is in which."""
    for i in range(1, len(crew)):
        j = i
        while j > 0 and crew[j - 1] == crew[j] and ahead[j - 1] > ahead[j]:
            ahead[j - 1], ahead[j] = ahead[j], ahead[j - 1]
            j -= 1
