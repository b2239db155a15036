"""The roster sheet: a row per agent, a column per day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from wfm.model import Agent, Shift
from wfm.model.plan import Plan
from wfm.workbook.name_order import alphabetical
from wfm.workbook.plan_frames import absent_days, shifts_by_agent
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
TWO_SHIFTS = " + "
"""Stands between the shifts of one day."""
HOLIDAY = Look(align="center", bold=True, ink="B45309", wrap=True)
NOT_EMPLOYED = "–"


def write_roster(book: Workbook, plan: Plan) -> None:
    """Write the sheet that is handed out."""
    sheet = Sheet(book, "Roster", WIDTHS, freeze="C5", repeat="1:4")
    sheet.title(f"Roster · {plan.site.name} · {week_in_words(plan)}")
    sheet.row(_legend(plan))
    sheet.row([*[("", PLAIN)] * 3, *((plan.special_days.get(day), HOLIDAY) for day in plan.days)])
    days = [(day, replace(HEADER, number_format=DAY)) for day in plan.days]
    sums = [(name, HEADER) for name in ("Shifts", "Hours", "Nights", "Weekend days", AGENT_ID)]
    header = [*((name, HEADER) for name in ("Team", "Agent", "Work plan")), *days, *sums]
    top = sheet.row(header, height=30)
    _write_agents(sheet, plan)
    sheet.filter(top, sheet.row_number, len(header))
    _write_on_duty(sheet, plan)


def week_in_words(plan: Plan) -> str:
    """Return the week's dates."""
    first, last = plan.days[0], plan.days[-1]
    return f"{first.day} {first:%B} to {last.day} {last:%B %Y}"


def _legend(plan: Plan) -> list[Styled]:
    shifts = [(f"{code} = {word}", CENTRED.on(fill)) for code, (fill, word) in SHIFT_CODES.items()]
    others = [(OFF, CENTRED.on(OFF_FILL)), (ABSENT, CENTRED.on(ABSENT_FILL))]
    version = f"Version {plan.schedule.version} · {plan.status} · times in {plan.site.time_zone}"
    return [(version, PLAIN), ("", PLAIN), ("", PLAIN), *shifts, *others]


def _write_agents(sheet: Sheet, plan: Plan) -> None:
    shifts, absences, team = shifts_by_agent(plan), absent_days(plan), None
    for agent in sorted(plan.site.agents, key=_place):
        new_team, team = agent.team != team, agent.team
        cells = _agent_row(plan, agent, shifts[agent.id], absences)
        sheet.row([(value, replace(look, ruled=new_team)) for value, look in cells])


def _place(agent: Agent) -> tuple[str, str, str]:
    return alphabetical(agent.team), alphabetical(agent.name), agent.id


def _agent_row(
    plan: Plan,
    agent: Agent,
    days: Mapping[date, Sequence[Shift]],
    absences: frozenset[tuple[str, date]],
) -> list[Styled]:
    shifts = [shift for of_day in days.values() for shift in of_day]
    nights = [shift_code(shift, plan.site.time_zone) for shift in shifts].count("N")
    holiday = plan.holiday_minutes.get(agent.id, 0)
    paid = (sum(shift.paid_minutes for shift in shifts) + holiday) / 60
    return [
        (agent.team, PLAIN),
        (agent.name, LABEL),
        (agent.work_plan, PLAIN),
        *(
            _as_text(
                _working_day(days[day], plan.site.time_zone)
                if day in days
                else _free_day(agent, day, absences)
            )
            for day in plan.days
        ),
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


def _working_day(shifts: Sequence[Shift], time_zone: str) -> Styled:
    codes = [shift_code(shift, time_zone) for shift in shifts]
    spans = [f"{span(s, time_zone)} {code}" for s, code in zip(shifts, codes, strict=True)]
    return TWO_SHIFTS.join(spans), replace(
        CENTRED.on(SHIFT_CODES[codes[0]][0]), wrap=len(spans) > 1
    )


def _free_day(agent: Agent, day: date, absences: frozenset[tuple[str, date]]) -> Styled:
    if not agent.employed_on(day):
        return NOT_EMPLOYED, CENTRED
    if (agent.id, day) in absences:
        return ABSENT, CENTRED.on(ABSENT_FILL)
    return OFF, CENTRED.on(OFF_FILL)


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
    on_duty = [(teams[shift.agent_id], shift.date) for shift in plan.schedule.shifts]
    for team in sorted(set(teams.values()), key=alphabetical):
        yield team, [on_duty.count((team, day)) for day in plan.days]
    yield "All teams", [sum(on == day for _, on in on_duty) for day in plan.days]
