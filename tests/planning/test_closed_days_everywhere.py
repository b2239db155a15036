"""A holiday in mid-week, closed before, is closed for every command that looks at the plan."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.planning.eight_site import write_eight
from wfm.cli import cli
from wfm.planning import plan_week, write_plan
from wfm.planning.plan_options import PlanOptions
from wfm.scheduling import Limits

WEEK, ASCENSION = date(2026, 5, 11), date(2026, 5, 14)
QUICK = PlanOptions(Limits(time=None, effort=0, workers=1))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_eight(tmp_path_factory.mktemp("closed") / "site")


@pytest.fixture(scope="module")
def plan(site: Path) -> Path:
    found = plan_week(site, WEEK, QUICK, datetime(2026, 5, 1, tzinfo=UTC))
    assert ASCENSION not in {shift.date for shift in found.schedule.shifts}
    assert len(found.schedule.shifts) == 32
    write_plan(found, site.parent / "plan")
    return site.parent / "plan"


def told(*arguments: object) -> Any:
    done = CliRunner().invoke(cli, [*map(str, arguments), "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_checking_finds_no_broken_rule(site: Path, plan: Path) -> None:
    assert told("check", site, plan / "schedule.csv")["broken"] == 0
    requirement = ("--requirement", plan / "requirement.csv")
    assert told("check", site, plan / "schedule.csv", *requirement)["broken"] == 0


def test_staffing_requires_nobody_on_it(site: Path, plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "requirement.csv"
    told("staff", plan / "forecast.csv", "--site", site, "--out", out)
    on_it = [line for line in out.read_text().splitlines() if str(ASCENSION) in line]
    assert all(",closed" in line for line in on_it)


def test_scheduling_its_requirement_leaves_it_free(site: Path, plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "schedule.csv"
    requirement = ("--requirement", plan / "requirement.csv", "--week", WEEK, "--effort", 0)
    found = told("schedule", site, *requirement, "--out", out)
    assert found["shifts"] == 32
    assert str(ASCENSION) not in out.read_text()


def test_an_edited_roster_is_judged_and_described_so(site: Path, plan: Path) -> None:
    assert told("revise", site, plan / "roster.xlsx")["broken"] == []


def test_it_is_simulated_and_compared_without_it(site: Path, plan: Path, tmp_path: Path) -> None:
    given = ("--schedule", plan / "schedule.csv")
    told("simulate", site, *given, "--forecast", plan / "forecast.csv", "--runs", 2)
    more = ("--plan", plan, "--out", tmp_path / "compared")
    done = CliRunner().invoke(cli, [*map(str, ("adherence", site, *given, *more))])
    assert done.exit_code == 0, done.output
