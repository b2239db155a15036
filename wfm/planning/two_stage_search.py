"""A search in which deferred work fills the heads that are to spare.

Deferred work may be done at any time in its response window, but a requirement says when. It is
levelled at first, for want of a schedule. Two brief searches tell where heads are to spare: after
the first, immediate queues take theirs and deferred work is laid into the rest; after the second it
is laid again, into the heads that its queues really have. The long search then goes on from there.
"""

from __future__ import annotations

import time
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

Hear = Callable[["SearchProgress"], bool | None]
"""Hears of a search's progress about twice a second; False cancels it."""

BRIEF = 0.1
"""Share of the time limit that each brief search may take."""
PLACING = 4
"""Brief searches that take about as long as it takes to place meetings."""
LEAST_EFFORT, AGENTS_A_RUNG = 0.05, 1200
"""Effort of a brief search: at least so much, and a rung for so many agents."""


class Filled(NamedTuple):
    """What came out, for the requirement as it was laid in the end."""

    requirement: pd.DataFrame
    problem: Problem
    solution: Solution
    formula: pd.DataFrame
    """The same by the queues' own models, before simulation corrected it."""
    rounds: tuple[Learned, ...] = ()
    """What each simulation told."""
    placed: tuple[Problem, Solution] | None = None
    """The cheapest schedule before the long search, its meetings placed."""


def solve_in_two_stages(
    demand: WeekDemand,
    build: Callable[[pd.DataFrame], Problem],
    limits: Limits,
    progress: Hear,
    start: Schedule | None = None,
    rounds: int = 0,
) -> Filled:
    """Search for a demand's schedule; a laying is kept where it makes the schedule cheaper.

    `build` makes the problem of a requirement; `progress` and `start` are those of `solve`;
    `rounds` is how often a requirement is corrected by simulation.
    """
    from wfm.scheduling import solve

    briefly = _BriefSearches(brief(limits, len(demand.site.agents)), progress, start)
    requirement = demand.requirement
    problem = build(requirement)
    for heads_for_deferred_work in _layings(demand):
        solution = briefly.solve(problem)
        if solution.cancelled:
            return Filled(requirement, problem, solution, requirement)
        laid = demand.staffed(heads_for_deferred_work(problem, solution.schedule))
        again = build(laid)
        if _price(again, solution.schedule) < solution.objective:
            requirement, problem = laid, again
    formula = requirement
    learned: list[Learned] = []
    for number in range(rounds):
        solution = briefly.solve(problem)
        if solution.cancelled:
            return Filled(requirement, problem, solution, formula, tuple(learned))
        weight, found = 1 / (1 + 0.5 * number), solution.schedule
        asked = formula
        if shares_agents(demand.site):
            learned.append(_learned(demand, problem, found, formula, learned, weight, limits.seed))
            asked = learned[-1].asked(formula, demand.site)
        if trades_intervals(demand.site):
            from wfm.planning.goal_periods import corrected_worth

            asked = corrected_worth(demand, problem, found, asked, requirement, weight, limits.seed)
        requirement = asked
        problem = build(requirement)
    best = briefly.cheapest(problem)
    placed, seconds = None, 0.0
    if briefly.leave_time_for_meetings(limits):
        placed, seconds = briefly.with_meetings(problem, best)
    passed = briefly.passed + seconds
    kept = rest(limits, passed + seconds)
    solution = solve(problem, kept, counting_on(progress, passed), best)
    solution = replace(solution, seconds=passed + solution.seconds)
    filled = Filled(requirement, problem, solution, formula, tuple(learned), placed)
    if not rounds or solution.cancelled or not trades_intervals(demand.site):
        return filled
    from wfm.planning.goal_periods import met_in_the_end

    return met_in_the_end(demand, filled, build, limits.seed)


class _BriefSearches:
    """Searches before the long one, and what they found."""

    def __init__(
        self,
        limits: Limits,
        progress: Hear,
        start: Schedule | None,
    ) -> None:
        self.limits, self.progress, self.passed = limits, progress, 0.0
        self.begin = start
        self.found: list[Schedule] = []
        self.last: Solution | None = None

    def solve(self, problem: Problem) -> Solution:
        """Search from the schedule before."""
        from wfm.scheduling import solve

        start = self.found[-1] if self.found else self.begin
        heard = counting_on(self.progress, self.passed)
        solution = solve(problem, self.limits, heard, start, brief=True)
        self.passed += solution.seconds
        self.found.append(solution.schedule)
        self.last = solution
        return solution

    def leave_time_for_meetings(self, limits: Limits) -> bool:
        """Whether open meetings can be placed before the long search and again after it."""
        if self.last is None or limits.time is None:
            return True
        return PLACING * self.last.seconds <= BRIEF * limits.time

    def with_meetings(
        self, problem: Problem, schedule: Schedule | None
    ) -> tuple[tuple[Problem, Solution] | None, float]:
        """Place open meetings into a schedule; tell how long it took, as it will in the end."""
        from wfm.scheduling.meeting_times import has_open_meetings, with_meetings
        from wfm.scheduling.search.polish import priced_anew

        if self.last is None or schedule is None or not has_open_meetings(problem):
            return None, 0.0
        begun = time.monotonic()
        placed = with_meetings(problem, priced_anew(problem, self.last, schedule))
        return placed, time.monotonic() - begun

    def cheapest(self, problem: Problem) -> Schedule | None:
        """Give the schedule that costs least by the requirement that was asked for in the end."""
        return min(self.found, key=lambda schedule: _price(problem, schedule), default=self.begin)


def _price(problem: Problem, schedule: Schedule) -> int:
    from wfm.scheduling import check
    from wfm.scheduling.evaluation.check import objective

    return objective(check(problem, schedule))


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


def brief(limits: Limits, agents: int) -> Limits:
    """Give the same effort whatever the limits, as far as the time allows it.

    What is required is found by these searches: it does not depend on how long is searched then.
    """
    seconds = None if limits.time is None else BRIEF * limits.time
    effort = min(1.0, max(LEAST_EFFORT, agents / AGENTS_A_RUNG))
    return replace(limits, time=seconds, effort=effort)


def shared_out(limits: Limits, weeks: int) -> Limits:
    """Give each of some weeks the time that it would have if they were planned one by one."""
    seconds = None if limits.time is None else limits.time / weeks
    return replace(limits, time=seconds)


def rest(limits: Limits, passed: float) -> Limits:
    """Give what is left of the time, and at least what a brief search may take."""
    left = None if limits.time is None else max(limits.time - passed, BRIEF * limits.time)
    return replace(limits, time=left)


def counting_on(progress: Hear, passed: float) -> Hear:
    """Count a search's seconds from the begin of all."""
    return lambda state: progress(replace(state, seconds=state.seconds + passed))
