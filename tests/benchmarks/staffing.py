"""Speed of the staffing models, as ratios to pyworkforce in one run, and what numba buys.

`python -m tests.benchmarks.staffing` installs pyworkforce into `.benchmarks/`, for this alone. Its
Erlang A (0.5.4) needs Python 3.12: the newest interpreter that is found runs it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.staffing.centre import CALLS, forecast, scheduled, site
from wfm.staffing import ServiceGoal, predict_coverage, search, site_requirements
from wfm.staffing import numpy_kernels as arrays
from wfm.staffing.requirement import goal_vector

ROOT = Path(__file__).parents[2]
PEER = ROOT / ".benchmarks" / "pyworkforce"
INTERPRETERS = ("python3.13", "python3.12")
SERVICE_LEVEL = goal_vector(ServiceGoal())
WITH_ABANDONMENT = goal_vector(ServiceGoal(abandonment=0.05))
FIRST_CALLS = {
    "calculator": "import wfm.staffing as s; s.requirement(10, 180, patience=90)",
    "a million loads": """
import numpy as np, wfm.staffing as s
s.required_agents(np.linspace(1, 200, 1_000_000), 180)""",
    "a site's week": """
from tests.staffing.centre import CALLS, forecast, site
from wfm.staffing import site_requirements
site_requirements(forecast(CALLS), site(CALLS))""",
    "a site's week and its coverage": """
from tests.staffing.centre import CALLS, forecast, scheduled, site
from wfm.staffing import predict_coverage, site_requirements
demand = forecast(CALLS)
need = site_requirements(demand, site(CALLS))
predict_coverage(need, demand, scheduled(need), site(CALLS))""",
}
"""What a new user may ask first, imports included."""


def main() -> None:
    """Print the table."""
    peer = peer_rates()
    print(f"pyworkforce {peer['version']}, one core, solves per second")
    if peer["erlang_a"] is None:
        print("(this version has no Erlang A: a newer one needs Python 3.12, which is not here)")
    print(f"{'':44}{'compiled':>12}{'NumPy':>12}{'peer':>10}{'× peer':>10}{'× NumPy':>10}")
    row("smallest n for 80/20, loads 1–200", SERVICE_LEVEL, np.inf, 1_000_000, peer["erlang_c"])
    row("Erlang A, 80/20 and 5 % abandoned", WITH_ABANDONMENT, 120.0, 100_000, peer["erlang_a"])
    print()
    for name, seconds in week_of_fifty_queues():
        print(f"{name:44}{seconds:12.2f} s")
    print(
        f"\n{'first call in a new process, s of its time':44}{'new':>12}{'cached':>12}{'NumPy':>12}"
    )
    for name, seconds in first_calls():
        print(f"{name:44}" + "".join(f"{figure:12.1f}" for figure in seconds))


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
    """Seconds of process time that some work takes, whatever else the machine does."""
    started = time.process_time()
    work()
    return time.process_time() - started


def week_of_fifty_queues() -> list[tuple[str, float]]:
    """Seconds for the requirement and the coverage of 50 queues × 672 intervals."""
    round_the_clock = replace(CALLS, hours=replace(CALLS.hours, windows=(((0, 1440),),) * 7))
    queues = [replace(round_the_clock, name=f"queue {k}") for k in range(50)]
    centre = site(*queues)
    demand = pd.concat([forecast(queue, 5.0 + 3 * k) for k, queue in enumerate(queues)])
    need = site_requirements(demand, centre)
    heads = scheduled(need)

    def cover() -> object:
        return predict_coverage(need, demand, heads, centre)

    cover()
    return [
        (
            "requirement, 50 queues × 672 intervals",
            timed(lambda: site_requirements(demand, centre)),
        ),
        ("coverage, 50 queues × 672 intervals", timed(cover)),
    ]


def first_calls() -> Iterator[tuple[str, list[float]]]:
    """Process time of first calls: with nothing compiled, with the cache, without a compiler."""
    for name, code in FIRST_CALLS.items():
        with tempfile.TemporaryDirectory() as cache:
            cached = {"NUMBA_CACHE_DIR": cache}
            settings = (cached, cached, {"NUMBA_DISABLE_JIT": "1"})
            yield name, [process_time(code, os.environ | setting) for setting in settings]


def process_time(code: str, environment: dict[str, str]) -> float:
    """Seconds of process time that a new interpreter takes for some code."""
    timed_code = f"{code}\nimport time; print(time.process_time())"
    return float(run(sys.executable, "-c", timed_code, environment=environment))


def peer_rates() -> dict[str, Any]:
    """Rates of pyworkforce, installed in an environment of its own."""
    python = PEER / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists():
        run(newest_python(), "-m", "venv", str(PEER))
        run(str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:", "pyworkforce")
    rates: dict[str, Any] = json.loads(
        run(str(python), str(Path(__file__).with_name("peer_pyworkforce.py")))
    )
    return rates


def newest_python() -> str:
    """Interpreter for the peer; the own one where none is newer."""
    installed = (Path.home() / ".pyenv" / "versions").glob("3.1[23].*/bin/python")
    for found in (*INTERPRETERS, *map(str, sorted(installed, reverse=True))):
        path = shutil.which(found)
        if (
            path
            and subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0
        ):
            return path
    return sys.executable


def run(*command: str, environment: dict[str, str] | None = None) -> str:
    """Output of a command."""
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout


if __name__ == "__main__":
    main()
