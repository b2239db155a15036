"""Every benchmark begins: what it takes from elsewhere is still there, by its name."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent / "benchmarks"
PEERS = {"peer_pyworkforce"}
"""Runs in an environment of the package that it measures."""


@pytest.mark.parametrize(
    "name", sorted({path.stem for path in BENCHMARKS.glob("*.py")} - PEERS - {"__init__"})
)
def test_a_benchmark_finds_what_it_takes(name: str) -> None:
    importlib.import_module(f"tests.benchmarks.{name}")
