"""The warm-up of set-up beside what it was: one small plan after another in one process.

python -m tests.benchmarks.warm_up

Both compile all kernels afresh in one run, each for a copy of the packages without any. What other
programs of the machine do meanwhile slows the one that uses several processors more.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("forecasts", "wfm")
FORMERLY = """
from wfm.planning.warm import FIRST, _requirement, _site, play, staff
from wfm.scheduling import Limits, build_problem, solve
staff()
solve(build_problem(_site(), _requirement(), FIRST), Limits(time=None, effort=1, workers=1))
play()
"""
WAYS = {"one after another": ["-c", FORMERLY], "as set-up does": ["-m", "wfm.planning.warm"]}


def seconds(arguments: list[str]) -> float:
    """Compile for a fresh copy of the packages."""
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            left_out = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / package, Path(folder, package), ignore=left_out)
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, *arguments],
            cwd=folder, env=os.environ | {"PYTHONPATH": folder}, check=True, capture_output=True,
        )  # fmt: skip
        return time.perf_counter() - begun


def main() -> None:
    """Print the seconds of both, and the share of the former."""
    took = {way: seconds(arguments) for way, arguments in WAYS.items()}
    for way, found in took.items():
        print(f"{way:<18} {found:6.1f} s")
    former, now = took.values()
    print(f"{now / former:.0%} of what it was, with {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
