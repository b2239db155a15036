"""What an import did, or would do, row by row, as a page shows it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from wfm.words import Phrase, phrase_of

SHOWN: Final = 500
"""Rows that are listed; the others are counted."""
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class ImportedField:
    """A field in which files and service differ."""

    name: str
    stored: str
    files: str


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A row of a table, what becomes of it, and in which fields."""

    table: str
    row: str
    fate: str
    fields: tuple[ImportedField, ...]
    why: Phrase | None


@dataclass(frozen=True, slots=True)
class Imported:
    """Rows that an import concerns, how many have which fate, and how many each table has."""

    rows: tuple[ImportedRow, ...]
    fates: Mapping[str, int]
    counts: Mapping[str, int]

    @property
    def more(self) -> int:
        """Rows that are not listed."""
        return sum(self.fates.values()) - len(self.rows)


def imported(result: Mapping[str, Any], zone: ZoneInfo) -> Imported:
    """Read the result of an import; instants are by the site's clock."""
    rows = result.get("rows", ())
    return Imported(
        tuple(_row(one, zone) for one in rows[:SHOWN]),
        Counter(one["fate"] for one in rows),
        {table: count for table, count in result.get("counts", {}).items() if count},
    )


def _row(told: Mapping[str, Any], zone: ZoneInfo) -> ImportedRow:
    fields = tuple(
        ImportedField(one["field"], *(_text(one[side], zone) for side in ("stored", "files")))
        for one in told["fields"]
    )
    why = phrase_of({**told, "text": told["reason"]}) if told["reason"] else None
    return ImportedRow(told["table"], _text(told["row"], zone), told["fate"], fields, why)


def _text(value: Any, zone: ZoneInfo) -> str:
    """Write a value as the files have it, instants by the clock of a zone."""
    if isinstance(value, list):
        return " | ".join(_text(each, zone) for each in value)
    return "" if value is None else _INSTANT.sub(lambda found: _clock(found[0], zone), str(value))


def _clock(instant: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(zone):%Y-%m-%d %H:%M}"
