"""Tables as they were found, before anything is known of their meaning."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from wfm.sites.cell_text import CellError, Unreadable, short, spoken, text
from wfm.sites.dates import order
from wfm.sites.fields import Row
from wfm.sites.findings import Findings, suggestion
from wfm.sites.layout import Known, matched, plain_names
from wfm.words import Phrase, phrase
from wfm.words.schemas import schema_said

if TYPE_CHECKING:
    import pandas as pd

R = TypeVar("R", bound=Row)

MAX_ROWS = 100_000
"""Of every table but the two time series and schedules."""
MAX_ACTIVITIES = 1_000_000
"""Of a schedule, which has a row for each activity: some 300,000 for 10,000 agents."""
MAX_SERIES_ROWS = 1_000_000
MAX_BYTES = 256 * 1024 * 1024
"""Of one file, compressed or not."""

NAMED = 3
"""Agents of one unknown column who are named; the rest are counted."""

SCHEDULES = frozenset({"previous"})
"""Tables of a site that are schedules."""

LIMITS = frozenset({"ge", "gt", "le", "lt"})


def most_rows(name: str) -> int:
    """Give the most rows that a table of a site may have."""
    return MAX_ACTIVITIES if name in SCHEDULES else MAX_ROWS


@dataclass(frozen=True, slots=True)
class Table:
    """Records of one table; a record's number is its row as an editor counts."""

    file: str
    columns: Sequence[str]
    rows: Sequence[tuple[int, Mapping[str, object]]]
    lines: Mapping[tuple[int, str], int] = field(default_factory=dict)
    """Where a record takes several lines: (record, column) → its line."""
    header: int = 1
    strangers: Sequence[tuple[str, str, int]] = ()
    """Lists of records that no table is for: name, work plan and line of each."""


@dataclass(frozen=True, slots=True)
class LongTable:
    """A long table as a data frame of cells, indexed by row number."""

    file: str
    data: pd.DataFrame
    separator: str = ""
    """Of the columns in its file; blank in a workbook."""
    header: int = 1
    titles: Mapping[str, str] = field(default_factory=dict)
    """Columns as their file calls them, where that is another name."""
    day_first: bool | None = None
    """Whether the day is first in 06/04/2026, where that is declared; else its dates show it."""

    def title(self, column: str) -> str:
        """Give the name that a column has in its file."""
        return self.titles.get(column, column)


class Source(Protocol):
    """Where tables come from: a folder or a workbook."""

    hashes: dict[str, str]

    def table(self, name: str) -> Table | None:
        """Give one table, or None where it does not exist or cannot be read."""

    def series(self, name: str) -> LongTable | None:
        """Give one long table."""

    def has(self, name: str) -> bool:
        """Whether a table is there, readable or not."""

    def label(self, name: str) -> str:
        """Say where a table is or should be."""


def check_header(
    file: str,
    columns: Sequence[str],
    known: Sequence[str],
    required: Sequence[str],
    findings: Findings,
    row: int = 1,
    lines: Mapping[str, Sequence[int]] = MappingProxyType({}),
    instead: Callable[[str], Phrase | None] = lambda _: None,
    concerned: Callable[[str], Sequence[str]] = lambda _: (),
) -> bool:
    """Whether all required columns are there; unknown ones are reported, each with its lines.

    `row` is the header's; `lines` are those of a name in a file that names its fields in each
    record; `instead` says what to give in place of an unknown column, `concerned` of which agents
    it says something.
    """
    twice = {name for name in columns if name and list(columns).count(name) > 1}
    for name in sorted(twice):
        findings.error(phrase("table.column_twice"), phrase("do.remove_one"), file, row, name)
    missing = [name for name in required if name not in columns]
    unknown = [name for name in columns if name and name not in known]
    if missing and not set(columns) & set(known):
        findings.error(
            phrase("table.no_header", row=row, cells=short(" | ".join(columns))),
            phrase("do.header_first", columns=tuple(known)),
            file,
            row,
        )
    else:
        names = tuple(short(name) for name in unknown[:6])
        for name in missing:
            findings.error(
                phrase("table.this_column_missing"),
                phrase("do.add_column", unread=names),
                file,
                row,
                name,
            )
    for name in unknown if known else ():
        line, *others = lines.get(name, [row])
        remedy = instead(name) or suggestion(name, known)
        more, rows = len(others) or None, tuple(map(str, others)) or None
        what = phrase("table.unknown_column", more=more, others=rows)
        what = _with_agents(what, concerned(name))
        findings.warn(what, remedy, file, line, name)
    return not missing and not twice


def tell_strangers(
    table: Table,
    known: Sequence[str],
    findings: Findings,
    concerned: Callable[[Table, str], Sequence[str]],
) -> None:
    """Tell of lists of records that no table is for, each with the `known` one nearest to it."""
    for name, _, line in table.strangers:
        what = _with_agents(phrase("table.unknown_table"), concerned(table, name))
        findings.warn(what, suggestion(name, known), table.file, line, name)


def _with_agents(what: Phrase, agents: Sequence[str]) -> Phrase:
    """Say of which agents something is, the first few by name."""
    if not agents:
        return what
    rest = max(0, len(agents) - NAMED) or None
    return phrase(
        "table.of_agents", what=what, count=len(agents), agents=tuple(agents[:NAMED]), rest=rest
    )


def records(
    table: Table | None,
    model: type[R],
    findings: Findings,
    day_first: bool | None = None,
    on_mistake: Callable[[int, Mapping[str, object]], None] | None = None,
    concerned: Callable[[Table, str], Sequence[str]] = lambda _table, _column: (),
) -> list[tuple[int, R]]:
    """Rows of a table as `model`, with everything wrong noted.

    `day_first` says how the site writes dates like 06/04/2026; else the table's own dates do.
    `on_mistake` is called with each row that is none, and looks for what else is wrong in it;
    `concerned` gives the ids of the agents of whom a column says something.
    """
    if table is None:
        return []
    known = [field.alias or name for name, field in model.model_fields.items()]
    required = [f.alias or name for name, f in model.model_fields.items() if f.is_required()]
    table = with_known_names(table, plain_names(known))
    lines = defaultdict[str, list[int]](list)
    for (_, name), line in table.lines.items():
        lines[name].append(line)
    if not check_header(
        table.file, table.columns, known, required, findings, table.header, lines,
        concerned=partial(concerned, table),
    ):  # fmt: skip
        return []
    if day_first is None:
        day_first = order(cell for _, values in table.rows for cell in values.values())
    good: list[tuple[int, R]] = []
    for row, values in table.rows:
        present = {name: cell for name, cell in values.items() if not blank(cell)}
        if not present or _no_record(present, known, required, table, row, findings):
            continue
        try:
            good.append((row, model.model_validate(present, context={"day_first": day_first})))
        except ValidationError as error:
            for detail in error.errors():
                _note(findings, table, row, detail)
            if on_mistake is not None:
                on_mistake(row, present)
    return good


_SUMS = (
    r"(?:grand |week |weekly |day |daily |month |monthly )?(?:sub-?)?totals?|sums?|summe|gesamt\w*"
    r"|zwischensumme"
)
TOTALS = re.compile(
    rf"(?:{_SUMS})(?:\s*:|\s*:?\s*[(\d].*| (?:for|of|per|week|day|month|für|der|des) .*)?"
    r"|(?:week|day|month|kw|woche|tag)\s.{0,30}\b(?:sub-?)?(?:totals?|sum|summe)"
    r"|[\d./-]+ (?:sub-?)?(?:totals?|sum|summe)"
)
"""`Total`, `Summe:`, `Total: 12 agents` or `Week 2 total`; `Total Care` is a name."""


def says_total(cell: object) -> bool:
    """Whether a cell stands in front of sums."""
    return isinstance(cell, str) and TOTALS.fullmatch(spoken(cell)) is not None


def _no_record(
    present: Mapping[str, object],
    known: Sequence[str],
    required: Sequence[str],
    table: Table,
    row: int,
    findings: Findings,
) -> bool:
    """Whether a row cannot be read as a record, which is noted once, whatever it lacks."""
    if _without_value(present, known, table, row, findings):
        return True
    if _is_total(present, required):
        findings.warn(phrase("table.totals"), file=table.file, row=row)
        return True
    missing = [name for name in required if name not in present]
    if len(missing) <= max(1, len(required) // 2):
        return False
    what = phrase("table.mostly_empty", names=tuple(missing))
    findings.error(what, phrase("do.fill_or_delete"), table.file, row, missing[0])
    return True


def _is_total(present: Mapping[str, object], required: Sequence[str]) -> bool:
    """Whether a row is one of sums: it says so first, and is no whole record."""
    first = next(iter(present.values()))
    return says_total(first) and any(name not in present for name in required)


def _without_value(
    present: Mapping[str, object], known: Sequence[str], table: Table, row: int, findings: Findings
) -> bool:
    """Whether a row has cells that are nothing to read, which are noted."""
    wrong = [name for name in known if isinstance(present.get(name), Unreadable)]
    for name in wrong:
        cell = present[name]
        assert isinstance(cell, Unreadable)  # noqa: S101 - for the types
        findings.error(cell.what, cell.remedy, table.file, row, name)
    return bool(wrong)


def tell_unnamed(file: str, row: int, said: bool, findings: Findings) -> None:
    """Say that cells under no name were passed over; `row` is the header's."""
    if said:
        findings.warn(phrase("table.no_column_name"), phrase("do.name_the_column"), file, row)


def with_known_names(table: Table, known: Known) -> Table:
    """Give columns the names that are known here: `AgentID` is agent_id."""
    columns = matched(table.columns, known)
    if columns == list(table.columns):
        return table
    name_of = dict(zip(table.columns, columns, strict=True))
    rows = [
        (row, {name_of.get(n, n): cell for n, cell in values.items()}) for row, values in table.rows
    ]
    return replace(table, columns=columns, rows=rows)


def tell_titles(file: str, passed: int, findings: Findings) -> None:
    """Say that rows above the header were passed over."""
    if passed:
        several = passed if passed > 1 else None
        findings.warn(phrase("table.titles", one=passed == 1, several=several), file=file, row=1)


def keys(table: Table | None, column: str) -> set[str]:
    """All names in a column, those of rows with mistakes too."""
    if table is None:
        return set()
    found = (row.get(column) for _, row in with_known_names(table, {column: ()}).rows)
    return {name for cell in found if (name := name_in(cell))}


def name_in(cell: object) -> str | None:
    """Read a name; None where there is none."""
    try:
        return None if blank(cell) else text(cell)
    except CellError:
        return None


def blank(cell: object) -> bool:
    """Whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _note(findings: Findings, table: Table, row: int, detail: ErrorDetails) -> None:
    file, name = table.file, str(detail["loc"][0])
    row = table.lines.get((row, name), row)
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, CellError):
        findings.error(cause.what, cause.remedy, file, row, name)
    elif detail["type"] in {"missing", "too_short"}:
        findings.error(phrase("cell.empty"), phrase("do.fill_in"), file, row, name)
    elif limits := LIMITS & detail.get("ctx", {}).keys():
        key = min(limits)
        remedy = _within(key, detail["ctx"][key])
        findings.error(
            phrase("cell.out_of_range", cell=short(detail["input"])), remedy, file, row, name
        )
    else:
        findings.error(
            phrase("cell.not_usable", cell=short(detail["input"])),
            schema_said(detail),
            file,
            row,
            name,
        )


def _within(key: str, limit: float) -> Phrase:
    if key == "ge":
        return phrase("do.use_ge", limit=limit)
    if key == "gt":
        return phrase("do.use_gt", limit=limit)
    return phrase("do.use_le", limit=limit) if key == "le" else phrase("do.use_lt", limit=limit)
