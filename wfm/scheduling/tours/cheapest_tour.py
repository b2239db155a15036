"""The exact cheapest week of one agent against prices per interval.

A tour's price separates: each shift pays the interval prices that it covers, less its best break
placement, plus its own price; the sequence of days pays its pattern's edge prices. So the breaks of
every option are placed first, then the pattern's automaton is run over the days (a shortest path in
a layered graph), once per mode of each week. Exact for all rules that a `TourSpace` can express.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.tours.arrays import WEEK, Ints, TourTables
from wfm.staffing.jit import compiled, finite_kernel, kernel, lean_compiled, lean_kernel

Floats = NDArray[np.float64]
TourScratch = tuple[Floats, Ints, Floats, Ints]
PriceScratch = tuple[Floats, Floats, Ints]
LinkScratch = tuple[Floats, Ints]

MAX_BREAKS = 8
INFINITE = 1e30
_NO_PLACE = 1e9
"""Taken from what a break saves in an interval where none may be: far beyond real prices, and small
enough for the sum over a day to keep their digits."""


@lean_kernel
def sum_prices(prices: Floats, sums: Floats) -> None:
    """Cumulate interval prices: sums[t] is the price of intervals before t."""
    sums[0] = 0.0
    for t in range(prices.shape[0]):
        sums[t + 1] = sums[t] + prices[t]


@kernel
def place_breaks(tables: TourTables, option: int, away: Floats, places: Ints) -> float:
    """Write the best break starts of an option into `places`; return what they save.

    `away` cumulates what being on a break saves (the price, but for blocked intervals).
    """
    template, start = tables.template[option], tables.start[option]
    if tables.apart[template] >= 0 or tables.stretch[template] > 0:
        return _place_linked_breaks(tables, option, away, places, _link_scratch(away))
    first = tables.break_ptr[template]
    saved = 0.0
    for b in range(first, tables.break_ptr[template + 1]):
        length = tables.break_length[b]
        best, best_at = -INFINITE, 0
        for at in range(start + tables.break_earliest[b], start + tables.break_latest[b] + 1):
            worth = away[at + length] - away[at]
            if worth > best:
                best, best_at = worth, at
        saved += best
        places[b - first] = best_at
    return saved


@finite_kernel
def slide_windows(tables: TourTables, agent: int, away: Floats, slid: Floats) -> None:
    """For each window kind of an agent, write slid[kind, t]: the best saving in a window from t.

    A running maximum by doubling, so that a window of w starts costs log w passes.
    """
    for i in range(tables.agent_window_ptr[agent], tables.agent_window_ptr[agent + 1]):
        kind = tables.agent_window[i]
        length, width = tables.window_length[kind], tables.window_width[kind]
        row = slid[kind]
        size = away.shape[0] - length
        for t in range(size):
            row[t] = away[t + length] - away[t]
        done = 1
        while done < width:
            step = min(done, width - done)
            size -= step
            for t in range(size):
                row[t] = max(row[t], row[t + step])
            done += step


@kernel
def _link_scratch(away: Floats) -> LinkScratch:
    """Scratch arrays of `_place_linked_breaks`."""
    return np.empty((MAX_BREAKS, away.shape[0])), np.empty((MAX_BREAKS, away.shape[0]), np.int32)


@lean_kernel
def _place_linked_breaks(
    tables: TourTables, option: int, away: Floats, places: Ints, work: LinkScratch
) -> float:
    """Place breaks that a least gap or a longest stretch of work ties to each other.

    Both ends of the range in which the break before may start move on with a break's own start, so
    its best start is looked for among those that are new, unless the best so far has dropped out.
    """
    worth, before = work
    template, start = tables.template[option], tables.start[option]
    first, last = tables.break_ptr[template], tables.break_ptr[template + 1]
    span, apart = tables.end[option] - start, max(0, tables.apart[template])
    stretch = tables.stretch[template] if tables.stretch[template] > 0 else span
    if first == last:
        return 0.0 if span <= stretch else -INFINITE
    earliest, latest = tables.break_earliest, tables.break_latest
    taken = 0
    for b in range(first, last):
        length = tables.break_length[b]
        best, best_at, seen = -INFINITE, -1, 0
        for at in range(earliest[b], min(latest[b], span - length) + 1):
            if b == first:
                best = 0.0 if at <= stretch else -INFINITE
            else:
                low = max(earliest[b - 1], at - taken - stretch)
                high = min(latest[b - 1], at - taken - apart)
                if best_at < low:
                    best, seen = -INFINITE, low
                for sooner in range(seen, high + 1):
                    if worth[b - 1 - first, sooner] > best:
                        best, best_at = worth[b - 1 - first, sooner], sooner
                seen = max(seen, high + 1)
            before[b - first, at] = best_at
            worth[b - first, at] = best + away[start + at + length] - away[start + at]
        taken = length
    best, best_at = -INFINITE, -1
    begin = max(earliest[last - 1], span - taken - stretch)
    for at in range(begin, min(latest[last - 1], span - taken) + 1):
        if worth[last - 1 - first, at] > best:
            best, best_at = worth[last - 1 - first, at], at
    if best_at < 0:
        return -INFINITE
    for k in range(last - 1 - first, -1, -1):
        places[k] = start + best_at
        best_at = before[k, best_at]
    return best


@compiled
def price_options(
    tables: TourTables,
    agent: int,
    prices: Floats,
    option_price: Floats,
    work: PriceScratch,
) -> Floats:
    """Price each option of an agent, breaks placed best; return what breaks save, cumulated.

    Results are written from index 0 for the agent's first option. `work` is (sums, slid, places).
    """
    sums, slid, places = work
    days = tables.days
    first, last = tables.option_ptr[agent * days], tables.option_ptr[(agent + 1) * days]
    sum_prices(prices, sums[0])
    away = sums[0]
    if tables.blocked_ptr[agent + 1] > tables.blocked_ptr[agent]:
        away = _exclude_blocked(tables, agent, prices, sums)
    slide_windows(tables, agent, away, slid)
    covered, links = sums[0], _link_scratch(away)
    for o in range(first, last):
        start, template = tables.start[o], tables.template[o]
        price = covered[tables.end[o]] - covered[start] + tables.price[o]
        if tables.apart[template] >= 0 or tables.stretch[template] > 0:
            price -= _place_linked_breaks(tables, o, away, places, links)
        else:
            for b in range(tables.break_ptr[template], tables.break_ptr[template + 1]):
                price -= slid[tables.break_window[b], start + tables.break_earliest[b]]
        option_price[o - first] = price if price < _NO_PLACE / 2 else INFINITE
    return away


@kernel
def _exclude_blocked(tables: TourTables, agent: int, prices: Floats, work: Floats) -> Floats:
    """Cumulate prices without blocked intervals, and forbid breaks in them."""
    sums, away = work[0], work[1]
    sums[0] = away[0] = 0.0
    b, high = tables.blocked_ptr[agent], tables.blocked_ptr[agent + 1]
    for t in range(prices.shape[0]):
        if b < high and tables.blocked[b] == t:
            b += 1
            sums[t + 1] = sums[t]
            away[t + 1] = away[t] - _NO_PLACE
        else:
            sums[t + 1] = sums[t] + prices[t]
            away[t + 1] = away[t] + prices[t]
    return away


@lean_compiled
def cheapest_tour(
    tables: TourTables,
    agent: int,
    option_price: Floats,
    chosen: Ints,
    work: TourScratch,
) -> float:
    """Write the cheapest tour's option per day (-1 off) into `chosen`; return its price.

    An agent's modes are ordered by their lower ends; each has states of its own within a week, and
    where a week ends they meet.

    Option numbers are relative to the agent's first option. `work` is a tuple of scratch arrays
    (see `tour_scratch`). The price is at least INFINITE where the agent has no legal tour.
    """
    value, via, class_price, class_option = work
    days, pattern = tables.days, tables.pattern[agent]
    first = tables.option_ptr[agent * days]
    classes, layers = tables.classes[pattern], pattern * (days + 2)
    edges = tables.edge_ptr[pattern]
    layer_ptr, key, day_class = tables.layer_ptr, tables.key, tables.day_class
    next_state, edge_price = tables.next_state, tables.edge_price
    states = layer_ptr[layers + days + 1]
    final = tables.final_ptr[pattern] - layer_ptr[layers + days]
    modes = tables.mode_ptr[agent + 1] - tables.mode_ptr[agent]
    for s in range(states * modes):
        value[s] = INFINITE
    value[0] = 0.0
    for d in range(days):
        begin = tables.option_ptr[agent * days + d] - first
        last = tables.option_ptr[agent * days + d + 1] - first
        for m in range(modes):
            low = tables.mode_low[tables.mode_ptr[agent] + m]
            high = tables.mode_high[tables.mode_ptr[agent] + m]
            for c in range(classes):
                class_price[c] = INFINITE
            while begin < last and key[first + begin] < low:
                begin += 1
            for o in range(begin, last):
                if key[first + o] > high:
                    break
                c = day_class[first + o]
                if option_price[o] < class_price[c]:
                    class_price[c] = option_price[o]
                    class_option[c] = o
            off = tables.off_class[agent * days + d]
            if off >= 0:
                class_price[off] = tables.off_price[agent * days + d]
                class_option[off] = -1
            here, there = states_of(m, d, days, states), states_of(m, d + 1, days, states)
            for s in range(layer_ptr[layers + d], layer_ptr[layers + d + 1]):
                so_far = value[here + s]
                if so_far >= INFINITE:
                    continue
                edge = edges + s * classes
                for c in range(classes):
                    target = next_state[edge + c]
                    if target >= 0 and class_price[c] < INFINITE:
                        price = so_far + class_price[c] + edge_price[edge + c]
                        if price < value[there + target]:
                            value[there + target] = price
                            via[there + target, 0] = here + s
                            via[there + target, 1] = class_option[c]
    best, best_state = INFINITE, -1
    for s in range(layer_ptr[layers + days], states):
        price = value[s] + tables.final_price[final + s]
        if price < best:
            best, best_state = price, s
    if best_state >= 0:
        for d in range(days - 1, -1, -1):
            chosen[d] = via[best_state, 1]
            best_state = via[best_state, 0]
    return best


@lean_kernel
def states_of(mode: int, day: int, days: int, states: int) -> int:
    """Where the states before a day begin in a mode; those between two weeks are of all modes."""
    return 0 if day % WEEK == 0 or day == days else mode * states


def tour_scratch(tables: TourTables) -> TourScratch:
    """Scratch arrays of `cheapest_tour`, large enough for every agent."""
    states = int(tables.layer_ptr.max(initial=1)) * most_modes(tables)
    classes = int(tables.classes.max(initial=1))
    return (
        np.empty(states),
        np.empty((states, 2), np.int32),
        np.empty(classes),
        np.empty(classes, np.int32),
    )


@lean_compiled
def most_modes(tables: TourTables) -> int:
    """Most modes that an agent has."""
    most = 1
    for agent in range(len(tables.mode_ptr) - 1):
        most = max(most, tables.mode_ptr[agent + 1] - tables.mode_ptr[agent])
    return most


def price_scratch(tables: TourTables, intervals: int) -> PriceScratch:
    """Scratch arrays of `price_options`."""
    kinds = max(1, len(tables.window_length))
    return (
        np.empty((2, intervals + 1)),
        np.empty((kinds, intervals + 1)),
        np.empty(MAX_BREAKS, np.int32),
    )
