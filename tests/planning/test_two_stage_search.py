"""Deferred work fills the heads that calls leave to spare."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.work_plans import contract
from wfm.model import Agent, Channel, OpeningHours, Queue, ServiceGoal, Site
from wfm.planning.two_stage_search import Filled, solve_in_two_stages
from wfm.planning.week_demand import staffed_demand
from wfm.scheduling import Limits, Problem, build_problem, check, scheduled_heads, solve
from wfm.scheduling.evaluation.check import objective
from wfm.staffing import missed_windows, site_requirements

MONDAY, ZONE = date(2026, 1, 5), "UTC"
OPEN = OpeningHours((((540, 1020),),) * 5 + ((),) * 2)
PLAN = contract("full", (2400, 2400), (5, 5), (480,), 540, 1020)
CALLS = Queue("calls", Channel.VOICE, "talk", OPEN, ServiceGoal(0.8, 20))
MAIL = Queue("mail", Channel.EMAIL, "write", OPEN, ServiceGoal(None), response_minutes=480)
SITE = Site(
    "Filled", ZONE, None, 0, 15, 0.0, "EUR", (CALLS, MAIL), {"full": PLAN},
    tuple(Agent(f"A{n}", f"A{n}", "team", "full", frozenset({"talk", "write"})) for n in range(8)),
)  # fmt: skip
EFFORT = Limits(time=None, effort=1, workers=1)


def forecast() -> pd.DataFrame:
    """Calls that come in the middle of the day, mail that comes evenly."""
    starts = pd.date_range(MONDAY.isoformat(), periods=5 * 96, freq="15min", tz=ZONE)
    hour = starts.hour + starts.minute / 60
    open_ = (hour >= 9) & (hour < 17)
    peak = np.where((hour >= 11) & (hour < 14), 24.0, 6.0)
    parts = [
        pd.DataFrame({
            "interval_start": starts, "interval_minutes": 15, "queue": name,
            "contacts": np.where(open_, contacts, 0.0), "aht_seconds": 180.0,
        })
        for name, contacts in (("calls", peak), ("mail", np.full(len(starts), 9.0)))
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


FORECAST = forecast()


def staff(heads: pd.DataFrame | None) -> pd.DataFrame:
    return site_requirements(FORECAST, SITE, scheduled=heads)


def build(requirement: pd.DataFrame) -> Problem:
    return build_problem(SITE, requirement, MONDAY)


DEMAND = staffed_demand(SITE, MONDAY, FORECAST, {})


def fill(progress: Any = lambda _: None) -> Filled:
    return solve_in_two_stages(DEMAND, build, EFFORT, progress)


@pytest.fixture(scope="module")
def filled() -> Filled:
    return fill()


def test_deferred_work_keeps_out_of_the_way_of_calls(filled: Filled) -> None:
    levelled = solve(build(staff(None)), EFFORT)
    heads = scheduled_heads(filled.problem, filled.solution.schedule)
    assert filled.solution.objective < levelled.objective
    assert not missed_windows(FORECAST, heads, SITE)
    mail = filled.requirement[filled.requirement["queue"] == "mail"]
    at_peak = mail["interval_start"].dt.hour.isin([11, 12, 13])
    share = mail.loc[at_peak, "net_requirement"].sum() / mail["net_requirement"].sum()
    assert share < 0.2, "levelled it would be three hours of eight"


def test_the_price_is_that_of_the_requirement_that_comes_back(filled: Filled) -> None:
    again = build(filled.requirement)
    assert objective(check(again, filled.solution.schedule)) == filled.solution.objective


def test_what_is_required_does_not_depend_on_how_long_is_searched(filled: Filled) -> None:
    less = solve_in_two_stages(DEMAND, build, replace(EFFORT, effort=0), lambda _: None)
    pd.testing.assert_frame_equal(less.requirement, filled.requirement)
    assert less.solution.objective >= filled.solution.objective


def test_a_cancel_ends_all_the_searches() -> None:
    asked = 0

    def cancel(_: object) -> bool:
        nonlocal asked
        asked += 1
        return False

    filled = fill(cancel)
    assert filled.solution.cancelled
    assert len(filled.solution.schedule.shifts) == 5 * len(SITE.agents)
