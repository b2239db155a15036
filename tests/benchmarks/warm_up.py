"""The warm-up of set-up beside what it was, all in one run.

python -m tests.benchmarks.warm_up

Each way compiles its kernels afresh, for a copy of the packages without any: those of the commit
before kernels shared code for numbers and widths, with the warm-up of that time, where the clone
has its history; today's, one group after another in one process; and as set-up does. Seconds of all
processes stand beside those on the clock, since what other programs do meanwhile slows the way that
uses several processors more.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PACKAGES = ("forecasts", "wfm")
SHARED = "wfm/staffing/dispatcher.py"
"""The file with which kernels began to share code; the commit before it is what was."""
SET_UP = ("-m", "wfm.planning.warm")
ONE_PROCESS = ("-c", "from wfm.planning.warm import GROUPS\nfor group in GROUPS.values(): group()")


class Way(NamedTuple):
    """Packages of a commit, None for those that lie here, and how they are warmed up."""

    name: str
    commit: str | None
    arguments: tuple[str, ...]


class Took(NamedTuple):
    """Seconds."""

    clock: float
    processor: float


def ways() -> Iterator[Way]:
    """The former way first, where it can be had."""
    before = former()
    if before:
        yield Way(f"formerly ({before[:7]})", before, SET_UP)
    yield Way("one after another", None, ONE_PROCESS)
    yield Way("as set-up does", None, SET_UP)


def former() -> str | None:
    """Find the commit before kernels shared code; None where the clone's history is shorter."""
    added = _git("log", "--diff-filter=A", "--format=%H", "--", SHARED).split()
    before = _git("rev-parse", "--verify", "--quiet", f"{added[-1]}^") if added else ""
    return before.strip() or None


def _git(*arguments: str) -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    done = subprocess.run([git, *arguments], cwd=ROOT, check=False, capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else ""


def took(way: Way) -> Took:
    """Compile for a fresh copy of the packages."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, "packages.tar")
        _pack(archive, way.commit)
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        used, begun = _used(), time.perf_counter()
        subprocess.run(
            [sys.executable, *way.arguments],
            cwd=folder, env=os.environ | {"PYTHONPATH": folder}, check=True, capture_output=True,
        )  # fmt: skip
        return Took(time.perf_counter() - begun, _used() - used)


def _pack(archive: Path, commit: str | None) -> None:
    if commit:
        _git("archive", "--output", str(archive), commit, *PACKAGES)
        return
    with tarfile.open(archive, "w") as packed:
        for package in PACKAGES:
            packed.add(
                ROOT / package, package, filter=lambda f: None if "__pycache__" in f.name else f
            )


def _used() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def main() -> None:
    """Print the seconds of each way, and the last's share of the others."""
    found = {way.name: took(way) for way in ways()}
    if former() is None:
        print("formerly: left out, this clone has no history of it")
    for name, seconds in found.items():
        print(f"{name:<20} {seconds.clock:6.1f} s by the clock, {seconds.processor:6.1f} s of work")
    *others, (_, now) = found.items()
    for name, seconds in others:
        share, work = now.clock / seconds.clock, now.processor / seconds.processor
        print(f"{share:.0%} of the time and {work:.0%} of the work {name}")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} in the last minute")


if __name__ == "__main__":
    main()
