"""Every agent's weeks, shaped by all rules and laid into tables.

Agents for whom the rules leave no week are stuck, and get a way out. Where meetings are at other
times, only those are shaped anew whose own meetings are.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from copy import copy
from typing import NamedTuple

import numpy as np

from wfm.scheduling.candidate_shifts import candidates_of, contracts_key, with_locked
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules import Rule
from wfm.scheduling.shaping import shape
from wfm.scheduling.tours.arrays import TourTables
from wfm.scheduling.tours.cheapest_tour import (
    INFINITE,
    price_options,
    price_scratch,
    tour_scratch,
)
from wfm.scheduling.tours.counts import too_many_states, without_sums
from wfm.scheduling.tours.legal_tour import LegalTours
from wfm.scheduling.tours.shift_type_caps import cheapest_limited_tour
from wfm.scheduling.tours.to_arrays import flatten
from wfm.scheduling.tours.tour_space import Candidates, Template, TourSpace
from wfm.scheduling.ways_out import Prices, relaxed, way_out


class Everybody(NamedTuple):
    """All agents' weeks."""

    tours: TourTables
    templates: tuple[Template, ...]
    ways_out: Mapping[str, Prices]
    """Of agents who have no legal week: their rules that are relaxed, at which price."""
    spaces: tuple[TourSpace, ...]
    """Every agent's space."""
    apart: bool
    """Whether `tours` are without the sums over the horizon, see `tours.counts`."""


def everybody(horizon: Horizon, rules: Sequence[Rule]) -> Everybody:
    """Shape every agent's weeks; those who have none are stuck, and get a way out."""
    spaces = shape_spaces(horizon, rules)
    return _laid(spaces, rules, range(len(spaces)), {}, apart=False)


def at_other_times(before: Everybody, horizon: Horizon, rules: Sequence[Rule]) -> Everybody:
    """Shape by the same rules whom a horizon interrupts otherwise; all else in it is the same."""
    spaces, anew = [], list[int]()
    for number, space in enumerate(before.spaces):
        agent = space.agent.id
        if space.horizon.interruptions.get(agent) == horizon.interruptions.get(agent):
            spaces.append(_within(space, horizon))
        else:
            blank = TourSpace(horizon, space.agent, space.plan, space.shifts)
            spaces.append(shape(blank, rules))
            anew.append(number)
    shaped = {spaces[number].agent.id for number in anew}
    known = {agent: way for agent, way in before.ways_out.items() if agent not in shaped}
    return _laid(spaces, rules, anew, known, apart=before.apart)


def _within(space: TourSpace, horizon: Horizon) -> TourSpace:
    found = copy(space)
    found.horizon = horizon
    return found


def _laid(
    spaces: list[TourSpace],
    rules: Sequence[Rule],
    anew: Sequence[int],
    ways_out: Mapping[str, Prices],
    *,
    apart: bool,
) -> Everybody:
    """Lay spaces into tables, once those which were shaped `anew` have a way out if need be.

    `ways_out` are those of the others, `apart` whether sums are apart because of them.
    """
    horizon, fresh = spaces[0].horizon, [spaces[number] for number in anew]
    # windows know no rules between people
    apart = apart or (too_many_states(fresh) and not horizon.site.group_rules)
    numbers = {skills: g for g, skills in enumerate(horizon.serves)}

    def lay(those: Sequence[TourSpace]) -> tuple[TourTables, tuple[Template, ...]]:
        return flatten([without_sums(s) for s in those] if apart else those, numbers)

    laid = lay(fresh or spaces)
    stuck = [anew[number] for number in agents_without_week(laid[0])] if fresh else []
    known, found = LegalTours(), dict(ways_out)
    for number in stuck:
        space = spaces[number]
        way = found[space.agent.id] = way_out(space, rules, known, apart=apart)
        spaces[number] = relaxed(space, rules, way)
    if stuck or 0 < len(fresh) < len(spaces):
        laid = lay(spaces)
    in_order = {
        space.agent.id: found[space.agent.id] for space in spaces if space.agent.id in found
    }
    return Everybody(*laid, in_order, tuple(spaces), apart)


def agents_without_week(tours: TourTables) -> list[int]:
    """List the agents for whom the rules leave no week at all."""
    intervals = int(tours.end.max(initial=0)) + 1
    option_price = np.empty(max(1, len(tours.start)))
    chosen, pricing = np.empty(tours.days, np.int32), price_scratch(tours, intervals)
    scratch, free = tour_scratch(tours), np.zeros(intervals)
    stuck = []
    for agent in range(len(tours.group)):
        price_options(tours, agent, free, option_price, pricing)
        if cheapest_limited_tour(tours, agent, option_price, chosen, scratch) >= INFINITE:
            stuck.append(agent)
    return stuck


def shape_spaces(horizon: Horizon, rules: Sequence[Rule]) -> list[TourSpace]:
    """Shape every agent's weeks by all rules."""
    made: dict[Hashable, Candidates] = {}
    spaces = []
    for agent in horizon.site.agents:
        locked, key = horizon.locked_by_agent.get(agent.id, ()), contracts_key(horizon, agent)
        if key not in made:
            made[key] = candidates_of(horizon, agent)
        shifts = with_locked(made[key], horizon, agent, locked) if locked else made[key]
        spaces.append(shape(TourSpace(horizon, agent, horizon.plan(agent), shifts), rules))
    return spaces
