"""Contacts and AHT per interval become heads per interval and queue."""

from wfm.model import ServiceGoal
from wfm.staffing.coverage import predict_coverage
from wfm.staffing.erlang import Performance, erlang_b, erlang_c, performance
from wfm.staffing.requirement import Requirement, required_agents, requirement
from wfm.staffing.site_requirements import site_requirements

__all__ = [
    "Performance",
    "Requirement",
    "ServiceGoal",
    "erlang_b",
    "erlang_c",
    "performance",
    "predict_coverage",
    "required_agents",
    "requirement",
    "site_requirements",
]
