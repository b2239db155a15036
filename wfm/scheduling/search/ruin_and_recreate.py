"""Good schedules fast: greedy, then ruin and recreate with annealing, one core a chain.

A few agents are taken out and each is put back at the exact best tour against the heads of all the
others (Schrimpf et al. 2000, ruin and recreate). Half of the time they work at similar hours, since
only such can take each other's places (Shaw 1998). The landscape is smoothed at first: shortage far
from the requirement is priced too, and that price vanishes as the run goes on, so that heads spread
evenly before the last ones are settled.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.copy_arrays import copy_row, copy_rows
from wfm.scheduling.coverage.head_flow import (
    Cover,
    add_head,
    copied,
    copy_touched,
    head_prices,
    remove_head,
)
from wfm.scheduling.tours.arrays import Ints, TourTables
from wfm.scheduling.tours.between import Between, apply_between, charge_between, is_bound
from wfm.scheduling.tours.cheapest_in_window import WindowScratch, window_scratch
from wfm.scheduling.tours.cheapest_tour import (
    INFINITE,
    Floats,
    place_breaks,
    price_options,
)
from wfm.scheduling.tours.companions import Companions, largest_near
from wfm.scheduling.tours.crowds import presence_prices
from wfm.scheduling.tours.roster import Roster, Scratch, own_price
from wfm.scheduling.tours.shift_type_caps import cheapest_limited_in_window, cheapest_limited_tour
from wfm.staffing.jit import compiled, kernel, lean_compiled, lean_kernel

Random = NDArray[np.uint64]
WHOLE_BELOW = 8
"""Days up to which every tour is planned anew as a whole."""
WINDOWS = 16
"""Tours planned anew in a window for each that is as a whole, on longer horizons."""
SHORTEST_WINDOW, LONGEST_WINDOW = 4, 10


@kernel
def random_below(state: Random, n: int) -> int:
    """Draw an integer below n (xorshift64*, Vigna 2016); state is one uint64."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return int((x * np.uint64(2685821657736338717)) >> np.uint64(33)) % n


@kernel
def random_share(state: Random) -> float:
    """Draw a number in (0, 1]."""
    return (random_below(state, 1 << 30) + 1) / (1 << 30)


@lean_compiled
def apply_tour(
    tables: TourTables,
    cover: Cover,
    agent: int,
    option: Ints,
    places: Ints,
    adding: bool,
) -> float:
    """Add or remove an agent's heads; return the change of the cover's price."""
    first, g = tables.option_ptr[agent * tables.days], tables.group[agent]
    low, high = tables.blocked_ptr[agent], tables.blocked_ptr[agent + 1]
    single = cover.serves.size == 1 and low == high
    slope, heads, marginal = cover.slope[0], cover.heads[0], cover.cost[0]
    change = 0.0
    for d in range(tables.days):
        if option[d] < 0:
            continue
        o = first + option[d]
        begin, k = tables.start[o], 0
        b, last = tables.break_ptr[tables.template[o]], tables.break_ptr[tables.template[o] + 1]
        while True:
            end = places[d, k] if b < last else tables.end[o]
            if single:
                change += _shift_heads(slope, heads, marginal, begin, end, adding)
            else:
                for t in range(begin, end):
                    if high == low or not _contains(tables.blocked, low, high, t):
                        change += add_head(cover, t, g) if adding else remove_head(cover, t, g)
            if b == last:
                break
            begin = end + tables.break_length[b]
            b, k = b + 1, k + 1
    return change


@lean_kernel
def _shift_heads(
    slope: Floats,
    heads: Ints,
    marginal: Floats,
    begin: int,
    end: int,
    adding: bool,
) -> float:
    """Add or remove a head in the intervals from begin up to end of the only queue."""
    last = slope.shape[1] - 1
    change = 0.0
    if adding:
        for t in range(begin, end):
            change += marginal[t]
            heads[t] += 1
            marginal[t] = slope[t, min(heads[t], last)]
    else:
        for t in range(begin, end):
            heads[t] -= 1
            marginal[t] = slope[t, min(heads[t], last)]
            change -= marginal[t]
    return change


@lean_kernel
def _contains(values: Ints, low: int, high: int, t: int) -> bool:
    found = False
    for i in range(low, high):
        found |= values[i] == t
    return found


@compiled
def insert_best(
    tables: TourTables, cover: Cover, between: Between, roster: Roster, agent: int, work: Scratch
) -> float:
    """Give an agent the cheapest tour against the heads as they stand; return its full price."""
    option_price, pricing, chosen, scratch = work
    days = tables.days
    first = tables.option_ptr[agent * days]
    prices, beside = head_prices(cover, tables.group[agent]), 0.0
    if is_bound(between, agent):
        away, beside = _price_beside(tables, between, roster, agent, prices, work)
    else:
        away = price_options(tables, agent, prices, option_price, pricing)
    price = cheapest_limited_tour(tables, agent, option_price, chosen, scratch)
    if price >= INFINITE:
        return price
    price += beside
    for d in range(days):
        roster.option[agent, d] = chosen[d]
        if chosen[d] >= 0:
            place_breaks(tables, first + chosen[d], away, roster.places[agent, d])
    apply_tour(tables, cover, agent, roster.option[agent], roster.places[agent], True)
    if is_bound(between, agent):
        apply_between(tables, between, roster, agent, True)
    return price


@kernel
def _price_beside(
    tables: TourTables,
    between: Between,
    roster: Roster,
    agent: int,
    prices: Floats,
    work: Scratch,
) -> tuple[Floats, float]:
    """Price an agent's options where rules between people count or compare them.

    Return what breaks save, cumulated, and what a week costs on top, whatever it is.
    """
    option_price, pricing, _, _ = work
    whole, daily = np.zeros(prices.shape[0]), np.zeros(tables.days)
    presence_prices(between.crowds, tables, agent, prices, whole, daily)
    away = price_options(tables, agent, prices, option_price, pricing)
    beside = charge_between(tables, between, roster, agent, option_price, whole, daily)
    return away, beside


@kernel
def insert_in_window(
    tables: TourTables,
    cover: Cover,
    between: Between,
    roster: Roster,
    agent: int,
    begin: int,
    end: int,
    work: Scratch,
    window_work: WindowScratch,
) -> float:
    """Do what `insert_best` does, but keep the days outside [begin, end)."""
    option_price, pricing, chosen, _ = work
    first = tables.option_ptr[agent * tables.days]
    prices, beside = head_prices(cover, tables.group[agent]), 0.0
    if is_bound(between, agent):
        away, beside = _price_beside(tables, between, roster, agent, prices, work)
    else:
        away = price_options(tables, agent, prices, option_price, pricing)
    copy_row(roster.option[agent], chosen)
    price = cheapest_limited_in_window(tables, agent, option_price, chosen, begin, end, window_work)
    if price >= INFINITE:
        return price
    price += beside
    for d in range(tables.days):
        roster.option[agent, d] = chosen[d]
        if chosen[d] >= 0:
            place_breaks(tables, first + chosen[d], away, roster.places[agent, d])
    apply_tour(tables, cover, agent, roster.option[agent], roster.places[agent], True)
    if is_bound(between, agent):
        apply_between(tables, between, roster, agent, True)
    return price


@kernel
def choose_window(days: int, random: Random) -> tuple[int, int]:
    """Draw the days to be planned anew: all of a short horizon, mostly some of a long one."""
    if days <= WHOLE_BELOW or random_below(random, WINDOWS) == 0:
        return 0, days
    length = SHORTEST_WINDOW + random_below(random, LONGEST_WINDOW - SHORTEST_WINDOW + 1)
    middle = random_below(random, days)
    return max(0, middle - length // 2), min(days, middle + length - length // 2)


@lean_kernel
def choose_ruin(
    tables: TourTables,
    companions: Companions,
    roster: Roster,
    movable: NDArray[np.int64],
    random: Random,
    size: int,
    ruined: NDArray[np.int64],
) -> int:
    """Fill `ruined` with agents to take out: half of the time such as work at similar hours.

    Return how many: `size`, or more where shifts hang together, which then change together.
    """
    n = movable.shape[0]
    seed_agent = movable[random_below(random, n)]
    ruined[0] = seed_agent
    day = random_below(random, tables.days)
    similar = random_below(random, 2) == 0 and roster.option[seed_agent, day] >= 0
    count = _with_near(companions, seed_agent, random, ruined)
    size = max(size, count)
    if similar:
        at = tables.start[
            tables.option_ptr[seed_agent * tables.days] + roster.option[seed_agent, day]
        ]
    while count < size:
        best, best_distance = -1, 1 << 30
        for _ in range(12 if similar else 1):
            other = movable[random_below(random, n)]
            taken = False
            for i in range(count):
                taken |= ruined[i] == other
            if taken:
                continue
            distance = 1 << 20
            if similar and roster.option[other, day] >= 0:
                o = tables.option_ptr[other * tables.days] + roster.option[other, day]
                distance = abs(tables.start[o] - at)
            if distance < best_distance:
                best, best_distance = other, distance
        if best >= 0:
            ruined[count] = best
            count += 1
    return size


@lean_kernel
def _with_near(
    companions: Companions, agent: int, random: Random, ruined: NDArray[np.int64]
) -> int:
    """Let half of the time those follow an agent whose shifts hang together; return how many."""
    count, first, last = 1, companions.near_ptr[agent], companions.near_ptr[agent + 1]
    if last > first and random_below(random, 2) == 0:
        for i in range(first, last):
            if companions.placed[companions.near[i]]:
                ruined[count] = companions.near[i]
                count += 1
    return count


@compiled
def anneal(
    tables: TourTables,
    cover: Cover,
    between: Between,
    roster: Roster,
    movable: NDArray[np.int64],
    random: Random,
    rounds: int,
    heat: float,
    work: Scratch,
) -> float:
    """Ruin and recreate `rounds` times at one temperature; return the change of the price."""
    largest = min(8, movable.shape[0])
    room = 8 + largest_near(between.companions)
    ruined = np.empty(room, np.int64)
    kept_option = np.empty((room, tables.days), np.int32)
    kept_places = np.empty((room, tables.days, roster.places.shape[2]), np.int32)
    window_work = window_scratch(tables)
    kept_cover, kept_heads = copied(cover), between.crowds.heads.copy()
    total = 0.0
    for _ in range(rounds):
        begin, end = choose_window(tables.days, random)
        # few agents mostly: small ruins are mended well, large ones get out of dead ends
        size = 1 + random_below(random, largest)
        if size > 4 and random_below(random, 2) == 0:
            size = 1 + random_below(random, 4)
        size = min(size, largest)
        size = choose_ruin(tables, between.companions, roster, movable, random, size, ruined)
        change = 0.0
        for i in range(size):
            agent = ruined[i]
            copy_row(roster.option[agent], kept_option[i])
            copy_rows(roster.places[agent], kept_places[i])
            change += apply_tour(
                tables, cover, agent, roster.option[agent], roster.places[agent], False
            )
            if is_bound(between, agent):
                change += apply_between(tables, between, roster, agent, False)
            change -= own_price(tables, agent, roster.option[agent])
        for i in range(size):
            agent = ruined[i]
            if end - begin == tables.days:
                price = insert_best(tables, cover, between, roster, agent, work)
            else:
                price = insert_in_window(
                    tables, cover, between, roster, agent, begin, end, work, window_work
                )
            if price >= INFINITE:
                apply_tour(tables, cover, agent, kept_option[i], kept_places[i], True)
                between.companions.placed[agent] = True
            change += price
        # Metropolis et al. (1953), solved for the change: a chance of exp(-change / heat)
        if change <= -heat * np.log(random_share(random)):
            total += change
            copy_touched(cover, kept_cover)
            copy_rows(between.crowds.heads, kept_heads)
            continue
        for i in range(size):
            copy_row(kept_option[i], roster.option[ruined[i]])
            between.companions.placed[ruined[i]] = True
            copy_rows(kept_places[i], roster.places[ruined[i]])
        copy_touched(kept_cover, cover)
        copy_rows(kept_heads, between.crowds.heads)
    return total
