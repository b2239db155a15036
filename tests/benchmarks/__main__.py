"""Run all benchmarks one after the other: `make bench`, or `python -m tests.benchmarks NAME …`.

A benchmark is a module of this folder that runs by itself. Those that solve a file are run on
every reference file there is.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
REFERENCE = Path(os.environ.get("WFM_REFERENCE_DATA", FOLDER.parents[2] / "shared"))
INPUTS = {"weeks": "data/weeks/week-*.json"}
"""Benchmark → the reference files that it is run on."""


def benchmarks() -> list[str]:
    """Names of the modules whose docstring says that they run as `python -m …` on their own."""
    modules = ((path.stem, path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.py"))
    return sorted(name for name, text in modules if f"python -m tests.benchmarks.{name}" in text)


def runs(name: str) -> list[list[str]]:
    """Arguments of each run of a benchmark."""
    if name not in INPUTS:
        return [[]]
    return [[str(path)] for path in sorted(REFERENCE.glob(INPUTS[name]))]


def main(names: list[str]) -> int:
    """Run benchmarks, all of them where none is named; return how many runs failed."""
    failed = 0
    for name in names or benchmarks():
        for arguments in runs(name):
            title = " ".join([name, *(Path(argument).name for argument in arguments)])
            print(f"\n── {title} " + "─" * (70 - len(title)), flush=True)
            command = [sys.executable, "-m", f"tests.benchmarks.{name}", *arguments]
            failed += subprocess.run(command, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
