"""Compile the numeric kernels ahead of the first plan: `python -m wfm.planning.warm`.

Set-up runs this once; compiled code stays in the cache beside the sources.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pandas as pd

from wfm.model import (
    ActivityCategory,
    Agent,
    Channel,
    OpeningHours,
    Queue,
    ServiceGoal,
    Site,
)
from wfm.scheduling import Limits, build_problem, solve
from wfm.scheduling.rules.breaks import ActivityRule
from wfm.scheduling.rules.work_plan import work_plan
from wfm.simulation import simulate
from wfm.staffing import predict_coverage, site_requirements

FIRST = date(2026, 1, 5)
HOURS = OpeningHours((((540, 1020),),) * 7)


def warm() -> None:
    """Staff, schedule and simulate a week of two agents, so that every kernel is compiled."""
    site, forecast = _site(), _forecast()
    requirement = site_requirements(forecast, site)
    problem = build_problem(site, requirement, FIRST)
    found = solve(problem, Limits(time=None, effort=1, workers=1))
    heads = requirement[["interval_start", "queue"]].assign(scheduled=1.0)
    predict_coverage(requirement, forecast, heads, site)
    simulate(site, forecast, found.schedule.shifts, heads, runs=2)


def _site() -> Site:
    plan = work_plan(
        "plan", paid_minutes_per_week=(1200, 1200), days_per_week=(4, 4), shift_minutes=(300,),
        earliest_start=540, latest_end=1020,
        activities=(ActivityRule("Break", ActivityCategory.BREAK, 30, True, 90, 180),),
    )  # fmt: skip
    skills = frozenset({"phone"})
    return Site(
        *("Warm", "UTC", None, 0, 30, 0.1, "EUR"),
        queues=(
            Queue("calls", Channel.VOICE, "phone", HOURS, ServiceGoal(), patience_seconds=300),
            Queue("mail", Channel.EMAIL, "phone", HOURS, ServiceGoal(), response_minutes=240),
        ),
        work_plans={"plan": plan},
        agents=tuple(Agent(f"A{n}", f"Agent {n}", "Team", "plan", skills) for n in range(2)),
    )


def _forecast() -> pd.DataFrame:
    begin = datetime(2026, 1, 5, 9, tzinfo=UTC)
    rows = [
        {
            "interval_start": begin + timedelta(days=day, minutes=30 * slot),
            "interval_minutes": 30,
            "queue": queue,
            "contacts": 5.0,
            "aht_seconds": 180.0,
        }
        for queue in ("calls", "mail")
        for day in range(7)
        for slot in range(16)
    ]
    return pd.DataFrame(rows)


if __name__ == "__main__":
    warm()
