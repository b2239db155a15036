"""The cheapest tour below a ceiling that keeps counted limits, by labels.

A shortest path with resources (Irnich and Desaulniers 2005). A label is a state of the automaton,
the shifts counted so far and the price so far. It is dropped if another of its state has no more of
anything (Desrosiers et al. 1995), or if the least that the days ahead cost brings it to the ceiling
(Dumitrescu and Boland 2003).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wfm.scheduling.copy_arrays import copy_row
from wfm.scheduling.tours.arrays import WEEK, Ints, TourTables
from wfm.scheduling.tours.cheapest_tour import INFINITE, Floats, most_modes, states_of
from wfm.staffing.jit import kernel, lean_kernel

MOST = 200_000
"""Labels after which the search is given up."""


class Labels(NamedTuple):
    """Labels in the order in which they were made, day by day."""

    state: Ints
    price: Floats
    used: Ints
    """[label, limit] shifts that count towards each of the agent's limits, where it is counted."""
    via: Ints
    """[label, 2] the label before, and the option of the day."""
    older: Ints
    """The label of the same state made before, -1 for none."""


class Offers(NamedTuple):
    """What a day has to offer: the cheapest option of each class and counted limit."""

    price: Floats
    option: Ints
    label: Ints
    limit: Ints
    """Of the agent's limits, -1 for none that is counted."""


class LabelScratch(NamedTuple):
    """Scratch arrays of `cheapest_below`."""

    labels: Labels
    offers: Offers
    newest: Ints
    """[state] the label made last; -1 between calls."""
    to_go: Floats
    """[state] what the days ahead cost at least, charges included."""


def label_scratch(tables: TourTables) -> LabelScratch:
    """Scratch arrays of `cheapest_below`, large enough for every agent."""
    states = int(tables.layer_ptr.max(initial=1)) * most_modes(tables)
    limits = int(np.diff(tables.limit_ptr).max(initial=0))
    offers = int(np.diff(tables.option_ptr).max(initial=0)) + 1
    size = MOST + offers
    numbers = np.empty((3, offers), np.int32)
    return LabelScratch(
        Labels(
            np.empty(size, np.int32),
            np.empty(size),
            np.empty((size, limits), np.int32),
            np.empty((size, 2), np.int32),
            np.empty(size, np.int32),
        ),
        Offers(np.empty(offers), numbers[0], numbers[1], numbers[2]),
        np.full(states, -1, np.int32),
        np.empty(states),
    )


@kernel
def cheapest_below(
    tables: TourTables,
    agent: int,
    option_price: Floats,
    counted: Ints,
    charge: Floats,
    ceiling: float,
    chosen: Ints,
    work: LabelScratch,
) -> tuple[float, bool]:
    """Write the cheapest tour below `ceiling` into `chosen`, INFINITE the price if there is none.

    It keeps the agent's limits that `counted` marks; `charge` of a shift that counts, nought where
    it is not counted, serves to bound what the days ahead cost. Returns the price of the tour, and
    whether the search was not given up.
    """
    limits = slice(tables.limit_ptr[agent], tables.limit_ptr[agent + 1])
    # Bounds below count charges, of which a legal tour pays at most so much: so a legal tour is not
    # below the ceiling where its bound exceeds that by as much.
    allowed = (charge * tables.most[limits]).sum()
    to_go = _price_to_go(tables, agent, option_price, counted, charge, work)
    if to_go - allowed >= ceiling:
        return INFINITE, True
    begin, end = _label(tables, agent, option_price, counted, charge, ceiling + allowed, work)
    if end < 0:
        return INFINITE, False
    return _cheapest_of(tables, agent, begin, end, ceiling, chosen, work.labels), True


@kernel
def _label(
    tables: TourTables,
    agent: int,
    option_price: Floats,
    counted: Ints,
    charge: Floats,
    ceiling: float,
    work: LabelScratch,
) -> tuple[int, int]:
    """Make the labels of all days; return where those of the last begin and end, -1 if given up."""
    labels, newest = work.labels, work.newest
    labels.state[0], labels.price[0], labels.used[0] = 0, 0.0, 0
    modes = tables.mode_ptr[agent + 1] - tables.mode_ptr[agent]
    parts, begin, end = np.zeros(modes + 1, np.int32), 0, 1
    for d in range(tables.days):
        size = end
        for m in range(modes):
            mine = (parts[m], parts[m + 1]) if d % WEEK else (begin, end)
            parts[m] = size
            mode = tables.mode_ptr[agent] + m
            offers = _offer(tables, agent, mode, d, option_price, counted, work.offers)
            for i in range(mine[0], mine[1]):
                if labels.price[i] < INFINITE:
                    size = _extend(tables, agent, m, d, i, size, offers, charge, ceiling, work)
                if size > MOST:
                    newest[labels.state[end:size]] = -1
                    return 0, -1
        parts[modes] = size
        # only states of this day's labels were touched: they alone are cleared
        newest[labels.state[end:size]] = -1
        begin, end = end, size
    return begin, end


@lean_kernel
def _cheapest_of(
    tables: TourTables,
    agent: int,
    begin: int,
    end: int,
    ceiling: float,
    chosen: Ints,
    labels: Labels,
) -> float:
    """Write the tour of the cheapest of the last labels, if it is below the ceiling."""
    days, pattern = tables.days, tables.pattern[agent]
    final = tables.final_ptr[pattern] - tables.layer_ptr[pattern * (days + 2) + days]
    best = -1
    for i in range(begin, end):
        price = labels.price[i] + tables.final_price[final + labels.state[i]]
        if price < ceiling:
            ceiling, best = price, i
    if best < 0:
        return INFINITE
    for d in range(days - 1, -1, -1):
        chosen[d] = labels.via[best, 1]
        best = labels.via[best, 0]
    return ceiling


@lean_kernel
def _price_to_go(
    tables: TourTables,
    agent: int,
    option_price: Floats,
    counted: Ints,
    charge: Floats,
    work: LabelScratch,
) -> float:
    """Write what the days ahead of each state cost at least, with charges; return the first's."""
    offers, to_go = work.offers, work.to_go
    days, pattern = tables.days, tables.pattern[agent]
    layers, classes = tables.layer_ptr[pattern * (days + 2) :], tables.classes[pattern]
    final, states = tables.final_ptr[pattern] - layers[days], layers[days + 1]
    for s in range(layers[days], states):
        to_go[s] = tables.final_price[final + s]
    for d in range(days - 1, -1, -1):
        for m in range(tables.mode_ptr[agent + 1] - tables.mode_ptr[agent]):
            mode = tables.mode_ptr[agent] + m
            here, there = states_of(m, d, days, states), states_of(m, d + 1, days, states)
            count = _offer(tables, agent, mode, d, option_price, counted, offers)
            for k in range(count):
                if offers.limit[k] >= 0:
                    offers.price[k] += charge[offers.limit[k]]
            for s in range(layers[d], layers[d + 1]):
                # before a week's first day the states are of all modes
                best = to_go[s] if m and d % WEEK == 0 else INFINITE
                edges = tables.edge_ptr[pattern] + s * classes
                for k in range(count):
                    edge = edges + offers.label[k]
                    target = tables.next_state[edge]
                    if target >= 0:
                        ahead = to_go[there + target]
                        best = min(best, offers.price[k] + tables.edge_price[edge] + ahead)
                to_go[here + s] = best
    return float(to_go[0])


@lean_kernel
def _offer(
    tables: TourTables,
    agent: int,
    mode: int,
    day: int,
    option_price: Floats,
    counted: Ints,
    offers: Offers,
) -> int:
    """List what a day has to offer; return how much that is."""
    row, limits = agent * tables.days + day, tables.limit_ptr[agent]
    first = tables.option_ptr[agent * tables.days]
    low, high = tables.mode_low[mode], tables.mode_high[mode]
    count = 0
    if tables.off_class[row] >= 0:
        offers.price[0], offers.option[0] = tables.off_price[row], -1
        offers.label[0], offers.limit[0] = tables.off_class[row], -1
        count = 1
    for o in range(tables.option_ptr[row], tables.option_ptr[row + 1]):
        price = option_price[o - first]
        if price >= INFINITE or not low <= tables.key[o] <= high:
            continue
        limit = tables.limit[o] - limits if tables.limit[o] >= 0 else -1
        if limit >= 0 and counted[limit] == 0:
            limit = -1
        # options of one class lead to one state: of those that count alike the cheapest will do
        i = 0
        while i < count and (offers.label[i] != tables.day_class[o] or offers.limit[i] != limit):
            i += 1
        if i < count and price >= offers.price[i]:
            continue
        offers.price[i], offers.option[i] = price, o - first
        offers.label[i], offers.limit[i] = tables.day_class[o], limit
        count = max(count, i + 1)
    return count


@lean_kernel
def _extend(
    tables: TourTables,
    agent: int,
    m: int,
    day: int,
    i: int,
    size: int,
    offered: int,
    charge: Floats,
    ceiling: float,
    work: LabelScratch,
) -> int:
    """Go on from label i, of mode m, by each offer; return how many labels there are now."""
    labels, offers, newest, to_go = work
    days, pattern, limits = tables.days, tables.pattern[agent], tables.limit_ptr[agent]
    states = tables.layer_ptr[pattern * (days + 2) + days + 1]
    here, there = states_of(m, day, days, states), states_of(m, day + 1, days, states)
    edges = tables.edge_ptr[pattern] + (labels.state[i] - here) * tables.classes[pattern]
    charged = 0.0
    for limit in range(len(charge)):
        charged += charge[limit] * labels.used[i, limit]
    for k in range(offered):
        edge, limit = edges + offers.label[k], offers.limit[k]
        target = tables.next_state[edge]
        if target < 0 or (limit >= 0 and labels.used[i, limit] == tables.most[limits + limit]):
            continue
        target += there
        price = labels.price[i] + offers.price[k] + tables.edge_price[edge]
        least = price + charged + to_go[target] + (charge[limit] if limit >= 0 else 0.0)
        if least >= ceiling:
            continue
        labels.state[size], labels.price[size] = target, price
        copy_row(labels.used[i], labels.used[size])
        if limit >= 0:
            labels.used[size, limit] += 1
        labels.via[size, 0], labels.via[size, 1] = i, offers.option[k]
        if not _is_dominated(labels, size, newest[target]):
            labels.older[size], newest[target] = newest[target], size
            size += 1
    return size


@lean_kernel
def _is_dominated(labels: Labels, i: int, other: int) -> bool:
    """Tell whether a label of the same state, from `other` on, has no more of anything than i.

    Those that have no less of anything than i are dropped.
    """
    while other >= 0:
        more = less = False
        for limit in range(labels.used.shape[1]):
            more |= labels.used[other, limit] > labels.used[i, limit]
            less |= labels.used[other, limit] < labels.used[i, limit]
        if labels.price[other] <= labels.price[i]:
            if not more:
                return True
        elif not less:
            # it stays in the list, since others may point past it, and nothing goes on from it
            labels.price[other] = INFINITE
        other = labels.older[other]
    return False
