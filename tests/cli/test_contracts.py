"""What contracts, teams and meetings say in files is kept by `wfm plan`, judged by `wfm check`."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from tests.planning.tiny_site import NEXT_WEEK, TABLES, write_tiny_site
from wfm.cli import cli
from wfm.sites import read_site
from wfm.sites.schedule_csv import read_schedule

CONTRACT = """\
law = "germany"
weekly_rest_hours = 36
overtime_hours_per_week = 5
overtime_price = 3
average_paid_hours_per_week = 20
min_account_hours = -10
max_account_hours = 10
leave_weekdays = "mon-thu"

[[part.weekday_times]]
weekdays = "fri"
earliest_start = "09:00"
latest_end = "15:00"
"""
GROUPS = """\
rule,kind,heads,who,skills,beside,minutes,price
Desks,seats,5,,,,,
One rests at a time,breaks,1,Team 1,,,,
A lead is there,present,1,,lead,,,40
Car,same_times,,T2|T4,,,30,
Trainee,mentored,1,T5,,T0|T1,,
"""
MEETINGS = """\
meeting,who,from,to,minutes,together,group_size,every_weeks
Weekly,T0|T1|T2,2026-01-06 09:00,2026-01-06 16:00,30,no,2,1
"""


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Plan a week of a site that says all of it; give the folder of both."""
    folder = tmp_path_factory.mktemp("contracts")
    site = write_tiny_site(folder / "site")
    plans = TABLES["work_plans.toml"].replace("\n[[part.act", f"{CONTRACT}\n[[part.act", 1)
    (site / "work_plans.toml").write_text(plans, encoding="utf-8")
    agents = TABLES["agents.csv"].replace("part,phone,", "part,phone|lead,", 2)
    (site / "agents.csv").write_text(agents, encoding="utf-8")
    (site / "group_rules.csv").write_text(GROUPS, encoding="utf-8")
    (site / "meetings.csv").write_text(MEETINGS, encoding="utf-8")
    leave = [NEXT_WEEK + timedelta(days=day) for day in (3, 4)]
    away = f"agent_id,from,to,kind\nT3,{leave[0]},{leave[1]},x\n"
    (site / "time_off.csv").write_text(away, encoding="utf-8")
    options = ["--week", str(NEXT_WEEK), "--out", str(folder / "week"), "--effort", "1"]
    result = CliRunner().invoke(cli, ["plan", str(site), *options, "--simulate", "0"])
    assert result.exit_code == 0, result.output
    return folder


def judged(planned: Path, *more: str) -> dict:
    schedule = str(planned / "week" / "schedule.csv")
    result = CliRunner().invoke(cli, ["check", str(planned / "site"), schedule, "--json", *more])
    assert result.exit_code in {0, 1}, result.output
    return json.loads(result.output)


def test_the_plan_breaks_no_rule_that_the_files_say(planned: Path) -> None:
    assert judged(planned)["broken"] == 0
    shifts = read_schedule(
        planned / "week" / "schedule.csv", read_site(planned / "site").site
    ).shifts
    assert all(s.end.astimezone().hour <= 15 for s in shifts if s.date.weekday() == 4)
    left = [s for s in shifts if s.agent_id == "T3"]
    assert len(left) == 3, "Thursday of the leave counts as a day, Friday does not"
    talks = {a.start for s in shifts for a in s.activities if a.code == "Weekly"}
    assert talks


def test_the_prices_of_plan_and_check_are_one(planned: Path) -> None:
    summary = json.loads((planned / "week" / "summary.json").read_text(encoding="utf-8"))
    found = judged(planned, "--requirement", str(planned / "week" / "requirement.csv"))
    assert found["price"] == summary["solver"]["objective"]


def test_check_finds_what_a_hand_breaks(planned: Path, tmp_path: Path) -> None:
    """All six start at nine on Monday, rest at once, and T5 comes on a day without a mentor."""
    rows = pd.read_csv(planned / "week" / "schedule.csv")
    one = rows[rows["shift_id"] == rows["shift_id"].iloc[0]]
    start = datetime.fromisoformat(one["start"].iloc[0])
    same = []
    for number in range(6):
        copy = one.assign(agent_id=f"T{number}", shift_id=f"T{number}-x")
        same.append(copy)
    (tmp_path / "schedule.csv").write_text(pd.concat(same).to_csv(index=False), encoding="utf-8")
    arguments = ["check", str(planned / "site"), str(tmp_path / "schedule.csv"), "--json"]
    result = CliRunner().invoke(cli, [*arguments, "--week", str(NEXT_WEEK)])
    assert result.exit_code == 1
    broken = {f["rule"] for f in json.loads(result.output)["findings"] if f["hard"]}
    assert broken >= {"Seats", "Breaks at once", "Days per week", "Paid hours per week"}
    assert start.date() >= NEXT_WEEK
