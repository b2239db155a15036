"""What each further head buys: the figures over a range of agents, with their worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wfm.model import Channel, OpeningHours, Queue, ServiceGoal
from wfm.staffing.erlang import not_negative, patience_of, positive
from wfm.staffing.immediate_work import queue_performance, queue_requirement, spare_heads
from wfm.staffing.tolerances import Floats

if TYPE_CHECKING:
    import pandas as pd

BEFORE, AFTER = 4, 6
"""Agents shown below and above the requirement."""
ALWAYS_OPEN = OpeningHours((((0, 1440),),) * 7)


@dataclass(frozen=True, slots=True)
class Prices:
    """What heads cost and contacts are worth."""

    hourly_cost: float = 0.0
    """Wage of one head per hour."""
    contact_value: float = 0.0
    """What a contact loses that is never answered."""
    late_penalty: float = 0.0
    """What a contact costs that is not answered within the threshold."""


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
    """Figures over the number of agents for Erlangs and seconds as in `performance`.

    The prices are those of `Prices`, the columns those of `queue_curve`.
    """
    import pandas as pd

    queue = calculator_queue(goal or ServiceGoal(), patience)
    prices = Prices(hourly_cost, contact_value, late_penalty)
    return pd.DataFrame(queue_curve(queue, load, aht, agents, prices))


def calculator_queue(goal: ServiceGoal, patience: float | None = None) -> Queue:
    """Return a queue that has nothing but a goal and its callers' patience."""
    patience_of(patience, np.ones(1))
    return Queue("", Channel.VOICE, "", ALWAYS_OPEN, goal, patience_seconds=patience)


def queue_curve(
    queue: Queue,
    load: float,
    aht: float,
    agents: Sequence[float] | None = None,
    prices: Prices | None = None,
) -> dict[str, Floats]:
    """Figures of a queue over the number of agents, around its requirement unless `agents` says.

    Returns
    -------
    dict
        Columns of equal length: `agents`, `service_level`, `asa_seconds`, `abandonment`, `blocked`
        (with lines), `occupancy` (by contacts), `deferred_heads` (with an idle reserve: heads busy
        with deferred work while some waits), `cost` (wages and losses per hour; NaN where
        undefined) and `marginal_value` (what one more head saves per hour after its wage:
        λ (P_lost(n) - P_lost(n+1)) × value + late answers saved - wage).
    """
    prices = prices or Prices()
    not_negative("load", load), positive("aht", aht)
    if agents is None:
        agents = _around(queue, load, aht)
    heads = not_negative("agents", agents)
    deferred = _always_some(queue)
    pair = np.array([heads, heads + 1])
    found = queue_performance(queue, load, pair, aht, deferred)
    again = queue.redial_share * found.lost
    per_hour = load / aht * 3600 / (1 - again)
    lost = per_hour * (found.lost - again) * prices.contact_value
    late = per_hour * (1 - found.service_level) * prices.late_penalty
    columns = {
        "agents": np.asarray(agents),
        "service_level": found.service_level[0],
        "asa_seconds": found.asa[0],
        "abandonment": found.abandonment[0],
        "blocked": (found.lost - found.abandonment)[0] if queue.lines is not None else None,
        "occupancy": found.occupancy[0],
        "deferred_heads": None if deferred is None else spare_heads(queue, load, heads, aht),
        "cost": heads * prices.hourly_cost + (lost + late)[0],
        "marginal_value": (lost + late)[0] - (lost + late)[1] - prices.hourly_cost,
    }
    return {name: values for name, values in columns.items() if values is not None}


def _always_some(queue: Queue) -> float | None:
    """Deferred work that never runs out, where idle agents do some."""
    return None if queue.idle_reserve is None else np.inf


def _around(queue: Queue, load: float, aht: float) -> range:
    heads, _ = queue_requirement(queue, load, aht, _always_some(queue))
    least = int(np.ceil(heads[0]))
    return range(max(least - BEFORE, 1), least + AFTER + 1)
