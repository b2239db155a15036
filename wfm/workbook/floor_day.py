"""A sheet per day for the floor: who is there when, with the exact time of every break."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from wfm.model import ActivityCategory, Agent, Shift
from wfm.model.plan import Plan
from wfm.workbook.name_order import alphabetical
from wfm.workbook.plan_frames import Part, letters, parts_by_agent, shifts_by_agent, week_grid
from wfm.workbook.roster import span
from wfm.workbook.sheet_writer import Sheet, Styled
from wfm.workbook.styles import BAND, HEADER, LETTERS, Look

NAMES = ("Agent", "Shift", "Breaks and other work")
WIDTHS = (20, 13, 29)
WIDTH_OF_TIMES = 42.0
"""What is left of the page's width for the columns of times."""
STEPS, MOST_COLUMNS = (timedelta(minutes=30), timedelta(minutes=60)), 32
ROW = 12.5
SMALL = Look(size=8, wrap=True)
NAME = replace(SMALL, bold=True)
TEAM = Look(size=9, bold=True, fill=BAND)
HOUR = replace(HEADER, size=8, wrap=False)
FILLS = {letter: fill for letter, fill, _ in LETTERS.values()}
ON_QUEUE = LETTERS[ActivityCategory.ON_QUEUE][0]


def write_floor_days(book: Workbook, plan: Plan) -> None:
    """Write the seven days; a day on which nobody works says so."""
    parts = parts_by_agent(plan)
    for day in plan.days[:7]:
        _write_day(book, plan, day, parts)


def _write_day(book: Workbook, plan: Plan, day: date, parts: Mapping[str, Sequence[Part]]) -> None:
    there = _there(plan, day, parts)
    borders = _borders(plan, [part for mine in there.values() for part in mine])
    columns = max(len(borders) - 1, 1)
    widths = (*WIDTHS, *(WIDTH_OF_TIMES / columns,) * columns)
    sheet = Sheet(book, f"{day:%a} {day.day}", widths, "B3", "1:2", portrait=True)
    sheet.title(f"{day:%A} {day.day} {day:%B %Y} · {plan.site.name}")
    if not there:
        sheet.row(["Nobody is scheduled."])
        return
    zone = ZoneInfo(plan.site.time_zone)
    hours = (moment.astimezone(zone) for moment in borders[:-1])
    clock = [(f"{hour:%H}" if hour.minute == 0 else "", HOUR) for hour in hours]
    sheet.row([*((name, HOUR) for name in NAMES), *clock], height=15)
    shifts, team = shifts_by_agent(plan), None
    for agent in _ordered(plan, there):
        if agent.team != team:
            team = agent.team
            sheet.keep_together((ROW, ROW, ROW))
            sheet.row([(team, TEAM), *[("", TEAM)] * (len(widths) - 1)], height=ROW)
        own = shifts[agent.id].get(day, ())
        row = _agent_row(agent, own, there[agent.id], borders, plan.site.time_zone)
        sheet.row(row, height=ROW)


def _there(plan: Plan, day: date, parts: Mapping[str, Sequence[Part]]) -> dict[str, list[Part]]:
    """Return what falls on a local day, of agents who are at work on it, cut at its midnights."""
    grid = week_grid(plan)
    start, end = grid.instant(day, 0), grid.instant(day, 1440)
    cut = {
        agent: [
            Part(part.category, max(part.start, start), min(part.end, end))
            for part in mine
            if part.start < end and part.end > start
        ]
        for agent, mine in parts.items()
    }
    return {
        agent: mine
        for agent, mine in cut.items()
        if any(part.category is not ActivityCategory.TIME_OFF for part in mine)
    }


def _borders(plan: Plan, parts: Sequence[Part]) -> list[datetime]:
    """Return the borders of the columns: half hours where they find room, hours elsewhere."""
    if not parts:
        return []
    zone = ZoneInfo(plan.site.time_zone)
    earliest = min(part.start for part in parts)
    first = earliest - timedelta(minutes=earliest.astimezone(zone).minute)
    last = max(part.end for part in parts)
    step = next((step for step in STEPS if (last - first) / step <= MOST_COLUMNS), STEPS[-1])
    borders = [first]
    while borders[-1] < last:
        borders.append(borders[-1] + step)
    return borders


def _ordered(plan: Plan, there: Mapping[str, Sequence[Part]]) -> list[Agent]:
    """Return teams by name, and in each whoever begins first."""
    agents = (agent for agent in plan.site.agents if agent.id in there)
    return sorted(
        agents,
        key=lambda a: (alphabetical(a.team), there[a.id][0].start, alphabetical(a.name)),
    )


def _agent_row(
    agent: Agent,
    shifts: Sequence[Shift],
    parts: Sequence[Part],
    borders: Sequence[datetime],
    time_zone: str,
) -> list[Styled]:
    zone = ZoneInfo(time_zone)
    begins = shifts[0].start if shifts else borders[-1]
    before = [part.end for part in parts if _works(part) and part.start < begins]
    spans = [f"until {before[-1].astimezone(zone):%H:%M}"] if before else []
    spans += [span(shift, time_zone) for shift in shifts]
    told = " · ".join(_in_words(part, zone) for part in _interruptions(shifts, parts, begins))
    found = letters(parts, borders)
    cells = [_cell(found.get(column, "")) for column in range(len(borders) - 1)]
    return [(agent.name, NAME), ("\n".join(spans), SMALL), (told, SMALL), *cells]


def _works(part: Part) -> bool:
    return part.category is not ActivityCategory.TIME_OFF


def _interruptions(shifts: Sequence[Shift], parts: Sequence[Part], begins: datetime) -> list[Part]:
    """Return all but work on queue: of the day's shifts to their end, and what came before them."""
    own = [Part(p.category, p.start, p.end) for shift in shifts for p in shift.activities]
    others = [part for part in parts if part.start < begins or not _works(part)]
    found = [p for p in (*others, *own) if p.category is not ActivityCategory.ON_QUEUE]
    return sorted(found, key=lambda part: part.start)


def _in_words(part: Part, zone: ZoneInfo) -> str:
    minutes = int((part.end - part.start) / timedelta(minutes=1))
    return f"{part.start.astimezone(zone):%H:%M} {LETTERS[part.category][0]} {minutes}"


def _cell(found: str) -> Styled:
    """Show work on queue by its ground alone, and all else by its letter, too."""
    if not found:
        return None, SMALL
    fill = FILLS[found[0].upper()]
    shown = None if found.upper() == ON_QUEUE else found
    return shown, Look(size=8, fill=fill, align="center")
