"""The ledger of unpopular work: who had more than a fair share, from week to week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from wfm.model import Agent, Shift
from wfm.model.day_parts import DayPart, UnpopularWork, day_part, part_of
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.shift_times import shift_starts
from wfm.scheduling.rules.wishes import refuses


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
    for kind in UnpopularWork:
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
        own, weekday, part = shift.agent_id, shift.date.weekday(), part_of(shift, horizon.zone)
        counts[own, UnpopularWork.WEEKEND] += weekday in horizon.site.weekend
        counts[own, UnpopularWork.NIGHT] += part is DayPart.NIGHT
        counts[own, UnpopularWork.LATE] += part is DayPart.LATE
        counts[own, UnpopularWork.WISH] += sum(
            bool(refuses(wish, start, end).all())
            for wish in horizon.wishes.get(own, ())
            if weekday in wish.weekdays
        )
    return counts


def _could(horizon: Horizon, agent: Agent, kind: UnpopularWork) -> bool:
    """Tell whether an agent's work plan, or wishes, allow a kind of unpopular work."""
    plan = horizon.plan(agent)
    if kind is UnpopularWork.WISH:
        return agent.id in horizon.wishes
    if kind is UnpopularWork.WEEKEND:
        return bool(plan.weekdays & horizon.site.weekend) and plan.maximum_weekend_days != 0
    return any(
        day_part(start, start + length).value == kind.value
        for length in plan.shift_minutes
        for start in shift_starts(plan, length)
    )
