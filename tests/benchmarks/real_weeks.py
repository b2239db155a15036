"""Weeks that nobody drew: that of the example, and the mean one of a bank's recorded month.

The bank's file says who answered which calls: that are the agents and their skills. Contracts and
goals are ours, those of the drawn sites.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from tests.benchmarks.shared_sites import DAYS, GOAL, PAUSES
from tests.reference_data import reference_data
from tests.work_plans import contract
from wfm.model import Agent, Channel, OpeningHours, Queue, Site
from wfm.planning.pipeline import demand_of_site, read_inputs
from wfm.planning.plan_options import PlanOptions
from wfm.planning.week_demand import WeekDemand, staffed_demand
from wfm.scheduling import Limits

EXAMPLE = Path(__file__).parents[2] / "examples" / "site"
WEEK = date(2026, 3, 2)
ZONE, MONDAY = "Asia/Jerusalem", date(1999, 2, 8)
QUEUES = ("PS", "NW", "NE", "TT")
"""Types of service with more than one call in an hour."""
OWN = 0.03
"""Who has answered a greater share of own calls in a queue has its skill."""
LONG, FRIDAY = (420, 1440), (420, 840)
DAILY = (*((LONG,),) * 4, (FRIDAY,), (), (LONG,))
OPEN = OpeningHours(DAILY)
PLAN = contract(
    "flexible", (60 * 16, 60 * 40), (4, DAYS), (240, 390, 510), *LONG, activities=PAUSES
)


def example_week() -> WeekDemand:
    """Demand of the example's week, without its meetings: they are no part of what is compared."""
    inputs = read_inputs(EXAMPLE)
    quiet = replace(inputs, site=replace(inputs.site, meetings=()))
    return demand_of_site(quiet, WEEK, PlanOptions(Limits()))


def recorded_week() -> WeekDemand:
    """Mean week of the bank's February of 1999, its agents as they answered."""
    calls = pd.read_csv(
        reference_data("data", "history", "anonbank_feb1999_callbycall.csv.gz"),
        usecols=["type", "date", "vru_exit", "outcome", "ser_time", "server"],
    )
    calls = calls[(calls["outcome"] != "PHANTOM") & calls["type"].isin(QUEUES)]
    site = Site(
        "Bank", ZONE, None, 0, 30, 0.1, "ILS",
        tuple(Queue(q, Channel.VOICE, q, OPEN, GOAL, patience_seconds=354.0) for q in QUEUES),
        {"flexible": PLAN}, _agents(calls),
    )  # fmt: skip
    return staffed_demand(site, MONDAY, _mean_week(calls), {})


def _agents(calls: pd.DataFrame) -> tuple[Agent, ...]:
    answered = calls[(calls["outcome"] == "AGENT") & (calls["server"] != "NO_SERVER")]
    share = pd.crosstab(answered["server"], answered["type"], normalize="index")
    return tuple(
        Agent(name, name, "bank", "flexible", frozenset(row.index[row > OWN]))
        for name, row in share.iterrows()
    )


def _mean_week(calls: pd.DataFrame) -> pd.DataFrame:
    """Mean contacts of each weekday's half hours, in opening hours, and each queue's mean AHT."""
    at = pd.to_datetime(calls["date"] + " " + calls["vru_exit"], format="%Y-%m-%d %H:%M:%S")
    slot = (at.dt.hour * 60 + at.dt.minute) // 30 * 30
    weeks = pd.Series(at.dt.normalize().unique()).dt.dayofweek.value_counts()
    counts = calls.groupby(["type", at.dt.dayofweek.rename("day"), slot.rename("slot")]).size()
    aht = calls[calls["outcome"] == "AGENT"].groupby("type")["ser_time"].mean()
    rows = []
    for queue in QUEUES:
        for day in range(7):
            for opens, closes in DAILY[day]:
                for minute in range(opens, closes, 30):
                    start = pd.Timestamp(MONDAY) + pd.Timedelta(days=day, minutes=minute)
                    mean = counts.get((queue, day, minute), 0) / weeks[day]
                    rows.append((start.tz_localize(ZONE), 30, queue, mean, aht[queue]))
    columns = ["interval_start", "interval_minutes", "queue", "contacts", "aht_seconds"]
    return pd.DataFrame(rows, columns=columns)
