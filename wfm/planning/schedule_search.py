"""The schedule of a demand: searched anew, or an earlier one repaired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wfm.model import Schedule
from wfm.model.changes import Change
from wfm.model.plan import SEARCH, Message, Severity
from wfm.planning.fill_weeks import fill_week, fill_weeks
from wfm.planning.interrupts import ended_by_ctrl_c
from wfm.planning.plan_options import PlanOptions
from wfm.planning.preserved_shifts import takes_from
from wfm.planning.price_of_heads import coverage_price
from wfm.planning.shared_agents import shares_agents, trades_intervals
from wfm.planning.two_stage_search import Filled, Hear
from wfm.planning.week_demand import SHARED, WeekDemand
from wfm.words import phrase

if TYPE_CHECKING:
    import pandas as pd

    from wfm.planning.shared_service import Learned
    from wfm.scheduling import Problem, Solution

OF_SHIFTS_ALONE = {"search.left_out.meetings_anew", "search.left_out.across_weeks"}
"""What may be left out and leaves what is required as it is."""
REPAIR_EFFORT = 20
"""Rungs of a repair that a time limit alone ends."""


@dataclass(frozen=True, slots=True)
class Searched:
    """A solution, the problem that it solves, and the demand as it was laid in the end."""

    demand: WeekDemand
    problem: Problem
    solution: Solution
    changes: tuple[Change, ...] = ()
    """What differs from the base, where it was repaired."""

    @property
    def heads(self) -> pd.DataFrame:
        """Scheduled heads per queue and interval."""
        from wfm.scheduling import scheduled_heads

        return scheduled_heads(self.problem, self.solution.schedule)


def search_schedule(
    demand: WeekDemand, options: PlanOptions, hear: Hear, start: Schedule | None = None
) -> Searched:
    """Search for the cheapest schedule; `start` is one of an earlier search to go on from.

    Where there is none it goes on from the base, which people know already. Days of the base that
    are preserved come out as they were, with the locks that people see.
    """
    search = _repaired if options.repair else _searched
    with ended_by_ctrl_c(hear) as heard:
        found = search(demand, options, heard, options.base if start is None else start)
    schedule = options.preserved.restored(found.solution.schedule)
    if options.base is not None:
        schedule = replace(schedule, version=options.base.version + 1)
    return replace(found, solution=replace(found.solution, schedule=schedule))


def as_shared_by(schedule: Schedule, demand: WeekDemand, options: PlanOptions) -> WeekDemand:
    """Predict by what sharing adds under another schedule, where it was learned of one before."""
    if not options.rounds or SHARED not in demand.requirement:
        return demand
    from wfm.planning.shared_service import learn

    heads = demand.heads_of(schedule)
    learned = learn(demand, schedule, heads, demand.requirement, options.limits.seed)
    return demand.sharing(learned.table)


def _searched(
    demand: WeekDemand, options: PlanOptions, hear: Hear, start: Schedule | None
) -> Searched:
    from wfm.scheduling.meeting_search import told

    fill = fill_week if demand.weeks == 1 else fill_weeks
    found = fill(demand, options, hear, start)
    solution = told(found.problem, found.solution)
    messages = (*solution.messages, *_left_out(found, options), *_more_heads(found))
    solution = replace(solution, messages=messages)
    searched = Searched(demand.with_requirement(found.requirement), found.problem, solution)
    if found.rounds or (options.rounds and trades_intervals(demand.site)):
        return _true(searched, found.formula, found.rounds, options)
    return searched


def _left_out(found: Filled, options: PlanOptions) -> Iterator[Message]:
    """Say what there was no time for, and whether another plan of the week compares."""
    seconds = options.limits.time
    if found.left_out:
        text = phrase("search.left_out", seconds=seconds, phases=found.left_out)
        yield Message(Severity.INFO, SEARCH, text)
    if any(phase.code not in OF_SHIFTS_ALONE for phase in found.left_out):
        text = phrase("search.other_requirement", seconds=seconds)
        yield Message(Severity.INFO, SEARCH, text)


def _more_heads(found: Filled) -> Iterator[Message]:
    """Say for which queues the schedule has heads that the requirement does not show."""
    if found.corrected:
        text = phrase("simulation.goals_met", queues=found.corrected)
        yield Message(Severity.INFO, SEARCH, text)


def _true(
    found: Searched, formula: pd.DataFrame, rounds: Sequence[Learned], options: PlanOptions
) -> Searched:  # fmt: skip
    """Predict by what sharing adds under the schedule as it is in the end, and tell of it."""
    from wfm.planning.shared_service import learn

    learned = learn(
        found.demand, found.solution.schedule, found.heads, formula, options.limits.seed
    )  # fmt: skip
    found = replace(found, demand=found.demand.sharing(learned.table))
    if not rounds:
        return found
    text = phrase(
        "simulation.corrected", rounds=len(rounds), before=_head_hours(formula),
        after=_head_hours(found.demand.requirement), alone=100 * rounds[0].alone,
        off=100 * learned.off,
    )  # fmt: skip
    told = Message(Severity.INFO, "simulation", text)
    solution = replace(found.solution, messages=(*found.solution.messages, told))
    return replace(found, solution=solution)


def _head_hours(requirement: pd.DataFrame) -> float:
    return float((requirement["gross_requirement"] * requirement["interval_minutes"]).sum() / 60)


def _repaired(
    demand: WeekDemand, options: PlanOptions, hear: Hear, start: Schedule | None
) -> Searched:
    """Change as little of the base as its absences need; the search has no progress to tell."""
    from wfm.scheduling.repair import repair

    del hear, start
    base, limits = options.base, options.limits
    assert base is not None  # noqa: S101 - PlanOptions refuses a repair without a base
    formula, shared = demand.requirement, bool(options.rounds) and shares_agents(demand.site)
    rounds: list[Learned] = []
    if shared and SHARED not in formula:
        from wfm.planning.shared_service import learn

        rounds = [learn(demand, base, demand.heads_of(base), formula, limits.seed)]
        demand = demand.with_requirement(rounds[0].asked(formula, demand.site))
    site = demand.site
    absent = tuple(e for e in site.time_off if any(takes_from([e], s) for s in base.shifts))
    mended = repair(
        replace(site, time_off=tuple(e for e in site.time_off if e not in absent)),
        demand.requirement,
        options.preserved.lock_in(base),
        absent=absent,
        locked_off=options.preserved.days_off,
        coverage=coverage_price(options.price, demand.forecast, demand.requirement, demand.site),
        ledger=options.ledger,
        seconds=limits.time,
        seed=limits.seed,
        effort=REPAIR_EFFORT if limits.effort is None else limits.effort,
    )
    found = Searched(demand, mended.problem, mended.solution, mended.changes)
    return _true(found, formula, rounds, options) if shared else found
