"""Rules between people as the search sees them: what an agent's tour costs beside all others'."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.groups import crowds_of, near_groups, pairs_of
from wfm.scheduling.rules.groups.base import counted_heads
from wfm.scheduling.tours.arrays import TourTables
from wfm.scheduling.tours.cheapest_tour import Floats
from wfm.scheduling.tours.companions import (
    Companions,
    charge_companions,
    companion_tables,
    companions_price,
)
from wfm.scheduling.tours.crowds import (
    Crowds,
    apply_crowds,
    belongs,
    charge_presence,
    crowd_tables,
    crowds_price,
)
from wfm.scheduling.tours.roster import Roster
from wfm.staffing.jit import lean_compiled, lean_kernel


class Between(NamedTuple):
    """Heads that are counted across agents, and shifts that are compared."""

    crowds: Crowds
    companions: Companions


def between_people(horizon: Horizon) -> Between:
    """Tabulate a site's rules between people."""
    agents, crowds = horizon.site.agents, crowds_of(horizon)
    begun = [counted_heads(horizon, crowd, ()) for crowd in crowds]
    step = horizon.grid.interval_minutes
    return Between(
        crowd_tables(agents, crowds, begun),
        companion_tables(agents, pairs_of(horizon), near_groups(horizon), step, horizon.days),
    )


def nobody_placed(tables: Between) -> Between:
    """Nobody is in the roster yet."""
    crowds = tables.crowds._replace(heads=tables.crowds.begun.copy())
    placed = np.zeros_like(tables.companions.placed)
    return Between(crowds, tables.companions._replace(placed=placed))


def clear_between(between: Between) -> None:
    """Take everybody out."""
    between.crowds.heads[:] = between.crowds.begun
    between.companions.placed[:] = False


@lean_compiled
def apply_between(
    tables: TourTables, between: Between, roster: Roster, agent: int, adding: bool
) -> float:
    """Put an agent's tour of the roster in, or take it out; return the change of the price."""
    crowds, companions = between
    option, places = roster.option[agent], roster.places[agent]
    change = apply_crowds(tables, crowds, agent, option, places, adding)
    beside = companions_price(tables, companions, roster.option, agent)
    companions.placed[agent] = adding
    return change + beside if adding else change - beside


@lean_kernel
def is_bound(between: Between, agent: int) -> bool:
    """Tell whether an agent's tour matters to any rule between people."""
    pairs = between.companions.pair_ptr
    return belongs(between.crowds, agent) or bool(pairs[agent + 1] > pairs[agent])


@lean_kernel
def charge_between(
    tables: TourTables,
    between: Between,
    roster: Roster,
    agent: int,
    option_price: Floats,
    whole: Floats,
    daily: Floats,
) -> float:
    """Add to an agent's options what they cost beside the others; return what all of them cost."""
    charge_presence(tables, agent, option_price, whole, daily)
    return charge_companions(tables, between.companions, roster.option, agent, option_price)


def between_price(tables: TourTables, between: Between, roster: Roster) -> int:
    """Sum the price of all rules between people as they stand."""
    twice = 0.0
    for agent in np.flatnonzero(between.companions.placed).tolist():
        twice += companions_price(tables, between.companions, roster.option, agent)
    return crowds_price(between.crowds) + round(twice / 2)
