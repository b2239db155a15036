"""Real calls: the bank's week of 2003-08-11 with 350 agents, from history to workbook."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.planning.bank_site import AHT, write_bank_site
from tests.reference_data import reference_data
from wfm.planning import plan_week, write_plan
from wfm.planning.plan_options import PlanOptions
from wfm.scheduling import Limits, build_problem, check

WEEK, AGENTS = date(2003, 8, 11), 350
USUAL_WEEK = (140_000, 190_000)
"""Calls of the quietest and the busiest whole week of that summer, rounded outwards."""


def test_the_banks_week_is_planned_legally_and_written(tmp_path: Path) -> None:
    calls = reference_data("data", "history", "bank_calls_5min_to_2003-08-08.csv.gz")
    site = write_bank_site(tmp_path / "bank", calls, AGENTS)
    limits = Limits(time=5, workers=2)
    plan = plan_week(site, WEEK, PlanOptions(limits), datetime(2003, 8, 9, tzinfo=UTC))

    assert USUAL_WEEK[0] < plan.total["contacts"] < USUAL_WEEK[1]
    assert (plan.forecast["aht_seconds"] - AHT).abs().max() < 1
    problem = build_problem(plan.site, plan.requirement, WEEK)
    assert [f for f in check(problem, plan.schedule) if f.hard] == []
    assert {shift.agent_id for shift in plan.schedule.shifts} == {a.id for a in plan.site.agents}
    assert plan.total["under_hours"] < 0.1 * plan.total["required_hours"]

    write_plan(plan, tmp_path / "out")
    roster = openpyxl.load_workbook(tmp_path / "out" / "roster.xlsx", read_only=True)["Roster"]
    names = {row[1] for row in roster.iter_rows(min_row=5, max_row=4 + AGENTS, values_only=True)}
    assert names == {f"Agent {number:03d}" for number in range(AGENTS)}
    assert plan.total["service_level"] == pytest.approx(0.8, abs=0.2)
