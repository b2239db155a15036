"""The problem as plain arrays, built once from the site, the requirement and the rules.

Immutable and picklable, so that it can be solved in another process.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Shift, Site
from wfm.scheduling.candidate_shifts import candidates_of, contracts_key, with_locked
from wfm.scheduling.coverage.prices import COVERAGE, cover_tables
from wfm.scheduling.horizon import Horizon, Occurrence
from wfm.scheduling.rules import RULES, CoveragePrice, Rule
from wfm.scheduling.rules.meetings import price_of_missing
from wfm.scheduling.shaping import shape
from wfm.scheduling.tours.arrays import CoverTables, TourTables
from wfm.scheduling.tours.between import Between, between_people
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
from wfm.scheduling.validation import refuse_contradictions
from wfm.scheduling.ways_out import Prices, relaxed, way_out

if TYPE_CHECKING:
    import pandas as pd


KEPT = frozenset(rule.name for rule in RULES if rule.relaxed_at is None)
"""Rules that are kept even for an agent who has no legal week."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Whom to schedule, for what, under which rules."""

    horizon: Horizon
    rules: tuple[Rule, ...]
    coverage: CoveragePrice
    required: NDArray[np.float64]
    """[queue, interval] gross heads, without those whom last week's shifts bring."""
    carried: NDArray[np.int32]
    """[queue, interval] heads of last week's shifts that reach into the horizon."""
    least: NDArray[np.int32]
    """[queue, interval] minimum heads, without those."""
    groups: tuple[frozenset[str], ...]
    """Sets of skills; agents of one group are interchangeable in an interval."""
    tours: TourTables
    cover: CoverTables
    between: Between
    """The rules between people."""
    templates: tuple[Template, ...]
    ways_out: Mapping[str, Prices] = field(default_factory=dict)
    """Of agents who have no legal week: their rules that are relaxed, at which price."""
    spaces: tuple[TourSpace, ...] = ()
    """Every agent's space where `tours` are without the sums over the horizon, see `tours.counts`;
    else none."""

    @property
    def stuck(self) -> tuple[str, ...]:
        """Agents who have no legal week."""
        return tuple(self.ways_out)

    @property
    def agents(self) -> tuple[Agent, ...]:
        """Agents in the order of the tables."""
        return self.horizon.site.agents

    @property
    def price_of_open_meetings(self) -> int:
        """Price of the meetings that have no time yet, which no roster holds."""
        return price_of_missing(self.rules) * sum(map(len, self.horizon.open_meetings.values()))


def build_problem(
    site: Site,
    requirement: pd.DataFrame,
    first: date,
    *,
    days: int = 7,
    rules: Sequence[Rule] = RULES,
    coverage: CoveragePrice = COVERAGE,
    ledger: Mapping[str, Mapping[str, float]] | None = None,
    given: Sequence[Shift] = (),
    locked: Sequence[Shift] = (),
    locked_off: Iterable[tuple[str, date]] = (),
    later_ledgers: Sequence[Mapping[str, Mapping[str, float]]] = (),
) -> Problem:
    """Turn a site and its requirement (requirement.csv's columns) into a problem.

    Raises
    ------
    InputError
        With every contradiction that `refuse_contradictions` finds.
    """
    horizon = Horizon(
        site, first, days, ledger or {}, given=tuple(given), locked=tuple(locked),
        locked_off=frozenset(locked_off), later_ledgers=tuple(later_ledgers),
    )  # fmt: skip
    refuse_contradictions(horizon, requirement)
    shaped = _tours(horizon, rules)
    required, carried, least, tables = cover_tables(horizon, requirement, coverage)
    return Problem(
        horizon,
        tuple(rules),
        coverage,
        required,
        carried,
        least,
        tuple(horizon.serves),
        shaped.tours,
        tables,
        between_people(horizon),
        shaped.templates,
        shaped.ways_out,
        shaped.spaces,
    )


def asking_for(problem: Problem, requirement: pd.DataFrame, coverage: CoveragePrice) -> Problem:
    """Give the problem with another requirement: what agents may work is not shaped anew."""
    required, carried, least, tables = cover_tables(problem.horizon, requirement, coverage)
    return replace(
        problem,
        coverage=coverage, required=required, carried=carried, least=least, cover=tables,
    )  # fmt: skip


def at_times(problem: Problem, times: Mapping[Occurrence, datetime]) -> Problem:
    """Let meetings be at the times that were found for them."""
    if not times:
        return problem
    before = problem.horizon
    horizon = replace(before, meeting_times={**before.meeting_times, **times})
    as_before = {
        agent: way
        for agent, way in problem.ways_out.items()
        if before.interruptions.get(agent) == horizon.interruptions.get(agent)
    }
    shaped = _tours(horizon, problem.rules, as_before)
    return replace(problem, horizon=horizon, **shaped._asdict())


class _Shaped(NamedTuple):
    tours: TourTables
    templates: tuple[Template, ...]
    ways_out: Mapping[str, Prices]
    spaces: tuple[TourSpace, ...]


def _tours(
    horizon: Horizon, rules: Sequence[Rule], ways_out: Mapping[str, Prices] = MappingProxyType({})
) -> _Shaped:
    """Shape every agent's weeks; those who have none are stuck, and get a way out.

    Some ways out are known already.
    """
    numbers = {skills: g for g, skills in enumerate(horizon.serves)}
    spaces = shape_spaces(horizon, rules)
    # windows know no rules between people
    apart = too_many_states(spaces) and not horizon.site.group_rules

    def lay(those: Sequence[TourSpace]) -> tuple[TourTables, tuple[Template, ...]]:
        return flatten([without_sums(s) for s in those] if apart else those, numbers)

    tours, templates = lay(spaces)
    stuck = agents_without_week(tours)
    ids = [horizon.site.agents[agent].id for agent in stuck]
    known, found = LegalTours(), dict[str, Prices]()
    for agent, name in zip(stuck, ids, strict=True):
        way = ways_out.get(name)
        way = way_out(spaces[agent], rules, known, apart=apart) if way is None else way
        spaces[agent], found[name] = relaxed(spaces[agent], rules, way), way
    if stuck:
        tours, templates = lay(spaces)
    return _Shaped(tours, templates, found, tuple(spaces) if apart else ())


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
