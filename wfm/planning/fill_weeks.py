"""The shifts of one week; of several, week after week first, and then across all of them.

Each week is first planned as it would be alone, after the one before, with its own bound. One
search over all weeks goes on from there: it begins no dearer than weeks that are planned one by
one, and its bound begins from what a head is worth in each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from wfm.model import Schedule, Shift
from wfm.planning.opening_backlog import left_waiting
from wfm.planning.plan_options import Ledger, PlanOptions
from wfm.planning.problem_of import asked_anew, problem_of
from wfm.planning.shared_agents import shares_agents, trades_intervals
from wfm.planning.two_stage_search import (
    Filled,
    Hear,
    counting_from,
    search_on,
    shared_out,
    solve_in_two_stages,
)
from wfm.planning.week_demand import KEYS, WEEK, WeekDemand

if TYPE_CHECKING:
    import pandas as pd

    from wfm.planning.shared_service import Learned
    from wfm.scheduling import Problem, SearchProgress


class _Week(NamedTuple):
    """A week that was planned after the one before."""

    filled: Filled
    ledger: Ledger
    """As it is after the week."""
    waiting: dict[str, float]
    """Contacts per deferred queue that it leaves waiting."""

    @property
    def shifts(self) -> tuple[Shift, ...]:
        return self.filled.solution.schedule.shifts


def fill_week(
    demand: WeekDemand,
    options: PlanOptions,
    hear: Hear,
    start: Schedule | None,
    *,
    place_meetings: bool = True,
) -> Filled:
    """Search for the schedule of one week, its deferred work laid into the heads to spare."""
    first: list[Problem] = []

    def build(requirement: pd.DataFrame) -> Problem:
        asked = demand.with_requirement(requirement)
        if first:
            return asked_anew(first[0], asked, options)
        first.append(problem_of(asked, options))
        return first[0]

    corrected = shares_agents(demand.site) or trades_intervals(demand.site)
    rounds = options.rounds if corrected else 0
    return solve_in_two_stages(
        demand, build, options.limits, hear, start, rounds, place_meetings=place_meetings
    )


def fill_weeks(
    demand: WeekDemand, options: PlanOptions, hear: Hear, start: Schedule | None
) -> Filled:
    """Search for the schedule of several weeks; arguments are those of `fill_week`."""
    from wfm.scheduling.bound.head_prices import joined
    from wfm.scheduling.stopwatch import Stopwatch

    weeks = _week_after_week(demand, options, hear, start)
    passed = sum(week.filled.solution.seconds for week in weeks)
    limits = options.limits
    if weeks[-1].filled.solution.cancelled:
        limits = replace(limits, effort=0)
    watch = Stopwatch(limits, passed)
    asked = _as_filled(demand, [week.filled.requirement for week in weeks])
    problem = problem_of(asked, options, tuple(week.ledger for week in weeks[:-1]))
    prices = joined(problem, [(w.filled.problem, w.filled.solution.head_prices) for w in weeks])
    alone, heard = _schedule(demand, weeks), counting_from(hear, watch)
    left_out = [phase for week in weeks for phase in week.filled.left_out]
    known, solution = search_on(problem, watch, heard, alone, left_out, head_prices=prices)
    if _dearer(known, solution.schedule, problem, alone):
        as_found = Stopwatch(replace(limits, effort=0), watch.seconds)
        known, kept = search_on(problem, as_found, heard, alone, [])
        bound = None if solution.bound is None else min(solution.bound, kept.objective)
        solution = replace(kept, bound=bound)
    return Filled(
        asked.requirement,
        known,
        replace(solution, seconds=watch.seconds),
        _as_filled(demand, [week.filled.formula for week in weeks]).requirement,
        _rounds([week.filled.rounds for week in weeks]),
        tuple(dict.fromkeys(left_out)),
    )


def _dearer(known: Problem, found: Schedule, problem: Problem, alone: Schedule) -> bool:
    """Whether weeks cost more than one by one, by the ledgers that they themselves leave.

    The search keeps the ledgers of the weeks one by one.
    """
    from wfm.scheduling import check
    from wfm.scheduling.evaluation.check import objective
    from wfm.scheduling.rules.ledger import ledgers_by_week

    horizon = known.horizon
    later = ledgers_by_week(horizon, found.shifts, horizon.ledger)[:-1]
    own = replace(known, horizon=replace(horizon, later_ledgers=later))
    before = check(problem, alone)
    legal = not any(finding.hard for finding in before)
    return legal and objective(check(own, found)) > objective(before)


def _week_after_week(
    demand: WeekDemand, options: PlanOptions, hear: Hear, start: Schedule | None
) -> list[_Week]:
    """Plan each week after the one before, until all are planned or the search is cancelled."""
    from wfm.scheduling import scheduled_heads
    from wfm.scheduling.rules.ledger import continued

    found: list[_Week] = []
    previous, ledger, waiting = demand.site.previous, options.ledger, demand.backlog
    limits = shared_out(options.limits, demand.weeks)
    for number in range(demand.weeks):
        week = demand.week(number, previous, waiting)
        own = replace(options.among(week.first, week.days, ledger), limits=limits)
        heard = _so_far(hear, demand, found)
        filled = fill_week(week, own, heard, _in_week(start, week), place_meetings=False)
        schedule = filled.solution.schedule
        left = week.with_requirement(filled.requirement)
        left_over = left.waiting(scheduled_heads(filled.problem, schedule))
        previous, waiting = schedule.shifts, left_waiting(left_over)
        ledger = continued(filled.problem.horizon, previous, ledger)
        found.append(_Week(filled, ledger, waiting))
        if filled.solution.cancelled:
            break
    return found


def _so_far(hear: Hear, demand: WeekDemand, weeks: Sequence[_Week]) -> Hear:
    """Tell of the weeks that are planned so far, with the one that is being planned.

    Who has no legal week is told of the first alone: weeks before another may leave them one.
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
        stuck = () if done else state.stuck
        return hear(
            replace(
                state, seconds=seconds, objective=objective, bound=None, schedule=schedule,
                stuck=stuck,
            )
        )  # fmt: skip

    return heard


def _schedule(demand: WeekDemand, weeks: Sequence[_Week]) -> Schedule:
    shifts = tuple(shift for week in weeks for shift in week.shifts)
    return Schedule(demand.site.name, demand.first, shifts)


def _in_week(start: Schedule | None, week: WeekDemand) -> Schedule | None:
    """Take a week out of a schedule; None where it has no shift there."""
    days = {week.first + timedelta(days=day) for day in range(WEEK)}
    shifts = tuple(shift for shift in start.shifts if shift.date in days) if start else ()
    return Schedule(week.site.name, week.first, shifts) if shifts else None


def _as_filled(demand: WeekDemand, tables: Sequence[pd.DataFrame]) -> WeekDemand:
    """Ask in each week for what it was filled for; weeks that were not reached ask as before."""
    import pandas as pd

    later = (demand.week(number, (), {}) for number in range(len(tables), demand.weeks))
    asked = pd.concat([*tables, *(week.requirement for week in later)], ignore_index=True)
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
