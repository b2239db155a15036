"""The shifts of one week; of several, week after week first, and then across all of them.

Each week is first planned just as it would be alone, after the one before, with its own bound, its
own share of the time and its meetings placed. One search over all weeks goes on from there; where
what it finds is dearer in the end, the weeks stay as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from wfm.model import Schedule, Shift
from wfm.planning.opening_backlog import left_waiting
from wfm.planning.plan_options import Ledger, PlanOptions
from wfm.planning.problem_of import problem_of
from wfm.planning.shared_agents import shares_agents, trades_intervals
from wfm.planning.two_stage_search import (
    Filled,
    Hear,
    counting_on,
    rest,
    shared_out,
    solve_in_two_stages,
)
from wfm.planning.week_demand import KEYS, WEEK, WeekDemand

if TYPE_CHECKING:
    import pandas as pd

    from wfm.planning.shared_service import Learned
    from wfm.scheduling import Problem, SearchProgress, Solution


class _Week(NamedTuple):
    """A week that was planned after the one before."""

    filled: Filled
    schedule: Schedule
    """With its meetings placed."""
    ledger: Ledger
    """As it is after the week."""
    waiting: dict[str, float]
    """Contacts per deferred queue that it leaves waiting."""


def fill_week(
    demand: WeekDemand, options: PlanOptions, hear: Hear, start: Schedule | None
) -> Filled:
    """Search for the schedule of one week, its deferred work laid into the heads to spare."""

    def build(requirement: pd.DataFrame) -> Problem:
        return problem_of(demand.with_requirement(requirement), options)

    corrected = shares_agents(demand.site) or trades_intervals(demand.site)
    rounds = options.rounds if corrected else 0
    return solve_in_two_stages(demand, build, options.limits, hear, start, rounds)


def fill_weeks(
    demand: WeekDemand, options: PlanOptions, hear: Hear, start: Schedule | None
) -> Filled:
    """Search for the schedule of several weeks; arguments are those of `fill_week`.

    The weeks as they were planned one by one are `placed`.
    """
    from wfm.scheduling import solve
    from wfm.scheduling.bound.head_prices import joined

    weeks = _week_after_week(demand, options, hear, start)
    passed = sum(week.filled.solution.seconds for week in weeks)
    limits = rest(options.limits, passed)
    if weeks[-1].filled.solution.cancelled:
        limits = replace(limits, effort=0)
    asked = _as_filled(demand, [week.filled.requirement for week in weeks])
    problem = problem_of(asked, options, tuple(week.ledger for week in weeks[:-1]))
    prices = joined(problem, [(w.filled.problem, w.filled.solution.head_prices) for w in weeks])
    alone, heard = _schedule(demand, weeks), counting_on(hear, passed)
    solution = solve(problem, limits, heard, alone, head_prices=prices)
    solution = replace(solution, seconds=passed + solution.seconds)
    return Filled(
        asked.requirement,
        problem,
        solution,
        _as_filled(demand, [week.filled.formula for week in weeks]).requirement,
        _rounds([week.filled.rounds for week in weeks]),
        _one_by_one(problem, solution, alone),
    )


def placed_in_the_end(filled: Filled) -> tuple[Problem, Solution]:
    """Place the meetings of a week, or take the schedule in which they were placed before.

    It is the cheapest of both. Of several weeks it is the weeks one by one unless those together,
    by the ledgers that they themselves leave, cost no more.
    """
    from wfm.scheduling.meeting_times import cheaper, with_meetings

    problem, solution = with_meetings(filled.problem, filled.solution)
    if filled.placed is None:
        return problem, solution
    known, before = filled.placed
    before = replace(before, seconds=solution.seconds)
    if len(problem.horizon.weeks) == 1:
        return cheaper((problem, solution), (known, replace(before, bound=solution.bound)))
    if before.status == "partial":
        return problem, solution
    judged = _by_its_own_ledgers(problem, solution)
    if cheaper((known, before), judged)[1] is judged[1]:
        return problem, solution
    bound = None if solution.bound is None else min(solution.bound, before.objective)
    return known, replace(before, bound=bound)


def _one_by_one(
    problem: Problem, solution: Solution, schedule: Schedule
) -> tuple[Problem, Solution]:
    """Price the weeks as they were planned one by one, the times of their meetings known."""
    from wfm.scheduling import check
    from wfm.scheduling.meeting_times import times_held, told_of_meetings
    from wfm.scheduling.problem import at_times
    from wfm.scheduling.search.polish import priced_anew

    known = at_times(problem, times_held(problem.horizon, schedule))
    broken = any(finding.hard for finding in check(known, schedule))
    found = priced_anew(known, solution, schedule)
    told = (*found.messages, *told_of_meetings(known, schedule))
    status = "partial" if broken else "feasible"
    return known, replace(found, status=status, messages=told)


def _by_its_own_ledgers(problem: Problem, solution: Solution) -> tuple[Problem, Solution]:
    """Price weeks by the ledgers that they leave; the search keeps those of weeks one by one."""
    from wfm.scheduling import check
    from wfm.scheduling.evaluation.check import objective
    from wfm.scheduling.rules.ledger import ledgers_by_week

    horizon, schedule = problem.horizon, solution.schedule
    later = ledgers_by_week(horizon, schedule.shifts, horizon.ledger)[:-1]
    own = replace(problem, horizon=replace(horizon, later_ledgers=later))
    return own, replace(solution, objective=objective(check(own, schedule)))


def _week_after_week(
    demand: WeekDemand, options: PlanOptions, hear: Hear, start: Schedule | None
) -> list[_Week]:
    """Plan each week after the one before; once the search is cancelled, the rest in a moment."""
    from wfm.scheduling import scheduled_heads
    from wfm.scheduling.rules.ledger import continued

    found: list[_Week] = []
    previous, ledger, waiting = demand.site.previous, options.ledger, demand.backlog
    limits = shared_out(options.limits, demand.weeks)
    for number in range(demand.weeks):
        known = (*_done(found), *_in_base(options, demand, number))
        weeks = {(shift.date - demand.first).days // WEEK for shift in known} | {*range(number)}
        week = demand.week(number, previous, waiting, known, weeks)
        own = replace(options.among(week.first, week.days, ledger), limits=limits)
        heard = _so_far(hear, demand, found)
        filled = fill_week(week, own, heard, _in_week(start, week))
        problem, solution = placed_in_the_end(filled)
        schedule = solution.schedule
        left = week.with_requirement(filled.requirement)
        left_over = left.waiting(scheduled_heads(problem, schedule))
        previous, waiting = schedule.shifts, left_waiting(left_over)
        ledger = continued(problem.horizon, previous, ledger)
        found.append(_Week(filled, schedule, ledger, waiting))
    return found


def _done(weeks: Sequence[_Week]) -> Iterator[Shift]:
    return (shift for week in weeks for shift in week.schedule.shifts)


def _in_base(options: PlanOptions, demand: WeekDemand, number: int) -> Iterator[Shift]:
    """Give what people know already of the weeks after one, which are yet to be planned anew."""
    shifts = () if options.base is None else options.base.shifts
    return (s for s in shifts if (s.date - demand.first).days >= WEEK * (number + 1))


def _so_far(hear: Hear, demand: WeekDemand, weeks: Sequence[_Week]) -> Hear:
    """Tell of the weeks that are planned so far, with the one that is being planned.

    What no schedule can keep is told of the first alone: weeks before another may leave them one.
    """
    done = tuple(weeks)
    passed = sum(week.filled.solution.seconds for week in done)
    price = sum(week.filled.solution.objective for week in done)

    def heard(state: SearchProgress) -> bool | None:
        def schedule() -> Schedule:
            so_far = _schedule(demand, done)
            return replace(so_far, shifts=(*so_far.shifts, *state.schedule().shifts))

        objective = None if state.objective is None else price + state.objective
        seconds = passed + state.seconds
        conflicts = () if done else state.conflicts
        return hear(
            replace(
                state, seconds=seconds, objective=objective, bound=None, schedule=schedule,
                conflicts=conflicts,
            )
        )  # fmt: skip

    return heard


def _schedule(demand: WeekDemand, weeks: Sequence[_Week]) -> Schedule:
    return Schedule(demand.site.name, demand.first, tuple(_done(weeks)))


def _in_week(start: Schedule | None, week: WeekDemand) -> Schedule | None:
    """Take a week out of a schedule; None where it has no shift there."""
    days = {week.first + timedelta(days=day) for day in range(WEEK)}
    shifts = tuple(shift for shift in start.shifts if shift.date in days) if start else ()
    return Schedule(week.site.name, week.first, shifts) if shifts else None


def _as_filled(demand: WeekDemand, tables: Sequence[pd.DataFrame]) -> WeekDemand:
    """Ask in each week for what it was filled for."""
    import pandas as pd

    asked = pd.concat(tables, ignore_index=True)
    return demand.with_requirement(demand.requirement[KEYS].merge(asked, on=KEYS, how="left"))


def _rounds(weeks: Sequence[Sequence[Learned]]) -> tuple[Learned, ...]:
    """Tell of the simulations of all weeks, round by round."""
    return tuple(_of_all(each) for each in zip(*weeks, strict=False))


def _of_all(weeks: Sequence[Learned]) -> Learned:
    import pandas as pd

    from wfm.planning.shared_service import Learned

    count = len(weeks)
    return Learned(
        pd.concat([week.table for week in weeks], ignore_index=True),
        sum(week.alone for week in weeks) / count,
        sum(week.off for week in weeks) / count,
    )
