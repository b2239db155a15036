"""The problem as plain arrays, built once from the site, the requirement and the rules.

Immutable and picklable, so that it can be solved in another process.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Shift, Site
from wfm.scheduling.candidate_shifts import candidates_of, contracts_key, with_locked
from wfm.scheduling.contracts import Scope
from wfm.scheduling.coverage.prices import COVERAGE, cover_tables
from wfm.scheduling.horizon import Horizon, Occurrence
from wfm.scheduling.rules import RULES, CoveragePrice, Rule
from wfm.scheduling.rules.meetings import price_of_missing
from wfm.scheduling.tours.arrays import CoverTables, TourTables
from wfm.scheduling.tours.between import Between, between_people
from wfm.scheduling.tours.cheapest_tour import (
    INFINITE,
    price_options,
    price_scratch,
    tour_scratch,
)
from wfm.scheduling.tours.counts import too_many_states, without_sums
from wfm.scheduling.tours.day_automata import Pattern
from wfm.scheduling.tours.shift_type_caps import cheapest_limited_tour
from wfm.scheduling.tours.to_arrays import flatten
from wfm.scheduling.tours.tour_space import Candidates, Mask, Template, TourSpace
from wfm.scheduling.validation import refuse_contradictions

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
    stuck: tuple[str, ...] = ()
    """Agents who have no legal week; their rules are relaxed at a price."""
    spaces: tuple[TourSpace, ...] = ()
    """Every agent's space where `tours` are without the sums over the horizon, see `tours.counts`;
    else none."""

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
        shaped.stuck,
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
    horizon = replace(problem.horizon, meeting_times={**problem.horizon.meeting_times, **times})
    return replace(problem, horizon=horizon, **_tours(horizon, problem.rules)._asdict())


class _Shaped(NamedTuple):
    tours: TourTables
    templates: tuple[Template, ...]
    stuck: tuple[str, ...]
    spaces: tuple[TourSpace, ...]


def _tours(horizon: Horizon, rules: Sequence[Rule]) -> _Shaped:
    """Shape every agent's weeks; those who have none are stuck, and get a way out."""
    numbers = {skills: g for g, skills in enumerate(horizon.serves)}
    spaces = shape_spaces(horizon, rules)
    # windows know no rules between people
    apart = too_many_states(spaces) and not horizon.site.group_rules

    def lay(those: Sequence[TourSpace]) -> tuple[TourTables, tuple[Template, ...]]:
        return flatten([without_sums(s) for s in those] if apart else those, numbers)

    tours, templates = lay(spaces)
    stuck = agents_without_week(tours)
    if stuck:
        _give_ways_out(spaces, stuck, rules, lambda those: agents_without_week(lay(those)[0]))
        tours, templates = lay(spaces)
    ids = tuple(horizon.site.agents[agent].id for agent in stuck)
    return _Shaped(tours, templates, ids, tuple(spaces) if apart else ())


def _give_ways_out(
    spaces: list[TourSpace],
    stuck: list[int],
    rules: Sequence[Rule],
    without_week: Callable[[Sequence[TourSpace]], list[int]],
) -> None:
    """Relax of each agent without a legal week only rules that stand in the way.

    The others are kept, so that nobody without a week gets seven days where heads are missing. From
    the gravest rule on, each is kept again where it leaves a week beside those kept before.
    """
    prices = {rule.name: rule.relaxed_at for rule in rules if rule.relaxed_at is not None}
    ways = [_relaxed(spaces[agent], prices, rules) for agent in stuck]
    none = set(without_week(ways))
    for name in sorted(prices, key=lambda rule: -prices[rule]):
        fewer = [_relaxed(way, _without(way.relaxed, name), rules) for way in ways]
        lost = none.union(without_week(fewer))
        pairs = enumerate(zip(ways, fewer, strict=True))
        ways = [way if agent in lost else less for agent, (way, less) in pairs]
    for agent, way in zip(stuck, ways, strict=True):
        spaces[agent] = way


def _without(prices: Mapping[str, int], name: str) -> Mapping[str, int]:
    return {rule: price for rule, price in prices.items() if rule != name}


def _relaxed(space: TourSpace, prices: Mapping[str, int], rules: Sequence[Rule]) -> TourSpace:
    made = TourSpace(space.horizon, space.agent, space.plan, space.shifts, prices)
    return shape(made, rules)


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


def shape(space: TourSpace, rules: Sequence[Rule]) -> TourSpace:
    """Apply all rules to one agent's space."""
    for rule in rules:
        apply(rule, space)
    return space


def apply(rule: Rule, space: TourSpace, but: Agent | None = None) -> None:
    """Apply a rule: to all that the agent works, or under one contract after the other.

    It is not applied under the contract `but`.
    """
    space.rule, parts = rule.name, space.horizon.contracts(space.agent)
    if len(parts) == 1 or rule.scope is Scope.PERSON:
        if but is None:
            rule.shape(space)
        return
    parts = tuple(part for part in parts if part != but)
    whole, patterns = (space.agent, space.plan), space.patterns
    days = [space.horizon.own_days(part) for part in parts]
    followed = []
    space.scope = rule.scope
    for part, own in zip(parts, days, strict=True):
        space.agent, space.plan, space.own = part, space.horizon.plan(part), own
        space.patterns = []
        rule.shape(space)
        followed.append(space.patterns)
    (space.agent, space.plan), space.scope, space.own = whole, Scope.PERSON, None
    space.patterns = [*patterns, *_joined(space, rule, followed, days)]


def _joined(
    space: TourSpace, rule: Rule, followed: Sequence[Sequence[Pattern]], days: Sequence[Mask]
) -> Iterator[Pattern]:
    """Charge each contract's patterns on its own days; those that all of them have are one."""
    first = followed[0]
    if rule.scope is Scope.DAYS and all(
        len(first) == len(other) and all(map(Pattern.same_as, first, other)) for other in followed
    ):
        yield from first
        return
    for mine, own in zip(followed, days, strict=True):
        for pattern in mine:
            elsewhere = space.on_days(~own)
            yield pattern.uncharged(elsewhere, ~own) if rule.scope is Scope.DAYS else pattern
