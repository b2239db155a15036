"""Runs in an environment of its own: the rates of pyworkforce, printed as JSON."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from importlib.metadata import version

from pyworkforce import queuing

SECONDS = 3.0


def rate(solve: Callable[[float], object]) -> float:
    """Solve for loads from 1 to 200 Erlangs, in turn, until the time is up."""
    count, started = 0, time.process_time()
    while time.process_time() - started < SECONDS:
        solve(1 + count * 37 % 200)
        count += 1
    return count / (time.process_time() - started)


def by_service_level(load: float) -> object:
    model = queuing.ErlangC(transactions=load * 10, aht=3, interval=30, asa=20 / 60)
    return model.required_positions(service_level=0.8)


def with_abandonment(load: float) -> object:
    model = queuing.ErlangA(transactions=load * 10, aht=3, interval=30, asa=20 / 60, patience=2)
    return model.required_positions(service_level=0.8, max_abandonment=0.05)


print(
    json.dumps(
        {
            "version": version("pyworkforce"),
            "erlang_c": rate(by_service_level),
            "erlang_a": rate(with_abandonment) if hasattr(queuing, "ErlangA") else None,
        }
    )
)
