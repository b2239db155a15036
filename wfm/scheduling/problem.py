"""The problem as plain arrays, built once from the site, the requirement and the rules.

Immutable and picklable, so that it can be solved in another process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm.errors import InputError
from wfm.errors import Problem as Fault
from wfm.model import Agent, Shift, Site
from wfm.scheduling.candidates import candidates
from wfm.scheduling.flatten import flatten
from wfm.scheduling.rules import RULES, Coverage, Rule
from wfm.scheduling.space import Candidates, Template, TourSpace
from wfm.scheduling.tables import CoverTables, TourTables
from wfm.scheduling.tours import (
    INFINITE,
    cheapest_tour,
    price_options,
    price_scratch,
    tour_scratch,
)
from wfm.scheduling.week import Week

if TYPE_CHECKING:
    import pandas as pd


COVERAGE = Coverage()
RELAXABLE = {"Days per week": 1000, "Paid hours per week": 1000, "Weekly start window": 1000}
"""Rules that may be broken, at a price, for an agent who has no legal week at all."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Whom to schedule, for what, under which rules."""

    week: Week
    rules: tuple[Rule, ...]
    coverage: Coverage
    required: NDArray[np.float64]
    """[queue, interval] gross heads."""
    groups: tuple[frozenset[str], ...]
    """Sets of skills; agents of one group are interchangeable in an interval."""
    tours: TourTables
    cover: CoverTables
    templates: tuple[Template, ...]

    @property
    def agents(self) -> tuple[Agent, ...]:
        """Agents in the order of the tables."""
        return self.week.site.agents


def build_problem(
    site: Site,
    requirement: pd.DataFrame,
    first: date,
    *,
    days: int = 7,
    rules: Sequence[Rule] = RULES,
    coverage: Coverage = COVERAGE,
    ledger: Mapping[str, Mapping[str, float]] | None = None,
    given: Sequence[Shift] = (),
    locked: Sequence[Shift] = (),
) -> Problem:
    """Turn a site and its requirement (requirement.csv's columns) into a problem.

    Raises
    ------
    InputError
        If the site has no agents, a lock names an unknown agent or a day outside the horizon, or
        the requirement an unknown queue.
    """
    week = Week(site, first, days, ledger or {}, given=tuple(given), locked=tuple(locked))
    _validate(week, requirement)
    required = required_heads(week, requirement)
    groups = tuple(week.serves)
    serves = np.zeros((len(groups), len(site.queues)), bool)
    for row, skills in zip(serves, groups, strict=True):
        row[list(week.serves[skills])] = True
    numbers = {skills: g for g, skills in enumerate(groups)}
    spaces = shape_spaces(week, rules)
    tours, templates = flatten(spaces, numbers)
    stuck = agents_without_week(tours)
    if len(stuck):
        for agent in stuck:
            old = spaces[agent]
            space = TourSpace(week, old.agent, old.plan, old.shifts, RELAXABLE)
            spaces[agent] = shape(space, rules)
        tours, templates = flatten(spaces, numbers)
    weight = np.array([1 if queue.channel.deferred else 2 for queue in site.queues], np.int64)
    return Problem(
        week,
        tuple(rules),
        coverage,
        required,
        groups,
        tours,
        coverage.tables(required, serves, weight // weight.min()),
        templates,
    )


def agents_without_week(tours: TourTables) -> list[int]:
    """List the agents for whom the rules leave no week at all."""
    intervals = int(tours.end.max(initial=0)) + 1
    option_price = np.empty(max(1, len(tours.start)))
    chosen, pricing = np.empty(tours.days, np.int32), price_scratch(tours, intervals)
    scratch, free = tour_scratch(tours), np.zeros(intervals)
    stuck = []
    for agent in range(len(tours.group)):
        price_options(tours, agent, free, option_price, pricing)
        if cheapest_tour(tours, agent, option_price, chosen, scratch) >= INFINITE:
            stuck.append(agent)
    return stuck


def shape_spaces(week: Week, rules: Sequence[Rule]) -> list[TourSpace]:
    """Shape every agent's weeks by all rules."""
    made: dict[str, Candidates] = {}
    spaces = []
    for agent in week.site.agents:
        plan, locked = week.plan(agent), week.locked_by_agent.get(agent.id, ())
        if locked:
            shifts = candidates(week, plan, locked)
        else:
            shifts = made[plan.name] = made.get(plan.name) or candidates(week, plan)
        spaces.append(shape(TourSpace(week, agent, plan, shifts), rules))
    return spaces


def shape(space: TourSpace, rules: Sequence[Rule]) -> TourSpace:
    """Apply all rules to one agent's space."""
    for rule in rules:
        space.rule = rule.name
        rule.shape(space)
    return space


def required_heads(week: Week, requirement: pd.DataFrame) -> NDArray[np.float64]:
    """Gross heads per queue and interval of the horizon's grid; 0 where nothing is required."""
    required = np.zeros((len(week.site.queues), len(week.grid)))
    step = week.grid.interval_minutes
    for number, queue in enumerate(week.site.queues):
        rows = requirement[requirement["queue"] == queue.name]
        for start, minutes, heads in zip(
            rows["interval_start"], rows["interval_minutes"], rows["gross_requirement"], strict=True
        ):
            begin = week.grid.index(start.to_pydatetime())
            end = begin + max(1, int(minutes) // step)
            if begin < len(week.grid) and end > 0:
                required[number, max(0, begin) : end] = heads
    required[:, week.day_starts[week.days] :] = 0
    return required


def _validate(week: Week, requirement: pd.DataFrame) -> None:
    faults = []
    if not week.site.agents:
        faults.append(Fault("the site has no agents", "list them", file="agents.csv"))
    known = {agent.id for agent in week.site.agents}
    last = week.grid.date_of(week.days - 1)
    for shift in week.locked:
        if shift.agent_id not in known:
            faults.append(
                Fault(f"a locked shift names the unknown agent {shift.agent_id!r}", "unlock it")
            )
        elif not week.first <= shift.date <= last:
            faults.append(
                Fault(f"a locked shift on {shift.date} lies outside the week", "unlock it")
            )
    queues = {queue.name for queue in week.site.queues}
    faults += [
        Fault(
            f"requires heads in the unknown queue {name!r}",
            f"use one of {', '.join(sorted(queues))}",
            field="queue",
        )
        for name in sorted(set(requirement["queue"].unique()) - queues)
    ]
    if faults:
        raise InputError(faults)
