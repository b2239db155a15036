"""How true a plan's predicted service is where agents share queues, and what its hours are.

Each site is planned as `wfm plan` plans it, with an effort instead of a time, and its schedule is
simulated with random numbers that the plan has not seen. Told are paid hours; the simulated service
level of each queue's week, its margin and its worst day beside the goal; and how far the predicted
service level lies from the simulated: the mean over intervals, its size, and the share of intervals
in which both agree within 5 points.

python -m tests.benchmarks.shared_service [--kind KIND] [--seeds N] [--effort N] [--rounds N]

Of the example's week and of a bank's recorded one (`--kind example`, `recorded`) there is one each.
"""

from __future__ import annotations

import argparse
import time
from typing import NamedTuple

import numpy as np
import pandas as pd

from tests.benchmarks.real_weeks import example_week, recorded_week
from tests.benchmarks.shared_sites import KINDS, demand_of
from wfm.model import Schedule, Site
from wfm.planning.plan_options import ROUNDS, PlanOptions
from wfm.planning.schedule_search import search_schedule
from wfm.planning.simulate_week import simulate_demand
from wfm.planning.week_demand import WeekDemand
from wfm.scheduling import Limits

REAL = {"example": example_week, "recorded": recorded_week}
UNSEEN = 1000
"""Added to a seed for random numbers that the plan has not seen."""
CLOSE = 0.05


class Judged(NamedTuple):
    """What a schedule is paid and gives, weighted by contacts, and how true its prediction was."""

    hours: float
    off: float
    """Mean of predicted less simulated service level."""
    size: float
    """Mean size of the difference."""
    close: float
    """Share of intervals that agree within `CLOSE`."""
    margin: float
    """Nine of ten intervals have no wider margin of the simulated service level."""
    missed: int
    """Queues whose simulated week is below its goal by more than its margin."""
    queues: str


def planned(demand: WeekDemand, options: PlanOptions) -> tuple[WeekDemand, Schedule]:
    """Search as the pipeline does."""
    found = search_schedule(demand, options, lambda _: None)
    return found.demand, found.solution.schedule


def judge(demand: WeekDemand, schedule: Schedule, runs: int, seed: int) -> Judged:
    """Simulate a schedule at the expected contacts and compare what is predicted of it."""
    week = simulate_demand(demand, schedule, runs=runs, seed=seed, uncertain=False)
    rows = week.intervals[week.intervals["offered"] > 0]
    immediate = rows[rows["queue"].isin(_immediate(demand.site))]
    off = immediate["predicted_service_level"] - immediate["service_level"]
    words, missed = [], 0
    for row in week.queues.itertuples():
        goal = _goals(demand.site)[str(row.queue)]
        worst = week.days.loc[week.days["queue"] == row.queue, "service_level"].min()
        missed += row.service_level + row.service_level_margin < goal
        words.append(
            f"{row.queue} {row.service_level:.1%} ± {row.service_level_margin:.1%} "
            f"(predicted {row.predicted_service_level:.1%}, worst day {worst:.1%})"
        )
    hours = sum(shift.paid_minutes for shift in schedule.shifts) / 60
    return Judged(
        hours, float(off.mean()), float(off.abs().mean()), float((off.abs() <= CLOSE).mean()),
        float(immediate["service_level_margin"].quantile(0.9)), missed, "; ".join(words),
    )  # fmt: skip


def _immediate(site: Site) -> list[str]:
    return [queue.name for queue in site.queues if not queue.channel.deferred]


def _goals(site: Site) -> dict[str, float]:
    return {queue.name: queue.goal.service_level or 0.99 for queue in site.queues}


def main() -> None:
    """Plan and judge every site."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=[*KINDS, *REAL])
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--effort", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="0: the formulas alone")
    parser.add_argument("--runs", type=int, default=200)
    asked = parser.parse_args()
    limits = Limits(time=None, effort=asked.effort, workers=1)
    found: list[Judged] = []
    for kind in [asked.kind] if asked.kind else [*KINDS, *REAL]:
        for seed in range(1, 2 if kind in REAL else asked.seeds + 1):
            week = REAL[kind]() if kind in REAL else demand_of(kind, seed)
            begun = time.process_time()
            demand, schedule = planned(week, PlanOptions(limits, rounds=asked.rounds))
            spent = time.process_time() - begun
            judged = judge(demand, schedule, asked.runs, seed + UNSEEN)
            found.append(judged)
            _print(f"{kind} {seed}", judged, spent)
    table = pd.DataFrame(found)
    print(
        f"All: {table['hours'].sum():,.0f} paid h, off by {table['off'].mean():+.1%}, "
        f"size {table['size'].mean():.1%}, {np.mean(table['close']):.0%} of intervals within 5 "
        f"points, {table['missed'].sum()} goals missed"
    )


def _print(name: str, judged: Judged, spent: float) -> None:
    print(
        f"{name:<14}{judged.hours:>7.0f} paid h  off {judged.off:+.1%}  size {judged.size:.1%}  "
        f"{judged.close:>4.0%} within 5 points (± {judged.margin:.1%})  {spent:.0f} cpu s\n"
        f"    {judged.queues}",
        flush=True,
    )


if __name__ == "__main__":
    main()
