"""A search in which deferred work fills the heads that are to spare.

Deferred work may be done at any time in its response window, but a requirement says when. It is
levelled at first, for want of a schedule. Two brief searches tell where heads are to spare: after
the first, immediate queues take theirs and deferred work is laid into the rest; after the second it
is laid again, into the heads that its queues really have. The long search then goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from wfm.model import Schedule
from wfm.planning.shared_agents import shares_agents, trades_intervals

if TYPE_CHECKING:
    import pandas as pd

    from wfm.planning.shared_service import Learned
    from wfm.planning.week_demand import WeekDemand
    from wfm.scheduling import Limits, Problem, SearchProgress, Solution

BRIEF = 0.1
"""Share of the time limit that each brief search may take."""


class Filled(NamedTuple):
    """What came out, for the requirement as it was laid in the end."""

    requirement: pd.DataFrame
    problem: Problem
    solution: Solution
    formula: pd.DataFrame
    """The same by the queues' own models, before simulation corrected it."""
    rounds: tuple[Learned, ...] = ()
    """What each simulation told."""


def solve_in_two_stages(
    demand: WeekDemand,
    build: Callable[[pd.DataFrame], Problem],
    limits: Limits,
    progress: Callable[[SearchProgress], bool | None],
    start: Schedule | None = None,
    rounds: int = 0,
) -> Filled:
    """Search for a demand's schedule; a laying is kept where it makes the schedule cheaper.

    `build` makes the problem of a requirement; `progress` and `start` are those of `solve`;
    `rounds` is how often a requirement is corrected by simulation.
    """
    from wfm.scheduling import check, solve
    from wfm.scheduling.evaluation.check import objective

    passed, requirement = 0.0, demand.requirement
    problem = build(requirement)
    for heads_for_deferred_work in _layings(demand):
        solution = solve(
            problem, brief(limits), counting_on(progress, passed), start, brief=True
        )  # fmt: skip
        passed += solution.seconds
        if solution.cancelled:
            return Filled(requirement, problem, solution, requirement)
        start = solution.schedule
        laid = demand.staffed(heads_for_deferred_work(problem, start))
        again = build(laid)
        if objective(check(again, start)) < solution.objective:
            requirement, problem = laid, again
    formula = requirement
    learned: list[Learned] = []
    for number in range(rounds):
        solution = solve(
            problem, brief(limits), counting_on(progress, passed), start, brief=True
        )  # fmt: skip
        passed += solution.seconds
        if solution.cancelled:
            return Filled(requirement, problem, solution, formula, tuple(learned))
        start = solution.schedule
        weight = 1 / (1 + 0.5 * number)
        asked = formula
        if shares_agents(demand.site):
            learned.append(_learned(demand, problem, start, formula, learned, weight, limits.seed))
            asked = learned[-1].asked(formula, demand.site)
        if trades_intervals(demand.site):
            from wfm.planning.goal_periods import corrected_worth

            asked = corrected_worth(demand, problem, start, asked, requirement, weight, limits.seed)
        requirement = asked
        problem = build(requirement)
    solution = solve(problem, rest(limits, passed), counting_on(progress, passed), start)
    solution = replace(solution, seconds=passed + solution.seconds)
    found = Filled(requirement, problem, solution, formula, tuple(learned))
    if not rounds or solution.cancelled or not trades_intervals(demand.site):
        return found
    from wfm.planning.goal_periods import met_in_the_end

    return met_in_the_end(demand, found, build, limits.seed)


def _learned(
    demand: WeekDemand,
    problem: Problem,
    schedule: Schedule,
    formula: pd.DataFrame,
    before: Sequence[Learned],
    weight: float,
    seed: int,
) -> Learned:
    """Simulate a round's schedule, and go a smaller part of the way each time."""
    from wfm.planning.shared_service import RUNS, learn
    from wfm.scheduling import scheduled_heads

    found = learn(demand, schedule, scheduled_heads(problem, schedule), formula, seed, RUNS)
    return found.mixed_into(before[-1] if before else None, weight)


def _layings(demand: WeekDemand) -> Sequence[Callable[[Problem, Schedule], pd.DataFrame]]:
    """How the heads are counted that each laying may fill; none where no work is deferred."""
    from wfm.scheduling import scheduled_heads
    from wfm.scheduling.decode import heads_without_search

    requirement = demand.requirement
    names = [queue.name for queue in demand.site.queues if queue.channel.deferred]
    deferred, gross = requirement["queue"].isin(names), requirement["gross_requirement"]
    if not gross[deferred].any():
        return ()
    immediate = requirement.assign(gross_requirement=gross.mask(deferred, 0.0))
    return (
        lambda problem, schedule: heads_without_search(problem.horizon, immediate, schedule),
        scheduled_heads,
    )


def brief(limits: Limits) -> Limits:
    """One rung of the search."""
    seconds = None if limits.time is None else BRIEF * limits.time
    effort = 1 if limits.effort is None else min(1, limits.effort)
    return replace(limits, time=seconds, effort=effort)


def shared_out(limits: Limits, weeks: int) -> Limits:
    """Give each of some weeks its share of half the time, or one rung."""
    seconds = None if limits.time is None else limits.time / 2 / weeks
    effort = None if limits.effort is None else min(1, limits.effort)
    return replace(limits, time=seconds, effort=effort)


def rest(limits: Limits, passed: float) -> Limits:
    """Give what is left of the time."""
    left = None if limits.time is None else max(limits.time - passed, BRIEF * limits.time)
    return replace(limits, time=left)


def counting_on(
    progress: Callable[[SearchProgress], bool | None], passed: float
) -> Callable[[SearchProgress], bool | None]:
    """Count a search's seconds from the begin of all."""
    return lambda state: progress(replace(state, seconds=state.seconds + passed))
