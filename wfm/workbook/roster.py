"""The roster sheet: a row per agent, a column per day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from wfm.model import Agent, Shift
from wfm.model.plan import Plan
from wfm.workbook.name_order import alphabetical
from wfm.workbook.plan_frames import absences, is_whole_day, shifts_by_agent
from wfm.workbook.sheet_writer import Sheet, Styled, hours
from wfm.workbook.styles import (
    ABSENT,
    ABSENT_FILL,
    CENTRED,
    DAY,
    DURATION,
    HEADER,
    LABEL,
    OFF,
    OFF_FILL,
    PLAIN,
    SECTION,
    SHIFT_CODES,
    TEXT,
    Look,
    number,
    shift_code,
)

WIDTHS = (16, 24, 16, *(15,) * 7, 8, 9, 8, 9, 14)
AGENT_ID = "Agent id"
"""Column that says whose row it is, when the sheet comes back sorted or with names corrected."""
DAYS = range(3, 10)
"""Columns that come back, from 0."""
TWO_SHIFTS = " + "
"""Stands between the shifts of one day."""
HOLIDAY = Look(align="center", bold=True, ink="B45309", wrap=True)
NOT_EMPLOYED = "–"

Absences = Mapping[tuple[str, date], Sequence[tuple[datetime, datetime]]]
"""Agent and day → when they are away."""


def write_roster(book: Workbook, plan: Plan) -> Sheet:
    """Write the sheet that the planner edits."""
    sheet = Sheet(book, "Roster", WIDTHS, freeze="C5", repeat="1:4", unsealed=DAYS)
    sheet.title(f"Roster · {plan.site.name} · {week_in_words(plan)}")
    sheet.row(legend(plan, 3))
    sheet.row([*[("", PLAIN)] * 3, *((plan.special_days.get(day), HOLIDAY) for day in plan.days)])
    days = [(day, replace(HEADER, number_format=DAY)) for day in plan.days]
    sums = [(name, HEADER) for name in ("Shifts", "Hours", "Nights", "Weekend days", AGENT_ID)]
    header = [*((name, HEADER) for name in ("Team", "Agent", "Work plan")), *days, *sums]
    top = sheet.row(header, height=30)
    _write_agents(sheet, plan)
    sheet.filter(top, sheet.row_number, len(header))
    _write_on_duty(sheet, plan)
    return sheet


def week_in_words(plan: Plan) -> str:
    """Return the week's dates."""
    first, last = plan.days[0], plan.days[-1]
    return f"{first.day} {first:%B} to {last.day} {last:%B %Y}"


def legend(plan: Plan, before: int) -> list[Styled]:
    """Say version and codes in one row; `before` columns stand before the days."""
    shifts = [(f"{code} = {word}", CENTRED.on(fill)) for code, (fill, word) in SHIFT_CODES.items()]
    others = [(OFF, CENTRED.on(OFF_FILL)), (ABSENT, CENTRED.on(ABSENT_FILL))]
    version = f"Version {plan.schedule.version} · {plan.status} · times in {plan.site.time_zone}"
    return [(version, PLAIN), *[("", PLAIN)] * (before - 1), *shifts, *others]


def _write_agents(sheet: Sheet, plan: Plan) -> None:
    shifts, away, team = shifts_by_agent(plan), absences(plan), None
    for agent in sorted(plan.site.agents, key=place):
        new_team, team = agent.team != team, agent.team
        cells = _agent_row(plan, agent, shifts[agent.id], away)
        sheet.row([(value, replace(look, ruled=new_team)) for value, look in cells])


def place(agent: Agent) -> tuple[str, str, str]:
    """Return the sorting key of an agent's row: team, name, id."""
    return alphabetical(agent.team), alphabetical(agent.name), agent.id


def _agent_row(
    plan: Plan, agent: Agent, days: Mapping[date, Sequence[Shift]], away: Absences
) -> list[Styled]:
    shifts = [shift for of_day in days.values() for shift in of_day]
    nights = [shift_code(shift, agent, plan.site.time_zone) for shift in shifts].count("N")
    holiday = plan.holiday_minutes.get(agent.id, 0)
    paid = (sum(shift.paid_minutes for shift in shifts) + holiday) / 60
    return [
        (agent.team, PLAIN),
        (agent.name, LABEL),
        (" / ".join(plan.site.work_plans_of(agent, plan.days)), PLAIN),
        *(_as_text(day_cell(plan, agent, day, days.get(day, ()), away)) for day in plan.days),
        (len(shifts), CENTRED),
        (hours(paid), number(DURATION)),
        (nights, CENTRED),
        (sum(day.weekday() in plan.site.weekend for day in days), CENTRED),
        (agent.id, PLAIN),
    ]


def _as_text(cell: Styled) -> Styled:
    """Format a day as text, or a program makes a date of `9-17` when somebody types it."""
    value, look = cell
    return value, replace(look, number_format=TEXT)


def day_cell(
    plan: Plan, agent: Agent, day: date, shifts: Sequence[Shift], away: Absences
) -> Styled:
    """Say when an agent works on a day, and when not for being away, without the reason."""
    if not shifts and not agent.employed_on(day):
        return NOT_EMPLOYED, CENTRED
    absent = away.get((agent.id, day), ())
    parts = [] if is_whole_day(plan, day, absent) else _absent_in_part(plan, absent)
    codes = [shift_code(shift, agent, plan.site.time_zone) for shift in shifts]
    spans = [f"{span(s, plan.site.time_zone)} {c}" for s, c in zip(shifts, codes, strict=True)]
    if not spans and not parts:
        return (ABSENT, CENTRED.on(ABSENT_FILL)) if absent else (OFF, CENTRED.on(OFF_FILL))
    fill = SHIFT_CODES[codes[0]][0] if codes else ABSENT_FILL
    texts = (*spans, *parts)
    look = replace(CENTRED.on(fill), wrap=len(texts) > 1 or bool(parts))
    return TWO_SHIFTS.join(texts), look


def _absent_in_part(plan: Plan, spans: Iterable[tuple[datetime, datetime]]) -> list[str]:
    zone = ZoneInfo(plan.site.time_zone)
    local = ([moment.astimezone(zone) for moment in span] for span in spans)
    return [f"{ABSENT} {start:%H:%M}–{end:%H:%M}" for start, end in local]


def span(shift: Shift, time_zone: str) -> str:
    """Return a shift as people say it, by the site's clock: `09:00–17:30`."""
    zone = ZoneInfo(time_zone)
    return f"{shift.start.astimezone(zone):%H:%M}–{shift.end.astimezone(zone):%H:%M}"


def _write_on_duty(sheet: Sheet, plan: Plan) -> None:
    sheet.row()
    sheet.row([("Agents on duty", SECTION)])
    for team, counts in _on_duty(plan):
        sheet.row([(team, LABEL), ("", PLAIN), ("", PLAIN), *((n, CENTRED) for n in counts)])


def _on_duty(plan: Plan) -> Iterator[tuple[str, list[int]]]:
    teams = {agent.id: agent.team for agent in plan.site.agents}
    days = {(shift.agent_id, shift.date) for shift in plan.schedule.shifts}
    on_duty = Counter((teams[agent], day) for agent, day in days)
    in_all = Counter(day for _, day in days)
    for team in sorted(set(teams.values()), key=alphabetical):
        yield team, [on_duty[team, day] for day in plan.days]
    yield "All teams", [in_all[day] for day in plan.days]
