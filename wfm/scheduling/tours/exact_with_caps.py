"""The cheapest tour with at most so many shifts of some kinds.

Each limit has a charge per shift that counts towards it: the cheapest tour at charged prices, less
the charges of as many shifts as the limits allow, costs no more than any legal one (Lagrangian
relaxation). What remains between that and the best legal tour is searched by labels, in which only
limits count that a tour has exceeded (decremental state-space relaxation, Righini and Salani 2008).
"""

from __future__ import annotations

import numpy as np

from wfm.scheduling.copy_arrays import copy_row
from wfm.scheduling.tours.arrays import Ints, TourTables
from wfm.scheduling.tours.cheapest_tour import INFINITE, Floats, TourScratch, cheapest_tour
from wfm.scheduling.tours.labelling import LabelScratch, cheapest_below
from wfm.scheduling.tours.shift_type_caps import cheapest_limited_tour
from wfm.staffing.jit import compiled, kernel

STEPS = 5
"""Steps of the charges for a tour; they go on from those of the call before."""
ENOUGH = 1e-6


@compiled
def cheapest_counted_tour(
    tables: TourTables,
    agent: int,
    option_price: Floats,
    chosen: Ints,
    charge: Floats,
    work: TourScratch,
    label_work: LabelScratch,
    thorough: bool,
) -> tuple[float, float]:
    """Write the cheapest tour within the agent's limits into `chosen`, a cheap one if not thorough.

    Returns its price, and what any such tour costs at least; they differ where the search for it
    was given up. `charge`, one entry per limit of the agent, is where the charges begin; better
    ones are left there.
    """
    if len(charge) == 0:
        price = cheapest_tour(tables, agent, option_price, chosen, work)
        return price, price
    counted = np.zeros(len(charge), np.int32)
    steps = STEPS if thorough else 1
    price, least = _step(tables, agent, option_price, chosen, charge, counted, steps, work)
    if price - least <= ENOUGH or (price < INFINITE and not thorough):
        return price, least
    counted[charge > 0] = 1
    return _search(tables, agent, option_price, chosen, charge, counted, price, least, label_work)


@kernel
def _step(
    tables: TourTables,
    agent: int,
    option_price: Floats,
    chosen: Ints,
    charge: Floats,
    counted: Ints,
    steps: int,
    work: TourScratch,
) -> tuple[float, float]:
    """Step towards the best charges (Polyak 1969); mark the limits that a tour exceeds.

    Writes a legal tour into `chosen`; returns its price, and what any costs at least. The best
    charges stay in `charge`, after a single step those that it leads to.
    """
    most, now = _most(tables, agent), charge.copy()
    least, price, best = -INFINITE, INFINITE, chosen.copy()
    for step in range(steps):
        charged = _charged(tables, agent, option_price, now)
        value = cheapest_tour(tables, agent, charged, chosen, work) - (now * most).sum()
        if value >= INFINITE / 2:
            return INFINITE, INFINITE
        excess = _count(tables, agent, chosen) - most
        counted[excess > 0] = 1
        if value > least:
            least = value
            copy_row(now, charge)
        if excess.max() <= 0 and value - (now * excess).sum() < price:
            price = value - (now * excess).sum()
            copy_row(chosen, best)
        elif step == 0:
            price = cheapest_limited_tour(tables, agent, option_price.copy(), chosen, work)
            copy_row(chosen, best)
        if price - least <= ENOUGH or price >= INFINITE:
            break
        now = np.maximum(0.0, now + (price - value) / (excess**2).sum() * excess)
    if steps == 1:
        copy_row(now, charge)
    copy_row(best, chosen)
    return price, least


@kernel
def _search(
    tables: TourTables,
    agent: int,
    option_price: Floats,
    chosen: Ints,
    charge: Floats,
    counted: Ints,
    price: float,
    least: float,
    work: LabelScratch,
) -> tuple[float, float]:
    """Find the cheapest legal tour, or that it is the given one; count more limits if need be."""
    most, found = _most(tables, agent), chosen.copy()
    while True:
        value, complete = cheapest_below(
            tables, agent, option_price, counted, charge, price, found, work
        )
        if not complete:
            return price, least
        if value >= INFINITE:
            return price, price
        exceeded = _count(tables, agent, found) > most
        if not exceeded.any():
            copy_row(found, chosen)
            return value, value
        least = max(least, value)
        counted[exceeded] = 1


@kernel
def _most(tables: TourTables, agent: int) -> Ints:
    """How many shifts each of the agent's limits allows."""
    return tables.most[tables.limit_ptr[agent] : tables.limit_ptr[agent + 1]]


@kernel
def _charged(tables: TourTables, agent: int, option_price: Floats, charge: Floats) -> Floats:
    """Add each option's charge to its price."""
    first, limits = tables.option_ptr[agent * tables.days], tables.limit_ptr[agent]
    charged = option_price.copy()
    for o in range(tables.option_ptr[(agent + 1) * tables.days] - first):
        if tables.limit[first + o] >= 0:
            charged[o] += charge[tables.limit[first + o] - limits]
    return charged


@kernel
def _count(tables: TourTables, agent: int, option: Ints) -> Ints:
    """Count the shifts of a tour towards each of the agent's limits."""
    first, limits = tables.option_ptr[agent * tables.days], tables.limit_ptr[agent]
    count = np.zeros(tables.limit_ptr[agent + 1] - limits, np.int32)
    for o in option:
        if o >= 0 and tables.limit[first + o] >= 0:
            count[tables.limit[first + o] - limits] += 1
    return count
