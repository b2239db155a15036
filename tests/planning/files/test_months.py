"""Contracts by calendar months in files: each folder's ledger hands on what they had."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.planning.tiny_site import NEXT_WEEK, TABLES, write_tiny_site
from wfm.cli import cli

WEEKS = tuple(NEXT_WEEK + timedelta(weeks=number) for number in range(3))
"""From 16 March; the last one ends in April."""
QUICK = ("--effort", 0, "--workers", 1, "--simulate", 0)
MONTHLY = TABLES["work_plans.toml"].replace("min_paid_hours_per_week = 20", "max_paid_hours_per_"
          "month = 62\nmin_paid_hours_per_week = 0").replace(
          "min_days_per_week = 4", "min_days_per_week = 0")  # fmt: skip
LEFT = 62 * 16 / 31
"""Hours from 16 March on, where nothing is known of the days before."""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, list(map(str, arguments)), catch_exceptions=False)


def hours_in_march(folders: Iterable[Path]) -> Counter[str]:
    """Sum the hours of all activities, which are all paid, by agent."""
    minutes: Counter[str] = Counter()
    for folder in folders:
        with (folder / "schedule.csv").open(encoding="utf-8-sig") as file:
            rows = [r for r in csv.DictReader(file) if r["shift_date"].startswith("2026-03")]
        for row in rows:
            begin, end = (datetime.fromisoformat(row[name]) for name in ("start", "end"))
            minutes[row["agent_id"]] += (end - begin) // timedelta(minutes=1)
    return Counter({agent: mine // 60 for agent, mine in minutes.items()})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_tiny_site(tmp_path_factory.mktemp("months") / "site")
    (folder / "work_plans.toml").write_text(MONTHLY, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folders(site: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    out = tmp_path_factory.mktemp("planned")
    for week in WEEKS:
        done = run("plan", site, "--week", week, "--out", out / str(week), *QUICK)
        assert done.exit_code == 0, done.output
    return tuple(out / str(week) for week in WEEKS)


def test_weeks_planned_one_after_the_other_keep_within_the_month(
    folders: tuple[Path, ...],
) -> None:
    hours = hours_in_march(folders)
    assert max(hours.values()) == LEFT // 5 * 5
    before = json.loads((folders[1] / "summary.json").read_text())["ledger_before"]
    assert {kept["month_since"] for kept in before.values()} == {NEXT_WEEK.day}
    first = hours_in_march(folders[:1])
    assert {agent: kept["month_hours"] for agent, kept in before.items()} == {
        agent: first[agent] for agent in before
    }


def test_weeks_planned_together_do_too(site: Path, tmp_path: Path) -> None:
    done = run("plan", site, "--week", WEEKS[0], "--weeks", 3, "--out", tmp_path, *QUICK)
    assert done.exit_code == 0, done.output
    each = [tmp_path / str(week) for week in WEEKS]
    assert max(hours_in_march(each).values()) <= LEFT
    for folder in each:
        assert run("check", site, folder / "schedule.csv").exit_code == 0


def test_what_is_not_known_of_a_month_is_told(site: Path, folders: tuple[Path, ...]) -> None:
    said = "What was worked in March 2026 before 2026-03-16 is not known of 6 people"
    messages = json.loads((folders[0] / "summary.json").read_text())["messages"]
    assert any(said in message["text"] for message in messages)
    done = run("check", site, folders[0] / "schedule.csv")
    assert done.exit_code == 0, done.output
    assert said in done.stderr


def test_a_week_is_checked_with_the_month_before_it(
    site: Path, folders: tuple[Path, ...], tmp_path: Path
) -> None:
    """Of 40 hours a month the same shifts have too many: the last of March breaks it."""
    less = tmp_path / "site"
    shutil.copytree(site, less)
    (less / "work_plans.toml").write_text(MONTHLY.replace("= 62", "= 40"), encoding="utf-8")
    hours = hours_in_march(folders[:2])
    agent, most = hours.most_common(1)[0]
    assert most > 40 * 16 / 31
    done = run("check", less, folders[1] / "schedule.csv")
    assert done.exit_code == 1
    told = f"{most} h in the month; the work plan wants at most 20.65 h in March 2026"
    assert any(agent in line and told in line for line in done.stdout.splitlines()), done.stdout
