"""Whether goals come true as often as a plan says: of the weeks that were given 80 %, did 80 %?

The truth is known, because it is made: each queue's rate has a level that wanders from week to
week, and factors of the week, the day and the interval around it. A forecast is made from what
came in the weeks before, a week is planned for it, and its chances are told. Then the same week is
played many times as it may really come: with factors drawn anew from the truth that made the
history. Heads are too few by a factor that is drawn per queue, so that chances of all sizes are
told.

python -m tests.benchmarks.chance_of_goals [--sites N] [--futures N] [--runs N]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tests.benchmarks.shared_sites import GOAL, MONDAY, OPEN, PLAN, ZONE
from wfm.model import Agent, Channel, Queue, Schedule, Site
from wfm.planning.plan_options import PlanOptions
from wfm.planning.schedule_search import search_schedule
from wfm.planning.simulate_week import simulate_demand
from wfm.planning.site_forecast import forecast_site
from wfm.planning.week_demand import WeekDemand, staffed_demand
from wfm.scheduling import Limits

Floats = NDArray[np.float64]
QUEUES, AGENTS, WEEKS = 5, 9, 20
"""Queues of a site, agents of each, and weeks of its history."""
AHT, MINUTES, DAYS, SLOTS = 240.0, 30, 5, 24
LOADS = (2.5, 5.0)
"""Least and most Erlangs at a queue's peak."""
WANDERS, OF_WEEK, OF_DAY, OF_INTERVAL = 0.03, 0.05, 0.06, 0.08
"""Standard deviations: of the level's step from week to week, and of the factors."""
TOO_FEW, TOO_MANY = 0.75, 1.0
"""Factors on the heads that a queue asks for."""
BINS = np.array([0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0])


@dataclass(frozen=True, slots=True)
class Truth:
    """What makes the contacts of one queue: mean by day and interval, and its level."""

    mean: Floats
    level: float

    def week(self, random: np.random.Generator) -> Floats:
        """Draw the rates of a week, (days, slots)."""
        size = (OF_WEEK * random.normal(), OF_DAY * random.normal(size=(DAYS, 1)))
        own = OF_INTERVAL * random.normal(size=(DAYS, SLOTS))
        return self.mean * np.exp(self.level + size[0] + size[1] + own)


def history_of(name: str, random: np.random.Generator) -> tuple[Truth, pd.DataFrame]:
    """Draw a queue and what came in the weeks before; its truth is that of the week ahead."""
    hour = 8 + np.arange(SLOTS) / 2
    shape = 0.35 + 0.65 * np.exp(-(((hour - random.uniform(10, 17)) / 2.5) ** 2))
    busy = np.exp(0.1 * random.normal(size=(DAYS, 1)))
    truth = Truth(random.uniform(*LOADS) * shape * busy * MINUTES * 60 / AHT, 0.0)
    parts = []
    for week in range(WEEKS, 0, -1):
        first = MONDAY - timedelta(weeks=week)
        parts.append(_rows(name, first, random.poisson(truth.week(random)).astype(float)))
        truth = replace(truth, level=truth.level + WANDERS * random.normal())
    return truth, pd.concat(parts, ignore_index=True)


def _rows(name: str, first: date, counts: Floats) -> pd.DataFrame:
    starts = [
        pd.Timestamp(first, tz=ZONE) + pd.Timedelta(days=day, minutes=480 + MINUTES * slot)
        for day in range(DAYS)
        for slot in range(SLOTS)
    ]
    offered = counts.ravel()
    return pd.DataFrame(
        {
            "interval_start": starts, "interval_minutes": MINUTES, "queue": name,
            "channel": "voice", "offered": offered, "handled": offered,
            "talk_seconds": offered * AHT,
        }
    )  # fmt: skip


def site_of(number: int) -> Site:
    """Give each queue agents of its own: whatever is told of it is told of it alone."""
    names = [f"queue {n}" for n in range(QUEUES)]
    queues = tuple(
        Queue(name, Channel.VOICE, name, OPEN, GOAL, patience_seconds=300.0) for name in names
    )
    agents = tuple(
        Agent(f"{name} {n}", f"{name} {n}", "team", "flexible", frozenset({name}))
        for name in names
        for n in range(AGENTS)
    )
    return Site(
        f"Site {number}", ZONE, None, 0, MINUTES, 0.1, "EUR", queues, {"flexible": PLAN}, agents
    )  # fmt: skip


def planned(
    site: Site, history: pd.DataFrame, random: np.random.Generator
) -> tuple[WeekDemand, Schedule, pd.DataFrame]:
    """Forecast and plan the week ahead; also the heads."""
    forecast, _ = forecast_site(site, history, MONDAY, 7)
    demand = staffed_demand(site, MONDAY, forecast, {})
    factor = {queue.name: random.uniform(TOO_FEW, TOO_MANY) for queue in site.queues}
    asked = demand.requirement
    asked = asked.assign(gross_requirement=asked["gross_requirement"] * asked["queue"].map(factor))
    limits = Limits(time=None, effort=0, workers=1)
    found = search_schedule(demand.with_requirement(asked), PlanOptions(limits), lambda _: None)
    return demand, found.solution.schedule, found.heads


def outcomes(number: int, futures: int, runs: int) -> Iterator[pd.DataFrame]:
    """Give what was told of each queue and day (no date: the week), and how often it came true."""
    random = np.random.default_rng((number, 18))
    site = site_of(number)
    drawn = {queue.name: history_of(queue.name, random) for queue in site.queues}
    history = pd.concat([rows for _, rows in drawn.values()], ignore_index=True)
    demand, schedule, heads = planned(site, history, random)
    told = simulate_demand(demand, schedule, runs=runs, seed=number, heads=heads)
    counted = [frame.set_index(_keys(frame))["goal_chance"] for frame in (told.queues, told.days)]
    met = [frame * 0.0 for frame in counted]
    for future in range(futures):
        rates = pd.concat(
            [_rows(name, MONDAY, truth.week(random)) for name, (truth, _) in drawn.items()]
        )
        real = demand.forecast.drop(columns="contacts").merge(
            rates.rename(columns={"offered": "contacts"})[["interval_start", "queue", "contacts"]],
            on=["interval_start", "queue"],
        )
        came = simulate_demand(
            replace(demand, forecast=real), schedule, runs=2, seed=future, uncertain=False,
            heads=heads,
        )  # fmt: skip
        for sums, frame in zip(met, (came.queues, came.days), strict=True):
            sums += frame.set_index(_keys(frame))["runs_met"] / 2 / futures
    for each, sums in zip(counted, met, strict=True):
        yield pd.DataFrame({"told": each, "met": sums})


def _keys(frame: pd.DataFrame) -> list[str]:
    return [name for name in ("queue", "date") if name in frame]


def _print(title: str, frame: pd.DataFrame, futures: int) -> None:
    told, met = frame["told"], frame["met"]
    off = float(np.mean((told - met) ** 2) ** 0.5)
    print(f"{title}: {len(frame)}, each played {2 * futures} times; told {told.mean():.0%}, "
          f"met {met.mean():.0%}; told less met, root mean square {off:.1%}")  # fmt: skip
    for low, high in pairwise(BINS):
        among = (told >= low) & ((told < high) | (high == 1.0))
        if among.any():
            error = met[among].std() / max(among.sum() - 1, 1) ** 0.5
            print(f"  told {low:.0%} to {high:.0%}: {among.sum():>4}, on the mean "
                  f"{told[among].mean():.0%}; met {met[among].mean():.0%} "
                  f"± {1.96 * error:.0%}")  # fmt: skip


def main() -> None:
    """Print how often goals were met, by the chance that was told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=6)
    parser.add_argument("--futures", type=int, default=20)
    parser.add_argument("--runs", type=int, default=200)
    asked = parser.parse_args()
    found: list[list[pd.DataFrame]] = [
        list(outcomes(number, asked.futures, asked.runs)) for number in range(asked.sites)
    ]
    for title, frames in zip(("Weeks", "Days"), zip(*found, strict=True), strict=True):
        _print(title, pd.concat(frames), asked.futures)


if __name__ == "__main__":
    main()
