"""The ledger of unpopular work: who had more than a fair share, from week to week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.fairness import unpopular
from wfm.scheduling.rules.wishes import refuses

KINDS = ("weekend", "night", "late", "wish")


def continued(
    horizon: Horizon,
    shifts: Iterable[Shift],
    ledger: Mapping[str, Mapping[str, float]] | None = None,
) -> dict[str, dict[str, float]]:
    """Continue a ledger by the shifts of a week.

    Per agent and kind: what the ledger said, plus the agent's number of such shifts (or of wishes
    refused) less the mean of all whose work plan allows them. Those who cannot have them have none.
    """
    before, worked = ledger or {}, _counts(horizon, shifts)
    found: dict[str, dict[str, float]] = {}
    for kind in KINDS:
        able = [agent.id for agent in horizon.site.agents if _could(horizon, agent, kind)]
        mean = sum(worked[agent, kind] for agent in able) / max(1, len(able))
        for agent in able:
            share = before.get(agent, {}).get(kind, 0.0) + worked[agent, kind] - mean
            found.setdefault(agent, {})[kind] = share
    return found


def _counts(horizon: Horizon, shifts: Iterable[Shift]) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for shift in shifts:
        start = np.array([horizon.local_minutes(shift)])
        end = np.array([horizon.minutes_of(shift.end, shift.date)])
        weekday = np.array([shift.date.weekday()])
        for kind in KINDS[:3]:
            counts[shift.agent_id, kind] += bool(unpopular(kind, weekday, start, end).all())
        counts[shift.agent_id, "wish"] += sum(
            bool(refuses(wish, start, end).all())
            for wish in horizon.wishes.get(shift.agent_id, ())
            if shift.date.weekday() in wish.weekdays
        )
    return counts


def _could(horizon: Horizon, agent: Agent, kind: str) -> bool:
    """Tell whether an agent's work plan, or wishes, allow a kind of unpopular work."""
    plan = horizon.plan(agent)
    if kind == "weekend":
        return bool(plan.weekdays & {5, 6}) and plan.maximum_weekend_days != 0
    if kind == "night":
        return plan.earliest_start < 360 or plan.latest_end > 1440
    if kind == "late":
        return plan.latest_end > 1200
    return agent.id in horizon.wishes
