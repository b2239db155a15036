"""Where a table's header stands, what separates its columns, which column a name means."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

SEPARATORS = ",;\t"
HEADER_WITHIN = 12
"""Rows from the top among which the header is looked for."""
SEPARATOR_LINE = re.compile(r"\"?sep=(?P<mark>[^\"\s]|\t)\"?[,;\t\s]*", re.IGNORECASE)
"""What spreadsheets write above a table to say what separates its columns."""

Known = Mapping[str, Sequence[str]]
"""Column → the names that others give it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text holds a table."""

    separator: str
    header: int
    """Lines above the header."""
    passed: int
    """How many of them say something: titles, which nobody reads."""
    columns: list[str]


def column_name(cell: object) -> str:
    """Column names are compared without regard to case, blanks and the byte order mark."""
    return re.sub(r"\s+", "_", str(cell if cell is not None else "").strip("\ufeff \t\r\n")).lower()


def squeezed(name: str) -> str:
    """Give a column name without what `QueueName`, `queue_name` and `Queue name` differ in."""
    return re.sub(r"[\W_]+", "", name)


def matched(columns: Sequence[str], known: Known) -> list[str]:
    """Give columns the names that are known here, where it is clear which is meant.

    A column's own name goes before another column's name for it, and an earlier alias before a
    later one; two columns never become one.
    """
    found = list(columns)
    by_name: dict[str, list[int]] = {}
    for place, name in enumerate(columns):
        by_name.setdefault(squeezed(name), []).append(place)
    taken = {place for place, name in enumerate(columns) if name in known}
    for name, aliases in known.items():
        if name in columns:
            continue
        for alias in (name, *aliases):
            places = [place for place in by_name.get(squeezed(alias), ()) if place not in taken]
            if places:
                found[places[0]] = name
                taken.add(places[0])
                break
    return found


def header_row(rows: Sequence[Sequence[object]], known: Known) -> int:
    """Find the header: the row, near the top, that names most of the known columns."""
    scores = [_score(row, known) for row in rows[:HEADER_WITHIN]]
    best = max(scores, default=0)
    first = next((n for n, row in enumerate(rows) if any(map(_says_something, row))), 0)
    return scores.index(best) if best else first


def layout(text: str, known: Known) -> Layout:
    """Find the header and the separator of a text's columns.

    A comma, or the semicolon or tab of some programs.
    """
    lines = text.split("\n", HEADER_WITHIN)[:HEADER_WITHIN]
    declared = SEPARATOR_LINE.fullmatch(lines[0])
    marks = declared["mark"] if declared else SEPARATORS
    if declared:
        lines[0] = ""
    rows = {mark: [_cells(line, mark) for line in lines] for mark in marks}
    best = max(marks, key=lambda mark: header_score(rows[mark], known))
    if not declared and not header_score(rows[best], known):
        first = next((line for line in lines if line.strip()), "")
        best = max(SEPARATORS, key=first.count)
    header = header_row(rows[best], known)
    passed = sum(any(map(_says_something, row)) for row in rows[best][:header])
    return Layout(best, header, passed, [column_name(cell) for cell in rows[best][header]])


def header_score(rows: Sequence[Sequence[object]], known: Known) -> int:
    """Count the known columns that the best of the rows names."""
    return max((_score(row, known) for row in rows), default=0)


def _score(row: Sequence[object], known: Known) -> int:
    names = [column_name(cell) for cell in row if isinstance(cell, str)]
    return len(set(matched(names, known)) & set(known))


def _cells(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return line.split(mark)


def _says_something(cell: object) -> bool:
    return cell is not None and bool(str(cell).strip())


def plain_names(columns: Collection[str]) -> Known:
    """Give columns that have no other name."""
    return dict.fromkeys(columns, ())
