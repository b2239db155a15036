"""What a contact answered in time is worth, so that the goals of days and weeks are just met.

A staffing model finds a first worth for heads that could be had by the interval. Shifts, breaks and
shared skills leave a schedule with another service: it is simulated, and a contact becomes dearer
in the days or weeks that miss their goal, cheaper in those that exceed it. Late contacts fall about
in proportion as their price rises, because the tail of the waits is exponential in the heads: the
price is therefore multiplied by how much the goal is missed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from wfm.model import GoalPeriod, Site
from wfm.planning.shared_service import expected_service
from wfm.planning.times_too_much import TOLERATED, times_too_much
from wfm.staffing.site_staffing import WORTH
from wfm.staffing.tolerances import Floats
from wfm.timegrid import week_begin

if TYPE_CHECKING:
    from wfm.model import Schedule
    from wfm.planning.two_stage_search import Filled
    from wfm.planning.week_demand import WeekDemand
    from wfm.scheduling import Problem
    from wfm.scheduling.stopwatch import Stopwatch

RUNS = 60
"""Simulated runs of each round."""
AT_ONCE = 4.0
"""Most times that a worth rises or falls in one round."""
CLOSING, ROUNDS = 6, 5_000
"""Times that the end is corrected, and rounds of search after each."""
LEAST_RISE, EXCEEDED = 1.25, 0.85
"""What a worth rises by then at least, and late contacts to what is aimed at from which it falls:
half the way, since a goal that is missed is worse."""
IN_ALL = 16.0
"""Most times that it comes to lie above or below the staffing model's."""


def met_in_the_end(
    demand: WeekDemand,
    found: Filled,
    build: Callable[[pd.DataFrame], Problem],
    seed: int,
    watch: Stopwatch,
    building: float,
) -> Filled:
    """Correct the worth after the search, too, each time with a brief one from the schedule.

    A schedule has whole shifts: at one worth a day has some too few, at a higher one some too many.
    Of all that were found the one is taken that misses fewest goals, and of these the one with the
    fewest paid hours. No step is begun where less time is left than twice the seconds of `building`
    a problem; its search ends with the time that there is.
    """
    from wfm.scheduling import scheduled_heads
    from wfm.scheduling.problem import at_times
    from wfm.scheduling.search.polish import polished, priced_anew
    from wfm.scheduling.stopwatch import SHORTEST

    best, least, step = found, (math.inf, math.inf), max(SHORTEST, 2 * building)
    for number in range(CLOSING + 1):
        schedule = found.solution.schedule
        heads = scheduled_heads(found.problem, schedule)
        with watch.paused():
            missed = _missed(demand, schedule, heads, seed)
        hours = sum(shift.paid_minutes for shift in schedule.shifts) / 60
        rank = (float((missed["missed"] > 1 + TOLERATED).sum()), hours)
        if rank < least:
            best, least = found, rank
        if number == CLOSING or not watch.allows(step):
            break
        factor = _factors(found.requirement, demand, missed)
        rise = np.where(factor > 1, np.maximum(factor, LEAST_RISE), 1.0)
        factor = np.where(factor < EXCEEDED, np.sqrt(factor), rise)
        corrected = found.requirement.assign(**{WORTH: found.requirement[WORTH] * factor})
        problem = at_times(build(corrected), found.problem.horizon.meeting_times)
        more = partial(watch.allows, SHORTEST)
        schedule = polished(problem, schedule, seed + number, ROUNDS, more)
        solution = priced_anew(problem, found.solution, schedule)
        found = found._replace(requirement=corrected, problem=problem, solution=solution)
    return best


def corrected_worth(
    demand: WeekDemand,
    problem: Problem,
    schedule: Schedule,
    asked: pd.DataFrame,
    before: pd.DataFrame,
    weight: float,
    seed: int,
) -> pd.DataFrame:
    """Give what is `asked` with the worth that this schedule's simulation suggests.

    It was searched for `before`; `weight` is the share of the way that this round goes. `asked` has
    the staffing model's worth.
    """
    from wfm.scheduling import scheduled_heads

    heads = scheduled_heads(problem, schedule)
    factor = _factors(asked, demand, _missed(demand, schedule, heads, seed)) ** weight
    model = asked[WORTH].to_numpy()
    worth = np.clip(before[WORTH].to_numpy() * factor, model / IN_ALL, model * IN_ALL)
    return asked.assign(**{WORTH: worth})


def _factors(requirement: pd.DataFrame, demand: WeekDemand, missed: pd.DataFrame) -> Floats:
    """How many times dearer a contact becomes, by the requirement's rows."""
    periods = _periods(requirement, demand.site)
    keys = requirement[["queue"]].assign(period=periods)
    times = keys.merge(missed, on=["queue", "period"], how="left")["missed"].fillna(1.0)
    factors: Floats = np.clip(times.to_numpy(np.float64), 1 / AT_ONCE, AT_ONCE)
    return factors


def _missed(demand: WeekDemand, schedule: Schedule, heads: pd.DataFrame, seed: int) -> pd.DataFrame:
    """How many times too much is late, waited or lost, by `queue` and `period`."""
    site, found = demand.site, expected_service(demand, schedule, heads, seed, RUNS)
    found.rows["period"] = _periods(found.rows, site)
    by_period = found.figures(["queue", "period"])
    queues = {queue.name: queue for queue in site.queues}
    rows = [
        row for row in by_period.to_dict("records") if queues[row["queue"]].goal.trades_intervals
    ]
    return pd.DataFrame(
        {
            "queue": [row["queue"] for row in rows],
            "period": [row["period"] for row in rows],
            "missed": [times_too_much(queues[row["queue"]], row) for row in rows],
        }
    )


def _periods(rows: pd.DataFrame, site: Site) -> pd.Series[Any]:
    """Name the day or week of each row's goal."""
    over = {queue.name: queue.goal.counted_over for queue in site.queues}
    dates = rows["interval_start"].dt.tz_convert(site.time_zone).dt.date
    days = [
        week_begin(day, site.week_start) if over[name] is GoalPeriod.WEEK else day
        for name, day in zip(rows["queue"], dates, strict=True)
    ]
    return pd.Series(days, index=rows.index, dtype=object)
