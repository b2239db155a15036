"""After an absence there is a roster; work done by hand survives repairs, replans and mistakes."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from click.testing import CliRunner, Result

from tests.planning.tiny_site import NEXT_WEEK, write_tiny_site
from wfm.cli import cli
from wfm.planning import plan_week, write_plan
from wfm.planning.files.plan_folder import read_plan_folder
from wfm.planning.plan_options import PlanOptions
from wfm.scheduling import Limits
from wfm.sites import read_schedule, read_site

QUICK = ("--effort", "0", "--workers", "1")


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("versions")
    site = write_tiny_site(folder / "site")
    options = PlanOptions(Limits(time=None, effort=0, workers=1))
    plan = plan_week(site, NEXT_WEEK, options, datetime(2026, 3, 15, tzinfo=UTC))
    write_plan(plan, folder / "out")
    return site, folder / "out"


@pytest.fixture
def site(planned: tuple[Path, Path]) -> Path:
    return planned[0]


@pytest.fixture
def out(planned: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(planned[1], tmp_path / "plans" / "out"))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, list(map(str, arguments)))


def plan_again(site: Path, out: Path, *more: object) -> Result:
    return run("plan", site, "--week", NEXT_WEEK, "--out", out, *QUICK, *more)


def working_days(site: Path, out: Path, agent: str) -> set[date]:
    schedule = read_schedule(out / "schedule.csv", read_site(site).site)
    return {shift.date for shift in schedule.of(agent)}


def take_off(path: Path, agent: str) -> date:
    """Type `off` into an agent's first working day; say which."""
    book = openpyxl.load_workbook(path)
    for row in book["Roster"].iter_rows(min_row=5):
        for day, cell in enumerate(row[3:10]):
            if row[14].value == agent and str(cell.value)[:1].isdigit():
                cell.value = "off"
                book.save(path)
                return NEXT_WEEK.fromordinal(NEXT_WEEK.toordinal() + day)
    raise AssertionError("nobody works")


def version(out: Path) -> int:
    return int(json.loads((out / "summary.json").read_text())["schedule_version"])


def test_a_repair_writes_the_next_version_with_its_changes_by_name(site: Path, out: Path) -> None:
    before = working_days(site, out, "T1")
    done = run("repair", site, "--plan", out, "--absent", "T1", *QUICK)
    assert done.exit_code == 0, done.output
    assert before
    assert not working_days(site, out, "T1")
    assert version(out) == 2
    assert "Version 2" in done.output
    assert "To be told: T1 Agent 1" in done.output
    with (out / "changes.csv").open() as stream:
        changed = {(row["agent_id"], row["date"]) for row in csv.DictReader(stream)}
    assert {("T1", day.isoformat()) for day in before} <= changed
    assert (out / "roster.xlsx").is_file()


def test_who_leaves_in_mid_shift_keeps_what_was_worked_and_earlier_days_stay(
    site: Path, out: Path
) -> None:
    folder, zone = read_plan_folder(site, out), ZoneInfo("Europe/Berlin")
    before = {(s.agent_id, s.date): s for s in folder.schedule.shifts}
    mine = max(day for agent, day in before if agent == "T1")
    start = before["T1", mine].start.astimezone(zone)
    leaves = (start + timedelta(hours=1)).replace(tzinfo=None).isoformat(timespec="minutes")
    idle = min(a.id for a in folder.demand.site.agents if (a.id, mine) not in before)
    away = ("--absent", f"T1:{leaves}", "--absent", f"{idle}:{mine}")
    done = run("repair", site, "--plan", out, *away, *QUICK)
    assert done.exit_code == 0, done.output
    assert f" → {start:%H:%M}–{leaves[-5:]}\n" in done.output
    assert "has no shift in that absence" in done.output
    after = {(s.agent_id, s.date): s for s in read_plan_folder(site, out).schedule.shifts}
    assert after["T1", mine].activities[-1].category == "time_off"
    earlier = {day: shift.activities for day, shift in before.items() if day[1] < mine}
    assert {day: s.activities for day, s in after.items() if day[1] < mine} == earlier


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("T1:{day}T10:00..09:00", "ends before it starts"),
        ("T1:{day}T25:00", "cannot be read"),
        ("T1:tomorrow", "10:00..14:00"),
    ],
)
def test_an_absence_with_hours_that_cannot_be_is_refused(
    site: Path, out: Path, text: str, says: str
) -> None:
    refused = run("repair", site, "--plan", out, "--absent", text.format(day=NEXT_WEEK), *QUICK)
    assert refused.exit_code == 1
    assert says in str(refused.exception)
    assert version(out) == 1


def test_an_absence_of_a_repair_holds_in_later_versions(site: Path, out: Path) -> None:
    run("repair", site, "--plan", out, "--absent", f"T1:{NEXT_WEEK}", *QUICK)
    assert [entry.agent_id for entry in read_plan_folder(site, out).absences] == ["T1"]
    again = run("repair", site, "--plan", out, "--absent", f"T2:{NEXT_WEEK}", *QUICK)
    assert again.exit_code == 0, again.output
    assert NEXT_WEEK not in working_days(site, out, "T1") | working_days(site, out, "T2")
    anew = plan_again(site, out, "--base", out)
    assert anew.exit_code == 0, anew.output
    assert NEXT_WEEK not in working_days(site, out, "T1") | working_days(site, out, "T2")
    assert version(out) == 4


def test_a_day_off_by_hand_is_as_firm_as_a_shift(site: Path, out: Path) -> None:
    day = take_off(out / "roster.xlsx", "T0")
    applied = run("revise", site, out / "roster.xlsx", "--apply")
    assert "Version 2" in applied.output, applied.output
    repaired = run("repair", site, "--plan", out, "--absent", "T1", *QUICK)
    assert repaired.exit_code in {0, 1}, repaired.output
    assert day not in working_days(site, out, "T0")
    anew = plan_again(site, out, "--base", out)
    assert anew.exit_code in {0, 1}, anew.output
    assert day not in working_days(site, out, "T0")
    assert ("T0", day) in read_plan_folder(site, out).edited_days


def test_a_plan_does_not_overwrite_a_roster_that_somebody_saved(site: Path, out: Path) -> None:
    take_off(out / "roster.xlsx", "T0")
    content = (out / "roster.xlsx").read_bytes()
    for refused in (
        plan_again(site, out),
        plan_again(site, out, "--base", out),
        run("repair", site, "--plan", out, "--absent", "T1", *QUICK),
    ):
        assert refused.exit_code == 1
        assert "wfm revise" in refused.output + str(refused.exception)
        assert (out / "roster.xlsx").read_bytes() == content
    assert plan_again(site, out, "--replace").exit_code == 0


def test_a_plan_names_the_edited_days_that_it_would_lose(site: Path, out: Path) -> None:
    day = take_off(out / "roster.xlsx", "T0")
    run("revise", site, out / "roster.xlsx", "--apply")
    refused = plan_again(site, out)
    assert refused.exit_code == 1
    assert re.search(rf"T0.* on \w+ {day}", refused.output + str(refused.exception))
    assert version(out) == 2


def test_versions_go_on_and_the_same_schedule_keeps_its_own(site: Path, out: Path) -> None:
    assert plan_again(site, out).exit_code == 0
    assert version(out) == 1
    other = plan_again(site, out, "--seed", 5, "--price", "answered")
    assert other.exit_code in {0, 1}, other.output
    assert version(out) == 2


def test_an_edited_plan_of_another_week_is_not_overwritten_either(site: Path, out: Path) -> None:
    take_off(out / "roster.xlsx", "T0")
    later = NEXT_WEEK.fromordinal(NEXT_WEEK.toordinal() + 7)
    refused = run("plan", site, "--week", later, "--out", out, "--after", "none", *QUICK)
    assert refused.exit_code == 1
    assert "wfm revise" in str(refused.exception)


def test_no_command_writes_over_another_plan_that_was_edited(
    site: Path, planned: tuple[Path, Path], out: Path
) -> None:
    take_off(out / "roster.xlsx", "T0")
    content = (out / "roster.xlsx").read_bytes()
    own = Path(shutil.copytree(planned[1], out.parent / "own"))
    take_off(own / "roster.xlsx", "T1")
    revised = run("revise", site, own / "roster.xlsx", "--out", out)
    assert run("revise", site, own / "roster.xlsx", "--apply").exit_code in {0, 1}
    for refused in (
        revised,
        run("repair", site, "--plan", own, "--absent", "T2", "--out", out, *QUICK),
        plan_again(site, out, "--base", own),
        run("demo", "--out", out),
    ):
        assert refused.exit_code == 1
        assert str(out) in str(refused.exception)
        assert (out / "roster.xlsx").read_bytes() == content


def test_a_copy_is_not_applied_over_edits_that_lie_in_the_folder(site: Path, out: Path) -> None:
    copy = Path(shutil.copy(out / "roster.xlsx", out.parent / "copy.xlsx"))
    take_off(copy, "T0")
    take_off(out / "roster.xlsx", "T1")
    content = (out / "roster.xlsx").read_bytes()
    refused = run("revise", site, copy, "--plan", out, "--apply")
    assert refused.exit_code == 1
    assert (out / "roster.xlsx").read_bytes() == content


def write_day(path: Path, agent: str, was: str, text: str) -> date:
    """Type into an agent's first day that says `was`; say which."""
    book = openpyxl.load_workbook(path)
    for row in book["Roster"].iter_rows(min_row=5):
        for day, cell in enumerate(row[3:10]):
            if row[14].value == agent and str(cell.value) == was:
                cell.value = text
                book.save(path)
                return NEXT_WEEK.fromordinal(NEXT_WEEK.toordinal() + day)
    raise AssertionError(f"no day of {agent} says {was}")


def test_a_free_day_called_absent_stays_absent_through_repair_and_replan(
    site: Path, out: Path
) -> None:
    day = write_day(out / "roster.xlsx", "T0", "off", "sick")
    applied = run("revise", site, out / "roster.xlsx", "--apply")
    assert "(absent)" in applied.output, applied.output
    assert "its next versions keep it" in applied.output
    for again in (
        run("repair", site, "--plan", out, "--absent", "T1", *QUICK),
        plan_again(site, out, "--base", out),
    ):
        assert again.exit_code in {0, 1}, again.output
        assert day not in working_days(site, out, "T0")
        assert ("T0", day) in read_plan_folder(site, out).edited_days
        assert write_day(out / "roster.xlsx", "T0", "absent", "absent") == day
        (out / "summary.json").write_text(_sealed(out))


def _sealed(out: Path) -> str:
    """Take the roster as it was saved for the one that was written."""
    summary = json.loads((out / "summary.json").read_text())
    digest = hashlib.sha256((out / "roster.xlsx").read_bytes()).hexdigest()
    return json.dumps(summary | {"roster_sha256": digest})


def test_an_absence_by_hand_ends_where_the_roster_has_a_shift_again(site: Path, out: Path) -> None:
    write_day(out / "roster.xlsx", "T0", "off", "absent")
    run("revise", site, out / "roster.xlsx", "--apply")
    write_day(out / "roster.xlsx", "T0", "absent", "9-13")
    done = run("revise", site, out / "roster.xlsx", "--apply")
    assert "time off" not in done.output, done.output
    assert read_plan_folder(site, out).absences == ()


def test_an_edit_of_a_sheet_that_is_not_read_is_told_by_cell(site: Path, out: Path) -> None:
    book = openpyxl.load_workbook(out / "roster.xlsx")
    book["Shifts"]["F2"].value = "Holiday"
    last = book["Agents"].max_row + 1
    book["Agents"].cell(last, 2).value = "Zoe New"
    book.create_sheet("Notes")["A1"].value = "call Ann"
    book.save(out / "roster.xlsx")
    told = run("revise", site, out / "roster.xlsx").output
    assert "no days edited" in told
    unread = "was edited or added and is not read"
    assert f"the sheet Shifts {unread} (F2 was 'ON', is 'Holiday'): write" in told
    assert f"the sheet Agents {unread} (B{last} was empty, is 'Zoe New'): write" in told
    assert f"the sheet Notes {unread}: write" in told


def test_an_absence_ends_where_the_roster_says_off_again(site: Path, out: Path) -> None:
    """The plan's own absence does; that of the site's time off stays, and the answer says so."""
    day = write_day(out / "roster.xlsx", "T0", "off", "sick")
    run("revise", site, out / "roster.xlsx", "--apply")
    assert len(read_plan_folder(site, out).absences) == 1
    assert write_day(out / "roster.xlsx", "T0", "absent", "off") == day
    done = run("revise", site, out / "roster.xlsx", "--apply")
    assert "off → off  (no longer absent)" in done.output, done.output
    assert read_plan_folder(site, out).absences == ()
    assert version(out) == 3
    assert ("T0", day) in read_plan_folder(site, out).edited_days


def test_time_off_of_the_site_stays_whatever_the_roster_says(site: Path, tmp_path: Path) -> None:
    known = Path(shutil.copytree(site, tmp_path / "site"))
    (known / "time_off.csv").write_text(
        "agent_id,from,to,kind\n"
        f"T0,{NEXT_WEEK} 00:00,{NEXT_WEEK.fromordinal(NEXT_WEEK.toordinal() + 1)} 00:00,vacation\n"
    )
    folder = tmp_path / "away"
    assert plan_again(known, folder).exit_code in {0, 1}
    write_day(folder / "roster.xlsx", "T0", "absent", "off")
    told = run("revise", known, folder / "roster.xlsx").output
    assert "no days edited" in told
    assert "no longer says absent, but the site has time off then, which stays" in told
