"""The coverage sheet: net staffing as a heat map, and required against scheduled day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pandas as pd
from openpyxl import Workbook
from openpyxl.chart import LineChart, Reference
from openpyxl.chart.axis import ChartLines, TextAxis
from openpyxl.chart.legend import Legend
from openpyxl.chart.series import Series
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import get_column_letter

from wfm.model.plan import Plan
from wfm.workbook.plan_frames import Slot, clock, indexed_coverage, local_time, slot_of, week_grid
from wfm.workbook.sheet_writer import Sheet, Styled
from wfm.workbook.styles import (
    CLOCK,
    CLOCK_HEADER,
    DAY,
    HEADER,
    HEADS,
    LABEL,
    NARROW,
    PLAIN,
    RULE,
    Look,
)

ALL = "All queues"
NAMES = ("Queue", "Day", "Heads")
DATE = Look(number_format=DAY)
WIDTHS = (18, 12, 11)
CHART_ROWS, CHART_HEIGHT = 14, 7
"""Rows from chart to chart, and a chart's height in centimetres."""

Block = Mapping[date, Mapping[Slot, tuple[float, float]]]
"""Day → slot → heads required and scheduled."""


def write_coverage(book: Workbook, plan: Plan) -> Sheet:
    """Write the heat map, the figures of the charts, and the charts."""
    coverage = _placed(plan)
    slots = sorted(set(coverage["slot"].tolist()))
    sheet = Sheet(book, "Coverage", (*WIDTHS, *(NARROW,) * len(slots)), freeze="D4", repeat="1:3")
    sheet.title(
        "Coverage · heads on queue",
        "Net = scheduled − required: negative is short (orange), positive is over (blue).",
    )
    times = [(clock(slot), CLOCK_HEADER) for slot in slots]
    top = sheet.row([*((name, HEADER) for name in NAMES), *times], height=34)
    overall = _block(coverage)
    for measure in ("net", "required", "scheduled"):
        _write_block(sheet, ALL, overall, slots, measure)
    if len(plan.site.queues) > 1:
        for queue, rows in coverage.groupby("queue", sort=False):
            _write_block(sheet, str(queue), _block(rows), slots, "net")
    sheet.filter(top, sheet.row_number, len(NAMES))
    _draw(sheet, top, list(overall), len(slots))
    return sheet


def _placed(plan: Plan) -> pd.DataFrame:
    """Coverage with the local `day` and `slot` of each row."""
    coverage, grid = indexed_coverage(plan), week_grid(plan)
    moments = {index: local_time(grid, index) for index in set(coverage["interval"].tolist())}
    local = coverage["interval"].map(moments.__getitem__)
    return coverage.assign(day=local.map(datetime.date), slot=local.map(slot_of))


def _block(coverage: pd.DataFrame) -> Block:
    sums = coverage.groupby(["day", "slot"])[["required", "scheduled"]].sum()
    days: dict[date, dict[Slot, tuple[float, float]]] = {}
    for (day, slot), heads in zip(sums.index, sums.to_numpy(dtype=float).tolist(), strict=True):
        days.setdefault(day, {})[slot] = (heads[0], heads[1])
    return days


def _write_block(
    sheet: Sheet, name: str, block: Block, slots: Sequence[Slot], measure: str
) -> None:
    first = sheet.row_number + 1
    for day, heads in block.items():
        figures = (_figure(heads.get(slot), measure) for slot in slots)
        cells: list[Styled] = [(name, LABEL), (day, DATE), (measure, PLAIN)]
        sheet.row([*cells, *((figure, HEADS) for figure in figures)])
    if measure == "net":
        largest = max(abs(s - r) for heads in block.values() for r, s in heads.values())
        start, end = get_column_letter(len(NAMES) + 1), get_column_letter(len(NAMES) + len(slots))
        sheet.heat(f"{start}{first}:{end}{sheet.row_number}", max(1.0, largest))


def _figure(heads: tuple[float, float] | None, measure: str) -> float | None:
    if heads is None:
        return None
    required, scheduled = heads
    return {"net": scheduled - required, "required": required, "scheduled": scheduled}[measure]


def _draw(sheet: Sheet, top: int, days: Sequence[date], slots: int) -> None:
    """Draw a chart per day from the rows above, two abreast, on a page of their own."""
    below = sheet.row_number + 2
    sheet.break_page_after(below - 1)
    widths = (*WIDTHS, *(NARROW,) * slots)
    right = next(n for n in range(len(widths) + 1) if sum(widths[:n]) >= sum(widths) / 2)
    for number, day in enumerate(days):
        chart = _chart(sheet, top, len(days), number, slots)
        chart.title = f"{day:%a} {day.day} {day:%b}"
        chart.width = _centimetres(widths[right:]) - 1
        column = get_column_letter(1 + number % 2 * right)
        sheet.sheet.add_chart(chart, f"{column}{below + number // 2 * CHART_ROWS}")


def _centimetres(widths: Sequence[float]) -> int:
    """Width of columns as Excel draws them: 7 pixels a letter and 5 around, 96 to the inch."""
    return int(sum(7 * width + 5 for width in widths) / 96 * 2.54)


def _chart(sheet: Sheet, top: int, days: int, number: int, slots: int) -> LineChart:
    chart = LineChart()
    chart.height = CHART_HEIGHT
    chart.legend = Legend(legendPos="b")
    light = GraphicalProperties(ln=LineProperties(solidFill=RULE))
    chart.y_axis.title, chart.y_axis.delete = "heads", False
    chart.y_axis.majorGridlines = ChartLines(spPr=light)
    skip = max(1, slots // 12)
    chart.x_axis = TextAxis(tickLblSkip=skip, tickMarkSkip=skip, delete=False)
    chart.x_axis.number_format = CLOCK
    chart.series.append(_line(sheet, top + 1 + days + number, slots, "required", "B2182B"))
    chart.series.append(_line(sheet, top + 1 + 2 * days + number, slots, "scheduled", "2166AC"))
    chart.set_categories(_cells(sheet, top, slots))
    return chart


def _line(sheet: Sheet, row: int, slots: int, name: str, colour: str) -> Series:
    series: Series = SeriesFactory(_cells(sheet, row, slots), title=name)
    series.smooth = False
    series.graphicalProperties.line.solidFill = colour
    series.graphicalProperties.line.width = 19_050
    if name == "required":
        series.graphicalProperties.line.dashStyle = "dash"
    return series


def _cells(sheet: Sheet, row: int, slots: int) -> Reference:
    first = len(NAMES) + 1
    return Reference(
        sheet.sheet, min_col=first, max_col=first + slots - 1, min_row=row, max_row=row
    )
