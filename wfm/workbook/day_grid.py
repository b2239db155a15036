"""A sheet per weekday: who does what in each interval, under the heads required and scheduled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from wfm.model import Agent
from wfm.model.plan import Plan
from wfm.workbook.plan_frames import (
    HeadsInAll,
    heads_by_interval,
    indexed_coverage,
    letters,
    local_time,
    parts_by_agent,
    shifts_by_agent,
    week_grid,
)
from wfm.workbook.roster import TWO_SHIFTS, span
from wfm.workbook.sheet_writer import Sheet, Styled
from wfm.workbook.styles import (
    CLOCK_HEADER,
    HEADER,
    HEADS,
    LABEL,
    LETTERS,
    NARROW,
    OVER,
    PLAIN,
    SHORT,
    WRAPPED,
    Look,
)

NAMES = ("Team", "Agent", "Shift")
WIDTHS = (14, 24, 15)
LETTER = Look(align="center", size=9)
EVEN = 0.05
"""Heads by which net staffing may differ from zero and still be shown as 0.0."""

Letters = Mapping[str, Mapping[int, str]]
"""Agent → interval → what the day grid shows."""


def write_day_grids(book: Workbook, plan: Plan) -> list[Sheet]:
    """Write the seven days; a day on which nothing happens says so."""
    heads = heads_by_interval(indexed_coverage(plan))
    grid = week_grid(plan)
    starts = [grid.at(interval) for interval in range(len(grid) + 1)]
    letters_of = {agent: letters(parts, starts) for agent, parts in parts_by_agent(plan).items()}
    sheets = []
    for day in range(7):
        intervals = _intervals(plan, day, heads, letters_of)
        sheets.append(_write_day(book, plan, day, intervals, heads, letters_of))
    return sheets


def _intervals(
    plan: Plan, day: int, heads: Mapping[int, HeadsInAll], letters_of: Letters
) -> Sequence[int]:
    """From the first to the last interval of the day in which anything happens."""
    grid = week_grid(plan)
    day_range = range(grid.day_start(day), grid.day_start(day + 1))
    busy = set(heads).union(*letters_of.values()).intersection(day_range)
    return range(min(busy), max(busy) + 1) if busy else ()


def _write_day(
    book: Workbook,
    plan: Plan,
    day: int,
    intervals: Sequence[int],
    heads: Mapping[int, HeadsInAll],
    letters_of: Letters,
) -> Sheet:
    day_date = plan.days[day]
    widths = (*WIDTHS, *(NARROW,) * len(intervals))
    sheet = Sheet(book, f"{day_date:%a} {day_date.day}", widths, freeze="D8", repeat="1:7")
    sheet.title(f"{day_date:%A} {day_date.day} {day_date:%B %Y} · {plan.site.name}", _legend())
    if not intervals:
        sheet.row(["Closed: nothing is required and nobody is scheduled."])
        return sheet
    _write_heads(sheet, [heads.get(interval, HeadsInAll(0, 0, 0)) for interval in intervals])
    grid = week_grid(plan)
    times = [(local_time(grid, interval).time(), CLOCK_HEADER) for interval in intervals]
    top = sheet.row([*((name, HEADER) for name in NAMES), *times], height=34)
    _write_agents(sheet, plan, day_date, intervals, letters_of)
    sheet.filter(top, sheet.row_number, len(NAMES))
    _colour(sheet, top, len(intervals))
    return sheet


def _legend() -> str:
    words = " · ".join(f"{letter} {word}" for letter, _, word in LETTERS.values())
    return f"{words} · lower case: a part of the interval"


def _write_heads(sheet: Sheet, heads: Sequence[HeadsInAll]) -> None:
    rows = {
        "Required": [interval.required for interval in heads],
        "Scheduled": [interval.scheduled for interval in heads],
        "Net": [interval.net for interval in heads],
        "Short (queues apart)": [interval.short for interval in heads],
    }
    for name, figures in rows.items():
        sheet.row([("Heads on queue", PLAIN), (name, LABEL), "", *((f, HEADS) for f in figures)])


def _write_agents(
    sheet: Sheet, plan: Plan, day: date, intervals: Sequence[int], letters_of: Letters
) -> None:
    shifts = shifts_by_agent(plan)
    for agent in _working(plan, intervals, letters_of):
        text = TWO_SHIFTS.join(span(s, plan.site.time_zone) for s in shifts[agent.id].get(day, ()))
        who = [(agent.team, PLAIN), (agent.name, LABEL), (text or "from day before", WRAPPED)]
        sheet.row([*who, *_cells(letters_of[agent.id], intervals)])


def _working(plan: Plan, intervals: Sequence[int], letters_of: Letters) -> list[Agent]:
    """Agents with anything in the day's intervals, by team and by their first interval."""
    firsts = {
        agent.id: first
        for agent in plan.site.agents
        if (first := _first(letters_of.get(agent.id, {}), intervals)) is not None
    }
    working = (agent for agent in plan.site.agents if agent.id in firsts)
    return sorted(working, key=lambda agent: (agent.team, firsts[agent.id], agent.name))


def _first(own: Mapping[int, str], intervals: Sequence[int]) -> int | None:
    return next((interval for interval in intervals if interval in own), None)


def _cells(own: Mapping[int, str], intervals: Sequence[int]) -> list[Styled]:
    return [(own.get(interval), LETTER) for interval in intervals]


def _colour(sheet: Sheet, top: int, intervals: int) -> None:
    """Colour by the letter itself, so that a letter changed by hand changes its colour."""
    first = get_column_letter(len(NAMES) + 1)
    last = get_column_letter(len(NAMES) + intervals)
    cells = f"{first}{top + 1}:{last}{max(sheet.row_number, top + 1)}"
    for letter, fill, _ in LETTERS.values():
        sheet.colour_if(cells, f'UPPER(LEFT({first}{top + 1},1))="{letter}"', fill)
    net, short = f"{first}{top - 2}:{last}{top - 2}", f"{first}{top - 1}:{last}{top - 1}"
    sheet.colour_where(net, "lessThan", str(-EVEN), SHORT)
    sheet.colour_where(net, "greaterThan", str(EVEN), OVER)
    sheet.colour_where(short, "greaterThan", str(EVEN), SHORT)
