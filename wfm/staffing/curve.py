"""What each further head buys: the figures over a range of agents, with their worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from wfm.model import ServiceGoal
from wfm.staffing.erlang import not_negative, performance
from wfm.staffing.requirement import required_agents

if TYPE_CHECKING:
    import pandas as pd

BEFORE, AFTER = 4, 6
"""Agents shown below and above the requirement."""


def staffing_curve(
    load: float,
    aht: float,
    goal: ServiceGoal | None = None,
    patience: float | None = None,
    agents: Sequence[float] | None = None,
    hourly_cost: float = 0.0,
    contact_value: float = 0.0,
    late_penalty: float = 0.0,
) -> pd.DataFrame:
    """Figures over the number of agents, around the requirement unless `agents` says otherwise.

    Parameters
    ----------
    load, aht, patience
        Erlangs and seconds, as in `performance`.
    hourly_cost
        Wage of one head per hour.
    contact_value
        What an abandoned contact loses.
    late_penalty
        What a contact costs that is not answered within the threshold.

    Returns
    -------
    pd.DataFrame
        `agents`, `service_level`, `asa_seconds`, `abandonment`, `occupancy`, `cost` (wages and
        losses per hour; NaN where undefined) and `marginal_value` (what one more head saves per
        hour after its wage: λ (P_ab(n) - P_ab(n+1)) × value + late answers saved - wage).
    """
    import pandas as pd

    goal = goal or ServiceGoal()
    if agents is None:
        least = int(required_agents(load, aht, goal, patience))
        agents = range(max(least - BEFORE, 1), least + AFTER + 1)
    heads = not_negative("agents", agents)
    both = performance(load, [heads, heads + 1], aht, goal.threshold, patience)
    per_hour = load / aht * 3600
    lost = per_hour * both.abandonment * contact_value
    late = per_hour * (1 - both.service_level) * late_penalty
    cost = heads * hourly_cost + lost[0] + late[0]
    return pd.DataFrame(
        {
            "agents": np.asarray(agents),
            "service_level": both.service_level[0],
            "asa_seconds": both.asa[0],
            "abandonment": both.abandonment[0],
            "occupancy": both.occupancy[0],
            "cost": cost,
            "marginal_value": (lost + late)[0] - (lost + late)[1] - hourly_cost,
        }
    )
