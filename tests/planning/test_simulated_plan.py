"""A plan says what simulated weeks gave, per queue and day, and how likely its goals are met."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.planning.tiny_site import NEXT_WEEK, write_tiny_site
from tests.simulation.floor_of import MONDAY, ON, calls, floor_of, forecast_of, shift
from wfm.model import OpeningHours, Schedule
from wfm.model.plan import Message, Plan, Severity
from wfm.planning import plan_week, write_plan
from wfm.planning.extra_people import ExtraPeople
from wfm.planning.pipeline import simulated
from wfm.planning.plan_options import PlanOptions
from wfm.planning.simulate_week import simulate_demand
from wfm.planning.week_demand import WeekDemand, staffed_demand
from wfm.planning.what_it_takes import PRECISION, _fewest, what_it_takes
from wfm.scheduling import Limits
from wfm.simulation import chance_of
from wfm.words import phrase

RUNS = 40
OPEN = OpeningHours((((480, 960),),) * 7)
QUICK = PlanOptions(Limits(time=None, effort=0, workers=1), simulation_runs=RUNS)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    site = write_tiny_site(tmp_path_factory.mktemp("simulated") / "site")
    return plan_week(site, NEXT_WEEK, QUICK, datetime(2026, 3, 15, tzinfo=UTC))


@pytest.fixture(scope="module")
def folder(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "plan"
    write_plan(plan, out)
    return out


def test_a_chance_has_the_interval_of_wilson() -> None:
    share, margin = chance_of(8, 10)
    assert share == 0.8
    assert margin == pytest.approx((0.9433 - 0.4902) / 2, abs=1e-3)
    assert np.isnan(chance_of(0, 0)).all()
    assert chance_of(0, 100)[1] > 0, "that it never came true does not prove that it cannot"


def test_every_day_has_its_figures_margins_and_chance(plan: Plan) -> None:
    days = plan.simulated_days
    assert days is not None
    assert len(days) == 5
    assert days["goal_chance"].to_numpy() == pytest.approx(days["runs_met"].to_numpy() / RUNS)
    assert (days["service_level_margin"] > 0).all()
    assert (days["goal_chance_margin"] > 0).all()
    week = plan.simulated
    assert week is not None
    assert week["offered"].sum() == pytest.approx(days["offered"].sum())


def test_the_files_say_the_same_as_the_plan(plan: Plan, folder: Path) -> None:
    assert plan.simulated_days is not None
    expected = plan.simulated_days["service_level"].to_numpy()
    table = pd.read_csv(folder / "simulation_days.csv")
    assert table["service_level"].to_numpy() == pytest.approx(expected, abs=1e-5)
    told = json.loads((folder / "summary.json").read_text())["simulated_days"]
    assert [day["service_level"] for day in told] == pytest.approx(expected, abs=1e-5)
    assert "Simulated figures per queue and day" in (folder / "report.html").read_text()


def test_the_roster_has_a_sheet_of_simulated_service(plan: Plan, folder: Path) -> None:
    assert plan.simulated is not None
    sheet = load_workbook(folder / "roster.xlsx")["Simulation"]
    rows = list(sheet.iter_rows(values_only=True))
    [at] = [n for n, row in enumerate(rows) if row[:2] == ("Queue", "Chance of the goal")]
    assert rows[at + 1][:2] == ("calls", pytest.approx(plan.simulated["goal_chance"].iloc[0]))


def test_without_simulation_no_plan_speaks_of_it(plan: Plan, tmp_path: Path) -> None:
    plain = replace(plan, simulated=None, simulated_days=None)
    write_plan(plan, tmp_path / "out")
    write_plan(plain, tmp_path / "out")
    assert not (tmp_path / "out" / "simulation_days.csv").exists()
    assert "Simulation" not in load_workbook(tmp_path / "out" / "roster.xlsx").sheetnames


def crowded(plan: Plan, factor: float) -> WeekDemand:
    """More contacts come than the plan was made for."""
    forecast = plan.forecast.assign(contacts=plan.forecast["contacts"] * factor)
    for name in forecast.columns[forecast.columns.str.startswith("rate_")]:
        forecast[name] = forecast[name] * factor
    return WeekDemand(plan.site, plan.week, forecast, plan.requirement, {})


def test_a_goal_that_is_more_likely_missed_than_met_is_told(plan: Plan) -> None:
    found = simulate_demand(crowded(plan, 2.0), plan.schedule, runs=RUNS, seed=1)
    assert "simulation.at_risk" in [text.code for text in found.warnings]
    assert found.queues["goal_chance"].iloc[0] < 0.1


def test_what_would_meet_a_missed_goal_is_told_and_meets_it(plan: Plan) -> None:
    demand = crowded(plan, 2.0)
    found = simulate_demand(demand, plan.schedule, runs=RUNS, seed=1)
    [told] = [
        dict[str, Any](text.parameters)
        for text in found.warnings
        if text.code == "simulation.would_take"
    ]
    assert told["queue"] == "calls"
    assert told["agents"] >= 1
    before = found.queues["service_level"].iloc[0]
    assert told["level"] - told["margin"] > before + 0.1
    hourly = [agent.hourly_cost for agent in plan.site.agents]
    assert told["cost"] == pytest.approx(told["hours"] * np.mean(hourly) or None)
    paid = sum(shift.paid_minutes for shift in plan.schedule.shifts) / 60
    people = len({shift.agent_id for shift in plan.schedule.shifts})
    assert told["hours"] / told["agents"] == pytest.approx(paid / people, rel=0.25)


def test_goals_that_are_missed_stand_before_all_other_warnings(plan: Plan) -> None:
    others = (Message(Severity.WARNING, "schedule", phrase("text", text="other")),) * 9
    found = simulated(replace(plan, messages=others), crowded(plan, 2.0), QUICK)
    codes = [message.phrase.code for message in found.messages]
    assert codes[:2] == ["simulation.at_risk", "simulation.would_take"]


def test_what_several_missed_goals_take_is_told_in_all() -> None:
    skills = [frozenset({name}) for name in ("sales", "support") for _ in range(3)]
    days = [shift(f"A{n}", (24 * d + 8, 24 * d + 16, ON)) for n in range(6) for d in range(2)]
    forecast = forecast_of({"sales": 4.0, "support": 5.0}, 300, days=2, hours=(8, 16))
    queues = [calls(name, hours=OPEN, patience_seconds=300) for name in ("sales", "support")]
    site = floor_of(queues, skills, forecast, shifts=days).site
    demand = staffed_demand(site, MONDAY.date(), forecast, {})
    schedule = Schedule(site.name, MONDAY.date(), tuple(days))
    warnings = simulate_demand(demand, schedule, runs=RUNS, seed=1).warnings
    told = [(text.code, dict[str, Any](text.parameters)) for text in warnings]
    each = [values for code, values in told if code == "simulation.would_take"]
    [in_all] = [values for code, values in told if code == "simulation.would_take_in_all"]
    assert [one["queue"] for one in each] == ["sales", "support"]
    assert told[0][0] == "simulation.would_take_in_all", "it is what a planner asks for first"
    assert in_all["queues"] == ("sales", "support")
    assert in_all["missed"] is None
    assert in_all["agents"] == sum(one["agents"] for one in each)
    assert in_all["hours"] == pytest.approx(16 * in_all["agents"])
    assert in_all["cost"] is None


def test_extra_agents_work_whole_weeks_of_colleagues() -> None:
    few = [shift("A0", (24 * d + 8, 24 * d + 18, ON)) for d in range(4)]
    many = [shift("A1", (24 * d + 8, 24 * d + 14, ON)) for d in range(5)]
    schedule = Schedule("Floor", MONDAY.date(), (*few, *many))
    forecast = forecast_of({"calls": 4.0}, 300, days=5, hours=(8, 18))
    rows = forecast.assign(required=9.0, scheduled=1.0)
    people = ExtraPeople(schedule, rows)
    weeks = {tuple(part.date for part in next(people)) for _ in range(12)}
    assert weeks <= {tuple(one.date for one in few), tuple(one.date for one in many)}
    assert people.lacking == round(8 * 50 / 40)


@pytest.mark.parametrize("guess", [1, 7, 300])
@pytest.mark.parametrize("needed", [1, 5, 41, 500])
def test_the_fewest_are_found_from_any_guess(guess: int, needed: int) -> None:
    tried = list[int]()

    def enough(number: int) -> bool:
        tried.append(number)
        return number >= needed

    found = _fewest(guess, 600, enough)
    assert needed <= found <= needed * (1 + PRECISION)
    assert len(tried) <= 20
    assert _fewest(guess, 600, lambda _: False) == 600


def test_so_many_agents_are_told_as_meet_the_goal(plan: Plan) -> None:
    demand = crowded(plan, 1.6)
    calls = plan.site.queues[0]
    coverage = demand.coverage(demand.heads_of(plan.schedule))
    extra = what_it_takes(demand, plan.schedule, coverage, calls, 1)
    assert extra is not None
    assert extra.enough
    assert extra.agents > 1
    assert extra.level > 0.8 - extra.margin


def test_without_any_shift_there_is_nobody_to_add(plan: Plan) -> None:
    demand = crowded(plan, 1.0)
    coverage = demand.coverage(demand.heads_of(plan.schedule))
    nobody = replace(plan.schedule, shifts=())
    assert what_it_takes(demand, nobody, coverage, plan.site.queues[0], 1) is None


def test_formulas_that_are_far_off_are_told(plan: Plan) -> None:
    overstated = plan.requirement.assign(shared_heads=3.0)
    demand = replace(crowded(plan, 1.5), requirement=overstated)
    found = simulate_demand(demand, plan.schedule, runs=RUNS, seed=1)
    assert "simulation.apart" in [text.code for text in found.warnings]
    told = [m for m in plan.messages if m.phrase.code == "simulation.apart"]
    assert all(message.severity is Severity.WARNING for message in told)
