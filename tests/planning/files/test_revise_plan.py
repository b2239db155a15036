"""A plan's folder and an edited roster: a dry run writes nothing, applying the next version."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from click.testing import CliRunner, Result

from tests.planning.tiny_site import NEXT_WEEK, write_tiny_site
from wfm.cli import cli
from wfm.errors import InputError
from wfm.planning import plan_week, write_plan
from wfm.planning.files.plan_folder import read_plan_folder
from wfm.planning.plan_options import PlanOptions
from wfm.scheduling import Limits, build_problem, check
from wfm.scheduling.evaluation.check import objective
from wfm.sites import read_schedule, read_site
from wfm.sites.requirement_csv import read_requirement


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("revise")
    site = write_tiny_site(folder / "site")
    limits = Limits(time=None, effort=0, workers=1)
    write_plan(
        plan_week(site, NEXT_WEEK, PlanOptions(limits), datetime(2026, 3, 15, tzinfo=UTC)),
        folder / "out",
    )
    return site, folder / "out"


@pytest.fixture
def site(planned: tuple[Path, Path]) -> Path:
    return planned[0]


@pytest.fixture
def out(planned: tuple[Path, Path], tmp_path: Path) -> Path:
    """Give a copy of the plan's folder."""
    return Path(shutil.copytree(planned[1], tmp_path / "out"))


def edit(path: Path, skip: int = 0, minutes: int = 30) -> tuple[str, int]:
    """Let a shift of the roster start later, the first unless told; say whose and on which day."""
    book = openpyxl.load_workbook(path)
    for row in book["Roster"].iter_rows(min_row=5):
        for day, cell in enumerate(row[3:10]):
            if isinstance(cell.value, str) and cell.value[:1].isdigit():
                skip -= 1
                if skip >= 0:
                    continue
                hour, minute = cell.value[:5].split(":")
                later = int(hour) * 60 + int(minute) + minutes
                cell.value = (
                    f"{later // 60}:{later % 60:02d} - {(later + 300) // 60}:{later % 60:02d}"
                )
                book.save(path)
                return str(row[14].value), day
    raise AssertionError("nobody works")


def revise(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["revise", *map(str, arguments)])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def told(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_roster_as_it_was_written_changes_nothing(site: Path, out: Path) -> None:
    before = contents(out)
    done = revise(site, out / "roster.xlsx", "--apply")
    assert done.exit_code == 0
    assert "no days edited" in done.output
    assert contents(out) == before


def test_a_dry_run_shows_the_differences_and_writes_nothing(site: Path, out: Path) -> None:
    agent, day = edit(out / "roster.xlsx")
    before = contents(out)
    report = told(revise(site, out / "roster.xlsx", "--json"))
    assert [(e["agent_id"], e["kind"]) for e in report["edits"]] == [(agent, "moved")]
    assert report["edits"][0]["date"] == str(NEXT_WEEK.replace(day=NEXT_WEEK.day + day))
    assert {row["queue"] for row in report["figures"]} == {"calls"}
    assert contents(out) == before


def test_applying_writes_the_next_version_whole_and_keeps_the_edited_workbook(
    site: Path, out: Path
) -> None:
    edit(out / "roster.xlsx")
    before = contents(out)
    people = read_plan_folder(site, out).demand.site
    old = read_schedule(out / "schedule.csv", people)
    done = revise(site, out / "roster.xlsx", "--apply")
    assert "Version 2" in done.output
    after = contents(out)
    new = read_schedule(out / "schedule.csv", people)
    assert len([s for s in new.shifts if s not in old.shifts]) == 1
    assert after["edited_v1.xlsx"] == before["roster.xlsx"]
    assert after["forecast.csv"] == before["forecast.csv"]
    assert after["requirement.csv"] == before["requirement.csv"]
    summary = json.loads(after["summary.json"])
    heads = read_requirement(out / "requirement.csv", people)
    findings = check(build_problem(people, heads, new.week), new)
    assert summary["solver"]["objective"] == objective(findings)
    assert (summary["solver"]["status"], summary["solver"]["bound"]) == ("edited by hand", None)
    assert (summary["schedule_version"], summary["totals"]["shifts"]) == (2, len(new.shifts))
    again = revise(site, out / "roster.xlsx")
    assert "no days edited" in again.output, "the new roster is that of the new version"


def hours_of(folder: Path, site: Path) -> dict[tuple[str, int], str]:
    """Agent and day of the week → when the shift starts."""
    shifts = read_schedule(folder / "schedule.csv", read_site(site).site).shifts
    zone = ZoneInfo("Europe/Berlin")
    return {(s.agent_id, s.date.weekday()): f"{s.start.astimezone(zone):%H:%M}" for s in shifts}


def test_a_roster_of_an_older_version_is_merged_with_what_was_changed_since(
    site: Path, out: Path, tmp_path: Path
) -> None:
    """In the folder as in one of its own; the version after is an older one for the next."""
    mine, late = (
        Path(shutil.copy(out / "roster.xlsx", tmp_path / n)) for n in ("m.xlsx", "l.xlsx")
    )
    first = edit(out / "roster.xlsx")
    revise(site, out / "roster.xlsx", "--apply")
    second = edit(mine, skip=1)
    edited_by_now, before = hours_of(out, site), contents(out)
    shown = revise(site, mine, "--plan", out)
    assert "Made from version 1: what was changed since stays" in shown.output
    assert contents(out) == before
    done = revise(site, mine, "--plan", out, "--apply")
    assert "Version 3" in done.output, done.output
    after = hours_of(out, site)
    assert after[first] == edited_by_now[first]
    assert {day for day in after if after[day] != edited_by_now[day]} == {second}
    third = edit(late, skip=2)
    revise(site, late, "--plan", out, "--out", tmp_path / "own")
    own = hours_of(tmp_path / "own", site)
    assert {day for day in own if own[day] != after[day]} == {third}
    versions = {path.name for path in (tmp_path / "own").glob("schedule_v*.csv")}
    assert versions == {"schedule_v1.csv", "schedule_v2.csv", "schedule_v3.csv"}


def test_a_day_that_both_changed_waits_for_a_decision(
    site: Path, out: Path, tmp_path: Path
) -> None:
    older = Path(shutil.copy(out / "roster.xlsx", tmp_path / "older.xlsx"))
    agent, day = edit(out / "roster.xlsx")
    revise(site, out / "roster.xlsx", "--apply")
    edit(older, minutes=60)
    theirs, before = hours_of(out, site)[agent, day], contents(out)
    date = str(NEXT_WEEK + timedelta(days=day))
    shown = told(revise(site, older, "--plan", out, "--json"))
    assert [(one["agent_id"], one["date"]) for one in shown["conflicts"]] == [(agent, date)]
    refused = revise(site, older, "--plan", out, "--apply")
    assert isinstance(refused.exception, InputError)
    assert f"{agent} Agent {agent[1:]}" in str(refused.exception)
    assert f"is {theirs}" in str(refused.exception)
    assert f"--theirs {agent} {date}" in str(refused.exception)
    assert contents(out) == before
    stays = revise(site, older, "--plan", out, "--apply", "--theirs", agent, date)
    assert ("no days edited" in stays.output, contents(out)) == (True, before)
    revise(site, older, "--plan", out, "--apply", "--mine", agent, date)
    assert hours_of(out, site)[agent, day] > theirs
    wrong = revise(site, older, "--plan", out, "--mine", "T99", date)
    assert "is no day of this plan" in wrong.output


def test_a_roster_of_a_version_that_is_not_known_is_refused(
    site: Path, out: Path, tmp_path: Path
) -> None:
    older = Path(shutil.copy(out / "roster.xlsx", tmp_path / "older.xlsx"))
    edit(out / "roster.xlsx")
    revise(site, out / "roster.xlsx", "--apply")
    (out / "schedule_v1.csv").unlink()
    before = contents(out)
    shown = revise(site, older, "--plan", out)
    assert shown.exit_code == 1
    assert "Conflict: the roster was made from version 1" in shown.output
    assert isinstance(revise(site, older, "--plan", out, "--apply").exception, InputError)
    assert contents(out) == before


def test_the_revised_plan_can_go_to_a_folder_of_its_own(
    site: Path, out: Path, tmp_path: Path
) -> None:
    edit(out / "roster.xlsx")
    before = contents(out)
    revise(site, out / "roster.xlsx", "--out", tmp_path / "revised")
    assert contents(out) == before
    assert (tmp_path / "revised" / "schedule.csv").is_file()


def test_edited_shifts_are_locked_where_that_is_asked_for(site: Path, out: Path) -> None:
    edit(out / "roster.xlsx")
    people = read_plan_folder(site, out).demand.site
    revise(site, out / "roster.xlsx", "--apply", "--lock")
    shifts = read_schedule(out / "schedule.csv", people).shifts
    assert [shift.locked for shift in shifts].count(True) == 1
    assert "no days edited" in revise(site, out / "roster.xlsx").output


def test_rules_that_the_edits_break_are_told_and_are_status_1(site: Path, out: Path) -> None:
    book = openpyxl.load_workbook(out / "roster.xlsx")
    book["Roster"]["I5"].value = "9-14"
    book.save(out / "roster.xlsx")
    done = revise(site, out / "roster.xlsx")
    assert done.exit_code == 1
    assert "Rules that the edits break:" in done.output
    assert "I5" not in done.output
    assert ", Days per week: works 5 days; the work plan wants 4" in done.output


def test_a_site_that_has_changed_since_is_told(site: Path, out: Path, tmp_path: Path) -> None:
    changed = Path(shutil.copytree(site, tmp_path / "site"))
    (changed / "time_off.csv").write_text("agent_id,from,to,kind\nT0,2026-03-16,2026-03-20,sick\n")
    done = revise(changed, out / "roster.xlsx")
    assert "time_off.csv has changed since the plan was made" in done.output
    assert "Time off" in done.output
    assert "sick" not in done.output


def test_a_folder_that_is_no_plan_and_a_file_that_is_not_there_are_named(
    site: Path, out: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"summary\.json"):
        read_plan_folder(site, tmp_path)
    missing = revise(site, tmp_path / "nowhere.xlsx", "--plan", out)
    assert "nowhere.xlsx" in str(missing.exception)
