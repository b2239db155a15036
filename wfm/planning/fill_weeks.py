"""The shifts of one week; of several, week after week first, and then across all of them.

Each week is first planned just as it would be alone, after the one before, with its own bound, its
own share of the time (see `time_of_weeks`) and its meetings placed. One search over all weeks goes
on from there. The weeks stay as they were where what it finds is dearer in the end, where there is
hardly time for it, and where simulation corrected one of them: the search would save the heads for
which only simulation asked.
What no schedule of theirs can keep is told of all weeks before any of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from wfm.model import Schedule, Shift
from wfm.planning.known_before import known_before
from wfm.planning.opening_backlog import left_waiting
from wfm.planning.plan_options import Ledger, PlanOptions
from wfm.planning.problem_of import asked_anew, problem_of
from wfm.planning.shared_agents import shares_agents, trades_intervals
from wfm.planning.time_of_weeks import TimeOfWeeks
from wfm.planning.two_stage_search import (
    Filled,
    Hear,
    counting_from,
    search_on,
    solve_in_two_stages,
)
from wfm.planning.week_demand import KEYS, WEEK, WeekDemand
from wfm.words import Phrase, phrase

if TYPE_CHECKING:
    import pandas as pd

    from wfm.planning.shared_service import Learned
    from wfm.scheduling import Limits, Problem, SearchProgress, Solution
    from wfm.scheduling.meeting_times import Placed


JUDGED = 8
"""Times as long as all weeks are judged once, a search across them takes at least to be worth
beginning: reading them, judging them and saying why takes most of that."""


class _Week(NamedTuple):
    """A week that was planned after the one before."""

    filled: Filled
    ledger: Ledger
    """As it is after the week."""
    waiting: dict[str, float]
    """Contacts per deferred queue that it leaves waiting."""


def fill_week(
    demand: WeekDemand, options: PlanOptions, hear: Hear, start: Schedule | None
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
    return solve_in_two_stages(demand, build, options.limits, hear, start, rounds)


def fill_weeks(
    demand: WeekDemand, options: PlanOptions, hear: Hear, start: Schedule | None
) -> Filled:
    """Search for the schedule of several weeks; arguments are those of `fill_week`."""
    from wfm.scheduling.bound.head_prices import joined
    from wfm.scheduling.search.polish import priced_anew

    time = TimeOfWeeks(options.limits, demand.weeks)
    hear = _with_all_known(hear, demand, known_before(demand, options))
    time.keep_back()
    weeks = _week_after_week(demand, options, time, hear, start)
    asked = _as_filled(demand, [week.filled.requirement for week in weeks])
    problem = problem_of(asked, options, tuple(week.ledger for week in weeks[:-1]))
    prices = joined(problem, [(w.filled.problem, w.filled.solution.head_prices) for w in weeks])
    begun = time.seconds
    alone, broken = _priced_alone(problem, _schedule(demand, weeks))
    judging = time.seconds - begun
    watch, last = time.across(kept=2 * judging), weeks[-1].filled.solution
    if last.cancelled:
        watch.limits = replace(watch.limits, effort=0)
    left_out = [phase for week in weeks for phase in week.filled.left_out]
    queues = () if broken else (queue for week in weeks for queue in week.filled.corrected)
    corrected = tuple(dict.fromkeys(queues))
    if broken or last.cancelled or watch.allows(JUDGED * judging):
        heard, start = counting_from(hear, watch), alone.schedule
        known, solution = search_on(problem, watch, heard, start, left_out, head_prices=prices)
        if not broken:
            known, solution = _no_dearer(alone, known, solution, corrected=bool(corrected))
    else:
        left_out.append(phrase("search.left_out.across_weeks"))
        known, unsearched = alone.problem, replace(last, head_prices=None)
        solution = priced_anew(known, unsearched, alone.schedule)
    return Filled(
        asked.requirement,
        known,
        replace(solution, seconds=time.seconds),
        _as_filled(demand, [week.filled.formula for week in weeks]).requirement,
        _rounds([week.filled.rounds for week in weeks]),
        tuple(dict.fromkeys(left_out)),
        corrected,
    )


def _with_all_known(hear: Hear, demand: WeekDemand, known: tuple[Phrase, ...]) -> Hear:
    """Tell what no schedule of all weeks can keep, at once and from then on, instead of a week's.

    A week's own conflict may be due to the weeks before it, as they are found so far.
    """
    from wfm.scheduling import SearchProgress

    def heard(state: SearchProgress) -> bool | None:
        return hear(replace(state, conflicts=known))

    if known:
        heard(SearchProgress(0.0, None, None, lambda: _schedule(demand, ())))
    return heard


def _priced_alone(problem: Problem, schedule: Schedule) -> tuple[Placed, bool]:
    """Price the weeks as they were found one by one, and tell whether they break a rule."""
    from wfm.scheduling import check
    from wfm.scheduling.evaluation.check import objective
    from wfm.scheduling.meeting_times import Placed, as_held

    held = as_held(problem, schedule)
    findings = check(held, schedule)
    broken = any(finding.hard for finding in findings)
    return Placed(held, schedule, objective(findings)), broken


def _no_dearer(
    alone: Placed, together: Problem, solution: Solution, *, corrected: bool
) -> tuple[Problem, Solution]:
    """Give the weeks as they were found together, or one by one where those cost less.

    The search keeps the ledgers of the weeks one by one; here each is priced by the ledgers that it
    leaves itself. Weeks that were `corrected` by simulation stay one by one.
    """
    from wfm.scheduling.search.polish import priced_anew

    if not corrected and _price_by_own_ledgers(together, solution.schedule) <= alone.price:
        return together, solution
    kept = priced_anew(alone.problem, solution, alone.schedule)
    bound = None if solution.bound is None else min(solution.bound, kept.objective)
    return alone.problem, replace(kept, status="feasible", bound=bound)


def _price_by_own_ledgers(problem: Problem, schedule: Schedule) -> int:
    from wfm.scheduling import check
    from wfm.scheduling.evaluation.check import objective
    from wfm.scheduling.rules.ledger import ledgers_by_week

    horizon = problem.horizon
    later = ledgers_by_week(horizon, schedule.shifts, horizon.ledger)[:-1]
    own = replace(problem, horizon=replace(horizon, later_ledgers=later))
    return objective(check(own, schedule))


def _week_after_week(
    demand: WeekDemand,
    options: PlanOptions,
    time: TimeOfWeeks,
    hear: Hear,
    start: Schedule | None,
) -> list[_Week]:
    """Plan each week after the one before; once the search is cancelled, the rest in a moment."""
    from wfm.scheduling import scheduled_heads
    from wfm.scheduling.rules.ledger import continued

    found: list[_Week] = []
    previous, ledger, waiting = demand.site.previous, options.ledger, demand.backlog
    for number in range(demand.weeks):
        known = (*_done(found), *_in_base(options, demand, number))
        weeks = {(shift.date - demand.first).days // WEEK for shift in known} | {*range(number)}
        week = demand.week(number, previous, waiting, known, weeks)
        own = options.among(week.first, week.days, ledger)
        heard, begin = _so_far(hear, demand, found, time.seconds), _in_week(start, week)
        filled = time.plan_week(partial(_filled_within, week, own, heard, begin))
        problem, schedule = filled.problem, filled.solution.schedule
        left = week.with_requirement(filled.requirement)
        left_over = left.waiting(scheduled_heads(problem, schedule))
        previous, waiting = schedule.shifts, left_waiting(left_over)
        ledger = continued(problem.horizon, previous, ledger)
        found.append(_Week(filled, ledger, waiting))
    return found


def _filled_within(
    week: WeekDemand, options: PlanOptions, hear: Hear, start: Schedule | None, limits: Limits
) -> Filled:
    return fill_week(week, replace(options, limits=limits), hear, start)


def _done(weeks: Sequence[_Week]) -> Iterator[Shift]:
    return (shift for week in weeks for shift in week.filled.solution.schedule.shifts)


def _in_base(options: PlanOptions, demand: WeekDemand, number: int) -> Iterator[Shift]:
    """Give what people know already of the weeks after one, which are yet to be planned anew."""
    shifts = () if options.base is None else options.base.shifts
    return (s for s in shifts if (s.date - demand.first).days >= WEEK * (number + 1))


def _so_far(hear: Hear, demand: WeekDemand, weeks: Sequence[_Week], passed: float) -> Hear:
    """Tell of the weeks that were planned in some seconds, with the one that is being planned."""
    done = tuple(weeks)
    price = sum(week.filled.solution.objective for week in done)

    def heard(state: SearchProgress) -> bool | None:
        def schedule() -> Schedule:
            so_far = _schedule(demand, done)
            return replace(so_far, shifts=(*so_far.shifts, *state.schedule().shifts))

        objective = None if state.objective is None else price + state.objective
        seconds = passed + state.seconds
        return hear(
            replace(state, seconds=seconds, objective=objective, bound=None, schedule=schedule)
        )

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
