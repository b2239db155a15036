"""A search in which deferred work fills the heads that are to spare.

Deferred work may be done at any time in its response window, but a requirement says when. It is
levelled at first, for want of a schedule. Two brief searches tell where heads are to spare: after
the first, immediate queues take theirs and deferred work is laid into the rest; after the second it
is laid again, into the heads that its queues really have. The long search then goes on from there.

What is required is found by searches of an effort, seed and worker of their own: it is the same
however long, and from which seed, the long search goes on. So two plans of a week have one price.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from wfm.model import Schedule
from wfm.planning.shared_agents import shares_agents, trades_intervals
from wfm.words import Phrase, phrase

if TYPE_CHECKING:
    import pandas as pd

    from wfm.planning.shared_service import Learned
    from wfm.planning.week_demand import WeekDemand
    from wfm.scheduling import Limits, Problem, SearchProgress, Solution
    from wfm.scheduling.stopwatch import Stopwatch
    from wfm.scheduling.tours.cheapest_tour import Floats

Hear = Callable[["SearchProgress"], bool | None]
"""Hears of a search's progress about twice a second; False cancels it."""

SEED = 1
"""Seed of all searches and simulations that find what is required."""
PREPARING = 0.7
"""Share of the time limit that these searches may take together."""
CLOSING, OVER_PERIODS = 0.95, 0.85
"""Share of the time limit after which the schedule is corrected by its own simulation; the same
where goals count over days and weeks."""


class Filled(NamedTuple):
    """What came out, for the requirement as it was laid in the end."""

    requirement: pd.DataFrame
    problem: Problem
    solution: Solution
    formula: pd.DataFrame
    """The same by the queues' own models, before simulation corrected it."""
    rounds: tuple[Learned, ...] = ()
    """What each simulation told."""
    left_out: tuple[Phrase, ...] = ()
    """Parts of the search for which there was no time."""
    corrected: tuple[str, ...] = ()
    """Queues that meet their goals by more heads than is required, see `met_in_simulation`."""


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
    from wfm.scheduling.meeting_times import with_meetings
    from wfm.scheduling.stopwatch import Stopwatch

    watch = Stopwatch(limits)
    briefly = _BriefSearches(watch, progress, len(demand.site.agents))
    required = _Required(demand, build, briefly)
    required.lay_deferred_work()
    required.correct(rounds)
    problem = required.problem
    if briefly.cancelled is not None:
        problem, solution = with_meetings(problem, briefly.cancelled)
        return required.filled(problem, replace(solution, seconds=watch.seconds))
    best = briefly.cheapest(problem, start)
    heard = counting_from(progress, watch)
    trades, shares = trades_intervals(demand.site), shares_agents(demand.site)
    corrected = bool(rounds) and (trades or shares)
    long = watch.until(OVER_PERIODS if trades else CLOSING) if corrected else watch
    problem, solution = search_on(problem, long, heard, best, briefly.left_out)
    filled = required.filled(problem, replace(solution, seconds=watch.seconds))
    if not corrected or solution.cancelled:
        return filled
    if trades:
        from wfm.planning.goal_periods import met_in_the_end

        filled = met_in_the_end(demand, filled, build, limits.seed, watch, required.building)
    if shares:
        from wfm.planning.met_in_simulation import met_in_simulation

        filled = met_in_simulation(demand, filled, build, SEED, watch, required.building)
    return filled._replace(solution=replace(filled.solution, seconds=watch.seconds))


def search_on(
    problem: Problem,
    watch: Stopwatch,
    progress: Hear,
    start: Schedule | None,
    left_out: list[Phrase],
    *,
    head_prices: Floats | None = None,
) -> tuple[Problem, Solution]:
    """Search until the time is over; what there is no time for is added to what is left out."""
    from wfm.scheduling import solve
    from wfm.scheduling.meeting_search import MeetingSearch
    from wfm.scheduling.meeting_times import has_open_meetings

    if not has_open_meetings(problem):
        return problem, solve(problem, watch.rest(), progress, start, head_prices=head_prices)
    if start is None:
        briefly = _BriefSearches(watch, progress, len(problem.agents))
        start = briefly.started(problem)
    search = MeetingSearch(problem, watch, progress, start, head_prices=head_prices)
    found = search.run()
    left_out.extend(search.left_out)
    return found


class _Required:
    """What is required, as it is laid and corrected before the long search."""

    def __init__(
        self,
        demand: WeekDemand,
        build: Callable[[pd.DataFrame], Problem],
        briefly: _BriefSearches,
    ) -> None:
        self.demand, self.briefly = demand, briefly
        self._build, self.building = build, 0.0
        """`building` is for how many seconds a problem was built, at most."""
        self.requirement = self.formula = demand.requirement
        self.problem = self.build(self.requirement)
        self.learned: list[Learned] = []

    def build(self, requirement: pd.DataFrame) -> Problem:
        """Build the problem of a requirement."""
        begun = self.briefly.watch.seconds
        problem = self._build(requirement)
        self.building = max(self.building, self.briefly.watch.seconds - begun)
        return problem

    def lay_deferred_work(self) -> None:
        """Lay deferred work into the heads of brief searches, where they become cheaper by it."""
        from wfm.scheduling.evaluation.check import price_of_heads

        layings = _layings(self.demand)
        for number, heads_for_deferred_work in enumerate(layings):
            solution = self.briefly.solve(self.problem)
            if solution is None:
                count = len(layings) - number
                self.briefly.leave_out(phrase("search.left_out.layings", count=count))
                break
            if solution.cancelled:
                break
            laid = self.demand.staffed(heads_for_deferred_work(self.problem, solution.schedule))
            again = self.build(laid)
            if price_of_heads(again, solution.schedule) < price_of_heads(
                self.problem, solution.schedule
            ):
                self.requirement, self.problem = laid, again
        self.formula = self.requirement

    def correct(self, rounds: int) -> None:
        """Correct it by what simulations of brief searches' schedules tell.

        Simulations are no part of the time limit: where it leaves no time for another search, the
        schedule that there is corrects it once.
        """
        for number in range(rounds):
            solution = self.briefly.solve(self.problem)
            if self.briefly.cancelled is not None:
                break
            hurried = solution is None
            if hurried:
                count = rounds - max(1, number)
                if count:
                    self.briefly.leave_out(phrase("search.left_out.rounds", count=count))
                if number:
                    break
            with self.briefly.watch.paused():
                weight = 1 / (1 + 0.5 * number)
                self.requirement = self._corrected(self.briefly.found[-1], weight)
            self.problem = self.build(self.requirement)
            if hurried:
                break

    def _corrected(self, schedule: Schedule, weight: float) -> pd.DataFrame:
        demand, problem, asked = self.demand, self.problem, self.formula
        if shares_agents(demand.site):
            learned = _learned(demand, problem, schedule, asked, self.learned, weight)
            self.learned.append(learned)
            asked = learned.asked(asked, demand.site)
        if trades_intervals(demand.site):
            from wfm.planning.goal_periods import corrected_worth

            before = self.requirement
            asked = corrected_worth(demand, problem, schedule, asked, before, weight, SEED)
        return asked

    def filled(self, problem: Problem, solution: Solution) -> Filled:
        """Give what came out for it."""
        left_out = tuple(self.briefly.left_out)
        rounds = tuple(self.learned)
        return Filled(self.requirement, problem, solution, self.formula, rounds, left_out)


class _BriefSearches:
    """Searches before the long one, and what they found."""

    def __init__(self, watch: Stopwatch, progress: Hear, agents: int) -> None:
        self.watch, self.agents = watch, agents
        self.progress = counting_from(progress, watch)
        self.found: list[Schedule] = []
        self._of_rules: list[int] = []
        """The part of their prices that what is required does not change."""
        self.longest = 0.0
        self.cancelled: Solution | None = None
        """A search that was stopped: no others follow."""
        self.left_out: list[Phrase] = []

    def solve(self, problem: Problem) -> Solution | None:
        """Search from the schedule before; None where that was stopped or there is no time."""
        from wfm.scheduling import solve
        from wfm.scheduling.evaluation.check import price_of_heads
        from wfm.scheduling.meeting_search import brief

        preparing = self.watch.until(PREPARING)
        if self.cancelled is not None or (self.found and not preparing.allows(self.longest)):
            return None
        limits = replace(brief(preparing.rest(), self.agents), seed=SEED)
        start = self.found[-1] if self.found else None
        solution = solve(problem, limits, self.progress, start, brief=True)
        if limits.time is not None and solution.seconds >= limits.time:
            self.leave_out(phrase("search.left_out.brief"))
        self.longest = max(self.longest, solution.seconds)
        self.found.append(solution.schedule)
        of_heads = price_of_heads(problem, solution.schedule)
        self._of_rules.append(solution.objective - of_heads)
        if solution.cancelled:
            self.cancelled = solution
        return solution

    def started(self, problem: Problem) -> Schedule:
        """Give the schedule of a first search."""
        self.solve(problem)
        return self.found[-1]

    def leave_out(self, phase: Phrase) -> None:
        """Remember that there was no time for something."""
        if self.cancelled is None and phase not in self.left_out:
            self.left_out.append(phase)

    def cheapest(self, problem: Problem, start: Schedule | None) -> Schedule | None:
        """Give the schedule that costs least by the requirement that was asked for in the end.

        `start` is one of an earlier search.
        """
        from wfm.scheduling import check
        from wfm.scheduling.evaluation.check import objective, price_of_heads

        prices = [
            of_rules + price_of_heads(problem, schedule)
            for schedule, of_rules in zip(self.found, self._of_rules, strict=True)
        ]
        found = [*zip(prices, self.found, strict=True)]
        if start is not None:
            found.append((objective(check(problem, start)), start))
        return min(found, key=lambda one: one[0])[1] if found else None


def _learned(
    demand: WeekDemand,
    problem: Problem,
    schedule: Schedule,
    formula: pd.DataFrame,
    before: Sequence[Learned],
    weight: float,
) -> Learned:
    """Simulate a round's schedule, and go a smaller part of the way each time."""
    from wfm.planning.shared_service import RUNS, learn
    from wfm.scheduling import scheduled_heads

    found = learn(demand, schedule, scheduled_heads(problem, schedule), formula, SEED, RUNS)
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


def counting_from(progress: Hear, watch: Stopwatch) -> Hear:
    """Count a search's seconds from the begin of all."""
    return lambda state: progress(replace(state, seconds=watch.seconds))
