"""`wfm plan --weeks`: one search for several weeks, each then a plan's folder like any other."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from tests.planning.tiny_site import NEXT_WEEK, write_tiny_site
from wfm.cli import cli
from wfm.errors import InputError

QUICK = ("--effort", 0, "--workers", 1, "--simulate", 0)
WEEKS = tuple(NEXT_WEEK + timedelta(weeks=number) for number in range(3))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, list(map(str, arguments)), catch_exceptions=False)


def told(folder: Path, week: date) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads((folder / str(week) / "summary.json").read_text())
    return summary


def presence(folder: Path, week: date) -> set[tuple[str, str, str, str]]:
    with (folder / str(week) / "schedule.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    return {(r["agent_id"], r["shift_date"], r["start"], r["end"]) for r in rows}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_site(tmp_path_factory.mktemp("weeks") / "site")


@pytest.fixture(scope="module")
def planned(site: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    out = tmp_path_factory.mktemp("planned")
    done = run(
        "plan", site, "--week", NEXT_WEEK, "--weeks", 2, "--out", out, "--json", *QUICK
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return out, json.loads(done.stdout)


def test_each_week_has_a_folder_of_its_own_and_goes_on_from_the_one_before(
    planned: tuple[Path, Any],
) -> None:
    out, all_told = planned
    assert sorted(path.name for path in out.iterdir()) == [str(week) for week in WEEKS[:2]]
    first, second = (told(out, week) for week in WEEKS[:2])
    assert [week["week"] for week in all_told["weeks"]] == [str(week) for week in WEEKS[:2]]
    assert first["parameters"]["weeks"] == second["parameters"]["weeks"] == 2
    assert second["parameters"]["week"] == str(WEEKS[1])
    assert second["ledger_before"] != {}
    with (out / str(WEEKS[1]) / "previous.csv").open(encoding="utf-8-sig") as file:
        before = {(row["agent_id"], row["shift_date"]) for row in csv.DictReader(file)}
    assert before == {(agent, day) for agent, day, _, _ in presence(out, WEEKS[0])}
    assert all({d for _, d, _, _ in presence(out, w)} <= _dates(w) for w in WEEKS[:2])
    search = all_told["solver"]
    assert search["bound"] is None or search["bound"] <= search["objective"]
    assert first["solver"]["bound"] is None


def test_every_folder_is_checked_at_the_price_that_it_tells(
    site: Path, planned: tuple[Path, Any]
) -> None:
    out, _ = planned
    for week in WEEKS[:2]:
        folder = out / str(week)
        asked = ("--requirement", folder / "requirement.csv", "--json")
        done = run("check", site, folder / "schedule.csv", *asked)
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout)["price"] == told(out, week)["solver"]["objective"]


@pytest.mark.parametrize(
    ("price", "period"), [("service", ""), ("answered", ""), ("heads", "day"), ("service", "day")]
)
def test_a_plan_is_checked_at_its_price_whatever_heads_are_worth_to_it(
    site: Path, tmp_path: Path, price: str, period: str
) -> None:
    """Also where a minimum is missed, which is a broken rule with or without the requirement."""
    shutil.copytree(site, tmp_path / "site")
    queues = list(csv.DictReader((site / "queues.csv").read_text("utf-8-sig").splitlines()))
    columns = [*queues[0], *({"counted_over", "minimum_heads"} - set(queues[0]))]
    with (tmp_path / "site" / "queues.csv").open("w", newline="") as file:
        rows = csv.DictWriter(file, columns)
        rows.writeheader()
        rows.writerows({**row, "counted_over": period, "minimum_heads": 9} for row in queues)
    out = tmp_path / "plan"
    asked = ("--week", NEXT_WEEK, "--price", price, "--out", out, *QUICK)
    done = run("plan", tmp_path / "site", *asked)
    assert done.exit_code == 1, done.output
    told = json.loads((out / "summary.json").read_text())["solver"]
    costs = pytest.approx(told["rule_costs"], rel=1e-6)  # files round contacts
    for more in ((), ("--requirement", out / "requirement.csv")):
        done = run("check", tmp_path / "site", out / "schedule.csv", "--json", *more)
        assert done.exit_code == 1
        assert json.loads(done.stdout)["rule_costs"] == costs
    shutil.copy(out / "schedule.csv", tmp_path / "moved.csv")
    more = ("--requirement", out / "requirement.csv", "--forecast", out / "forecast.csv")
    asked = ("check", tmp_path / "site", tmp_path / "moved.csv", "--json", *more, "--price", price)
    assert json.loads(run(*asked).stdout)["rule_costs"] == costs


def test_the_rest_is_planned_anew_with_few_changes(
    site: Path, planned: tuple[Path, Any], tmp_path: Path
) -> None:
    """The first week is out; the second and a third are planned from what is known."""
    out, _ = planned
    done = run(
        "plan", site, "--week", WEEKS[1], "--weeks", 2, "--out", tmp_path / "new", "--base", out,
        "--after", out / str(WEEKS[0]), *QUICK,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert presence(tmp_path / "new", WEEKS[1]) == presence(out, WEEKS[1])
    third = told(tmp_path / "new", WEEKS[2])
    assert third["totals"]["shifts"] > 0
    assert "Stability" not in third["solver"]["rule_costs"]


def test_leave_that_came_later_changes_few_days_of_others(site: Path, tmp_path: Path) -> None:
    out, known, searched = tmp_path / "out", tmp_path / "site", (*QUICK, "--effort", 1)
    assert run("plan", site, "--weeks", 2, "--out", out, *searched).exit_code == 0
    before, away = presence(out, WEEKS[1]), {str(WEEKS[1] + timedelta(days=day)) for day in (1, 2)}
    shutil.copytree(site, known)
    rows = f"T0,{min(away)},{WEEKS[1] + timedelta(days=3)},vacation"
    (known / "time_off.csv").write_text(f"agent_id,from,to,kind\n{rows}\n", encoding="utf-8")
    anew = ("--week", WEEKS[1], "--weeks", 2, "--base", out, "--out", out)
    done = run("plan", known, *anew, *searched)
    assert done.exit_code == 0, done.output
    assert "2 weeks planned together" in done.stdout
    after = presence(out, WEEKS[1])
    assert not any(agent == "T0" and day in away for agent, day, *_ in after)
    assert len({(agent, day) for agent, day, *_ in before ^ after if agent != "T0"}) <= 4
    assert presence(out, WEEKS[2])


def test_a_week_in_which_nobody_works_is_read_like_any_other(site: Path, tmp_path: Path) -> None:
    """Whatever goes on from a plan: its check, its neighbours, the week after it, itself."""
    closed, out, alone = tmp_path / "site", tmp_path / "out", tmp_path / "alone"
    shutil.copytree(site, closed)
    away = "".join(f"T{n},{WEEKS[0]},{WEEKS[0] + timedelta(days=6)},vacation\n" for n in range(6))
    (closed / "time_off.csv").write_text(f"agent_id,from,to,kind\n{away}", encoding="utf-8")
    two = ("plan", closed, "--week", WEEKS[0], "--weeks", 2, *QUICK)
    assert run(*two, "--out", out).exit_code == 0
    assert not presence(out, WEEKS[0])
    empty = out / str(WEEKS[0])
    for week in WEEKS[:2]:
        done = run("check", closed, out / str(week) / "schedule.csv", "--json")
        assert json.loads(done.stdout)["price"] == told(out, week)["solver"]["objective"]
    after = ("--week", WEEKS[1], "--after", empty, "--out", alone / str(WEEKS[1]))
    assert run("plan", closed, *after, *QUICK).exit_code == 0
    assert presence(alone, WEEKS[1])
    for more in (("--base", out), ()):
        assert run(*two, *more, "--out", out).exit_code == 0
    assert run("revise", closed, empty / "roster.xlsx").exit_code == 0
    played = ("--schedule", empty / "schedule.csv", "--forecast", empty / "forecast.csv")
    assert run("simulate", closed, *played, "--runs", 2).exit_code == 0
    absent = ("--absent", f"T1:{WEEKS[0]}", "--out", tmp_path / "mended.csv", "--effort", 0)
    mended = run(
        "schedule", closed, "--requirement", empty / "requirement.csv",
        "--repair", empty / "schedule.csv", *absent,
    )  # fmt: skip
    assert mended.exit_code == 0, mended.output


def test_what_cannot_be_is_refused_before_anything_is_written(
    site: Path, planned: tuple[Path, Any], tmp_path: Path
) -> None:
    out, _ = planned
    bad = ("plan", site, "--week", WEEKS[0], "--weeks", 2, "--out", tmp_path / "out")
    with pytest.raises(InputError, match="has no plan of a week from 2026-03-16 to 2026-03-23"):
        run(*bad, "--base", tmp_path)
    absent = run(*bad, "--base", out, "--absent", f"T1:{NEXT_WEEK}")
    assert absent.exit_code == 2
    assert "--absent repairs one week" in absent.output
    assert run("plan", site, "--weeks", 9, "--out", tmp_path / "out").exit_code == 2
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def counted(site: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two weeks of 20 hours, of whom the contract wants 40: neither week has them by itself."""
    known = tmp_path_factory.mktemp("counted") / "site"
    shutil.copytree(site, known)
    terms = "[part]\nmin_hours_in_horizon = 40\nmax_hours_in_horizon = 40\n"
    plans = (known / "work_plans.toml").read_text()
    (known / "work_plans.toml").write_text(plans.replace("[part]\n", terms, 1))
    out = known.with_name("out")
    done = run("plan", known, "--week", NEXT_WEEK, "--weeks", 2, "--out", out, *QUICK)
    assert done.exit_code == 0, done.output
    return known, out


def check(site: Path, folder: Path) -> Result:
    return run("check", site, folder / "schedule.csv")


def test_each_week_is_judged_with_the_others_of_its_plan(counted: tuple[Path, Path]) -> None:
    known, out = counted
    for week in WEEKS[:2]:
        assert told(out, week)["solver"]["status"] == "feasible"
        done = check(known, out / str(week))
        assert done.exit_code == 0, done.output
        assert "are counted over 2026-03-16, 2026-03-23" in done.stderr


def test_a_week_is_judged_by_the_border_to_its_neighbours_as_they_are_now(
    site: Path, planned: tuple[Path, Any], tmp_path: Path
) -> None:
    """A shift of the first week's end that is moved into the night leaves no rest to the second."""
    out = tmp_path / "out"
    shutil.copytree(planned[0], out)
    first, second = (out / str(week) for week in WEEKS[:2])
    [agent, _, start, _] = min(presence(out, WEEKS[1]), key=lambda row: (row[1], row[2]))
    assert check(site, second).exit_code == 0
    sunday = WEEKS[1] - timedelta(days=1)
    text = (first / "schedule.csv").read_text(encoding="utf-8-sig")
    header, row = text.splitlines()[:2]
    cells = dict(zip(header.split(","), row.split(","), strict=True))
    late = {
        "shift_id": "moved", "agent_id": agent, "shift_date": str(sunday),
        "start": f"{sunday}T20:00:00+01:00", "end": f"{WEEKS[1]}T01:00:00+01:00",
    }  # fmt: skip
    moved = ",".join((cells | {k: v for k, v in late.items() if k in cells}).values())
    (first / "schedule.csv").write_text(f"{text}{moved}\n", encoding="utf-8")
    assert start.startswith(str(WEEKS[1]))
    for week in (first, second):
        done = check(site, week)
        assert done.exit_code == 1
        assert f"{WEEKS[1]}, Rest between shifts" in done.stdout


def test_a_week_that_is_not_beside_is_told_and_what_it_lacks_is_not_judged(
    counted: tuple[Path, Path], tmp_path: Path
) -> None:
    known, out = counted
    shutil.copytree(out / str(WEEKS[1]), tmp_path / "alone")
    done = check(known, tmp_path / "alone")
    assert done.exit_code == 0, done.output
    assert "not beside it, or planned anew since: 2026-03-16" in done.stderr


def test_a_week_that_is_planned_anew_alone_stays_in_its_plan(
    counted: tuple[Path, Path], tmp_path: Path
) -> None:
    known, out = counted[0], tmp_path / "out"
    shutil.copytree(counted[1], out)
    second = out / str(WEEKS[1])
    done = run("plan", known, "--week", WEEKS[1], "--base", second, "--out", second, *QUICK)
    assert done.exit_code == 0, done.output
    summary = told(out, WEEKS[1])
    assert summary["together"]["weeks"] == [str(week) for week in WEEKS[:2]]
    assert summary["together"]["objective"] is None
    assert check(known, second).exit_code == 0


def test_price_and_bound_of_all_weeks_stand_with_each(planned: tuple[Path, Any]) -> None:
    out, all_told = planned
    for week in WEEKS[:2]:
        together, solver = told(out, week)["together"], all_told["solver"]
        assert together["weeks"] == together["searched"] == [str(one) for one in WEEKS[:2]]
        assert {name: together[name] for name in ("objective", "bound", "gap")} == {
            name: solver[name] for name in ("objective", "bound", "gap")
        }
        rows = openpyxl.load_workbook(out / str(week) / "roster.xlsx")["Summary"].iter_rows(
            max_col=2, values_only=True
        )
        cells = {row[0]: row[1] for row in rows}
        assert "All 2 weeks planned together" in cells
        assert cells["Price of all weeks"] == solver["objective"]
        assert cells["Lower bound of all weeks"] == (solver["bound"] or "none proven")


def _dates(week: date) -> set[str]:
    return {str(week + timedelta(days=day)) for day in range(7)}
