"""Solve unseen small sites, drawn from a seed, and say how many are proven.

python -m tests.benchmarks.small_sites [--agents 3,5,6,10,20,30,50] [--seeds 2] [--time-limit S]
    [--processor]

Per site the objective, the bound, the gap, and after how many seconds the best schedule and the
proof were there. Without a limit sites below 20 agents have 10 s, others 60 s. With `--processor`
these are seconds of the processor, with one worker, which others on the machine do not shorten.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pandas as pd

from tests.work_plans import contract
from wfm.model import (
    ActivityCategory,
    Agent,
    Channel,
    OpeningHours,
    Preference,
    PreferenceKind,
    Queue,
    ServiceGoal,
    Site,
    WorkPlan,
)
from wfm.scheduling import Limits, Problem, SearchProgress, Solution, build_problem, solve, solver
from wfm.scheduling.rules.breaks import ActivityRule

MONDAY = date(2026, 1, 5)
OPENS, CLOSES = 480, 1200
SHORT, MEAL = ActivityCategory.BREAK, ActivityCategory.MEAL
PAUSES = (
    ActivityRule("Break", SHORT, 15, True, 75, 150),
    ActivityRule("Meal", MEAL, 30, False, 210, 285, shift_minutes=(390, 510)),
    ActivityRule("Break", SHORT, 15, True, 360, 420, shift_minutes=(510,)),
)
FULL = contract(
    "full", (2400, 2400), (5, 5), (510,), OPENS, CLOSES, start_step=30, minimum_rest=660,
    weekly_start_window=60, consecutive_days_off=2, activities=PAUSES,
)  # fmt: skip
PART = contract(
    "part", (960, 1440), (3, 5), (240, 390), OPENS, CLOSES, start_step=30, activities=PAUSES
)
DAILY = contract(
    "daily", (2400, 2400), (5, 5), (510,), OPENS, CLOSES, start_step=15, activities=PAUSES
)
ONE_MEAL = contract(
    "one meal", (1440, 2400), (4, 5), (360, 480), OPENS, CLOSES, start_step=60, minimum_rest=660,
    activities=(ActivityRule("Meal", MEAL, 30, False, 180, 270),),
)  # fmt: skip
LINKED = contract(
    "linked", (2400, 2400), (5, 5), (510,), OPENS, CLOSES, start_step=30, minimum_rest=660,
    activities=PAUSES, minimum_gap=90, maximum_stretch=180,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """What is common to the sites of a kind."""

    plans: tuple[WorkPlan, ...]
    days: int = 7
    queues: int = 1
    load: tuple[float, float] = (0.85, 1.05)
    """Least and most of the heads that are required, as a share of those that there are."""
    interval: int = 15
    """Minutes."""
    minimum: int = 0
    """Declared minimum heads of each queue."""


KINDS = {
    "full time": Kind((FULL,)),
    "mixed contracts": Kind((FULL, PART)),
    "two queues": Kind((FULL, PART), queues=2),
    "one meal": Kind((ONE_MEAL,), interval=30),
    "by day": Kind((DAILY,), days=5),
    "linked breaks": Kind((LINKED, PART)),
    "minimum missed": Kind((FULL, PART), minimum=2),
}


def draw(kind: str, agents: int, seed: int) -> Problem:
    """Draw a site and its requirement."""
    asked, random = KINDS[kind], np.random.default_rng((seed, agents, list(KINDS).index(kind)))
    hours = OpeningHours((((OPENS, CLOSES),),) * asked.days + ((),) * (7 - asked.days))
    goal = ServiceGoal(minimum_heads=asked.minimum)
    queues = tuple(
        Queue(name, Channel.VOICE, name, hours, goal)
        for name in ("orders", "support")[: asked.queues]
    )
    skills = [frozenset({q.skill}) for q in queues] + [frozenset(q.skill for q in queues)]
    people = tuple(
        Agent(
            f"A{n:02d}", f"A{n:02d}", "team", str(random.choice([p.name for p in asked.plans])),
            skills[int(random.integers(len(skills)))] if n else skills[-1],
        )
        for n in range(agents)
    )  # fmt: skip
    wishes = tuple(
        Preference(
            agent.id, PreferenceKind.START_BETWEEN, frozenset(range(7)), at := OPENS + 60 *
            int(random.integers(4)), at + 120, int(random.integers(2, 9)),
        )
        for agent in people
        if random.random() < 0.5
    )  # fmt: skip
    site = Site(
        f"{kind} {agents} {seed}", "UTC", None, 0, asked.interval, 0.0, "EUR", queues,
        {plan.name: plan for plan in asked.plans}, people, preferences=wishes,
    )  # fmt: skip
    return build_problem(site, _requirement(asked, site, random), MONDAY)


def _requirement(asked: Kind, site: Site, random: np.random.Generator) -> pd.DataFrame:
    """Days with two hills, at the size that the people can about work."""
    weekly = {"full": 37.5, "daily": 37.5, "linked": 37.5, "part": 20.0, "one meal": 32.0}
    hours = sum(weekly[agent.work_plan] for agent in site.agents)
    at = np.arange(OPENS, CLOSES, asked.interval)
    rows, shares = [], random.dirichlet(np.full(len(site.queues), 6.0))
    start = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=UTC)
    for queue, share in zip(site.queues, shares, strict=True):
        peaks = random.uniform(540, 720), random.uniform(780, 1080)
        hill = 0.4 + sum(np.exp(-(((at - peak) / 110) ** 2)) for peak in peaks)
        days = random.uniform(0.7, 1.3, asked.days)
        heads = days[:, None] * hill * random.uniform(0.9, 1.1, (asked.days, len(at)))
        heads *= random.uniform(*asked.load) * share * hours * 60 / asked.interval / heads.sum()
        rows += [
            (
                start + timedelta(days=d, minutes=int(m)),
                asked.interval,
                queue.name,
                round(float(n), 2),
            )
            for d, day in enumerate(heads)
            for m, n in zip(at, day, strict=True)
        ]
    names = ["interval_start", "interval_minutes", "queue", "gross_requirement"]
    return pd.DataFrame(rows, columns=names)


def measured(problem: Problem, limits: Limits) -> tuple[Solution, float, float | None]:
    """Solve; return the solution, when its schedule was first there, and when its proof was."""
    trace: list[tuple[float, int | None, int | None]] = []

    def progress(now: SearchProgress) -> None:
        trace.append((now.seconds, now.objective, now.bound))

    solution = solve(problem, limits, progress)
    trace.append((solution.seconds, solution.objective, solution.bound))
    best = next(seconds for seconds, price, _ in trace if price == solution.objective)
    proof = next((s for s, price, bound in trace if bound is not None and price == bound), None)
    return solution, best, proof


def main(arguments: Sequence[str] | None = None) -> None:
    """Solve each site and print a line; then a summary per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", default="3,5,6,10,20,30,50")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--time-limit", type=float)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--processor", action="store_true")
    asked = parser.parse_args(arguments)
    if asked.processor:
        solver.time = SimpleNamespace(monotonic=time.process_time)  # type: ignore[assignment]
        solve(draw("mixed contracts", 3, 1), Limits(time=None, effort=2, workers=1))
    gaps: dict[int, list[float]] = defaultdict(list)
    print(f"{'site':<24} {'objective':>9} {'bound':>9} {'gap %':>7} {'best s':>7} {'proof s':>7}")
    for agents in (int(n) for n in asked.agents.split(",")):
        seconds = asked.time_limit or (10.0 if agents < 20 else 60.0)
        for kind in asked.kinds.split(","):
            for seed in range(asked.first_seed, asked.first_seed + asked.seeds):
                problem = draw(kind, agents, seed)
                limits = Limits(time=seconds, workers=1 if asked.processor else asked.workers)
                solution, best, proof = measured(problem, limits)
                gap = 1.0 if solution.gap is None else solution.gap
                gaps[agents].append(gap)
                print(
                    f"{kind + f' {agents} {seed}':<24} {solution.objective:>9} "
                    f"{solution.bound if solution.bound is not None else '-':>9} "
                    f"{100 * gap:>7.2f} {best:>7.1f} {'-' if proof is None else f'{proof:.1f}':>7}",
                    flush=True,
                )
    for agents, found in gaps.items():
        proven = sum(gap == 0 for gap in found)
        print(
            f"{agents} agents: {proven} of {len(found)} proven, gap median "
            f"{100 * float(np.median(found)):.2f} %, worst {100 * max(found):.2f} %"
        )


if __name__ == "__main__":
    main()
