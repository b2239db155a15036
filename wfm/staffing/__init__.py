"""Contacts and AHT per interval become heads per interval and queue.

Loads are in Erlangs, times in seconds, shares fractions 0..1, heads on queue (available) unless a
name says gross. `python -m tests.benchmarks.staffing` measures the speed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from wfm.model import ServiceGoal
from wfm.staffing.blending import Blended, blended
from wfm.staffing.changing_load import offered_load
from wfm.staffing.chat import chat_performance, required_chat_agents
from wfm.staffing.curve import Prices, calculator_queue, queue_curve, staffing_curve
from wfm.staffing.erlang import Performance, erlang_b, erlang_c, performance
from wfm.staffing.immediate_work import (
    fewest_lines,
    queue_performance,
    queue_requirement,
    spare_heads,
    total_load,
)
from wfm.staffing.lines import LinesPerformance, performance_with_lines
from wfm.staffing.patience import PatienceHazard, mean_patience, patience_hazard
from wfm.staffing.redials import (
    load_with_redials,
    without_redials,
)
from wfm.staffing.requirement import Requirement, required_agents, requirement
from wfm.staffing.shrinkage import compound, gross, net

if TYPE_CHECKING:
    from wfm.staffing.backlog import MissedWindow, missed_windows, predict_backlog
    from wfm.staffing.coverage import predict_coverage
    from wfm.staffing.site_staffing import site_requirements

__all__ = [
    "Blended",
    "LinesPerformance",
    "MissedWindow",
    "PatienceHazard",
    "Performance",
    "Prices",
    "Requirement",
    "ServiceGoal",
    "blended",
    "calculator_queue",
    "chat_performance",
    "compound",
    "erlang_b",
    "erlang_c",
    "fewest_lines",
    "gross",
    "load_with_redials",
    "mean_patience",
    "missed_windows",
    "net",
    "offered_load",
    "patience_hazard",
    "performance",
    "performance_with_lines",
    "predict_backlog",
    "predict_coverage",
    "queue_curve",
    "queue_performance",
    "queue_requirement",
    "required_agents",
    "required_chat_agents",
    "requirement",
    "site_requirements",
    "spare_heads",
    "staffing_curve",
    "total_load",
    "without_redials",
]

_OF_DATA_FRAMES = {
    "MissedWindow": "backlog",
    "missed_windows": "backlog",
    "predict_backlog": "backlog",
    "predict_coverage": "coverage",
    "site_requirements": "site_staffing",
}


def __getattr__(name: str) -> object:
    """Load what works on data frames when it is asked for: pandas and numba take seconds."""
    if name not in _OF_DATA_FRAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_OF_DATA_FRAMES[name]}"), name)
