"""A field that nobody knows is told with the nearest known one, wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Service
from tests.sites.small_site import FILES, write
from tests.sites.test_workbook import save, tables
from wfm.errors import InputError
from wfm.scheduling.rules.settings import FieldKind, Setting, Shape
from wfm.scheduling.rules.work_plan import fields
from wfm.sites import read_site
from wfm.words import english

PLAN = {
    "name": "half", "paid_minutes_per_week": [1200, 1200], "days_per_week": [4, 5],
    "shift_minutes": [240], "earliest_start": 480, "latest_end": 1200,
}  # fmt: skip
PAUSE = {
    "code": "L", "category": "meal", "minutes": 30, "paid": False, "earliest": 60, "latest": 90,
}  # fmt: skip
TYPE = {"name": "Early", "start": 480, "minutes": 240}


@pytest.mark.parametrize(
    ("old", "new", "row", "field", "meant"),
    [
        ('latest_end = "20:00"', 'latest_end = "20:00"\nmaximum_weekend_day = 0', 9,
         "maximum_weekend_day", "maximum_weekend_days"),
        ("paid = false", "paid = false\nlatest_clok = '14:00'", 15, "latest_clok", "latest_clock"),
        ('latest_end = "20:00"', 'latest_end = "20:00"\n[[full_time.shift_type]]\nhours = 8', 9,
         "shift_type", "shift_types"),
    ],
)  # fmt: skip
def test_in_a_toml_file(
    tmp_path: Path, old: str, new: str, row: int, field: str, meant: str
) -> None:
    text = FILES["work_plans.toml"].replace(old, new)
    [told] = read_site(write(tmp_path, work_plans__toml=text)).warnings
    assert (told.file, told.row, told.field) == ("work_plans.toml", row, field)
    assert english(told.remedy) == f"did you mean {meant}?"


def test_in_several_records_each_line_is_told(tmp_path: Path) -> None:
    once = FILES["work_plans.toml"].replace(
        'latest_end = "20:00"', 'latest_end = "20:00"\nmaximum_weekend_day = 0'
    )
    text = once + once.replace("full_time", "other")
    [told] = read_site(write(tmp_path, work_plans__toml=text)).warnings
    second = 9 + once.count("\n")
    assert told.row == 9
    assert english(told.what).startswith(f"unknown column, not read, also in row {second} (")


def agents(column: str = "", cells: Sequence[str] = ("",) * 5) -> str:
    """Five agents of one work plan, A1 to A5, with a cell more each."""
    head = f"agent_id,name,team,work_plan,skills,hourly_cost{column}"
    rows = [f"A{n},Ida {n},Nord,full_time,selling|writing,25{c}" for n, c in enumerate(cells, 1)]
    return "\n".join([head, *rows, ""])


def told_of_agents(folder: Path, **tables: str) -> list[str]:
    """Read a site with some of its tables changed; give what it says of unknown fields."""
    found = read_site(write(folder, **tables), history=False, states=False).warnings
    return [english(each.what) for each in found if "unknown" in english(each.what)]


@pytest.mark.parametrize(
    ("line", "says"),
    [("maximum_weekend_day = 0", "unknown column, not read"),
     ("[[full_time.shift_type]]\nhours = 8", "unknown table, not read")],
)  # fmt: skip
def test_a_field_of_a_work_plan_says_whose_it_is(tmp_path: Path, line: str, says: str) -> None:
    plans = FILES["work_plans.toml"].replace(
        'latest_end = "20:00"', f'latest_end = "20:00"\n{line}'
    )
    [told] = told_of_agents(tmp_path, work_plans__toml=plans, agents__csv=agents())
    assert told == f"{says} (of 5 agents: A1, A2, A3 and 2 more)"


def test_a_field_of_agents_says_who_has_it(tmp_path: Path) -> None:
    who = agents(",tem", (",x", ",", ",y", ",", ","))
    assert told_of_agents(tmp_path, agents__csv=who) == [
        "unknown column, not read (of 2 agents: A1, A3)"
    ]


@pytest.mark.parametrize("field", [each for each in fields().values() if each.needs])
def test_a_field_that_means_nothing_without_another_is_told(tmp_path: Path, field: Setting) -> None:
    said = {FieldKind.FLAG: "true", FieldKind.HOURS: "[3]" if field.shape is Shape.LIST else "3"}
    line = f"{field.columns[0]} = {said.get(field.kind, '3')}"
    text = FILES["work_plans.toml"].replace('latest_end = "20:00"', f'latest_end = "20:00"\n{line}')
    [told] = read_site(write(tmp_path, work_plans__toml=text)).warnings
    assert told.field == field.columns[0]
    needed = fields()[field.needs[0]].columns[0]
    assert english(told.remedy) == f"give {needed}, or remove this"


def test_in_a_sheet(tmp_path: Path) -> None:
    content = tables()
    content["work_plans"][0].append("late_shifts_in_row")
    content["work_plans"][1].append(2)
    [told] = read_site(save(tmp_path / "site.xlsx", content)).warnings
    assert (told.row, told.field) == (1, "late_shifts_in_row")
    assert english(told.remedy) == "did you mean maximum_late_shifts_in_a_row?"


@pytest.mark.parametrize(
    ("more", "field", "meant"),
    [
        ({"maximum_weekend_day": 0}, "maximum_weekend_day", "maximum_weekend_days"),
        ({"activities": [{**PAUSE, "clok": [1, 2]}]}, "activities.0.clok", "clock"),
        ({"shift_types": [{**TYPE, "not_befor": []}]}, "shift_types.0.not_befor", "not_before"),
        ({"overtime_hours": 2}, "overtime_hours", "overtime_minutes"),
        ({"weekly_rest_hours": 35}, "weekly_rest_hours", "weekly_rest"),
        ({"min_nights_in_row": 2}, "min_nights_in_row", "nights_in_a_row"),
    ],
)
def test_in_a_body(small_service: Service, more: dict, field: str, meant: str) -> None:
    refused = small_service.ask(
        "sam", "POST", "/sites/north/work-plans", json={**PLAN, **more}
    )  # fmt: skip
    assert refused.status_code == 422
    assert [{k: e[k] for k in ("field", "what")} for e in refused.json()["errors"]] == [
        {"field": field, "what": f"unknown field; did you mean {meant}?"}
    ]


def test_what_contradicts_itself_in_a_body_is_told_at_once(small_service: Service) -> None:
    late = {**PAUSE, "latest": 30}
    body = {**PLAN, "days_per_week": [5, 4], "latest_end": 480, "activities": [PAUSE, late]}
    refused = small_service.ask("sam", "POST", "/sites/north/work-plans", json=body)
    assert refused.status_code == 409
    assert [error["field"] for error in refused.json()["errors"]] == [
        "latest_end", "activities.1.latest", "days_per_week",
    ]  # fmt: skip


def values(field: Setting) -> Any:
    """Give a value of a field that is not its default, within its bounds."""
    if field.kind is FieldKind.FLAG:
        return not field.default
    if field.shape is Shape.ONE:
        return max(3, field.least or 0)
    return [180, 240] if field.shape is Shape.SPAN else [180]


@pytest.mark.parametrize("field", [each for each in fields().values() if each.needs])
def test_the_api_keeps_it_and_tells_it_in_every_view(
    small_service: Service, field: Setting
) -> None:
    body = {**PLAN, field.name: values(field)}
    added = small_service.ask("sam", "POST", "/sites/north/work-plans", json=body)
    assert added.status_code == 201, added.text
    [note] = added.json()["notes"]
    assert note["field"] == field.name
    assert note["what"] == f"{field.name} means nothing without {field.needs[0]}"
    assert note["remedy"] == f"give {field.needs[0]}, or remove this"
    whole = added.json()
    sent = small_service.ask(
        "sam", "PUT", "/sites/north/work-plans/half", json=whole, headers={"If-Match": '"1"'}
    )
    assert sent.status_code == 200, sent.text
    assert sent.json()["notes"] == [note]
    mended = small_service.ask(
        "sam", "PUT", "/sites/north/work-plans/half", json=PLAN,
        headers={"If-Match": sent.headers["ETag"]},
    )  # fmt: skip
    assert mended.json()["notes"] == []


MAIL = {
    "name": "mail", "channel": "email", "skill": "calls", "response_minutes": 240,
    "hours": {"windows": [[[480, 1080]]] * 7}, "goal": {"service_level": None},
}  # fmt: skip
TALK = {
    "name": "Talk", "agent_ids": ["ann", "bob"], "earliest": "2026-03-03T08:00:00Z",
    "latest": "2026-03-03T12:00:00Z", "minutes": 30, "together": False,
}  # fmt: skip
IDLE: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("queues", MAIL, {"goal": {"asa": 20}}, "goal.asa"),
    ("queues", MAIL, {"goal": {"abandonment": 0.05}}, "goal.abandonment"),
    ("queues", MAIL, {"patience_seconds": 60}, "patience_seconds"),
    ("queues", MAIL, {"concurrency": 3}, "concurrency"),
    ("queues", {**MAIL, "channel": "voice", "goal": {"asa": 20}}, {}, "response_minutes"),
    ("preferences", {"agent_id": "ann", "kind": "day_off"}, {"start": 480}, "start"),
    ("meetings", TALK, {"quorum": 2}, "quorum"),
    ("work-plans", PLAN, {"maximum_weekends_in_turn": 2}, "weekends_in_turn"),
    ("work-plans", PLAN, {"shift_minutes": [480], "law": "uk"}, "shift_minutes"),
]


@pytest.mark.parametrize(("path", "whole", "more", "field"), IDLE)
def test_other_things_tell_it_too(
    small_service: Service, path: str, whole: dict, more: dict, field: str
) -> None:
    added = small_service.ask("sam", "POST", f"/sites/north/{path}", json={**whole, **more})
    assert added.status_code == 201, added.text
    assert [note["field"] for note in added.json()["notes"]] == [field]
    listed = small_service.ask("sam", "GET", f"/sites/north/{path}").json()["items"]
    assert [note["field"] for each in listed for note in each["notes"]] == [field]


MORE = "max_abandonment,redial_share,patience_seconds"
ROWS = [
    ("queues.csv", "240,400\n", "240,400,,,60\n", "patience_seconds", "leave it blank"),
    ("queues.csv", "0.8,20,,240", "0.8,20,60,240,,,", "response_minutes", "leave it blank"),
    ("queues.csv", "0.8,20,,240", "0.8,20,,240,0.1,,", "max_abandonment", "give patience_seconds"),
    ("queues.csv", "0.8,20,,240", "0.8,20,,240,,0.2,", "redial_share", "give patience_seconds"),
    ("work_plans.toml", "latest_end", "maximum_weekends_in_turn = 3\nlatest_end",
     "weekends_in_turn", "allow 1 of them at most, or count more weekends in a row"),
    ("work_plans.toml", "latest_end", "law = 'california'\nlatest_end",
     "shift_hours", "give it what the law asks among the activities, or use other lengths"),
    ("preferences.csv", "A2,fri,,", "A2,fri,08:00,", "from", "leave it blank"),
    ("meetings.csv", "30,meeting", "30,meeting,no,2", "quorum", "give together, or remove this"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "field", "remedy"), ROWS)
def test_files_tell_it_where_it_stands(
    tmp_path: Path, file: str, old: str, new: str, field: str, remedy: str
) -> None:
    text = FILES[file].replace(
        "aht_seconds\n", "aht_seconds,max_abandonment,redial_share,patience_seconds\n"
    )
    text = text.replace("minutes,kind\n", "minutes,kind,together,quorum\n")
    assert old in text
    [told] = read_site(
        write(tmp_path, **{file.replace(".", "__"): text.replace(old, new)})
    ).warnings
    assert (told.file, told.field, english(told.remedy)) == (file, field, remedy)


def test_a_record_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    """Without its weeks the rotation would have no line to name."""
    text = FILES["work_plans.toml"] + (
        '\n[[full_time.rotation]]\nweek = "first"\ndays = "mon-fri"\nshifts = "early"\n'
        '[[full_time.rotation_lines]]\nline = 1\nagents = "A1"\n'
    )
    with pytest.raises(InputError) as refused:
        read_site(write(tmp_path, work_plans__toml=text))
    assert [problem.field for problem in refused.value.problems] == ["week"]
