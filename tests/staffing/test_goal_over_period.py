"""Heads for goals that count over a day or a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from wfm.errors import ParameterError
from wfm.model import Channel, GoalPeriod, OpeningHours, Queue, ServiceGoal, Site
from wfm.staffing import predict_coverage, queue_performance, site_requirements

OPEN = OpeningHours((((480, 960),),) * 7)
GOAL = ServiceGoal(0.8, 20.0, counted_over=GoalPeriod.DAY)
CALLS = Queue("calls", Channel.VOICE, "calls", OPEN, GOAL, patience_seconds=300.0)
MONDAY = date(2026, 1, 5)


def site(goal: ServiceGoal = GOAL) -> Site:
    return Site("s", "UTC", None, 0, 15, 0.1, "EUR", (replace(CALLS, goal=goal),), {}, ())


def forecast(days: int = 2) -> pd.DataFrame:
    """Days with a quiet morning and an hour that brings three times as much, the second busier."""
    starts = [
        pd.Timestamp(MONDAY, tz="UTC") + pd.Timedelta(days=day, minutes=480 + 15 * k)
        for day in range(days)
        for k in range(32)
    ]
    contacts = [
        (1 + 0.5 * day) * (36 if 16 <= k < 20 else 12) for day in range(days) for k in range(32)
    ]
    return pd.DataFrame(
        {
            "interval_start": pd.DatetimeIndex(starts), "interval_minutes": 15, "queue": "calls",
            "contacts": contacts, "aht_seconds": 240.0,
        }
    )  # fmt: skip


def levels(needed: pd.DataFrame, over: str) -> pd.Series[float]:
    """Service level of each day or all days by the model in steady state, by contacts."""
    heads = needed[needed["load_erlangs"] > 0].reset_index(drop=True)
    contacts = forecast()["contacts"]
    found = queue_performance(CALLS, heads["load_erlangs"], heads["net_requirement"], 240.0)
    keys = heads["interval_start"].dt.date if over == "day" else pd.Series(0, heads.index)
    return (contacts * found.service_level).groupby(keys).sum() / contacts.groupby(keys).sum()


def test_each_day_just_meets_its_goal_with_fewer_heads_than_each_interval() -> None:
    by_day = site_requirements(forecast(), site())
    each = site_requirements(forecast(), site(replace(GOAL, counted_over=GoalPeriod.INTERVAL)))
    np.testing.assert_allclose(levels(by_day, "day"), 0.8, atol=0.005)
    assert by_day["gross_requirement"].sum() < each["gross_requirement"].sum()
    assert "contact_worth" not in each


def worths_by_day(needed: pd.DataFrame) -> list[pd.Series[float]]:
    """Worth of a contact in the open intervals of each day."""
    some = needed[needed["load_erlangs"] > 0]
    return [day for _, day in some.groupby(some["interval_start"].dt.date)["contact_worth"]]


def test_a_contact_is_worth_the_same_all_day_and_all_week_where_the_goal_is_the_weeks() -> None:
    by_day = site_requirements(forecast(), site())
    by_week = site_requirements(forecast(), site(replace(GOAL, counted_over=GoalPeriod.WEEK)))
    assert [len(set(worth)) for worth in worths_by_day(by_day)] == [1, 1]
    assert len(set(by_day["contact_worth"]) - {0.0}) == 2
    assert len(set(by_week["contact_worth"]) - {0.0}) == 1
    assert levels(by_week, "week").iloc[0] == pytest.approx(0.8, abs=0.005)
    assert levels(by_week, "day").nunique() == 2


def test_no_interval_falls_below_its_workload_occupancy_or_minimum() -> None:
    plain = site_requirements(forecast(), site())
    assert (plain["net_requirement"] >= plain["load_erlangs"] - 1e-9).all()
    opened = plain["load_erlangs"] > 0
    busy = site_requirements(forecast(), site(replace(GOAL, occupancy=0.7, minimum_heads=7)))
    some = busy[opened]
    found = queue_performance(CALLS, some["load_erlangs"], some["net_requirement"], 240.0)
    assert (found.occupancy <= 0.7 + 1e-6).all()
    assert busy["net_requirement"][opened].min() >= 7


def test_a_waiting_time_goal_of_the_day_is_met_too() -> None:
    strict = replace(GOAL, asa=5.0)
    found = site_requirements(forecast(), site(strict))
    assert (
        found["net_requirement"].sum()
        > site_requirements(forecast(), site())["net_requirement"].sum()
    )
    assert set(found["binding_target"]) == {"asa", "closed"}


def test_what_is_required_predicts_the_goal_of_each_day() -> None:
    needed = site_requirements(forecast(), site())
    heads = needed.rename(columns={"gross_requirement": "scheduled"})
    heads = heads[["interval_start", "queue", "scheduled"]]
    found = predict_coverage(needed, forecast(), heads, site()).dropna(subset="service_level")
    contacts, days = forecast()["contacts"], forecast()["interval_start"].dt.date
    in_time = found["service_level"].reset_index(drop=True) * contacts
    share = in_time.groupby(days).sum() / contacts.groupby(days).sum()
    assert (abs(share - 0.8) < 0.02).all()


def test_a_day_without_a_service_level_and_deferred_work_are_refused() -> None:
    with pytest.raises(ParameterError, match="counts over a day or a week"):
        ServiceGoal(None, asa=20.0, counted_over=GoalPeriod.DAY)
    with pytest.raises(ParameterError, match="deferred work"):
        Queue("mail", Channel.EMAIL, "mail", OPEN, GOAL, response_minutes=480.0)
