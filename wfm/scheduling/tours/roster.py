"""A roster as arrays: the tour that each agent works."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wfm.scheduling.tours.arrays import CoverTables, Ints, TourTables
from wfm.scheduling.tours.cheapest_tour import (
    MAX_BREAKS,
    Floats,
    PriceScratch,
    TourScratch,
    price_scratch,
    tour_scratch,
)
from wfm.staffing.jit import lean_compiled

Scratch = tuple[Floats, PriceScratch, Ints, TourScratch]


class Roster(NamedTuple):
    """Every agent's tour, in the numbers of the tables."""

    option: Ints
    """[a, d] option relative to the agent's first, -1 off."""
    places: Ints
    """[a, d, k] interval in which break k starts."""


def empty_roster(agents: int, days: int) -> Roster:
    """Nobody works."""
    return Roster(
        np.full((agents, days), -1, np.int32), np.zeros((agents, days, MAX_BREAKS), np.int32)
    )


def tour_work(tours: TourTables, cover: CoverTables) -> Scratch:
    """Scratch arrays for the best tour of any agent."""
    options = int(np.diff(tours.option_ptr[:: tours.days]).max(initial=1))
    return (
        np.empty(max(1, options)),
        price_scratch(tours, cover.price.shape[1]),
        np.empty(tours.days, np.int32),
        tour_scratch(tours),
    )


@lean_compiled
def own_price(tables: TourTables, agent: int, option: Ints) -> int:
    """Price of a tour by the rules that concern its agent alone."""
    days, pattern = tables.days, tables.pattern[agent]
    first = tables.option_ptr[agent * days]
    classes, state, total = tables.classes[pattern], 0, 0
    for d in range(days):
        if option[d] < 0:
            c = tables.off_class[agent * days + d]
            total += tables.off_price[agent * days + d]
        else:
            c = tables.day_class[first + option[d]]
            total += tables.price[first + option[d]]
        edge = tables.edge_ptr[pattern] + state * classes + c
        total += tables.edge_price[edge]
        state = tables.next_state[edge]
    final = tables.layer_ptr[pattern * (days + 2) + days]
    return total + tables.final_price[tables.final_ptr[pattern] + state - final]


@lean_compiled
def count_heads(tables: TourTables, agent: int, option: int, places: Ints, heads: Floats) -> None:
    """Add one to heads[t] in the intervals in which a shift is on queue."""
    for t in range(tables.start[option], tables.end[option]):
        heads[t] += 1
    b = tables.break_ptr[tables.template[option]]
    for k in range(tables.break_ptr[tables.template[option] + 1] - b):
        for t in range(places[k], places[k] + tables.break_length[b + k]):
            heads[t] -= 1
    for i in range(tables.blocked_ptr[agent], tables.blocked_ptr[agent + 1]):
        if tables.start[option] <= tables.blocked[i] < tables.end[option]:
            heads[tables.blocked[i]] -= 1
