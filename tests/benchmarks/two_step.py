"""How many paid hours planning queues together saves, at the same simulated service level.

For each way the fewest agents are sought with whom every queue reaches its weekly service level in
simulation; all ways meet the same contacts. Planned apart, each queue is staffed and scheduled with
agents of its own, who serve nothing else. The same plan is then played with agents of two skills
each, to tell what sharing contacts on the floor saves by itself. Planned together, agents of two
skills are scheduled for all queues at once.

python -m tests.benchmarks.two_step
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from tests.work_plans import contract
from wfm.model import (
    ActivityCategory,
    Agent,
    Channel,
    OpeningHours,
    Queue,
    ServiceGoal,
    Shift,
    Site,
)
from wfm.scheduling import Limits, build_problem, solve
from wfm.scheduling.rules.breaks import ActivityRule
from wfm.simulation import simulate
from wfm.staffing import site_requirements

MONDAY, ZONE = date(2026, 1, 5), "UTC"
OPEN = OpeningHours((((480, 1200),),) * 5 + ((),) * 2)
GOAL = 0.8
PEAKS = {"orders": 9.5, "support": 13.0, "billing": 17.0}
"""Queue → hour of its peak."""
NAMES = tuple(PEAKS)
NEXT = dict(pairwise((*NAMES, NAMES[0])))
"""Queue → the queue that its agents with two skills serve too."""
AHT, PATIENCE, HOURS = 300.0, 600.0, 40
SIZES, SEEDS, RUNS = (3.5, 7.0), (1, 2), 20
"""Highest load of each queue in Erlangs; each size is planned and simulated with each seed."""
WAYS = ("apart, one skill each", "apart, skills shared on the floor", "together")
PAUSES = (
    ActivityRule("Break 1", ActivityCategory.BREAK, 15, True, 90, 150),
    ActivityRule("Meal", ActivityCategory.MEAL, 30, False, 210, 300),
    ActivityRule("Break 2", ActivityCategory.BREAK, 15, True, 360, 435),
)
PLAN = contract("full", (2400, 2400), (5, 5), (510,), 480, 1200, activities=PAUSES,
                weekly_start_window=120)  # fmt: skip


class Found(NamedTuple):
    """The fewest agents of one way, and what they give."""

    agents: int
    levels: dict[str, float]


@dataclass(frozen=True)
class Case:
    """One size of the site under one seed."""

    highest: float
    seed: int

    @cached_property
    def plans(self) -> dict[tuple[Agent, ...], tuple[Shift, ...]]:
        """Schedules that were found for these agents."""
        return {}

    def apart(self, name: str) -> Found:
        """Plan one queue with agents of its own, who serve nothing else."""

        def levels(number: int) -> dict[str, float]:
            crew = people({name: number}, 1)
            return self.levels((name,), crew, self.shifts((name,), crew))

        return fewest(int(0.7 * self.highest), int(2 * self.highest) + 5, levels)

    def apart_then_shared(self, alone: dict[str, int]) -> Found:
        """Plan each queue alone, and play the plans with agents of two skills."""

        def levels(number: int) -> dict[str, float]:
            counts = in_proportion(number, alone)
            shifts = [
                shift
                for name, own in counts.items()
                for shift in self.shifts((name,), people({name: own}, 1))
            ]
            return self.levels(NAMES, people(counts, 2), shifts)

        return fewest(*about(alone), levels)

    def together(self, alone: dict[str, int]) -> Found:
        """Plan all queues at once, with agents of two skills."""

        def levels(number: int) -> dict[str, float]:
            crew = people(in_proportion(number, alone), 2)
            return self.levels(NAMES, crew, self.shifts(NAMES, crew))

        return fewest(*about(alone), levels)

    def shifts(self, queues: tuple[str, ...], crew: tuple[Agent, ...]) -> tuple[Shift, ...]:
        """Staff each queue and schedule the agents, of one queue alone or of all together."""
        if crew not in self.plans:
            site = site_of(queues, crew)
            requirement = site_requirements(forecast_of(queues, self.highest), site)
            limits = Limits(time=None, effort=1, workers=1, seed=self.seed)
            found = solve(build_problem(site, requirement, MONDAY), limits)
            self.plans[crew] = found.schedule.shifts
        return self.plans[crew]

    def levels(
        self, queues: Sequence[str], agents: Sequence[Agent], shifts: Iterable[Shift]
    ) -> dict[str, float]:
        """Simulate weeks with these shifts."""
        forecast = forecast_of(queues, self.highest)
        nothing_deferred = forecast.assign(scheduled=0.0)
        found = simulate(
            site_of(queues, agents), forecast, shifts, nothing_deferred, runs=RUNS, seed=self.seed
        )
        figures = found.figures()
        return dict(zip(figures["queue"], figures["service_level"], strict=True))


def about(alone: dict[str, int]) -> tuple[int, int]:
    """Agents that are too few, and enough, where those alone would be needed apart."""
    total = sum(alone.values())
    return int(0.7 * total), int(1.1 * total) + 1


def in_proportion(number: int, alone: dict[str, int]) -> dict[str, int]:
    """Divide agents among the queues as they would be needed apart."""
    upto = np.cumsum([0, *alone.values()]) / sum(alone.values())
    counts = np.diff(np.round(upto * number).astype(int))
    return dict(zip(alone, counts.tolist(), strict=True))


def people(counts: dict[str, int], skills: int) -> tuple[Agent, ...]:
    """Give each queue its agents, with one skill or that of the next queue too."""
    return tuple(
        Agent(f"{name}-{n:03d}", name, name, "full", frozenset((name, NEXT[name])[:skills]))
        for name, count in counts.items()
        for n in range(count)
    )


def site_of(queues: Sequence[str], agents: tuple[Agent, ...]) -> Site:
    """Queues with the goal and agents with the contract that all have."""
    goal = ServiceGoal(service_level=GOAL, threshold=20)
    return Site(
        "Two steps", ZONE, None, 0, 15, 0.1, "EUR",
        tuple(
            Queue(name, Channel.VOICE, name, OPEN, goal, patience_seconds=PATIENCE)
            for name in queues
        ),
        {"full": PLAN},
        agents,
    )  # fmt: skip


def forecast_of(queues: Sequence[str], highest: float) -> pd.DataFrame:
    """Five days whose load is a hill about the queue's peak."""
    days = [pd.Timestamp(MONDAY, tz=ZONE) + pd.Timedelta(days=day) for day in range(5)]
    rows = []
    for name in queues:
        for start in (day + pd.Timedelta(minutes=480 + 15 * k) for day in days for k in range(48)):
            away = start.hour + start.minute / 60 - PEAKS[name]
            load = highest * (0.35 + 0.65 * np.exp(-((away / 2.5) ** 2)))
            rows.append((start, 15, name, load * 900 / AHT, AHT))
    names = ["interval_start", "interval_minutes", "queue", "contacts", "aht_seconds"]
    return pd.DataFrame(rows, columns=names)


def fewest(low: int, high: int, levels: Callable[[int], dict[str, float]]) -> Found:
    """Find the fewest agents, above `low`, with whom every queue meets its goal."""
    found = levels(high)
    assert min(found.values()) >= GOAL, f"{high} agents are too few"
    while high - low > 1:
        middle = (low + high) // 2
        tried = levels(middle)
        if min(tried.values()) >= GOAL:
            high, found = middle, tried
        else:
            low = middle
    return Found(high, found)


def main() -> None:
    """Print agents, paid hours and service level of all ways, and what is saved."""
    begun, hours = time.process_time(), []
    for highest in SIZES:
        for seed in SEEDS:
            case = Case(highest, seed)
            apart = {name: case.apart(name) for name in NAMES}
            alone = {name: found.agents for name, found in apart.items()}
            levels = {name: found.levels[name] for name, found in apart.items()}
            ways = [
                Found(sum(alone.values()), levels),
                case.apart_then_shared(alone),
                case.together(alone),
            ]
            print(f"{highest:g} Erlangs at each queue's peak, seed {seed}")
            for way, found in zip(WAYS, ways, strict=True):
                _print(way, found, ways[0].agents)
            hours.append([found.agents for found in ways])
    sums = np.array(hours).sum(axis=0) * HOURS
    print(
        f"All: {sums[0]} paid hours planned apart, {sums[1]} with skills shared on the floor, "
        f"{sums[2]} planned together: {1 - sums[2] / sums[0]:.1%} saved, of which "
        f"{1 - sums[1] / sums[0]:.1%} by the floor alone; "
        f"{time.process_time() - begun:.0f} processor seconds"
    )


def _print(name: str, found: Found, total: int) -> None:
    levels = "  ".join(f"{queue} {level:.1%}" for queue, level in found.levels.items())
    print(
        f"  planned {name:<35}{found.agents:>4} agents{found.agents * HOURS:>6} paid h"
        f"{1 - found.agents / total:>7.1%} saved  {levels}",
        flush=True,
    )


if __name__ == "__main__":
    main()
