"""Tours with at most so many shifts of a kind.

Counting each kind exactly would multiply the states of the automaton. Limits rarely bind, so the
cheapest tour is found without them; where it exceeds one, only its cheapest shifts of that kind
stay on offer and the tour is found anew. Legal always, and exact where no limit binds.
"""

from __future__ import annotations

import numpy as np

from wfm.scheduling.tours.arrays import Ints, TourTables
from wfm.scheduling.tours.cheapest_in_window import WindowScratch, cheapest_in_window
from wfm.scheduling.tours.cheapest_tour import INFINITE, Floats, TourScratch, cheapest_tour
from wfm.staffing.jit import kernel, lean_compiled, lean_kernel


@lean_compiled
def cheapest_limited_tour(
    tables: TourTables, agent: int, option_price: Floats, chosen: Ints, work: TourScratch
) -> float:
    """Do what `cheapest_tour` does within the agent's limits; some option prices may be lost."""
    price = cheapest_tour(tables, agent, option_price, chosen, work)
    for _ in range(tables.limit_ptr[agent], tables.limit_ptr[agent + 1]):
        if price >= INFINITE or not _withdraw(tables, agent, option_price, chosen, 0, tables.days):
            break
        price = cheapest_tour(tables, agent, option_price, chosen, work)
    return price


@lean_compiled
def cheapest_limited_in_window(
    tables: TourTables,
    agent: int,
    option_price: Floats,
    chosen: Ints,
    begin: int,
    end: int,
    work: WindowScratch,
) -> float:
    """Do what `cheapest_in_window` does within the agent's limits; some prices may be lost."""
    price = cheapest_in_window(tables, agent, option_price, chosen, begin, end, work)
    for _ in range(tables.limit_ptr[agent], tables.limit_ptr[agent + 1]):
        if price >= INFINITE or not _withdraw(tables, agent, option_price, chosen, begin, end):
            break
        price = cheapest_in_window(tables, agent, option_price, chosen, begin, end, work)
    return price


@lean_compiled
def within_limits(tables: TourTables, agent: int, option: Ints) -> bool:
    """Tell whether a tour exceeds no limit."""
    first = tables.option_ptr[agent * tables.days]
    for limit in range(tables.limit_ptr[agent], tables.limit_ptr[agent + 1]):
        count = 0
        for o in option:
            count += o >= 0 and tables.limit[first + o] == limit
        if count > tables.most[limit]:
            return False
    return True


@kernel
def _withdraw(
    tables: TourTables, agent: int, option_price: Floats, chosen: Ints, begin: int, end: int
) -> bool:
    """Take options of exceeded limits off the offer; return whether there were any.

    As many as the limit allows stay: those chosen outside the window, then the cheapest chosen.
    """
    days, exceeded = tables.days, False
    first, last = tables.option_ptr[agent * days], tables.option_ptr[(agent + 1) * days]
    for limit in range(tables.limit_ptr[agent], tables.limit_ptr[agent + 1]):
        count = 0
        for d in range(days):
            count += chosen[d] >= 0 and tables.limit[first + chosen[d]] == limit
        if count <= tables.most[limit]:
            continue
        exceeded = True
        kept = np.full(tables.most[limit], -1, np.int32)
        for k in range(tables.most[limit]):
            best = INFINITE
            for d in range(days):
                o = chosen[d]
                if o < 0 or tables.limit[first + o] != limit or _contains(kept, o):
                    continue
                # days outside the window cannot change: theirs are kept before all others
                price = option_price[o] if begin <= d < end else -INFINITE
                if price < best:
                    best, kept[k] = price, o
        for o in range(last - first):
            if tables.limit[first + o] == limit and not _contains(kept, o):
                option_price[o] = INFINITE
    return exceeded


@lean_kernel
def _contains(values: Ints, wanted: int) -> bool:
    found = False
    for value in values:
        found |= value == wanted
    return found
