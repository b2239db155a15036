"""What goes on from week to week: a share of unpopular work, weekends that were worked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from wfm.model import Agent, Shift, WorkPlan
from wfm.model.day_parts import (
    HOURS_ACCOUNT,
    ROTATION_LINE,
    WEEKENDS_AGO,
    DayPart,
    UnpopularWork,
    day_part,
)
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.day_parts import part_of
from wfm.scheduling.rules.days_per_month import DaysPerMonth
from wfm.scheduling.rules.hours_account import AccountSettings, balance_after
from wfm.scheduling.rules.hours_per_month import HoursPerMonth
from wfm.scheduling.rules.months import before_next
from wfm.scheduling.rules.rotation import line_after
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.scheduling.rules.weekends import WeekendDaysSettings
from wfm.scheduling.rules.weekends_in_turn import (
    WEEK,
    WeekendTurnSettings,
    latest_weekend,
    weekends_before,
)
from wfm.scheduling.rules.weekends_worked import weekend_begin
from wfm.scheduling.rules.wishes import refused_by
from wfm.scheduling.split_days import joined_by_agent

DECIMALS = 6
"""Decimals of a share, so that one handed on in memory is the one that a file or store says."""


def continued(
    horizon: Horizon,
    shifts: Iterable[Shift],
    ledger: Mapping[str, Mapping[str, float]] | None = None,
) -> dict[str, dict[str, float]]:
    """Continue a ledger by the shifts of a week.

    Per agent and kind: what the ledger said, plus the agent's number of such shifts (or of wishes
    refused) less the mean of all whose work plan allows them. Those who cannot have them have none.
    Which of the last weekends were worked, and the hours on the account, are kept for those whose
    work plan counts them.
    """
    shifts = tuple(shifts)
    before, worked = ledger or {}, unpopular_work(horizon, shifts)
    found: dict[str, dict[str, float]] = {}
    for kind in UnpopularWork:
        able = [agent.id for agent in horizon.site.agents if _could(horizon, agent, kind)]
        mean = sum(worked[agent, kind] for agent in able) / max(1, len(able))
        for agent in able:
            share = before.get(agent, {}).get(kind, 0.0) + worked[agent, kind] - mean
            found.setdefault(agent, {})[kind] = round(share, DECIMALS)
    of_agent: dict[str, list[Shift]] = {}
    for shift in shifts:
        of_agent.setdefault(shift.agent_id, []).append(shift)
    after = replace(horizon, ledger=before)
    for each in horizon.site.agents:
        kept = _kept(after, each, of_agent.get(each.id, ()))
        if kept:
            found.setdefault(each.id, {}).update(kept)
    return found


def ledgers_by_week(
    horizon: Horizon, shifts: Iterable[Shift], ledger: Mapping[str, Mapping[str, float]]
) -> tuple[dict[str, dict[str, float]], ...]:
    """Continue a ledger by the shifts of some weeks: as it is after each of them."""
    found: list[dict[str, dict[str, float]]] = []
    before = horizon.site.previous
    for week, own, _ in horizon.by_week(shifts):
        after = replace(week, site=replace(week.site, previous=before))
        found.append(continued(after, own, found[-1] if found else ledger))
        before = (*before, *own)
    return tuple(found)


def _kept(horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> dict[str, float]:
    """Give what an agent's work plan goes on from: weekends, account, rotation, the month."""
    found = _weekends(horizon, agent, shifts)
    if AccountSettings.of(horizon.plan(agent)).average_paid_minutes is not None:
        found[HOURS_ACCOUNT] = round(balance_after(horizon, agent, shifts) / 60, DECIMALS)
    elif HOURS_ACCOUNT in (before := horizon.ledger.get(agent.id, {})):
        found[HOURS_ACCOUNT] = before[HOURS_ACCOUNT]  # it is owed under whatever contract
    last = horizon.contracts(agent)[-1]
    own = shifts if last is agent else [s for s in shifts if last.employed_on(s.date)]
    line = line_after(horizon, last, own)
    if line is not None:
        found[ROTATION_LINE] = float(line)
    if counts_by_month(horizon.plan_on(agent, horizon.first + timedelta(days=horizon.days))):
        found.update(before_next(horizon, agent, shifts))
    return found


def counts_by_month(plan: WorkPlan) -> bool:
    """Tell whether a work plan asks anything of calendar months."""
    return any(rule.asked(plan) is not None for rule in (HoursPerMonth(), DaysPerMonth()))


def _weekends(horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> dict[str, float]:
    """Say which of the weekends that began before the next week were worked."""
    asked = WeekendTurnSettings.of(horizon.plan(agent))
    last = latest_weekend(horizon, horizon.first + timedelta(days=horizon.days))
    if asked.maximum_weekends_in_turn is None or last is None:
        return {}
    worked = {weekend_begin(shift.date, horizon.site.weekend) for shift in shifts}
    worked |= weekends_before(horizon, agent)
    told = enumerate(WEEKENDS_AGO[: asked.weekends_in_turn])
    return {kind: 1.0 for ago, kind in told if last - WEEK * ago in worked}


def unpopular_work(horizon: Horizon, shifts: Iterable[Shift]) -> Counter[tuple[str, str]]:
    """Count shifts of each unpopular kind, and wishes refused, by agent and kind."""
    counts: Counter[tuple[str, str]] = Counter()
    for shift in joined_by_agent(shifts):
        own, part = shift.agent_id, part_of(horizon, shift)
        counts[own, UnpopularWork.WEEKEND] += shift.date.weekday() in horizon.site.weekend
        counts[own, UnpopularWork.NIGHT] += part is DayPart.NIGHT
        counts[own, UnpopularWork.LATE] += part is DayPart.LATE
        counts[own, UnpopularWork.WISH] += sum(
            refused_by(horizon, wish, shift) for wish in horizon.wishes.get(own, ())
        )
    return counts


def _could(horizon: Horizon, agent: Agent, kind: UnpopularWork) -> bool:
    """Tell whether an agent's work plan, or wishes, allow a kind of unpopular work."""
    plan = horizon.plan(agent)
    if kind is UnpopularWork.WISH:
        return agent.id in horizon.wishes
    times = ShiftTimeSettings.of(plan)
    if kind is UnpopularWork.WEEKEND:
        most = WeekendDaysSettings.of(plan).maximum_weekend_days
        return bool(times.weekdays & horizon.site.weekend) and most != 0
    return any(
        day_part(start, start + length).value == kind.value
        for length in times.lengths
        for start in times.starts(length)
    )
