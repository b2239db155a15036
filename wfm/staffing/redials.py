"""Callers who give up and call again: the load that arrives, redials included."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.errors import ParameterError
from wfm.model import ServiceGoal
from wfm.staffing.erlang import Floats, not_negative, performance
from wfm.staffing.requirement import required_agents

CLOSE = 1e-12


def load_with_redials(
    load: ArrayLike, agents: ArrayLike, aht: ArrayLike, patience: ArrayLike, redial_share: float
) -> Floats:
    """Load in Erlangs when a share of the abandoned call again: a = a₀ / (1 - r P_ab(a)).

    `load` is of first attempts only; history contains redials, so remove them before forecasting.
    The fixed point is found by halving, since a (1 - r P_ab(a)) grows with a.

    Raises
    ------
    ParameterError
        For a share outside 0 ≤ r < 1 and arguments that `performance` refuses.
    """
    if not 0 <= redial_share < 1:
        raise ParameterError("redial_share", redial_share, "a share, 0 or more and below 1")
    first, heads = np.broadcast_arrays(not_negative("load", load), not_negative("agents", agents))
    low, high = first.copy(), first / (1 - redial_share)
    while np.any(high - low > CLOSE * high):
        middle = 0.5 * (low + high)
        if np.all((middle <= low) | (middle >= high)):
            break
        lost = performance(middle, heads, aht, patience=patience).abandonment
        above = middle * (1 - redial_share * lost) > first
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return high


def required_agents_with_redials(
    load: ArrayLike,
    aht: ArrayLike,
    goal: ServiceGoal,
    patience: ArrayLike,
    redial_share: float,
) -> NDArray[np.int64]:
    """Fewest whole agents that meet every target with the redials that they leave."""
    agents = np.asarray(required_agents(load, aht, goal, patience))
    while True:
        total = load_with_redials(load, agents, aht, patience, redial_share)
        short = agents < required_agents(total, aht, goal, patience)
        if not short.any():
            answer: NDArray[np.int64] = agents[()]
            return answer
        agents = agents + short
