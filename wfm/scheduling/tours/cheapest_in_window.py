"""The cheapest tour of an agent who keeps the days outside a window as they are.

A long horizon has many states, but from one state a window of days reaches few of them. So the
automaton is run forward over the reached states alone; days after the window sift them.
"""

from __future__ import annotations

import numpy as np

from wfm.scheduling.tours.arrays import WEEK, Ints, TourTables
from wfm.scheduling.tours.cheapest_tour import INFINITE, Floats, most_modes, states_of
from wfm.staffing.jit import compiled, lean_kernel

WindowScratch = tuple[Floats, Ints, Ints, Floats, Ints]


@compiled
def window_scratch(tables: TourTables) -> WindowScratch:
    """Scratch arrays of `cheapest_in_window`; the first, values, is INFINITE between calls."""
    states, classes = tables.layer_ptr.max() * most_modes(tables), tables.classes.max()
    return (
        np.full(states, INFINITE),
        np.empty((states, 2), np.int32),
        np.empty(states + 1, np.int32),
        np.empty(classes),
        np.empty((classes, 2), np.int32),
    )


@compiled
def cheapest_in_window(
    tables: TourTables,
    agent: int,
    option_price: Floats,
    chosen: Ints,
    begin: int,
    end: int,
    work: WindowScratch,
) -> float:
    """Replace days [begin, end) of the tour in `chosen` by the cheapest; return the tour's price.

    `chosen` stays as it is where no tour is legal. Option numbers are relative, as in
    `cheapest_tour`.
    """
    value, via, reached, _, _ = work
    days = tables.days
    best = INFINITE
    final = tables.final_ptr[tables.pattern[agent]]
    final -= tables.layer_ptr[tables.pattern[agent] * (days + 2) + days]
    modes = tables.mode_ptr[agent + 1] - tables.mode_ptr[agent]
    states = tables.layer_ptr[tables.pattern[agent] * (days + 2) + days + 1]
    reached[0], value[0] = 0, 0.0
    parts, first, count = np.zeros(modes + 1, np.int32), 0, 1
    for d in range(days):
        last = count
        for m in range(modes):
            here, there = states_of(m, d, days, states), states_of(m, d + 1, days, states)
            mine = (parts[m], parts[m + 1]) if d % WEEK else (first, last)
            parts[m] = count
            mode = tables.mode_ptr[agent] + m
            classes = _offer(tables, agent, mode, d, option_price, chosen, begin <= d < end, work)
            count = _step(tables, agent, mine, count, here, there, classes, work)
        parts[modes] = count
        first = last
    best_state = -1
    for i in range(first, count):
        price = value[reached[i]] + tables.final_price[final + reached[i]]
        if price < best:
            best, best_state = price, reached[i]
    if best_state >= 0:
        for d in range(days - 1, -1, -1):
            chosen[d] = via[best_state, 1]
            best_state = via[best_state, 0]
    for i in range(count):
        value[reached[i]] = INFINITE
    return best


@lean_kernel
def _offer(
    tables: TourTables,
    agent: int,
    mode: int,
    day: int,
    option_price: Floats,
    chosen: Ints,
    free: bool,
    work: WindowScratch,
) -> int:
    """List the day's classes with their cheapest options: all if free, else only what is chosen."""
    _, _, _, price, offer = work
    row = agent * tables.days + day
    first = tables.option_ptr[agent * tables.days]
    off, low, high = tables.off_class[row], tables.mode_low[mode], tables.mode_high[mode]
    if not free:
        o = chosen[day]
        if o < 0:
            price[0], offer[0, 0], offer[0, 1] = tables.off_price[row], off, -1
            return 1
        if not low <= tables.key[first + o] <= high:
            return 0
        price[0], offer[0, 0], offer[0, 1] = option_price[o], tables.day_class[first + o], o
        return 1 if option_price[o] < INFINITE else 0
    count = 0
    if off >= 0:
        price[0], offer[0, 0], offer[0, 1] = tables.off_price[row], off, -1
        count = 1
    for o in range(tables.option_ptr[row] - first, tables.option_ptr[row + 1] - first):
        if option_price[o] >= INFINITE or not low <= tables.key[first + o] <= high:
            continue
        c, i = tables.day_class[first + o], 0
        while i < count and offer[i, 0] != c:
            i += 1
        if i == count:
            price[i], offer[i, 0], offer[i, 1] = option_price[o], c, o
            count += 1
        elif option_price[o] < price[i]:
            price[i], offer[i, 1] = option_price[o], o
    return count


@lean_kernel
def _step(
    tables: TourTables,
    agent: int,
    part: tuple[int, int],
    count: int,
    here: int,
    there: int,
    offers: int,
    work: WindowScratch,
) -> int:
    """Go on from a part of `reached` by each class on offer; return where `reached` now ends.

    States of the day begin at `here`, those of the next at `there`.
    """
    value, via, reached, offer_price, offer = work
    pattern = tables.pattern[agent]
    edges, classes = tables.edge_ptr[pattern], tables.classes[pattern]
    for i in range(part[0], part[1]):
        s = reached[i]
        for k in range(offers):
            edge = edges + (s - here) * classes + offer[k, 0]
            target = tables.next_state[edge]
            if target < 0:
                continue
            target += there
            price = value[s] + offer_price[k] + tables.edge_price[edge]
            if price < value[target]:
                if value[target] >= INFINITE:
                    reached[count] = target
                    count += 1
                value[target] = price
                via[target, 0], via[target, 1] = s, offer[k, 1]
    return count
