"""What a plan was made from: inputs, options, versions, and the id that follows from them."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from wfm.model.plan import Message
from wfm.planning.plan_options import PlanOptions
from wfm.planning.shared_agents import shares_agents
from wfm.planning.week_demand import WeekDemand

PACKAGES = ("contact-centre-wfm", "numpy", "ortools", "pandas", "statsmodels")


@dataclass(frozen=True, slots=True)
class PlanOrigin:
    """What a plan was made from, and when."""

    created: datetime
    hashes: Mapping[str, str]
    """SHA-256 of each input."""
    warnings: tuple[Message, ...] = ()
    """What the reading of the inputs had to say."""


def options_document(demand: WeekDemand, options: PlanOptions) -> dict[str, Any]:
    """Give the options as they are written down; those that were not used are left out."""
    given = {
        "weeks": options.weeks if options.weeks > 1 else None,
        "overrides": [asdict(override) for override in options.overrides],
        "accept_shifts": options.accept_shifts,
        "backlog": dict(options.backlog),
        "ledger": {agent: dict(shares) for agent, shares in options.ledger.items()},
        "base_version": None if options.base is None else options.base.version,
        "absent": [asdict(entry) for entry in options.absent],
        "repair": options.repair,
        "rounds": options.rounds if shares_agents(demand.site) else 0,
        "simulation_runs": options.simulation_runs,
    }
    used = {name: value for name, value in given.items() if value}
    return {
        "week": demand.first.isoformat(),
        "price": options.price,
        **asdict(options.limits),
        **used,
    }


def versions() -> dict[str, str]:
    """Name the versions of what makes a plan."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def plan_id(hashes: Mapping[str, str], parameters: Mapping[str, object]) -> str:
    """Return the same id for the same inputs, parameters and version."""
    facts = [dict(hashes), dict(parameters), version(PACKAGES[0])]
    text = json.dumps(facts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
