"""Every rule of the list can be set from a site's files and from the API, and arrives."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from api.permissions import PERMISSIONS
from tests.api.conftest import Service
from tests.rules.random_plans import cells_of, work_plans
from tests.sites.small_site import write
from wfm.errors import InputError
from wfm.model import ShiftRequest, Site, WorkPlan
from wfm.scheduling.rules import RULES, Rule
from wfm.scheduling.rules.settings import settings_of
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.scheduling.rules.work_plan import document_of, fields, tables, work_plan
from wfm.sites import read_site
from wfm.sites.rows import TABLES
from wfm.store.sites import load_site
from wfm.words import english

TOLD = [rule for rule in RULES if rule.settings is not None]
FACTS = {
    "Employment": ("agents", "agents/{agent:path}"),
    "Time off": ("time_off", "time-off/{entry}"),
    "Availability": ("availability", "availability/{entry}"),
    "Opening hours": ("queues", "queues/{entry:path}"),
    "Meetings and training": ("meetings", "meetings/{entry}"),
    "Wishes": ("preferences", "preferences/{entry}"),
    "Shift requests": ("shift_requests", "shift-requests/{entry}"),
}
"""Rule that judges by facts alone → the table of a site and the route that say them."""
OF_A_RUN = {"Fairness over weeks", "Stability", "Locked shifts"}
"""Rules that judge by what a run goes on from: a ledger, a schedule, its locks."""
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def sheets_of(plan: WorkPlan) -> dict[str, list[dict[str, Any]]]:
    """Write a work plan as rows of the tables that hold it."""
    document = document_of(plan)
    row: dict[str, Any] = {"work_plan": plan.name}
    found = {"work_plans": [row]}
    for each in fields().values():
        if each.record is None:
            row.update(cells_of(each, document[each.name]))
    for table, columns in tables().items():
        found[table] = [{"work_plan": plan.name} for _ in document[table]]
        for record, cells in zip(document[table], found[table], strict=True):
            for each in columns:
                cells.update(cells_of(each, record[each.name]))
    return found


SITE = {"name": "Corner", "time_zone": "UTC"}
QUEUE = {
    "queue": "calls", "channel": "voice", "skill": "calls", "hours": "24/7", "max_asa_seconds": 20,
}  # fmt: skip
AGENT = {
    "agent_id": "A1", "name": "Ann", "team": "red", "work_plan": "Full time", "skills": "calls",
}  # fmt: skip


def read_folder(folder: Path, plan: WorkPlan, **more: list[dict[str, Any]]) -> Site:
    """Write the work plan into a folder of a site and read it."""
    sheets = sheets_of(plan)
    [row] = sheets.pop("work_plans")
    lines = [f"[{json.dumps(row.pop('work_plan'))}]"]
    lines += [f"{name} = {json.dumps(cell, ensure_ascii=False)}" for name, cell in row.items()]
    for table, records in sheets.items():
        for record in records:
            lines.append(f"[[{json.dumps(record.pop('work_plan'))}.{table}]]")
            lines += [f"{n} = {json.dumps(c, ensure_ascii=False)}" for n, c in record.items()]
    (folder / "work_plans.toml").write_text("\n".join(lines), encoding="utf-8")
    (folder / "site.toml").write_text("\n".join(f'{n} = "{v}"' for n, v in SITE.items()))
    for name, rows in {"queues": [QUEUE], "agents": [AGENT], **more}.items():
        text = [",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]
        (folder / f"{name}.csv").write_text("\n".join(text), encoding="utf-8")
    return _read(folder)


def read_workbook(folder: Path, plan: WorkPlan) -> Site:
    """Write the work plan into a workbook of a site and read it."""
    book = Workbook()
    book.remove(book.worksheets[0])
    tables = {"site": [SITE], "queues": [QUEUE], "agents": [AGENT], **sheets_of(plan)}
    for name, rows in tables.items():
        if rows:
            columns = list(dict.fromkeys(column for row in rows for column in row))
            sheet = book.create_sheet(name)
            sheet.append(columns)
            for row in rows:
                sheet.append([row.get(column) for column in columns])
    book.save(folder / "site.xlsx")
    return _read(folder / "site.xlsx")


def _read(path: Path) -> Site:
    found = read_site(path, history=False, states=False)
    idle = {name for each in fields().values() if each.needs for name in each.columns}
    never_legal = {"shift_hours", "shift_types"}  # lengths for which the drawn law is too strict
    assert {told.field for told in found.warnings} <= idle | never_legal
    return found.site


def test_every_rule_says_how_it_is_set() -> None:
    names = {rule.name for rule in RULES}
    assert names == {rule.name for rule in TOLD} | FACTS.keys() | OF_A_RUN
    for table, route in FACTS.values():
        assert table in TABLES
        assert ("PUT", f"/sites/{{site}}/{route}") in PERMISSIONS


@pytest.mark.parametrize("rule", TOLD, ids=lambda rule: rule.name)
def test_each_rule_s_settings_bear_its_name_and_say_their_bounds(rule: Rule) -> None:
    assert rule.settings is not None
    assert rule.settings.rule == rule.name
    for each in settings_of(rule.settings):
        assert each.note
        assert each.least is None or each.most is not None


@pytest.mark.parametrize("read", [read_folder, read_workbook])
def test_every_rule_can_be_set_from_a_site_file(read: Callable[[Path, WorkPlan], Site]) -> None:
    @given(work_plans(full=True))
    @QUICK
    def arrives(plan: WorkPlan) -> None:
        with TemporaryDirectory() as folder:
            found = read(Path(folder), plan).work_plans["Full time"]
        for rule in TOLD:
            assert found.rules[rule.name] == plan.rules[rule.name], rule.name

    arrives()


def test_every_rule_can_be_set_over_the_api(small_service: Service) -> None:
    names = iter(range(1000))
    line = {"id": "A1", "name": "Ada", "team": "Blue", "work_plan": "full", "skills": ["sales"]}
    small_service.ask("sam", "POST", "/sites/north/agents", json=line)

    @given(work_plans(full=True))
    @QUICK
    def arrives(plan: WorkPlan) -> None:
        body = {**document_of(plan), "name": f"plan {next(names)}"}
        made = small_service.ask("sam", "POST", "/sites/north/work-plans", json=body)
        assert made.status_code == 201, made.text
        with small_service.database.reading() as tx:
            found = load_site(tx, "north").work_plans[body["name"]]
        for rule in TOLD:
            assert found.rules[rule.name] == plan.rules[rule.name], rule.name

    arrives()


def test_shift_requests_are_read_from_their_table(tmp_path: Path) -> None:
    types = [{"name": "Night", "start": 1320, "minutes": 600}]
    plan = work_plan(
        "Full time", paid_minutes_per_week=(0, 2400), days_per_week=(0, 5), shift_minutes=(480,),
        earliest_start=0, latest_end=1440, shift_types=types,
    )  # fmt: skip
    row = {"agent_id": "A1", "date": "2026-03-04", "shift_type": "Night"}
    rows = [{**row, "wanted": "no", "weight": 9}, {**row, "wanted": "", "weight": ""}]
    found = read_folder(tmp_path, plan, shift_requests=rows)
    asked = ShiftRequest("A1", date(2026, 3, 4), "Night", wanted=False, weight=9)
    assert found.shift_requests == (asked, replace(asked, wanted=True, weight=2))
    with pytest.raises(InputError) as refused:
        read_folder(tmp_path, plan, shift_requests=[{**row, "shift_type": "Nihgt"}])
    [problem] = refused.value.problems
    assert (problem.file, problem.row, problem.field) == ("shift_requests.csv", 2, "shift_type")
    assert "did you mean Night?" in english(problem.remedy)


@given(st.data())
@QUICK
def test_a_full_work_plan_says_something_in_every_field(data: st.DataObject) -> None:
    """Else the tests above would not show that every field arrives."""
    document = document_of(data.draw(work_plans(full=True)))
    for each in fields().values():
        assert document[each.name] not in (None, [])
    for table, columns in tables().items():
        for row in document[table]:
            assert all(row[each.name] not in (None, []) for each in columns)


@given(work_plans())
@QUICK
def test_what_a_file_leaves_blank_is_as_by_default(plan: WorkPlan) -> None:
    with TemporaryDirectory() as folder:
        assert read_folder(Path(folder), plan).work_plans["Full time"] == plan
        assert read_workbook(Path(folder), plan).work_plans["Full time"] == plan


def test_a_work_plan_of_shift_types_needs_no_lengths_and_no_bounds(tmp_path: Path) -> None:
    """Tables as a planner of a ward writes them: the types say when shifts are and how long."""
    folder = write(tmp_path)
    text = (folder / "work_plans.toml").read_text(encoding="utf-8")
    kept = [
        line
        for line in text.splitlines()
        if not line.startswith(("shift_hours", "earliest_start", "latest_end"))
    ]
    types = '\n[[full_time.shift_types]]\nshift_type = "Day"\nstart = "08:00"\nhours = 8.5\n'
    (folder / "work_plans.toml").write_text("\n".join(kept) + types, encoding="utf-8")
    plan = read_site(folder).site.work_plans["full_time"]
    assert ShiftTimeSettings.of(plan).lengths == (510,)
    (folder / "work_plans.toml").write_text("\n".join(kept), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_site(folder)
    assert {problem.field for problem in refused.value.problems} == {
        "shift_hours", "earliest_start", "latest_end",
    }  # fmt: skip
