"""The sheet Roster of an edited workbook: whose day is to have which shifts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from openpyxl.utils import get_column_letter

from wfm.errors import InputProblem
from wfm.words import Phrase, phrase
from wfm.workbook.cell_text import Span, UnreadableError, says_absent, spans_of
from wfm.workbook.flat_lists import SHIFTS_SHA256
from wfm.workbook.floor import LEGEND
from wfm.workbook.roster import AGENT_ID
from wfm.workbook.seal import SEAL, seal_of
from wfm.workbook.unread_cells import UnreadCell, unread_cells

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

SHEET = "Roster"
MAX_ROWS, MAX_COLUMNS, HEADER_WITHIN = 20_000, 100, 30
BRING_BACK = phrase("do.bring_back")
FOR_THE_FLOOR = phrase("roster.for_the_floor")
Day = tuple[str, date]
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day as the sheet has it, and where: `Roster!D14`."""

    place: str
    spans: tuple[Span, ...]
    absent: bool = False
    """Whether it says so in words."""

    @property
    def free(self) -> bool:
        """Whether it says that there is no shift, and not that the agent is away."""
        return not self.spans and not self.absent


@dataclass(frozen=True, slots=True)
class EditedRoster:
    """All days that the sheet has a row for, and the schedule that the workbook was made from."""

    days: Mapping[Day, DayCell]
    fingerprint: str
    """`Schedule.fingerprint` of that schedule."""
    version: str
    unread: tuple[str, ...] = ()
    """Sheets that were edited or added, and are not read; Roster for what is beside its days."""
    columns: frozenset[int] = frozenset()
    """Columns of the days, from 0."""
    written: Mapping[Day, DayCell] = field(default_factory=lambda: MappingProxyType({}))
    """The days as they were handed out, where that is known."""
    cells: Mapping[str, tuple[UnreadCell, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """Sheet that is not read → its cells that were edited, as far as they can be told."""

    @property
    def agents(self) -> frozenset[str]:
        """Agents who have a row."""
        return frozenset(agent for agent, _ in self.days)


@dataclass(frozen=True, slots=True)
class _Header:
    """Columns of the table, by what stands above them."""

    row: int
    agent_id: int
    name: int
    days: Mapping[date, int]


Opened: TypeAlias = "tuple[EditedRoster, Workbook]"
"""A workbook, and what was read of it."""


def read_edited_roster(
    book: Workbook, site: str, names: Mapping[str, str], week: Sequence[date], file: str | None
) -> tuple[EditedRoster, list[InputProblem]]:
    """Read the days of every agent, wherever the rows now stand.

    `names` is agent id → name; `week` the seven dates. Returns the problems beside what could be
    read: with any of them, nothing of it may be applied.
    """
    reader, facts = _Reader(names, week, file), _facts(book)
    fingerprint = facts.get(SHIFTS_SHA256, "")
    made_for = facts.get("Site", site), facts.get("Week from", str(week[0]))
    if not fingerprint and LEGEND in book.sheetnames:
        reader.wrong(FOR_THE_FLOOR, phrase("do.edit_roster"), LEGEND)
    elif not fingerprint:
        reader.wrong(phrase("roster.unknown_origin"), BRING_BACK, "Meta")
    elif made_for != (site, str(week[0])):
        what = phrase("roster.of_another", site=made_for[0], week=made_for[1])
        reader.wrong(what, phrase("do.bring_back_the_one", site=site, week=week[0]), "Meta")
    elif SHEET not in book.sheetnames:
        reader.wrong(phrase("roster.no_sheet"), BRING_BACK, SHEET)
    else:
        reader.read(_rows(book, SHEET))
    version = facts.get("Schedule version", "?")
    unread = tuple(_unread(book, facts, reader.columns)) if reader.days else ()
    roster = EditedRoster(reader.days, fingerprint, version, unread, reader.columns)
    return roster, reader.problems


def beside_written(edited: Opened, handed_out: Opened) -> EditedRoster:
    """Tell what was edited from the workbook as it was handed out, if it is that one."""
    (roster, book), (written, written_book) = edited, handed_out
    if written.unread or written.fingerprint != roster.fingerprint:
        return roster
    cells = {
        name: unread_cells(
            _values(written_book, name),
            _values(book, name),
            roster.columns | written.columns if name == SHEET else (),
        )
        for name in roster.unread
        if name in written_book.sheetnames
    }
    return replace(roster, written=written.days, cells=cells)


def _values(book: Workbook, name: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in _rows(book, name)]


def _unread(book: Workbook, facts: Mapping[str, str], days: Collection[int]) -> Iterator[str]:
    """Name the sheets that do not hold what was written; none where no seals were."""
    seals = {name.removeprefix(SEAL): v for name, v in facts.items() if name.startswith(SEAL)}
    for name in book.sheetnames if seals else ():
        rows = () if name == "Meta" else _values(book, name)
        if name != "Meta" and seals.get(name) != seal_of(rows, days if name == SHEET else ()):
            yield name


def _facts(book: Workbook) -> dict[str, str]:
    if "Meta" not in book.sheetnames:
        return {}
    rows = ([cell.value for cell in row[:2]] for row in _rows(book, "Meta") if len(row) > 1)
    return {str(name): str(value) for name, value in rows if value is not None}


def _rows(book: Workbook, name: str) -> list[Row]:
    sheet: Any = book[name]
    sheet.reset_dimensions()  # some programs write wrong ones, which would cut the sheet
    return list(islice(sheet.iter_rows(max_col=MAX_COLUMNS), MAX_ROWS))


class _Reader:
    """Gathers the days, and everything that is wrong."""

    def __init__(self, names: Mapping[str, str], week: Sequence[date], file: str | None) -> None:
        self.names, self.week, self.file = names, week, file
        self.problems: list[InputProblem] = []
        self.days: dict[Day, DayCell] = {}
        self.row_of: dict[str, int] = {}
        self.columns: frozenset[int] = frozenset()

    def wrong(self, what: Phrase, remedy: Phrase, place: str) -> None:
        self.problems.append(InputProblem(what, remedy, self.file, field=place))

    def read(self, rows: Sequence[Row]) -> None:
        header = _header(rows)
        if header is None:
            what = phrase("roster.no_header", column=AGENT_ID)
            self.wrong(what, BRING_BACK, SHEET)
            return
        self.columns = frozenset(header.days.values())
        for day in self.week:
            if day not in header.days:
                self.wrong(phrase("roster.no_day_column", date=day), BRING_BACK, SHEET)
        for number, row in enumerate(rows[header.row + 1 :], header.row + 2):
            self._read_row(number, row, header)

    def _read_row(self, number: int, row: Row, header: _Header) -> None:
        agent, name = _text(row, header.agent_id), _text(row, header.name)
        columns = {day: header.days[day] for day in self.week if day in header.days}
        if not agent and not name and not _says_anything(row, columns.values()):
            return
        fault = self._fault(agent, name)
        if fault is not None:
            self.wrong(*fault, _place(number, header.agent_id))
            return
        self.row_of[agent] = number
        for day, column in columns.items():
            self.days[agent, day] = self._cell(*_value(row, column), _place(number, column))

    def _fault(self, agent: str, name: str) -> tuple[Phrase, Phrase] | None:
        """Say why a row cannot be an agent's, and what to do."""
        if not agent:
            return phrase("roster.no_id", name=name, none=not name), phrase("do.take_id")
        if agent not in self.names:
            return (
                phrase("roster.unknown_agent", agent_id=agent),
                phrase("do.add_agent"),
            )
        if agent in self.row_of:
            said = phrase("roster.row_twice", agent_id=agent, row=self.row_of[agent])
            return said, phrase("do.keep_one_row_of_two")
        if name != self.names[agent].strip():
            own = self.names[agent]
            said = phrase("roster.other_name", agent_id=agent, own=own, name=name, none=not name)
            return said, phrase("do.sort_whole_rows")
        return None

    def _cell(self, value: object, kind: str, place: str) -> DayCell:
        try:
            return DayCell(place, spans_of(value, kind), says_absent(value))
        except UnreadableError as error:
            self.wrong(error.what, error.remedy, place)
            return DayCell(place, ())


def _header(rows: Sequence[Row]) -> _Header | None:
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        values = [cell.value for cell in row]
        if AGENT_ID in values and "Agent" in values:
            dates = {v.date(): c for c, v in enumerate(values) if isinstance(v, datetime)}
            return _Header(number, values.index(AGENT_ID), values.index("Agent"), dates)
    return None


def _says_anything(row: Row, columns: Iterable[int]) -> bool:
    """Tell whether a day of a row has words; the sums below the table are numbers."""
    values = [_value(row, column)[0] for column in columns]
    return any(isinstance(value, str) and value.strip() for value in values)


def _value(row: Row, column: int) -> tuple[object, str]:
    if column >= len(row):
        return None, "n"
    return row[column].value, row[column].data_type


def _text(row: Row, column: int) -> str:
    value, _ = _value(row, column)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _place(row: int, column: int) -> str:
    return f"{SHEET}!{get_column_letter(column + 1)}{row}"
