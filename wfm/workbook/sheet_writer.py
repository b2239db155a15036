"""Sheets written row by row: frozen panes, filters, print set-up, and text that stays text."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.formatting.rule import ColorScale, FormatObject, Rule
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from wfm.workbook.page import BOTTOM, SIDE, Page, row_height
from wfm.workbook.seal import Seal
from wfm.workbook.styles import (
    HEADER,
    OVER,
    PAPER,
    PLAIN,
    RULE,
    SECTION,
    SHORT,
    SUBTITLE,
    TITLE,
    Look,
)

Value = str | float | date | time | timedelta | None
Styled = tuple[Value, Look]

Operator = Literal["lessThan", "greaterThan"]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_TEXT = 32_767
"""Characters that Excel keeps in one cell."""
A4 = "9"


class Sheet:
    """One sheet, filled from top to bottom; `row_number` is the last row written."""

    def __init__(
        self,
        book: Workbook,
        title: str,
        widths: Sequence[float],
        freeze: str | None = None,
        repeat: str | None = None,
        portrait: bool = False,
        unsealed: Collection[int] = (),
        printed: int | None = None,
    ) -> None:
        """Begin a sheet; `printed` columns go on paper, those behind are for programs."""
        self.sheet = book.create_sheet(title)
        self.row_number = 0
        self.widths = tuple(widths)
        self.printed = printed
        self.page = Page(
            self.widths[:printed], portrait, int(repeat.split(":")[1]) if repeat else 0
        )
        self.seal = Seal(unsealed)
        self._breaks: list[int] = []
        self._stencils: dict[Look, Cell] = {}
        for column, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width
        self.sheet.freeze_panes = freeze
        self.sheet.sheet_view.showGridLines = False
        self._set_up_print(repeat, portrait)

    def _set_up_print(self, repeat: str | None, portrait: bool) -> None:
        self.sheet.page_setup.orientation = "portrait" if portrait else "landscape"
        self.sheet.page_setup.paperSize = A4
        self.sheet.page_setup.fitToWidth = 1
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        margins = self.sheet.page_margins
        margins.left = margins.right = margins.top = SIDE
        margins.bottom, margins.footer = BOTTOM, 0.3
        self.sheet.oddFooter.left.text = "&A"
        self.sheet.oddFooter.right.text = "page &P of &N"
        if repeat:
            self.sheet.print_title_rows = repeat

    def row(self, cells: Iterable[Styled | Value] = (), height: float | None = None) -> int:
        """Write one row, high enough for what wraps in it, and return its number."""
        self.row_number += 1
        styled = [cell if isinstance(cell, tuple) else (cell, PLAIN) for cell in cells]
        needed = row_height(styled, self.widths)
        if height is not None or needed is not None:
            height = max(height or 0, needed or 0)
            self.sheet.row_dimensions[self.row_number].height = height
        self.page.add(height)
        self._set_pages()
        self.sheet.append(self._cells(styled))
        return self.row_number

    def _cells(self, styled: Iterable[Styled]) -> Iterator[Cell]:
        values = []
        for value, look in styled:
            cell = self._cell(value, look)
            values.append(cell.value)
            yield cell
        self.seal.add(values)

    def keep_together(self, heights: Sequence[float | None]) -> None:
        """Begin a new page where the next rows, `None` for usual ones, do not fit on this one."""
        if self.row_number and not self.page.holds(heights):
            self._breaks.append(self.row_number)
            self.page.turn()

    def _set_pages(self) -> None:
        """Squeeze a few rows too many onto the pages before, else end pages between tables."""
        squeezed = self.page.fit_to_height
        self.sheet.page_setup.fitToHeight = squeezed
        if self.printed:
            self.sheet.print_area = f"A1:{get_column_letter(self.printed)}{self.row_number}"
        self.sheet.row_breaks.brk = [Break(id=row) for row in self._breaks if not squeezed]

    def _cell(self, value: Value, look: Look) -> Cell:
        if isinstance(value, str):
            value = ILLEGAL_CHARACTERS_RE.sub("�", value)[:LONGEST_TEXT]
            formula_like = value.startswith(FORMULA_STARTS)
            cell = self._stencil(look.as_text() if formula_like else look)
            cell.value = value
            cell.data_type = "s"
            return cell
        cell = self._stencil(look)
        cell.value = None if isinstance(value, float) and not math.isfinite(value) else value
        return cell

    def _stencil(self, look: Look) -> Cell:
        """One cell per look: rows stream out cell by cell, so it can be filled again and again."""
        if look not in self._stencils:
            self._stencils[look] = _styled(WriteOnlyCell(self.sheet), look)
        return self._stencils[look]

    def title(self, text: str, subtitle: str = "") -> None:
        """Write the sheet's name and what it shows."""
        self.row([(text, TITLE)], height=24)
        if subtitle:
            self.row([(subtitle, SUBTITLE)])

    def section(self, text: str, rows: int = 3) -> None:
        """Leave a row free and name what follows, on one page with so many of its rows."""
        self.keep_together((None, 20, 30, *(None,) * rows))
        self.row()
        self.row([(text, SECTION)], height=20)

    def header(self, names: Sequence[str], height: float | None = 30) -> int:
        """Write a table's header and return its row."""
        return self.row([(name, HEADER) for name in names], height)

    def table(
        self,
        names: Sequence[str],
        looks: Sequence[Look],
        rows: Iterable[Sequence[Value]],
        filtered: bool = False,
    ) -> tuple[int, int]:
        """Write a table; return the rows of its header and of its last record."""
        top = self.header(names)
        for record in rows:
            self.row(zip(record, looks, strict=True))
        if filtered:
            self.filter(top, self.row_number, len(names))
        return top, self.row_number

    def break_page_after(self, row: int) -> None:
        """Begin a new printed page below a row, whatever is left over."""
        self.page.fixed = True
        self._breaks.append(row)
        self._set_pages()

    def colour_where(self, cells: str, operator: Operator, than: str, fill: str) -> None:
        """Colour cells by their own value."""
        rule = Rule("cellIs", dxf=_ground(fill), operator=operator, formula=[than])
        self.sheet.conditional_formatting.add(cells, rule)

    def colour_if(self, cells: str, formula: str, fill: str) -> None:
        """Colour cells for which a formula, written for the first of them, is true."""
        rule = Rule("expression", dxf=_ground(fill), formula=[formula])
        self.sheet.conditional_formatting.add(cells, rule)

    def heat(self, cells: str, largest: float) -> None:
        """Colour figures from short over even to over; `largest` has the full colour."""
        ends = [FormatObject("num", val=value) for value in (-largest, 0, largest)]
        scale = ColorScale(cfvo=ends, color=[Color(rgb) for rgb in (SHORT, PAPER, OVER)])
        self.sheet.conditional_formatting.add(cells, Rule("colorScale", colorScale=scale))

    def filter(self, top: int, bottom: int, columns: int) -> None:
        """Let the reader filter a table by its header."""
        self.sheet.auto_filter.ref = f"A{top}:{get_column_letter(columns)}{bottom}"


def _ground(fill: str) -> DifferentialStyle:
    return DifferentialStyle(fill=PatternFill("solid", start_color=fill, end_color=fill))


def _styled(cell: Cell, look: Look) -> Cell:
    cell.font = Font(name="Calibri", size=look.size, bold=look.bold, color=look.ink)
    cell.alignment = Alignment(
        horizontal=look.align,
        vertical="center",
        wrap_text=look.wrap,
        text_rotation=90 if look.upright else 0,
    )
    cell.number_format = look.number_format
    if look.fill:
        cell.fill = PatternFill("solid", start_color=look.fill)
    if look.ruled:
        cell.border = Border(top=Side(style="thin", color=RULE))
    if look.quoted:
        cell.quotePrefix = True
    return cell


def hours(value: float) -> timedelta:
    """Return a duration that Excel shows as `[h]:mm`."""
    return timedelta(minutes=round(value * 60))
