"""Shifts and the times of meetings, searched for together.

A schedule has one price, which counts who misses a meeting and the heads that meetings take, at
whatever times they are held. So two schedules compare though their meetings are at other times:

    place the meetings into the schedule that the search begins with
    search briefly for shifts around these times, and place the meetings anew
    search for shifts around the times of the cheapest of all

Each goes on from the cheapest schedule so far. Only the last depends on the limits: more effort
meets the same schedules, and others after them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wfm.model import Schedule
from wfm.scheduling.bound.open_meetings import bound_with_meetings
from wfm.scheduling.meeting_times import (
    Placed,
    as_they_are,
    has_open_meetings,
    placed_into,
    times_held,
    told_of_meetings,
    without_meetings,
)
from wfm.scheduling.problem import Problem
from wfm.scheduling.result import Limits, SearchProgress, Solution
from wfm.scheduling.search.polish import priced_anew
from wfm.scheduling.solver import solve
from wfm.scheduling.stopwatch import Stopwatch
from wfm.scheduling.tours.cheapest_tour import Floats
from wfm.words import Phrase, phrase

LEAST_EFFORT, AGENTS_A_RUNG = 0.05, 1200
"""Effort of a brief search: at least so much, and a rung for so many agents."""
BOUND_SHARE = 0.04
"""Share of the time limit that is kept for the bound over all times of meetings."""
SPARE = 0.05
"""Seconds that the bound leaves."""
PLACING_SHARE = 0.5
"""Share of the time that is left after which placing the meetings is cut short."""
SHAPED = 5
"""Times that agents are shaped at other times of meetings, about, when those are placed."""

Hear = Callable[[SearchProgress], bool | None]


def brief(limits: Limits, agents: int) -> Limits:
    """Give the same effort whatever the limits, with one worker: what comes of it is the same."""
    effort = min(1.0, max(LEAST_EFFORT, agents / AGENTS_A_RUNG))
    return replace(limits, effort=effort, workers=1)


def solve_with_meetings(
    problem: Problem, limits: Limits, progress: Hear = lambda _: None
) -> tuple[Problem, Solution]:
    """Solve a problem whose meetings may have no time yet; arguments are those of `solve`.

    The returned problem knows when the meetings are; the bound holds wherever they could be.
    """
    if not has_open_meetings(problem):
        return problem, told(problem, solve(problem, limits, progress))
    watch = Stopwatch(limits)
    first = solve(problem, brief(limits, len(problem.agents)), progress, brief=True)
    search = MeetingSearch(problem, watch, progress, first.schedule, cancelled=first.cancelled)
    found, solution = search.run()
    return found, told(found, solution)


def told(problem: Problem, solution: Solution) -> Solution:
    """Let a solution tell when its meetings are, and who misses any."""
    more = told_of_meetings(problem, solution.schedule)
    return replace(solution, messages=(*solution.messages, *more))


class MeetingSearch:
    """Searches on from a schedule until the limits of a stopwatch."""

    def __init__(
        self,
        problem: Problem,
        watch: Stopwatch,
        progress: Hear,
        start: Schedule,
        *,
        head_prices: Floats | None = None,
        cancelled: bool = False,
    ) -> None:
        self.problem, self.watch, self.progress = problem, watch, progress
        self.head_prices, self.cancelled = head_prices, cancelled
        self.placing = 0.0
        """Seconds that it took to place the meetings."""
        self.left_out: list[Phrase] = []
        """Phases for which there was no time."""
        self.found: list[Placed] = []
        begun = watch.seconds
        if times_held(problem.horizon, start):
            self.found.append(as_they_are(problem, start))
        if not self.found or watch.allows(SHAPED * (watch.seconds - begun)):
            self._place(start)
        else:
            self._leave_out()

    @property
    def best(self) -> Placed:
        """The cheapest schedule so far, with its times of meetings; the first of equals."""
        return min(self.found, key=lambda placed: placed.price)

    def run(self) -> tuple[Problem, Solution]:
        """Return the problem whose meetings have times, and its solution."""
        if not (self.cancelled or self.left_out):
            self._settle()
        problem, schedule, price = self.best
        solution = solve(problem, self._rest(), self._heard, schedule, head_prices=self.head_prices)
        if price < solution.objective:
            solution = priced_anew(problem, solution, schedule)
        bound = self._bound(solution)
        status = "optimal" if bound == solution.objective else "feasible"
        return problem, replace(
            solution,
            status="partial" if solution.status == "partial" else status,
            bound=bound,
            cancelled=solution.cancelled or self.cancelled,
        )

    def _place(self, schedule: Schedule) -> None:
        """Place the meetings anew into a schedule, which may hold some already."""
        begun = self.watch.seconds
        half = None if self.watch.left is None else PLACING_SHARE * self.watch.left

        def keep_going() -> bool:
            return half is None or self.watch.seconds - begun < half

        free = without_meetings(self.problem.horizon, schedule)
        seed = self.watch.limits.seed
        self.found.append(placed_into(self.problem, free, seed, keep_going))
        self.placing = self.watch.seconds - begun

    def _settle(self) -> None:
        """Let shifts settle around the times, and place the meetings anew."""
        briefly = brief(self.watch.rest(share=0.5), len(self.problem.agents))
        if not self.watch.allows(2 * self.placing):
            self._leave_out()
            return
        problem, schedule, _ = self.best
        solution = solve(problem, briefly, self._heard, schedule, brief=True)
        self.found.append(Placed(problem, solution.schedule, solution.objective))
        self.cancelled = solution.cancelled
        if not self.cancelled:
            self._place(solution.schedule)

    def _leave_out(self) -> None:
        """Remember that there was no time for placing the meetings anew."""
        self.left_out.append(phrase("search.left_out.meetings_anew"))

    def _rest(self) -> Limits:
        limits = self.watch.rest(BOUND_SHARE * (self.watch.limits.time or 0.0))
        return replace(limits, effort=0) if self.cancelled else limits

    def _heard(self, state: SearchProgress) -> bool | None:
        """Tell of a search; its bound would hold for its times of meetings alone."""
        return self.progress(replace(state, bound=None))

    def _bound(self, solution: Solution) -> int | None:
        """Bound what shifts and meetings cost, from the prices of heads around these times."""
        if solution.head_prices is None:
            return None
        bound = bound_with_meetings(
            self.problem,
            solution.objective,
            lambda: not self.watch.allows(SPARE),
            solution.head_prices,
        )
        return None if bound is None else min(bound, solution.objective)
