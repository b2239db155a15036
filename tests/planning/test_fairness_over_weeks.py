"""Planned week after week with the ledger handed on, unpopular work is spread more evenly."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd

from tests.work_plans import contract
from wfm.model import Agent, Channel, OpeningHours, Queue, ServiceGoal, Shift, Site
from wfm.model.plan import Plan
from wfm.planning.pipeline import plan_weeks
from wfm.planning.plan_options import PlanOptions
from wfm.planning.plan_origin import PlanOrigin
from wfm.planning.week_demand import staffed_demand
from wfm.scheduling import Limits

FIRST, WEEKS = date(2026, 1, 5), 8
EVERY_DAY = OpeningHours((((480, 1320),),) * 7)
CONTRACT = contract("full", (2400, 2400), (5, 5), (480,), 480, 1320)
AGENTS = tuple(
    Agent(f"A{n:02}", f"Agent {n}", "team", "full", frozenset({"talk"})) for n in range(40)
)
SITE = Site(
    "Fair", "UTC", None, 0, 30, 0.0, "EUR",
    (Queue("calls", Channel.VOICE, "talk", EVERY_DAY, ServiceGoal(0.8, 20)),),
    {"full": CONTRACT}, AGENTS,
)  # fmt: skip
ORIGIN = PlanOrigin(datetime(2026, 1, 1, tzinfo=UTC), {})
LIMITS = Limits(time=None, effort=1, workers=1)


def forecast(week: date) -> pd.DataFrame:
    """As many calls on every day, so that some must work on weekends and late."""
    starts = pd.date_range(week.isoformat(), periods=7 * 48, freq="30min", tz="UTC")
    hour = starts.hour + starts.minute / 60
    return pd.DataFrame({
        "interval_start": starts, "interval_minutes": 30, "queue": "calls",
        "contacts": np.where((hour >= 8) & (hour < 22), 80.0, 0.0), "aht_seconds": 240.0,
    })  # fmt: skip


def planned(*, handed_on: bool) -> list[Plan]:
    plans: list[Plan] = []
    for number in range(WEEKS):
        week = FIRST + timedelta(weeks=number)
        before = plans[-1] if plans else None
        site = replace(SITE, previous=() if before is None else before.schedule.shifts)
        ledger = before.ledger if before is not None and handed_on else {}
        options = PlanOptions(LIMITS, ledger=ledger)
        plans.append(plan_weeks(staffed_demand(site, week, forecast(week), {}), options, ORIGIN))
    return plans


def spread(plans: list[Plan], kind: str) -> float:
    """Standard deviation over agents of how often each had such work."""

    def is_kind(shift: Shift) -> bool:
        if kind == "weekend":
            return shift.date.weekday() >= 5
        return shift.end.hour * 60 + shift.end.minute > 1200 or shift.end.date() > shift.date

    had = Counter(s.agent_id for plan in plans for s in plan.schedule.shifts if is_kind(s))
    return float(np.std([had[agent.id] for agent in AGENTS]))


def test_weekends_and_late_ends_are_spread_over_eight_weeks() -> None:
    alone, ledger = planned(handed_on=False), planned(handed_on=True)
    for kind in ("weekend", "late"):
        with_it, without = spread(ledger, kind), spread(alone, kind)
        print(f"{kind}: standard deviation {without:.2f} without, {with_it:.2f} with the ledger")
        assert with_it < 0.7 * without
    service = [[float(plan.total["under_hours"]) for plan in plans] for plans in (alone, ledger)]
    assert sum(service[1]) <= 1.05 * sum(service[0]) + 1
