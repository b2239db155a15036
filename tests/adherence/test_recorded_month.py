"""A recorded month of a bank's calls: what is counted here equals what the file says."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from tests.reference_data import reference_data
from wfm.adherence.categories import INDEX
from wfm.adherence.comparison import compare
from wfm.adherence.kpis import queue_kpis
from wfm.adherence.mapping import StateMap
from wfm.adherence.measure import Measurement, Policy, measure
from wfm.adherence.replay import BUSY, IDLE, busy_states, interval_history
from wfm.model import (
    ActivityCategory,
    Agent,
    Channel,
    OpeningHours,
    Queue,
    Schedule,
    ServiceGoal,
    Site,
)

ZONE = "Asia/Jerusalem"
FIRST, DAYS = date(1999, 2, 1), 28
ALWAYS = OpeningHours((((0, 1440),),) * 7)


@pytest.fixture(scope="module")
def calls() -> pd.DataFrame:
    path = reference_data("data", "history", "anonbank_feb1999_callbycall.csv.gz")
    found = pd.read_csv(path)
    return found[found["outcome"] != "PHANTOM"].reset_index(drop=True)


@pytest.fixture(scope="module")
def contacts(calls: pd.DataFrame) -> pd.DataFrame:
    local = pd.to_datetime(calls["date"] + " " + calls["vru_exit"])
    return pd.DataFrame(
        {
            "queue": calls["type"],
            "arrived_at": local.dt.tz_localize(ZONE).dt.tz_convert("UTC"),
            "wait_seconds": calls["q_time"].astype(float),
            "answered": calls["outcome"] == "AGENT",
            "handle_seconds": calls["ser_time"].astype(float),
            "agent_id": calls["server"].where(calls["server"] != "NO_SERVER", ""),
        }
    )


@pytest.fixture(scope="module")
def site(contacts: pd.DataFrame) -> Site:
    names = sorted(contacts["queue"].unique())
    goal = ServiceGoal(service_level=0.8, threshold=20)
    queues = [Queue(name, Channel.VOICE, name, ALWAYS, goal) for name in names]
    agents = [
        Agent(name, name, "bank", "", frozenset(names))
        for name in sorted(set(contacts["agent_id"]) - {""})
    ]
    return Site(
        *("Bank", ZONE, None, 0, 30, 0.0, "ILS", tuple(queues), {}, tuple(agents)),
        state_map={BUSY: "on_queue", IDLE: "off_queue_work"},
    )


@pytest.fixture(scope="module")
def measured(contacts: pd.DataFrame, site: Site) -> Measurement:
    return measure(
        Schedule("Bank", FIRST, ()),
        busy_states(contacts),
        Policy(StateMap(site.state_map)),
        time_zone=ZONE,
        agents=[agent.id for agent in site.agents],
        days=DAYS,
    )


def test_counts_per_queue_and_half_hour_equal_the_derived_file(contacts: pd.DataFrame) -> None:
    path = reference_data("data", "history", "anonbank_feb1999_30min_by_queue.csv.gz")
    derived = pd.read_csv(path, parse_dates=["timestamp"])
    history = interval_history(contacts, 30, 20)
    local = history["interval_start"].dt.tz_convert(ZONE).dt.tz_localize(None)
    both = derived.merge(
        history.assign(timestamp=local), on=["timestamp", "queue"], suffixes=("_file", "")
    )
    assert len(both) == len(derived) == len(history)
    assert (both["offered_file"] == both["offered"]).all()
    assert (both["answered"] == both["handled"]).all()
    assert (both["abandoned_file"] == both["abandoned"]).all()
    assert (both["ans_within_20s"] == both["answered_within_threshold"]).all()
    assert (both["service_sum_s"] == both["talk_seconds"]).all()


def test_key_figures_per_queue_equal_those_counted_from_the_file(
    calls: pd.DataFrame, contacts: pd.DataFrame, site: Site, measured: Measurement
) -> None:
    history = interval_history(contacts, 30, 20)
    plan = history[["interval_start", "interval_minutes", "queue"]].assign(
        net_requirement=0.0, gross_requirement=0.0, contacts=np.nan, aht_seconds=np.nan
    )
    kpis = queue_kpis(compare(measured, site, plan, plan, history), site)
    weeks = kpis[kpis["date"].isna()].set_index("queue")
    for queue, rows in calls.groupby("type"):
        answered = rows[rows["outcome"] == "AGENT"]
        found = weeks.loc[queue]
        assert found["offered"] == len(rows)
        assert found["service_level"] == pytest.approx((answered["q_time"] <= 20).sum() / len(rows))
        assert found["abandonment"] == pytest.approx((rows["outcome"] == "HANG").mean())
        assert found["asa"] == pytest.approx(answered["q_time"].mean())
        assert found["aht"] == pytest.approx(answered["ser_time"].mean())
    whole = weeks["abandoned"].sum() / weeks["offered"].sum()
    assert whole == pytest.approx(0.1786, abs=5e-5)


def test_agents_busy_time_as_states_equals_their_calls(
    contacts: pd.DataFrame, site: Site, measured: Measurement
) -> None:
    segments = measured.segments
    busy = segments.category == INDEX[ActivityCategory.ON_QUEUE]
    for number, agent in enumerate(measured.agents):
        own = busy & (segments.agent == number)
        seconds = (segments.end[own] - segments.start[own]).sum()
        assert seconds == _union(contacts[contacts["agent_id"] == agent]), agent
    assert len(site.agents) == 24


def _union(calls: pd.DataFrame) -> int:
    """Seconds in which at least one of the calls is handled, counted one by one."""
    begin = calls["arrived_at"].astype("datetime64[s, UTC]").astype("int64")
    start = begin + calls["wait_seconds"].astype(int)
    spans = sorted(zip(start, start + calls["handle_seconds"].astype(int), strict=True))
    total, until = 0, 0
    for one, other in spans:
        total += max(other - max(one, until), 0)
        until = max(until, other)
    return total
