"""Compile the numeric kernels ahead of the first plan: `python -m wfm.planning.warm`.

Set-up runs this once; compiled code stays on disk, see `wfm.staffing.kernel_cache`. Groups of
kernels that need little of each other are compiled at once, each in a process of its own.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context

import numpy as np
import pandas as pd

from wfm.model import (
    Activity,
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
from wfm.scheduling.bound.column_generation import Bound
from wfm.scheduling.bound.lagrangian import Relaxation, classify
from wfm.scheduling.exact.proof import Proof
from wfm.scheduling.long.bound import add_up
from wfm.scheduling.rules.breaks import ActivityRule
from wfm.scheduling.rules.work_plan import work_plan
from wfm.scheduling.search.annealing import AnnealingChain
from wfm.simulation import simulate
from wfm.staffing import predict_coverage, site_requirements
from wfm.staffing.convex import convex_below

FIRST = date(2026, 1, 5)
HOURS = OpeningHours((((540, 1020),),) * 7)
EVERY = 4
"""Seconds between two lines."""
OBJECTS = 10_000
"""New ones after which a process looks for garbage: compiling makes many that stay."""
Say = Callable[[str], None]


def warm(say: Say = lambda _: None) -> None:
    """Compile every kernel that is not compiled yet, and `say` every few seconds how far it is."""
    try:
        _compile_groups(say)
    except (BrokenProcessPool, ImportError, OSError) as failure:
        say(f"  no processes to share the work ({failure}): one after the other")
        for compile_group in GROUPS.values():
            compile_group()


def search() -> None:
    """Compile the search for shifts, also from a schedule on, and by contacts answered in time."""
    problem = build_problem(_site(), _requirement(), FIRST)
    found = solve(problem, QUICK, brief=True)
    solve(problem, QUICK, start=found.schedule, brief=True)
    convex_below(np.zeros((1, 3)))


def bound() -> None:
    """Compile lower bound and proof, last what the search compiles too, most likely sooner."""
    problem = build_problem(_site(), _requirement(), FIRST)
    everybody = classify(problem.tours, np.arange(len(problem.tours.group)))
    relaxation = Relaxation(problem.tours, problem.cover, everybody)
    relaxation.value(np.zeros(relaxation.shape))
    chain = AnnealingChain(problem, seed=1)
    chain.greedy()
    bounding = Bound(problem, chain.best, 1e9, chain.movable, lambda: False)
    bounding.close_in(1e9)
    tours, agents = problem.tours, chain.movable.tolist()
    nothing = np.zeros((1, len(tours.next_state)), np.int64)
    add_up(tours, chain.best.option, nothing, np.zeros((len(tours.group), 1), np.int64))
    Proof(problem, agents, 1, lambda: False, bounding.prices).attempt(chain.best, lambda: None)


def staff() -> None:
    """Compile heads and the service that they give."""
    site, forecast = _site(), _forecast()
    requirement = site_requirements(forecast, site)
    predict_coverage(requirement, forecast, _heads(), site)


def play() -> None:
    """Compile the simulation."""
    work = Activity("Calls", ActivityCategory.ON_QUEUE, NINE, NINE + timedelta(hours=5))
    shift = Shift("A0-1", "A0", FIRST, (work,))
    simulate(_site(), _forecast(), (shift,), _heads(), runs=2)


QUICK = Limits(time=None, effort=1, workers=1)
NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
GROUPS = {
    "search for shifts": search,
    "service and heads": staff,
    "simulation": play,
    "lower bound": bound,
}
"""The longest first; the bound last, because it needs what the search compiles at its start."""


def _compile_groups(say: Say) -> None:
    begun = time.monotonic()
    workers = min(len(GROUPS), os.cpu_count() or 1)
    say(f"  0 s: {', '.join(GROUPS)}, {workers} at once")
    with ProcessPoolExecutor(workers, get_context("spawn"), gc.set_threshold, (OBJECTS,)) as pool:
        going: dict[Future[None], str] = {
            pool.submit(compile_group): name for name, compile_group in GROUPS.items()
        }
        while going:
            finished, _ = wait(going, EVERY, FIRST_COMPLETED)
            for future in finished:
                future.result()
            done = [going.pop(future) for future in finished]
            what = f"{', '.join(done)} done" if done else f"going on: {', '.join(going.values())}"
            say(f"  {time.monotonic() - begun:.0f} s: {what}")


def _site() -> Site:
    plan = work_plan(
        "plan", paid_minutes_per_week=(1200, 1200), days_per_week=(4, 4), shift_minutes=(300,),
        earliest_start=540, latest_end=1020,
        activities=(ActivityRule("Break", ActivityCategory.BREAK, 30, True, 90, 180),),
    )  # fmt: skip
    skills = frozenset({"phone"})
    return Site(
        *("Warm", "UTC", None, 0, 30, 0.1, "EUR"),
        queues=(
            Queue("calls", Channel.VOICE, "phone", HOURS, ServiceGoal(), patience_seconds=300),
            Queue("mail", Channel.EMAIL, "phone", HOURS, ServiceGoal(), response_minutes=240),
        ),
        work_plans={"plan": plan},
        agents=tuple(Agent(f"A{n}", f"Agent {n}", "Team", "plan", skills) for n in range(2)),
    )


def _forecast() -> pd.DataFrame:
    return _intervals().assign(contacts=5.0, aht_seconds=180.0)


def _requirement() -> pd.DataFrame:
    return _intervals().assign(gross_requirement=1.0)


def _heads() -> pd.DataFrame:
    return _intervals()[["interval_start", "queue"]].assign(scheduled=1.0)


def _intervals() -> pd.DataFrame:
    rows = [
        {
            "interval_start": NINE + timedelta(days=day, minutes=30 * slot),
            "interval_minutes": 30,
            "queue": queue,
        }
        for queue in ("calls", "mail")
        for day in range(7)
        for slot in range(16)
    ]
    return pd.DataFrame(rows)


def main() -> None:
    """Warm up, told on the screen."""
    warm(lambda words: print(words, flush=True))  # noqa: T201 - what a command says


if __name__ == "__main__":
    main()
