"""A site in one workbook is the same site; a damaged or hostile workbook is a problem, no crash."""

from __future__ import annotations

import csv
import io
import random
import tomllib
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from tests.sites.small_site import FILES, write
from tests.work_plans import terms
from wfm.cli import cli
from wfm.errors import InputError, InputProblem
from wfm.sites import read_site
from wfm.sites.template import sheets, write_template
from wfm.words import english


def tables() -> dict[str, list[list[object]]]:
    """Sheets of the small site, numbers and dates as a spreadsheet holds them."""
    found: dict[str, list[list[object]]] = {}
    for file, text in FILES.items():
        if file.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(text)))
            found[file.removesuffix(".csv")] = [[typed(cell) for cell in row] for row in rows]
    site = tomllib.loads(FILES["site.toml"])
    plan = tomllib.loads(FILES["work_plans.toml"])["full_time"]
    activity = plan.pop("activities")[0]
    plan |= {"shift_hours": 8.5, "latest_end": time(20)}
    found["site"] = [list(site), list(site.values())]
    found["work_plans"] = [["work_plan", *plan], ["full_time", *plan.values()]]
    found["activities"] = [["work_plan", *activity], ["full_time", *activity.values()]]
    return found


def typed(cell: str) -> object:
    for convert in (int, float, date.fromisoformat):
        try:
            return convert(cell)
        except ValueError:
            continue
    return cell or None


def save(path: Path, content: dict[str, list[list[object]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in content.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def problems(path: Path) -> tuple[InputProblem, ...]:
    with pytest.raises(InputError) as caught:
        read_site(path)
    return caught.value.problems


def test_the_same_tables_as_sheets_are_the_same_site(tmp_path: Path) -> None:
    folder = read_site(write(tmp_path))
    book = read_site(save(tmp_path / "corner.xlsx", tables()))
    assert book.warnings == ()
    assert book.site == folder.site
    assert book.history.equals(folder.history)
    assert book.states is not None
    assert book.states.equals(folder.states)


def test_a_mistake_in_a_sheet_is_named_with_its_sheet_and_row(tmp_path: Path) -> None:
    content = tables()
    content["agents"][2][7] = "=20+5"
    content["history"][2][4] = "=SUM(A1:A2)"
    content["history"][1][0] = datetime(2026, 2, 23, 8)
    found = problems(save(tmp_path / "corner.xlsx", content))
    places = {(p.file, p.row, p.field) for p in found}
    assert ("corner.xlsx sheet agents", 3, "hourly_cost") in places
    assert ("corner.xlsx sheet history", 3, "offered") in places
    assert ("corner.xlsx sheet history", 2, "interval_start") in places
    assert sum("formula" in english(p.what) for p in found) == 2


def test_times_beyond_midnight_are_read_as_a_spreadsheet_keeps_them(tmp_path: Path) -> None:
    content = tables()
    column = content["work_plans"][0].index("latest_end")
    content["work_plans"][1][column] = timedelta(hours=26)
    found = read_site(save(tmp_path / "corner.xlsx", content))
    assert terms(found.site.work_plans["full_time"]).latest_end == 26 * 60


def test_missing_and_unknown_sheets_are_named(tmp_path: Path) -> None:
    content = tables()
    content["agentz"] = content.pop("agents")
    found = problems(save(tmp_path / "corner.xlsx", content))
    assert any(p.file == "corner.xlsx sheet agents" and "missing" in english(p.what) for p in found)


def test_a_workbook_that_would_unpack_to_gigabytes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wfm.sites.workbook.MAX_BYTES", 1 << 20)
    path = save(tmp_path / "corner.xlsx", tables())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(1 << 22))
    assert any("unpacks to more" in english(p.what) for p in problems(path))


def test_rows_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wfm.sites.tables.MAX_ROWS", 50)
    content = tables()
    content["agents"] += [["A9"]] * 60
    assert any(
        "more than 50 rows" in english(p.what) for p in problems(save(tmp_path / "c.xlsx", content))
    )


def test_a_sheet_formatted_to_its_last_row_is_read_to_its_last_record(tmp_path: Path) -> None:
    path = save(tmp_path / "corner.xlsx", tables())
    book = load_workbook(path)
    book["agents"].cell(1_048_576, 1).value = " "
    book.save(path)
    assert len(read_site(path).site.agents) == 2


def test_damaged_workbooks_never_crash(tmp_path: Path) -> None:
    whole = save(tmp_path / "corner.xlsx", tables()).read_bytes()
    luck = random.Random(1)
    path = tmp_path / "damaged.xlsx"
    for _ in range(60):
        raw = bytearray(whole)
        for _ in range(luck.randint(1, 8)):
            raw[luck.randrange(len(raw))] = luck.randrange(256)
        path.write_bytes(raw[: luck.choice([len(raw), luck.randrange(len(raw))])])
        try:
            read_site(path)
        except InputError as error:
            assert error.problems  # noqa: PT017  # either outcome is right


def test_damaged_xml_inside_a_workbook_never_crashes(tmp_path: Path) -> None:
    source = save(tmp_path / "corner.xlsx", tables())
    luck = random.Random(2)
    path = tmp_path / "damaged.xlsx"
    for _ in range(30):
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
            victim = luck.choice(old.namelist())
            for name in old.namelist():
                raw = bytearray(old.read(name))
                if name == victim:
                    at = luck.randrange(len(raw))
                    raw[at : at + luck.randint(0, 20)] = luck.choice(
                        [b"", b"<", b"&lol;", b"1e999", b'"', b"XFD1048576", b"\xff", b"99999999"]
                    )
                new.writestr(name, bytes(raw))
        try:
            read_site(path)
        except InputError as error:
            assert error.problems  # noqa: PT017  # either outcome is right


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "corner.xlsx", tables())
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/workbook.xml"] = bomb
    with zipfile.ZipFile(path, "w") as new:
        for name, raw in parts.items():
            new.writestr(name, raw)
    assert any("not a readable Excel workbook" in english(p.what) for p in problems(path))


def test_what_is_no_workbook_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "site.xlsx"
    path.write_bytes(b"name,time_zone\n")
    assert "not a readable Excel workbook" in english(problems(path)[0].what)
    other = tmp_path / "site.pdf"
    other.write_bytes(b"%PDF")
    assert "neither a folder nor an .xlsx" in english(problems(other)[0].what)


def test_the_template_with_its_example_rows_is_a_valid_site(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    outcome = CliRunner().invoke(cli, ["template", str(path)])
    assert outcome.exit_code == 0, outcome.output
    found = read_site(path)
    assert found.warnings == ()
    assert [agent.name for agent in found.site.agents] == ["Ida Example"]
    assert found.site.time_off[0].agent_id == found.site.agents[0].id
    assert len(found.site.previous) == 1


def test_every_column_of_the_template_has_a_note_and_words_have_drop_downs(tmp_path: Path) -> None:
    write_template(tmp_path / "template.xlsx")
    book = load_workbook(tmp_path / "template.xlsx")
    for name, (_, columns) in sheets().items():
        sheet = book[name]
        for cell, column in zip(sheet[1], columns, strict=True):
            assert cell.value == column.name
            assert cell.comment is not None, (name, column.name)
            assert column.note in cell.comment.text
    (rule,) = book["agents"].data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("D2:D2000", "=work_plans!$A$2:$A$2000")


def test_a_wide_sheet_is_printed_on_as_many_pages_as_can_be_read(tmp_path: Path) -> None:
    """Each with its header and whose row it is; a contract of fifty fields was a hairline."""
    write_template(tmp_path / "template.xlsx")
    book = load_workbook(tmp_path / "template.xlsx")
    for name in ("work_plans", "agents"):
        sheet = book[name]
        assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")
        width = sum(column.width for column in sheet.column_dimensions.values())
        assert 90 <= width / sheet.page_setup.fitToWidth <= 180


def test_the_template_does_not_overwrite_a_file_unasked(tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    path.write_text("mine")
    outcome = CliRunner().invoke(cli, ["template", str(path)])
    assert isinstance(outcome.exception, InputError)
    assert path.read_text() == "mine"
    assert CliRunner().invoke(cli, ["template", str(path), "--force"]).exit_code == 0
