"""A week planned from its files: real stages, legal shifts, the same result every time."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.planning.tiny_site import NEXT_WEEK, write_tiny_site
from tests.waiting import PATIENCE
from wfm.errors import InputError
from wfm.model.plan import Plan
from wfm.planning import plan_week
from wfm.planning.plan_options import PlanOptions
from wfm.scheduling import Limits, build_problem, check

LIMITS = Limits(time=None, effort=1, workers=1)
CREATED = datetime(2026, 3, 15, tzinfo=UTC)


class Told:
    """Keeps what a use case tells."""

    def __init__(self) -> None:
        self.stages: list[str] = []

    def begin(self, stage: str) -> None:
        self.stages.append(stage)

    def update(self, text: str) -> None:
        assert text

    def done(self, text: str) -> None:
        self.stages[-1] += f": {text}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_site(tmp_path_factory.mktemp("planning") / "site")


@pytest.fixture(scope="module")
def told() -> Told:
    return Told()


@pytest.fixture(scope="module")
def plan(folder: Path, told: Told) -> Plan:
    return plan_week(folder, None, PlanOptions(LIMITS), CREATED, told)


def test_without_a_date_the_week_after_the_history_is_planned(plan: Plan) -> None:
    assert plan.week == NEXT_WEEK


def test_every_stage_is_told(plan: Plan, told: Told) -> None:
    assert [stage.partition(":")[0] for stage in told.stages] == [
        *("Read the site", "Forecast", "Staff", "Schedule"),
    ]
    assert f"{len(plan.schedule.shifts)} shifts" in told.stages[-1]


def test_the_forecast_comes_from_the_history(plan: Plan) -> None:
    assert plan.forecast["contacts"].sum() == pytest.approx(5 * 16 * 9.8, rel=0.1)
    np.testing.assert_allclose(plan.forecast["aht_seconds"], 180, rtol=0.02)
    assert len(plan.forecast) == len(plan.coverage) == len(plan.requirement) == 5 * 16


def test_the_schedule_passes_the_independent_checker(plan: Plan) -> None:
    problem = build_problem(plan.site, plan.requirement, plan.week)
    findings = check(problem, plan.schedule)
    assert [str(finding) for finding in findings if finding.hard] == []
    assert sum(finding.price for finding in findings) == plan.solve.objective


def test_scheduled_heads_are_those_of_the_shifts(plan: Plan) -> None:
    on_queue = sum(
        activity.minutes
        for shift in plan.schedule.shifts
        for activity in shift.activities
        if activity.category == "on_queue"
    )
    assert plan.total["scheduled_hours"] == pytest.approx(on_queue / 60)
    assert plan.paid_hours == 6 * 20
    assert plan.cost == 6 * 20 * 20


def test_the_same_input_seed_and_effort_give_the_same_plan(folder: Path, plan: Plan) -> None:
    again = plan_week(folder, NEXT_WEEK, PlanOptions(LIMITS), CREATED + timedelta(days=1))
    assert again.schedule == plan.schedule
    assert again.id == plan.id
    assert again.hashes == plan.hashes
    other = plan_week(
        folder,
        NEXT_WEEK,
        PlanOptions(Limits(time=None, effort=1, workers=1, seed=2)),
        CREATED,
    )
    assert other.id != plan.id


def test_a_week_that_starts_on_the_wrong_day_is_refused_with_the_right_one(folder: Path) -> None:
    with pytest.raises(InputError, match=r"is a Wednesday.* → plan the week of 2026-03-16"):
        plan_week(folder, date(2026, 3, 18), PlanOptions(LIMITS), CREATED)


def test_a_week_long_before_the_history_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="history"):
        plan_week(folder, date(2024, 1, 1), PlanOptions(LIMITS), CREATED)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a terminal")
def test_ctrl_c_writes_the_best_schedule_so_far(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    unproven = """
from wfm.cli import cli
import wfm.scheduling.exact.proof
wfm.scheduling.exact.proof.LARGEST = 0  # a search lasts until somebody ends it
cli()
"""
    command = [sys.executable, "-c", unproven, "plan", str(folder), "--out", str(out)]
    process = subprocess.Popen(
        [*command, "--time-limit", "600"], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    while not process.stderr.readline().startswith("Staff"):
        assert process.poll() is None
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    printed, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    assert "best schedule found until then" in printed
    assert (out / "roster.xlsx").exists()


def test_who_has_no_legal_week_is_told_once_and_before_the_schedule(tmp_path: Path) -> None:
    folder, told = write_tiny_site(tmp_path / "site"), Told()
    windows = "agent_id,weekdays,from,to,kind\nT0,mon-fri,09:00,11:00,available\n"
    (folder / "availability.csv").write_text(windows, encoding="utf-8")
    plan_week(folder, None, PlanOptions(LIMITS), CREATED, told)
    stages = [stage.partition(":")[0] for stage in told.stages]
    place = stages.index("Rules")
    assert stages.count("Rules") == 1
    assert "T0 Agent 0 has no legal week: " in told.stages[place]
    assert "Cheapest way out" not in told.stages[place]
    assert [stage for stage in told.stages[place:] if stage.startswith("Schedule: ")]
