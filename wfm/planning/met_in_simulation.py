"""Goals that the schedule of the long search misses in simulation, met by heads where they lack.

The rounds before the long search correct what is required by schedules of brief searches. Whose
shifts lie where in the end moves a queue's service by some points more. So the schedule that was
found is simulated itself:

    controlled    how many times too much of a queue's week is late (1: its goal and a margin)
    corrected by  heads asked for that queue in the intervals that lacked some; only upward
    disturbance   other people in other shifts: small, since each brief search begins with the
                  schedule before; the contacts are the same each time (common random numbers)
    stop          a queue that is served worse than in the beginning although more heads were asked
                  for: it is asked for what it was then, and for no more

What the plan requires, and its price and bound by it, stay as they are, so that plans of a week
compare. Heads asked for are kept from one simulation to the next, as the cuts of simulations are in
Atlason, Epelman and Henderson (2004), whose steps are by the interval and not by the week.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from wfm.model import Queue, Schedule
from wfm.planning.shared_service import KEYS, RUNS, expected_service, learned_of
from wfm.planning.times_too_much import TOLERATED, times_too_much

if TYPE_CHECKING:
    from wfm.planning.two_stage_search import Filled
    from wfm.planning.week_demand import WeekDemand
    from wfm.scheduling import Problem, Solution
    from wfm.scheduling.stopwatch import Stopwatch
    from wfm.simulation import Simulated

CORRECTIONS, ROUNDS = 4, 5_000
"""Times that heads are asked for at most, and rounds of search after each."""
HEADS = "gross_requirement"
LEAST_SHARE = 0.2
"""Least share of the lacking heads that is asked for: fewer move no whole shift."""


def met_in_simulation(
    demand: WeekDemand,
    found: Filled,
    build: Callable[[pd.DataFrame], Problem],
    seed: int,
    watch: Stopwatch,
    building: float,
) -> Filled:
    """Correct a week's schedule until each queue meets its goal in simulation.

    The first of those found is taken that misses fewest goals: a goal is worth its hours, a step
    towards one is not. No step is begun where less time is left than twice the seconds of
    `building` a problem; its search ends with the time that there is.
    """
    from wfm.scheduling import scheduled_heads
    from wfm.scheduling.problem import at_times
    from wfm.scheduling.search.polish import polished
    from wfm.scheduling.stopwatch import SHORTEST

    step = max(SHORTEST, 2 * building)
    if not watch.allows(step):
        return found
    more, problem, schedule = MoreHeads(demand, found), found.problem, found.solution.schedule
    best = schedule
    missed_at_first: Mapping[str, float] | None = None
    missed_by_best: Mapping[str, float] = {}
    for number in range(CORRECTIONS + 1):
        heads = scheduled_heads(problem, schedule)
        with watch.paused():
            seen = expected_service(demand, schedule, heads, seed, RUNS)
            missed = more.asked_for_after(seen, heads)
        if missed_at_first is None:
            missed_at_first = missed_by_best = missed
        if len(missed) < len(missed_by_best):
            best, missed_by_best = schedule, missed
        if number == CORRECTIONS or not watch.allows(step) or not more.to_raise:
            break
        problem = at_times(build(more.requirement), found.problem.horizon.meeting_times)
        schedule = polished(problem, best, seed + number, ROUNDS, lambda: watch.allows(SHORTEST))
    if best is found.solution.schedule:
        return found
    met = tuple(queue for queue in missed_at_first or () if queue not in missed_by_best)
    return found._replace(solution=_priced(found, best), corrected=met)


def _priced(found: Filled, schedule: Schedule) -> Solution:
    """Price another schedule by what the plan requires, whose bound holds for it, too."""
    from wfm.scheduling.search.polish import priced_anew

    solution = priced_anew(found.problem, found.solution, schedule)
    return replace(solution, bound=found.solution.bound)


class MoreHeads:
    """What is asked for where simulated schedules miss goals; `found` is what was asked at first.

    Goals of a day or a week have a correction of their own (`goal_periods`).
    """

    def __init__(self, demand: WeekDemand, found: Filled) -> None:
        self.demand, self.found = demand, found
        self.requirement = found.requirement
        self.to_raise: dict[str, float] = {}
        """Queue → how many times too much is late, of those that more is asked for now."""
        self._at_first: dict[str, float] = {}
        """The same of all queues when more was asked for first."""
        self._in_vain: set[str] = set()

    def asked_for_after(self, seen: Simulated, heads: pd.DataFrame) -> dict[str, float]:
        """Ask for more by what a schedule with these heads showed; give what all queues miss."""
        queues = {q.name: q for q in self.demand.site.queues if not q.channel.deferred}
        times_of = _times(seen, queues)
        missed = {name: times for name, times in times_of.items() if times > 1 + TOLERATED}
        worse = {name: (1 + TOLERATED) * times for name, times in self._at_first.items()}
        self._in_vain |= {q for q in self.to_raise if missed.get(q, 0.0) > worse[q]}
        self.to_raise = {
            name: times
            for name, times in missed.items()
            if name not in self._in_vain and not queues[name].goal.trades_intervals
        }
        self._at_first = self.to_raise | self._at_first
        if missed:
            self.requirement = self._raised(seen, heads, queues)
        return missed

    def _raised(
        self, seen: Simulated, heads: pd.DataFrame, queues: Mapping[str, Queue]
    ) -> pd.DataFrame:
        """Add the part of what lacks that the week's goal needs; what was in vain is taken back."""
        formula, now = self.found.formula, self.requirement
        needed = learned_of(seen, self.demand, heads, formula).asked(formula, self.demand.site)
        with_needed = now[KEYS].merge(needed[[*KEYS, HEADS]], on=KEYS, how="left")
        shares = {
            name: share_of_lacking(seen, queues[name], times)
            for name, times in self.to_raise.items()
        }
        share = now["queue"].map(shares).fillna(0.0).to_numpy()
        lacking = np.maximum(with_needed[HEADS].to_numpy() - now[HEADS].to_numpy(), 0.0)
        in_vain = now["queue"].isin(self._in_vain)
        first = self.found.requirement[HEADS].to_numpy()
        more = np.where(in_vain, first, now[HEADS].to_numpy() + share * np.nan_to_num(lacking))
        return now.assign(**{HEADS: more})


def share_of_lacking(seen: Simulated, queue: Queue, times: float) -> float:
    """Share of the heads that its intervals lack with which a queue's week just meets its goal.

    With all of them no interval would be above 1, as some are below. On the way there what is late
    falls exponentially in heads, because the tail of the waits is exponential.
    """
    figures = seen.figures(["queue", "interval_start"])
    own = figures[figures["queue"] == queue.name]
    late = [min(1.0, times_too_much(queue, row)) for row in own.to_dict("records")]
    least = max(float(np.average(late, weights=own["offered"])), 1e-6)
    return max(LEAST_SHARE, math.log(times) / math.log(times / least))


def _times(seen: Simulated, queues: Mapping[str, Queue]) -> dict[str, float]:
    """How many times too much of each queue's week is late."""
    rows = seen.figures(["queue"]).to_dict("records")
    return {q: times_too_much(queues[q], row) for row in rows if (q := row["queue"]) in queues}
