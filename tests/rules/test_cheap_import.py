"""Whoever only reads or shows a work plan compiles nothing and loads no solver."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"numba", "llvmlite", "ortools", "pandas", "scipy", "statsmodels"}


def test_the_rules_settings_load_no_compiled_code() -> None:
    code = "import sys, wfm.scheduling.rules.work_plan; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(found.stdout.split())
