"""Deferred work fills the heads that calls leave to spare."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.work_plans import contract
from wfm.model import Agent, Channel, Meeting, OpeningHours, Queue, ServiceGoal, Site
from wfm.planning.plan_options import PlanOptions
from wfm.planning.schedule_search import search_schedule
from wfm.planning.two_stage_search import Filled, solve_in_two_stages
from wfm.planning.week_demand import staffed_demand
from wfm.scheduling import Limits, Problem, build_problem, check, scheduled_heads, solve
from wfm.scheduling.evaluation.check import objective
from wfm.scheduling.rules.meetings import Meetings
from wfm.staffing import missed_windows, site_requirements
from wfm.words import english

MONDAY, ZONE = date(2026, 1, 5), "UTC"


def at(day: int, hour: float) -> datetime:
    return datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=day, hours=hour)


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


@pytest.mark.parametrize("others", [{}, {"seed": 7}, {"workers": 2}])
def test_what_is_required_does_not_depend_on_how_it_is_searched(filled: Filled, others) -> None:
    limits = replace(EFFORT, effort=0, **others)
    less = solve_in_two_stages(DEMAND, build, limits, lambda _: None)
    pd.testing.assert_frame_equal(less.requirement, filled.requirement)
    assert less.solution.objective >= filled.solution.objective


WHO = ("A0", "A1", "A2")
TALK = Meeting("Talk", WHO, at(1, 9), at(1, 17), 60)
COACHING = Meeting("Coaching", WHO, at(0, 9), at(4, 17), 45, together=False, group_size=1)
MEETING_SITE = replace(SITE, meetings=(TALK, COACHING))
MEETING_DEMAND = staffed_demand(MEETING_SITE, MONDAY, FORECAST, {})


def with_meetings(limits: Limits) -> Filled:
    def asked(requirement: pd.DataFrame) -> Problem:
        return build_problem(MEETING_SITE, requirement, MONDAY)

    return solve_in_two_stages(MEETING_DEMAND, asked, limits, lambda _: None)


def test_shifts_meetings_and_deferred_work_have_one_price_that_effort_only_lowers() -> None:
    """Its bound holds for it, and any problem of the requirement finds it in the schedule."""
    found = [with_meetings(replace(EFFORT, effort=effort)) for effort in (0, 1, 2)]
    prices = [one.solution.objective for one in found]
    assert prices == sorted(prices, reverse=True)
    for one in found:
        pd.testing.assert_frame_equal(one.requirement, found[0].requirement)
        asked = build_problem(MEETING_SITE, found[0].requirement, MONDAY)
        assert objective(check(asked, one.solution.schedule)) == one.solution.objective
        assert "Meetings and training" not in one.solution.rule_costs
    bound = found[-1].solution.bound
    assert bound is not None
    assert 0.9 * prices[-1] <= bound <= prices[-1]


def test_without_any_time_all_is_placed_and_what_was_left_out_is_told() -> None:
    found = with_meetings(Limits(time=1e-6, workers=1))
    assert found.solution.rule_costs.get("Meetings and training", 0) < 6 * Meetings().price
    assert [english(phase) for phase in found.left_out] == [
        "all of a brief search",
        "1 of two layings of deferred work into heads to spare",
        "placing meetings a second time",
    ]
    options = PlanOptions(limits=Limits(time=1e-6, workers=1))
    told = search_schedule(MEETING_DEMAND, options, lambda _: None).solution.messages
    texts = [message.text for message in told]
    assert any(text.startswith("In 1e-06 s there was no time for") for text in texts)
    assert any("the prices of both plans do not compare" in text for text in texts)


def test_a_cancelled_search_tells_of_each_meeting_once() -> None:
    options = PlanOptions(limits=Limits(time=None, effort=0, workers=1))
    told = search_schedule(MEETING_DEMAND, options, lambda _: False).solution.messages
    texts = [message.text for message in told]
    assert len(texts) == len(set(texts))
    assert any("Talk" in text or "talk" in text for text in texts)


def test_a_cancel_ends_all_the_searches() -> None:
    asked = 0

    def cancel(_: object) -> bool:
        nonlocal asked
        asked += 1
        return False

    filled = fill(cancel)
    assert filled.solution.cancelled
    assert len(filled.solution.schedule.shifts) == 5 * len(SITE.agents)
