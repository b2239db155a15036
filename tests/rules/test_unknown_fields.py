"""A field that nobody knows is told with the nearest known one, wherever it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.conftest import Service
from tests.sites.small_site import FILES, write
from tests.sites.test_workbook import save, tables
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


@pytest.mark.parametrize("field", [each for each in fields().values() if each.needs])
def test_a_field_that_means_nothing_without_another_is_told(tmp_path: Path, field: Setting) -> None:
    said = {FieldKind.FLAG: "true", FieldKind.HOURS: "[3]" if field.shape is Shape.LIST else "3"}
    line = f"{field.columns[0]} = {said.get(field.kind, '3')}"
    text = FILES["work_plans.toml"].replace('latest_end = "20:00"', f'latest_end = "20:00"\n{line}')
    [told] = read_site(write(tmp_path, work_plans__toml=text)).warnings
    assert told.field == field.columns[0]
    needed = fields()[str(field.needs)].columns[0]
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
