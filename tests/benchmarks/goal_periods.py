"""What a goal over the day costs beside one of each interval, on small sites of one queue.

Each site is planned with the goal counted over each interval, the day and the week, with the same
effort, and its schedule is simulated with random numbers that the plan has not seen. Told are paid
hours, the simulated service level of the week with its margin, and of its worst and best day.

python -m tests.benchmarks.goal_periods [--agents N …] [--seeds N] [--effort N] [--rounds N]
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np
import pandas as pd

from tests.benchmarks.shared_service import UNSEEN, planned
from tests.benchmarks.shared_sites import (
    CLOSES,
    DAYS,
    GOAL,
    MONDAY,
    OPEN,
    OPENS,
    PLAN,
    ZONE,
)
from wfm.model import Agent, Channel, GoalPeriod, Queue, Site
from wfm.planning.plan_options import ROUNDS, PlanOptions
from wfm.planning.simulate_week import simulate_demand
from wfm.planning.week_demand import WeekDemand, staffed_demand
from wfm.scheduling import Limits

AHT = 240.0
ERLANGS = 0.28
"""At the hill of a day, for each agent of the site."""
SHAPES = ("hill", "peak")
"""A hill over the day, or a level day with an hour that brings half as much again."""


def demand_of(shape: str, agents: int, over: GoalPeriod) -> WeekDemand:
    """Make a site of one queue and what its week asks for."""
    goal = replace(GOAL, counted_over=over)
    queue = Queue("calls", Channel.VOICE, "calls", OPEN, goal, patience_seconds=300.0)
    people = tuple(
        Agent(f"A{n:03d}", f"A{n:03d}", "team", "flexible", frozenset({"calls"}))
        for n in range(agents)
    )
    site = Site(
        f"{shape} {agents}", ZONE, None, 0, 15, 0.1, "EUR", (queue,), {"flexible": PLAN}, people
    )
    return staffed_demand(site, MONDAY, _forecast(shape, ERLANGS * agents), {})


def _forecast(shape: str, highest: float) -> pd.DataFrame:
    starts = pd.DatetimeIndex(
        [
            pd.Timestamp(MONDAY, tz=ZONE) + pd.Timedelta(days=day, minutes=OPENS + 15 * k)
            for day in range(DAYS)
            for k in range((CLOSES - OPENS) // 15)
        ]
    )
    hour = np.asarray(starts.hour + starts.minute / 60)
    if shape == "hill":
        load = highest * (0.35 + 0.65 * np.exp(-(((hour - 13) / 2.5) ** 2)))
    else:
        load = highest * np.where((hour >= 13) & (hour < 14), 1.0, 0.65)
    return pd.DataFrame(
        {
            "interval_start": starts, "interval_minutes": 15, "queue": "calls",
            "contacts": load * 900 / AHT, "aht_seconds": AHT,
        }
    )  # fmt: skip


def main() -> None:
    """Plan and judge every site."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, nargs="+", default=[10, 25, 60])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--effort", type=float, default=1)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--runs", type=int, default=400)
    asked = parser.parse_args()
    for shape in SHAPES:
        for agents in asked.agents:
            for over in GoalPeriod:
                for seed in range(1, asked.seeds + 1):
                    limits = Limits(time=None, effort=asked.effort, workers=1, seed=seed)
                    options = PlanOptions(limits, rounds=asked.rounds)
                    demand, schedule = planned(demand_of(shape, agents, over), options)
                    week = simulate_demand(
                        demand, schedule, runs=asked.runs, seed=seed + UNSEEN, uncertain=False
                    )
                    hours = sum(shift.paid_minutes for shift in schedule.shifts) / 60
                    row = week.queues.iloc[0]
                    days = week.days["service_level"]
                    print(
                        f"{shape} {agents:>3} agents, {over:<8} seed {seed}: {hours:>6.0f} paid h, "
                        f"{row['service_level']:.1%} ± {row['service_level_margin']:.1%} in time, "
                        f"days {days.min():.1%} to {days.max():.1%}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
