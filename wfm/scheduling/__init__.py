"""Requirement, agents and rules → a schedule, with its bound.

The compiled search and the solver are loaded on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wfm.scheduling.checking import check
    from wfm.scheduling.finding import Finding
    from wfm.scheduling.problem import Problem, build_problem
    from wfm.scheduling.roster import scheduled_heads
    from wfm.scheduling.solving import Limits, Progress, Solution, solve

_HOMES = {
    "Finding": "finding",
    "Limits": "solving",
    "Problem": "problem",
    "Progress": "solving",
    "Solution": "solving",
    "build_problem": "problem",
    "check": "checking",
    "scheduled_heads": "roster",
    "solve": "solving",
}

__all__ = [
    "Finding",
    "Limits",
    "Problem",
    "Progress",
    "Solution",
    "build_problem",
    "check",
    "scheduled_heads",
    "solve",
]


def __getattr__(name: str) -> Any:
    """Import a public name's module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"wfm.scheduling.{_HOMES[name]}"), name)
