"""How many paid hours planning queues together saves, at the same predicted service level.

Two steps: each queue is staffed on its own, then scheduled with agents of its own. Together: the
same requirement, but every agent has two of the skills and heads are shared interval by interval.
For each way the fewest agents are sought with whom every queue reaches its weekly service level.

python -m tests.benchmarks.two_step
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from wfm.model import (
    ActivityCategory,
    ActivityRule,
    Agent,
    Channel,
    OpeningHours,
    Queue,
    ServiceGoal,
    Site,
    WorkPlan,
)
from wfm.scheduling import Limits, build_problem, scheduled_heads, solve
from wfm.staffing import predict_coverage, site_requirements

MONDAY, ZONE = date(2026, 1, 5), "UTC"
OPEN = OpeningHours((((480, 1200),),) * 5 + ((),) * 2)
GOAL = ServiceGoal(service_level=0.8, threshold=20)
PEAKS = {"orders": 9.5, "support": 13.0, "billing": 17.0}
"""Queue → hour of its peak."""
AHT, PATIENCE, HIGHEST = 300.0, 600.0, 7.0
PAUSES = (
    ActivityRule("Break 1", ActivityCategory.BREAK, 15, True, 90, 150),
    ActivityRule("Meal", ActivityCategory.MEAL, 30, False, 210, 300),
    ActivityRule("Break 2", ActivityCategory.BREAK, 15, True, 360, 435),
)
PLAN = WorkPlan("full", (2400, 2400), (5, 5), (510,), 480, 1200, activities=PAUSES,
                weekly_start_window=120)  # fmt: skip
LIMITS = Limits(time=None, effort=1, workers=1)


class Found(NamedTuple):
    """What a number of agents gives."""

    agents: int
    service_level: dict[str, float]
    under_hours: float
    over_hours: float


def site_of(queues: Sequence[str], skills: Sequence[frozenset[str]]) -> Site:
    """Queues, and an agent for each set of skills."""
    return Site(
        "Two steps", ZONE, None, 0, 15, 0.1, "EUR",
        tuple(
            Queue(name, Channel.VOICE, name, OPEN, GOAL, patience_seconds=PATIENCE)
            for name in queues
        ),
        {"full": PLAN},
        tuple(Agent(f"A{n:03d}", f"A{n:03d}", "team", "full", s) for n, s in enumerate(skills)),
    )  # fmt: skip


def forecast_of(queues: Sequence[str]) -> pd.DataFrame:
    """Five days whose load is a hill about the queue's peak."""
    days = [pd.Timestamp(MONDAY, tz=ZONE) + pd.Timedelta(days=day) for day in range(5)]
    rows = []
    for name in queues:
        for start in (day + pd.Timedelta(minutes=480 + 15 * k) for day in days for k in range(48)):
            away = start.hour + start.minute / 60 - PEAKS[name]
            load = HIGHEST * (0.35 + 0.65 * np.exp(-((away / 2.5) ** 2)))
            rows.append((start, 15, name, load * 900 / AHT, AHT))
    names = ["interval_start", "interval_minutes", "queue", "contacts", "aht_seconds"]
    return pd.DataFrame(rows, columns=names)


def planned(queues: Sequence[str], skills: Sequence[frozenset[str]]) -> Found:
    """Staff, schedule and predict a week."""
    site, forecast = site_of(queues, skills), forecast_of(queues)
    requirement = site_requirements(forecast, site)
    problem = build_problem(site, requirement, MONDAY)
    heads = scheduled_heads(problem, solve(problem, LIMITS).schedule)
    coverage = predict_coverage(requirement, forecast, heads, site)
    rows = coverage.merge(forecast[["interval_start", "queue", "contacts"]])
    levels = {
        str(queue): float(np.average(of_queue["service_level"], weights=of_queue["contacts"]))
        for queue, of_queue in rows.groupby("queue", sort=False)
    }
    hours = rows["net"] / 4
    return Found(len(skills), levels, -float(hours.clip(upper=0).sum()),
                 float(hours.clip(lower=0).sum()))  # fmt: skip


def fewest(low: int, high: int, plan: Callable[[int], Found]) -> Found:
    """Find the fewest agents, above `low`, with whom every queue meets its goal."""
    found = plan(high)
    while high - low > 1:
        middle = (low + high) // 2
        tried = plan(middle)
        if min(tried.service_level.values()) >= (GOAL.service_level or 0):
            high, found = middle, tried
        else:
            low = middle
    return found


def main() -> None:
    """Print agents, paid hours and service level of both ways."""
    names, begun = list(PEAKS), time.process_time()
    alone = [
        fewest(6, 20, lambda number, name=name: planned([name], [frozenset({name})] * number))  # type: ignore[misc]  # the default binds the loop's name
        for name in names
    ]
    pairs = [frozenset({a, b}) for a, b in zip(names, names[1:] + names[:1], strict=True)]
    total = sum(found.agents for found in alone)
    shared = fewest(
        total * 2 // 3, total, lambda number: planned(names, [pairs[n % 3] for n in range(number)])
    )
    print(f"{'':<22}{'agents':>7}{'paid h':>8}{'under h':>9}{'over h':>8}  service level")
    for name, found in zip(names, alone, strict=True):
        _print(f"  {name} alone", found)
    levels = {name: found.service_level[name] for name, found in zip(names, alone, strict=True)}
    under, over = (sum(f.under_hours for f in alone), sum(f.over_hours for f in alone))
    _print("staffed, then scheduled", Found(total, levels, under, over))
    _print("planned together", shared)
    saved = total - shared.agents
    print(
        f"saved: {saved * 40} paid hours of {total * 40} ({saved / total:.1%}); "
        f"{time.process_time() - begun:.0f} processor seconds"
    )


def _print(name: str, found: Found) -> None:
    levels = "  ".join(f"{queue} {level:.1%}" for queue, level in found.service_level.items())
    print(
        f"{name:<24}{found.agents:>5}{found.agents * 40:>8}{found.under_hours:>9.1f}"
        f"{found.over_hours:>8.1f}  {levels}"
    )


if __name__ == "__main__":
    main()
