"""A site folder as one workbook, as a user would upload it."""

from __future__ import annotations

import csv
import gzip
import io
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

SKIPPED = {"states", "previous"}


def site_workbook(folder: Path, history_from: str) -> bytes:
    """Tables of the folder as sheets; of the history only what is later than a date."""
    book = Workbook(write_only=True)
    site = tomllib.loads((folder / "site.toml").read_text())
    _sheet(book, "site", [list(site), list(site.values())])
    plans = tomllib.loads((folder / "work_plans.toml").read_text())
    _sheet(book, "work_plans", _records(plans))
    _sheet(book, "activities", _activities(plans))
    for path in sorted(folder.glob("*.csv*")):
        name = path.name.partition(".")[0]
        if name not in SKIPPED:
            rows = _rows(path)
            later = [row for row in rows[1:] if name != "history" or row[0] >= history_from]
            _sheet(book, name, [rows[0], *later])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _sheet(book: Workbook, name: str, rows: Iterable[Sequence[Any]]) -> None:
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(["|".join(map(str, c)) if isinstance(c, list) else c for c in row])


def _rows(path: Path) -> list[list[str]]:
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.reader(io.StringIO(text.decode())))


def _records(plans: Mapping[str, Mapping[str, Any]]) -> list[list[Any]]:
    columns = sorted({name for plan in plans.values() for name in plan} - {"activities"})
    rows = [[name, *(plan.get(column) for column in columns)] for name, plan in plans.items()]
    return [["work_plan", *columns], *rows]


def _activities(plans: Mapping[str, Mapping[str, Any]]) -> list[list[Any]]:
    found = [(name, a) for name, plan in plans.items() for a in plan.get("activities", [])]
    columns = sorted({column for _, activity in found for column in activity})
    rows = [[name, *(activity.get(column) for column in columns)] for name, activity in found]
    return [["work_plan", *columns], *rows]
