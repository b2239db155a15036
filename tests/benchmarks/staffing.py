"""Speed of the staffing models, as ratios to pyworkforce in one run, and what numba buys.

`python -m tests.benchmarks.staffing` installs pyworkforce into `.benchmarks/`, for this alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.staffing.centre import CALLS, forecast, scheduled, site
from wfm.staffing import ServiceGoal, arrays, predict_coverage, search, site_requirements
from wfm.staffing.requirement import goal_vector

ROOT = Path(__file__).parents[2]
PEER = ROOT / ".benchmarks" / "pyworkforce"
SERVICE_LEVEL = goal_vector(ServiceGoal())
WITH_ABANDONMENT = goal_vector(ServiceGoal(abandonment=0.05))
FIRST_CALL = """
import time
from wfm.staffing import performance, required_agents, requirement
started = time.process_time()
performance(10, 14, 180, patience=90); required_agents(10, 180); requirement(10, 180)
print(time.process_time() - started)
"""


def main() -> None:
    """Print the table."""
    peer = peer_rates()
    print(f"pyworkforce {peer['version']}, one core, solves per second")
    print(f"{'':44}{'compiled':>12}{'NumPy':>12}{'peer':>10}{'× peer':>10}{'× NumPy':>10}")
    row("smallest n for 80/20, loads 1–200", SERVICE_LEVEL, np.inf, 1_000_000, peer["erlang_c"])
    row("Erlang A, 80/20 and 5 % abandoned", WITH_ABANDONMENT, 120.0, 100_000, peer["erlang_a"])
    print()
    for name, seconds in week_of_fifty_queues():
        print(f"{name:44}{seconds:12.2f} s")
    for name, seconds in first_call():
        print(f"{name:44}{seconds:12.2f} s of process time")


def row(name: str, goal: Any, patience: float, count: int, peer: float | None) -> None:
    """Print the rates of one kind of solve."""
    fast = rate(search.smallest_of, goal, patience, count)
    plain = rate(arrays.smallest_of, goal, patience, count // 20)
    ratio = f"{fast / peer:10,.0f}" if peer else f"{'–':>10}"
    known = f"{peer:10,.0f}" if peer else f"{'none':>10}"
    print(f"{name:44}{fast:12,.0f}{plain:12,.0f}{known}{ratio}{fast / plain:10,.0f}")


def rate(solve: Callable[..., object], goal: Any, patience: float, count: int) -> float:
    """Solves per second on random loads, the best of three runs after a warm one."""
    load = np.random.default_rng(1).uniform(1, 200, count)
    every = np.ones(count)
    arguments = (load, 180 * every, patience * every, 20 * every, goal)
    return count / min(timed(lambda: solve(*arguments)) for _ in range(4))


def timed(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def week_of_fifty_queues() -> list[tuple[str, float]]:
    """Seconds for the requirement and the coverage of 50 queues × 672 intervals."""
    round_the_clock = replace(CALLS, hours=replace(CALLS.hours, windows=(((0, 1440),),) * 7))
    queues = [replace(round_the_clock, name=f"queue {k}") for k in range(50)]
    centre = site(*queues)
    demand = pd.concat([forecast(queue, 5.0 + 3 * k) for k, queue in enumerate(queues)])
    need = site_requirements(demand, centre)
    heads = scheduled(need)
    return [
        (
            "requirement, 50 queues × 672 intervals",
            timed(lambda: site_requirements(demand, centre)),
        ),
        (
            "coverage, 50 queues × 672 intervals",
            timed(lambda: predict_coverage(need, demand, heads, centre)),
        ),
    ]


def first_call() -> list[tuple[str, float]]:
    """Process time of the first figures without and with the compiled code on disk."""
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {"NUMBA_CACHE_DIR": cache}
        return [
            (name, float(run(sys.executable, "-c", FIRST_CALL, environment=environment)))
            for name in ("first call of a new user", "first call after that")
        ]


def peer_rates() -> dict[str, Any]:
    """Rates of pyworkforce, installed in an environment of its own."""
    python = PEER / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists():
        venv.create(PEER, with_pip=True)
        run(str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:", "pyworkforce")
    rates: dict[str, Any] = json.loads(
        run(str(python), str(Path(__file__).with_name("peer_pyworkforce.py")))
    )
    return rates


def run(*command: str, environment: dict[str, str] | None = None) -> str:
    """Output of a command."""
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout


if __name__ == "__main__":
    main()
