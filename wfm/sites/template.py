"""An empty site workbook: every table with notes, drop-downs and one example row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from wfm.model import (
    ActivityCategory,
    Channel,
    ClockChange,
    GoalPeriod,
    GroupRuleKind,
    LeaveDecision,
    LeaveMeasure,
    LeaveUnit,
    PreferenceKind,
)
from wfm.scheduling.rules.settings import FieldKind
from wfm.scheduling.rules.work_plan import fields
from wfm.sites.fields import FirstInDate, MeetingKind, Row, Windows
from wfm.sites.history import HISTORY
from wfm.sites.rows import TABLES
from wfm.sites.spellings import LISTS
from wfm.sites.states import STATES
from wfm.sites.table_schema import TableSchema
from wfm.sites.weekdays import WEEKDAYS

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LAST_ROW = 2000
"""Drop-downs reach down to here."""
PAGE = 180
"""Width of the columns on a printed page."""
SEVERAL = 22
"""Letters to be seen of a cell of several names."""

HEADER = PatternFill("solid", fgColor="1F4E5F")
OPTIONAL = PatternFill("solid", fgColor="6B8E9B")
FONT = "Calibri"
EXAMPLE = Font(FONT, italic=True, color="606060")

CHOICES: Mapping[str, type[StrEnum]] = {
    "channel": Channel,
    "clock_change": ClockChange,
    "counted_over": GoalPeriod,
    "category": ActivityCategory,
    "unit": LeaveUnit,
    "decision": LeaveDecision,
    "measure": LeaveMeasure,
}
KINDS: Mapping[str, type[StrEnum]] = {
    "availability": Windows,
    "preferences": PreferenceKind,
    "meetings": MeetingKind,
    "group_rules": GroupRuleKind,
}
FLAGS = {name for each in fields().values() if each.kind is FieldKind.FLAG for name in each.columns}
WORDS = {name: each.choices for each in fields().values() if each.choices for name in each.columns}
YES_NO = {"paid", "together", "wanted", "locked", "accrues", "is_logged_on", "is_snapshot", *FLAGS}
REFERENCES = {
    "work_plan": "work_plans", "agent_id": "agents", "queue": "queues", "like_queue": "queues",
    "leave_type": "leave_types",
}  # fmt: skip
"""Column → the table in whose first column the value must stand."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the template."""

    name: str
    note: str
    required: bool
    example: str | float | date | None


def columns_in(table: TableSchema) -> list[Column]:
    """Columns of a long table, as its schema has them."""
    return [Column(each.name, each.note, each.required, each.example) for each in table.columns]


SERIES = {
    "history": ("Contacts and handle times per interval: totals, not means", columns_in(HISTORY)),
    "states": ("Recorded agent states, to compare with the schedule", columns_in(STATES)),
}

NOTES = (
    "Fill in the sheets, each row below the header is one record; replace the example row.",
    "Required sheets: site, queues, work_plans, agents, history; others may be empty or deleted.",
    "Dark headers are required columns, light ones optional. Point at a header to read its note.",
    "Several names in a cell are separated by |. Shares are written 0.8 or 80%.",
    "Columns that are not known here are reported, not read. A formula is read as its saved value.",
    "Then: wfm plan THIS_FILE.xlsx --week 2026-03-02 --out DIR",
)


def write_template(path: Path) -> None:
    """Write the empty site workbook; its example rows are a valid site of one agent."""
    book = Workbook()
    notes = book.worksheets[0]
    notes.title = "notes"
    for row, line in enumerate(["A site for wfm", *NOTES], 1):
        notes.cell(row, 1, line).font = Font(FONT, 14 if row == 1 else 11, bold=row == 1)
    notes.column_dimensions["A"].width = 110
    for row, (name, (text, columns)) in enumerate(sheets().items(), len(NOTES) + 3):
        notes.cell(row, 1, f"{name}: {text}")
        _write_sheet(book.create_sheet(name), name, columns)
    book.save(path)


def sheets() -> dict[str, tuple[str, Sequence[Column]]]:
    """Sheet → what it holds, and its columns."""
    tables = {
        name: ((model.__doc__ or "").strip().splitlines()[0], columns_of(model))
        for name, model in TABLES.items()
    }
    return {**tables, **SERIES}


def columns_of(model: type[Row]) -> list[Column]:
    """Columns of a table, as its class declares them."""
    return [
        Column(
            field.alias or name,
            field.description or "",
            field.is_required(),
            (field.examples or [None])[0],
        )
        for name, field in model.model_fields.items()
    ]


def _write_sheet(sheet: Worksheet, name: str, columns: Sequence[Column]) -> None:
    for n, column in enumerate(columns, 1):
        head = sheet.cell(1, n, column.name)
        head.font = Font(FONT, bold=True, color="FFFFFF")
        head.fill = HEADER if column.required else OPTIONAL
        head.alignment = Alignment(vertical="center")
        head.comment = _comment(column)
        cell = sheet.cell(2, n, column.example)
        cell.font = EXAMPLE
        letter = get_column_letter(n)
        sheet.column_dimensions[letter].width = _width(column)
        if rule := _drop_down(name, column.name):
            rule.add(f"{letter}2:{letter}{LAST_ROW}")
            sheet.add_data_validation(rule)
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = -(-sum(map(_width, columns)) // PAGE)
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}2"


def _width(column: Column) -> int:
    least = SEVERAL if column.name in LISTS else 0
    return min(max(len(column.name), len(str(column.example or "")), least) + 3, 44)


def _comment(column: Column) -> Comment:
    required = "Required" if column.required else "Optional"
    return Comment(f"{column.note}. {required}.", "wfm", height=80, width=260)


def _drop_down(table: str, column: str) -> DataValidation | None:
    words: Sequence[str] = ()
    if column == "kind" and table in KINDS:
        words = list(KINDS[table])
    elif column in CHOICES:
        words = list(CHOICES[column])
    elif column in WORDS:
        words = list(WORDS[column])
    elif column in YES_NO:
        words = ("yes", "no")
    elif column == "week_start":
        words = WEEKDAYS
    elif column == "date_order":
        words = list(FirstInDate)
    elif column == "interval_minutes" and table == "site":
        words = ("15", "30", "60")
    elif column in REFERENCES and (REFERENCES[column] != table or column == "like_queue"):
        formula = f"={REFERENCES[column]}!$A$2:$A${LAST_ROW}"
        return DataValidation(type="list", formula1=formula, allow_blank=True)
    if not words:
        return None
    return DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
