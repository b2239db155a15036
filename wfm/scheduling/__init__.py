"""Requirement, agents and rules → a schedule, with its bound.

The compiled search and the solver are loaded on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wfm.scheduling.decode import scheduled_heads
    from wfm.scheduling.evaluation.check import check
    from wfm.scheduling.problem import Problem, build_problem
    from wfm.scheduling.result import Limits, SearchProgress, Solution
    from wfm.scheduling.rules.finding import Finding
    from wfm.scheduling.solver import solve

_HOMES = {
    "Finding": "wfm.scheduling.rules.finding",
    "Limits": "wfm.scheduling.result",
    "Problem": "wfm.scheduling.problem",
    "SearchProgress": "wfm.scheduling.result",
    "Solution": "wfm.scheduling.result",
    "build_problem": "wfm.scheduling.problem",
    "check": "wfm.scheduling.evaluation.check",
    "scheduled_heads": "wfm.scheduling.decode",
    "solve": "wfm.scheduling.solver",
}

__all__ = [
    "Finding",
    "Limits",
    "Problem",
    "SearchProgress",
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

    return getattr(import_module(_HOMES[name]), name)
