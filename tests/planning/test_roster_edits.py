"""A roster goes out, is edited as people edit, and comes back: nothing is lost, nothing guessed."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from tests.small_plan import WEEK, ZONE, at, schedule, shift, small_plan
from wfm.errors import InputError
from wfm.model import Activity, ActivityCategory, Meeting, Schedule, Shift
from wfm.model.plan import Plan
from wfm.planning.revise_schedule import Revision, revised
from wfm.planning.roster_edits import opened_roster, with_edits
from wfm.planning.week_demand import WeekDemand
from wfm.scheduling.rules.breaks import ActivityRule
from wfm.scheduling.rules.work_plan import changed
from wfm.words import english
from wfm.workbook.flat_lists import write_meta
from wfm.workbook.roster import write_roster

Edit = Callable[[Worksheet], object]
MON, TUE, WED, FRI, SAT, SUN = "D", "E", "F", "H", "I", "J"


def workbook(plan: Plan, folder: Path, edit: Edit | None = None) -> bytes:
    """Write the sheets that come back, edit the roster as openpyxl lets us, and give the file."""
    path = folder / "roster.xlsx"
    out = openpyxl.Workbook(write_only=True)
    write_roster(out, plan)
    write_meta(out, plan)
    out.save(path)
    book = openpyxl.load_workbook(path)
    if edit is not None:
        edit(book["Roster"])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def demand(plan: Plan) -> WeekDemand:
    return WeekDemand(plan.site, plan.week, plan.forecast, plan.requirement, {})


def row_of(sheet: Worksheet, agent: str) -> int:
    return next(row[-1].row for row in sheet.iter_rows(min_row=5) if row[14].value == agent)


def writing(agent: str, column: str, value: object) -> Edit:
    def edit(sheet: Worksheet) -> None:
        sheet[f"{column}{row_of(sheet, agent)}"].value = value

    return edit


def revise(folder: Path, *edits: Edit, plan: Plan | None = None) -> Revision:
    def all_of_them(sheet: Worksheet) -> None:
        for edit in edits:
            edit(sheet)

    plan = plan or small_plan()
    return revised(demand(plan), plan.schedule, workbook(plan, folder, all_of_them), "edited.xlsx")


def refused(folder: Path, *edits: Edit) -> list[str]:
    with pytest.raises(InputError) as caught:
        revise(folder, *edits)
    return [str(problem) for problem in caught.value.problems]


def hours(shifts: tuple[Shift, ...]) -> list[str]:
    zone = ZoneInfo(ZONE)
    return [f"{s.start.astimezone(zone):%a %H:%M}-{s.end.astimezone(zone):%H:%M}" for s in shifts]


def test_a_roster_that_nobody_edited_changes_nothing(tmp_path: Path) -> None:
    revision = revise(tmp_path)
    assert revision.edits == ()
    assert revision.schedule == revision.base
    assert not revision.stale
    assert revision.broken == revision.mended == ()


@settings(max_examples=15, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["A1", "A2", "A3", "B1", "B2"]), st.integers(0, 6)),
        st.lists(
            st.tuples(st.integers(0, 23), st.sampled_from([120, 360, 510, 605])),
            min_size=1, max_size=2,
        ),
        max_size=12,
    )
)  # fmt: skip
def test_any_schedule_comes_back_as_it_went_out(
    tmp_path_factory: pytest.TempPathFactory, days: dict[tuple[str, int], list[tuple[int, int]]]
) -> None:
    shifts: list[Shift] = []
    for (agent, day), starts in sorted(days.items()):
        for number, (hour, minutes) in enumerate(sorted(starts)):
            grid_start = at(day) + timedelta(hours=hour)
            one = Activity("WORK", ActivityCategory.ON_QUEUE, grid_start,
                           grid_start + timedelta(minutes=minutes))  # fmt: skip
            local = grid_start.astimezone(ZoneInfo(ZONE)).date()
            if all(s.agent_id != agent or s.end <= one.start for s in shifts):
                shifts.append(Shift(f"{agent}-{day}-{number}", agent, local, (one,)))
    plan = replace(small_plan(), schedule=Schedule("Example", WEEK, tuple(shifts)))
    content = workbook(plan, tmp_path_factory.mktemp("any"))
    roster = opened_roster(content, plan.site, WEEK, None)
    assert with_edits(plan.site, plan.schedule, roster, plan.requirement, None) == (
        plan.schedule,
        (),
    )
    assert roster.fingerprint == plan.schedule.fingerprint


def test_each_kind_of_edit_is_told_and_made(tmp_path: Path) -> None:
    revision = revise(
        tmp_path,
        writing("A1", MON, "9-17.30"),
        writing("A1", TUE, None),
        writing("A1", WED, "07:00–17:00 E"),
        writing("A2", FRI, "08:00-12:00"),
        writing("B1", FRI, "12:00 - 16:00"),
    )
    told = [(e.agent_id, e.kind, hours(e.before), hours(e.after)) for e in revision.edits]
    assert told == [
        ("A1", "moved", ["Mon 07:00-15:30"], ["Mon 09:00-17:30"]),
        ("A1", "removed", ["Tue 07:00-15:30"], []),
        ("A1", "longer", ["Wed 07:00-15:30"], ["Wed 07:00-17:00"]),
        ("A2", "added", [], ["Fri 08:00-12:00"]),
        ("B1", "shorter", ["Fri 12:00-20:30"], ["Fri 12:00-16:00"]),
    ]
    assert revision.schedule.version == revision.base.version + 1


def test_shifts_that_were_not_edited_stay_to_the_minute(tmp_path: Path) -> None:
    revision = revise(tmp_path, writing("A1", MON, "9-17:30"))
    before = {s.id: s for s in revision.base.shifts}
    after = {s.id: s for s in revision.schedule.shifts}
    assert before.keys() == after.keys(), "a shift that moves is still that shift"
    assert [key for key in before if before[key] != after[key]] == ["A1-0"]


def test_rows_may_be_sorted_filtered_hidden_and_columns_put_in_between(tmp_path: Path) -> None:
    def sort(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=9)]
        for number, row in enumerate(reversed(rows), 5):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value
        sheet.row_dimensions[6].hidden = True
        sheet.insert_cols(4)
        sheet["D4"].value = "My notes"
        sheet["D5"].value = "call her"

    assert revise(tmp_path, sort).edits == ()


def test_a_row_that_is_gone_is_a_question_and_never_a_lost_shift(tmp_path: Path) -> None:
    told = refused(tmp_path, lambda sheet: sheet.delete_rows(row_of(sheet, "A1")))
    assert told == [
        "edited.xlsx, field Roster: Anna Albers (A1) has 5 shifts and no row → put the row back; "
        "write off for days without a shift"
    ]


def test_the_row_of_an_agent_without_shifts_is_not_missed(tmp_path: Path) -> None:
    assert revise(tmp_path, lambda sheet: sheet.delete_rows(row_of(sheet, "A3"))).edits == ()


def test_rows_that_could_be_anyones_are_refused_all_at_once(tmp_path: Path) -> None:
    def mix(sheet: Worksheet) -> None:
        a1, a2, b1, b2 = (row_of(sheet, agent) for agent in ("A1", "A2", "B1", "B2"))
        sheet[f"B{a1}"].value = "Dana Diaz"
        sheet[f"O{a2}"].value = None
        sheet[f"O{b1}"].value = "B9"
        sheet[f"O{row_of(sheet, 'A3')}"].value = "B2"
        assert b2

    told = refused(tmp_path, mix)
    assert [line.partition(": ")[2].partition(" →")[0] for line in told] == [
        "the row of =cmd|'/c calc'!A1 has no agent id",
        "A1 is Anna Albers, and the row is of Dana Diaz",
        "B2 is Dana Diaz, and the row is of Chloë Özdemir",
        "the site has no agent B9",
    ]


def test_everything_that_cannot_be_read_is_told_with_its_cell_and_a_remedy(tmp_path: Path) -> None:
    told = refused(
        tmp_path,
        writing("A1", MON, "half day"),
        writing("A1", TUE, "=D5"),
        writing("B1", WED, 917),
    )
    assert told == [
        "edited.xlsx, field Roster!D6: says 'half day', which is no shift → write 09:00–17:30, two "
        "shifts as 09:00–12:00 + 14:00–18:00, off or absent",
        "edited.xlsx, field Roster!E6: is a formula → put its value in the place of the formula",
        "edited.xlsx, field Roster!F8: has become a number: 917 → write 09:00–17:30, two shifts "
        "as 09:00–12:00 + 14:00–18:00, off or absent",
    ]


def test_shifts_that_would_overlap_are_refused(tmp_path: Path) -> None:
    told = refused(tmp_path, writing("A1", MON, "22:00-07:30"), writing("A2", TUE, "9-12 + 11-14"))
    assert [line.partition(" →")[0] for line in told] == [
        "edited.xlsx, field Roster!D6: A1's shifts of Mon 2026-10-19 and Tue 2026-10-20 overlap",
        "edited.xlsx, field Roster!E5: A2's shifts of Tue 2026-10-20 and Tue 2026-10-20 overlap",
    ]


def test_a_shift_without_any_length_is_refused(tmp_path: Path) -> None:
    assert "starts and ends at the same time" in refused(tmp_path, writing("A1", MON, "9-9"))[0]


def test_a_night_that_only_starts_later_ends_at_the_same_instant_on_the_day_of_25_hours(
    tmp_path: Path,
) -> None:
    revision = revise(tmp_path, writing("B2", SAT, "23:00–05:30"))
    (edit,) = revision.edits
    assert edit.kind == "shorter"
    assert edit.after[0].end == edit.before[0].end
    assert edit.after[0].end - edit.after[0].start == timedelta(hours=7.5), "one hour comes twice"


def test_a_time_that_clocks_skip_is_refused(tmp_path: Path) -> None:
    march = WEEK.replace(year=2026, month=3, day=23)
    plan = replace(small_plan(), week=march, schedule=Schedule("Example", march, ()))
    with pytest.raises(InputError) as caught:
        revise(tmp_path, writing("B1", SUN, "02:30-10:30"), plan=plan)
    assert "clocks skip 02:30" in str(caught.value)


def test_the_roster_of_another_week_or_site_is_told(tmp_path: Path) -> None:
    other = replace(small_plan(), week=WEEK + timedelta(7))
    with pytest.raises(InputError) as caught:
        revised(demand(small_plan()), small_plan().schedule, workbook(other, tmp_path), None)
    assert "is the roster of Example & <Co>, week from 2026-10-26" in str(caught.value)


def test_the_roster_of_an_older_version_says_so_and_shows_what_it_would_undo(
    tmp_path: Path,
) -> None:
    handed_out = workbook(small_plan(), tmp_path)
    since = (*schedule().shifts[1:], shift("A3", 6, 0))
    now = replace(small_plan(), schedule=Schedule("Example", WEEK, since, version=2))
    revision = revised(demand(now), now.schedule, handed_out, None)
    assert (revision.stale, revision.made_from, revision.base.version) == (True, "1", 2)
    assert [(e.agent_id, e.kind) for e in revision.edits] == [("A1", "added"), ("A3", "removed")]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"agent,day\n"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="is not a readable Excel workbook"):
        revised(demand(small_plan()), small_plan().schedule, content, "edited.xlsx")


def test_a_broken_rule_and_time_off_are_told_apart_from_what_was_broken_before(
    tmp_path: Path,
) -> None:
    revision = revise(tmp_path, writing("A3", MON, "9-17:30"), writing("A1", MON, "9-17:07"))
    rules = {(finding.agent_id, finding.rule) for finding in revision.broken}
    assert {("A3", "Time off"), ("A1", "Shift lengths and start times")} <= rules
    assert {agent for agent, _ in rules} == {"A1", "A3"}
    assert revision.as_before, "this plan asks for no pauses, and its shifts have some"


def test_heads_are_counted_before_and_after(tmp_path: Path) -> None:
    revision = revise(tmp_path, writing("A1", MON, "off"))
    rows = {(r["queue"], r["date"]): r for r in revision.compared()}
    before, after = rows["Support calls", WEEK]["under_hours"]
    assert after > before
    assert {date for _, date in rows} == {None, WEEK}, "other days have not changed"


def with_pauses() -> Plan:
    """Let the plan ask for a break and a meal, and A1 attend a meeting on Monday."""
    plan = small_plan()
    rules = (
        ActivityRule("BRK", ActivityCategory.BREAK, 15, True, 90, 150),
        ActivityRule("LUNCH", ActivityCategory.MEAL, 30, False, 210, 300),
    )
    full = changed(
        plan.site.work_plans["full-time"], activities=rules, shift_minutes=(510, 240, 480)
    )
    start = at(0) + timedelta(hours=13)
    held = Meeting("Huddle", ("A1",), start, start + timedelta(minutes=30), 30)
    return replace(plan, site=replace(plan.site, work_plans={"full-time": full}, meetings=(held,)))


def test_an_edited_shift_gets_its_pauses_anew_around_its_meeting(tmp_path: Path) -> None:
    revision = revise(tmp_path, writing("A1", MON, "9-17:30"), plan=with_pauses())
    (edited,) = revision.edits[0].after
    parts = [(part.code, part.minutes, part.paid) for part in edited.activities]
    assert [part for part in parts if part[0] != "WORK"] in (
        [("BRK", 15, True), ("Huddle", 30, True), ("LUNCH", 30, False)],
        [("BRK", 15, True), ("LUNCH", 30, False), ("Huddle", 30, True)],
    )
    assert not [f for f in revision.broken if f.rule == "Breaks and meals"]
    assert sum(part.minutes for part in edited.activities) == 510


def test_a_meeting_that_the_new_times_leave_out_is_told(tmp_path: Path) -> None:
    plan = with_pauses()
    there = revise(tmp_path, writing("A1", MON, "9-17:30"), plan=plan).schedule
    again = revise(tmp_path, writing("A1", MON, "6-12"), plan=replace(plan, schedule=there))
    assert [*map(english, again.notes)] == [
        "A1 Anna Albers, Mon 2026-10-19: Huddle has no place any more"
    ]


def test_a_day_called_absent_of_which_the_site_knows_nothing_is_told(tmp_path: Path) -> None:
    revision = revise(tmp_path, writing("A1", MON, "Absent"))
    assert [(edit.agent_id, edit.kind) for edit in revision.edits] == [("A1", "absent")]
    (note,) = map(english, revision.notes)
    assert note.startswith(
        "A1 Anna Albers, Mon 2026-10-19: is called absent, and no time off is known"
    )


def test_a_pause_without_room_is_left_to_the_checker(tmp_path: Path) -> None:
    revision = revise(tmp_path, writing("A1", MON, "9-13"), plan=with_pauses())
    told = {f.text for f in revision.broken if f.rule == "Breaks and meals"}
    (edited,) = revision.edits[0].after
    assert "BRK" in {part.code for part in edited.activities}
    assert told <= {"has BRK; the work plan wants BRK, LUNCH"}


def test_an_edited_shift_keeps_queue_and_lock_and_a_new_one_has_neither_twice(
    tmp_path: Path,
) -> None:
    plan = small_plan()
    first, *others = plan.schedule.shifts
    parts = tuple(
        replace(part, queue="E-mail") if part.category is ActivityCategory.ON_QUEUE else part
        for part in first.activities
    )
    locked = replace(first, activities=parts, locked=True)
    plan = replace(plan, schedule=replace(plan.schedule, shifts=(locked, *others)))
    revision = revise(
        tmp_path, writing("A1", MON, "9-17:30"), writing("A1", SAT, "9-12"), plan=plan
    )
    moved, added = (edit.after[0] for edit in revision.edits)
    work = [part for part in moved.activities if part.category is ActivityCategory.ON_QUEUE]
    assert (moved.locked, {part.queue for part in work}) == (True, {"E-mail"})
    assert (added.locked, added.activities[0].queue) == (False, None), "A1 serves two queues"


def test_a_second_shift_of_a_day_leaves_the_first_as_it_was(tmp_path: Path) -> None:
    revision = revise(tmp_path, writing("A1", MON, "07:00–15:30 E + 18-20"))
    (edit,) = revision.edits
    assert edit.after[0] == edit.before[0]
    assert edit.after[1].id not in {s.id for s in revision.base.shifts}
    assert "One shift a day" in {finding.rule for finding in revision.broken}
