"""The roster for the floor: who works when, each day with its breaks, and what the signs mean.

It has no pay, no costs and no wishes, and cannot be brought back: what it shows is a part of what
the planner's workbook knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from openpyxl import Workbook

from wfm.model.day_parts import WORDS
from wfm.model.plan import Plan
from wfm.workbook.floor_day import write_floor_days
from wfm.workbook.plan_frames import absences, shifts_by_agent
from wfm.workbook.roster import HOLIDAY, NOT_EMPLOYED, day_cell, legend, place, week_in_words
from wfm.workbook.sheet_writer import Sheet, Styled
from wfm.workbook.styles import (
    ABSENT,
    DAY,
    HEADER,
    LABEL,
    LETTERS,
    OFF,
    PLAIN,
    SHIFT_CODES,
    WRAPPED,
)

WIDTHS = (15, 23, *(15.5,) * 7)
LEGEND = "Legend"
MARK = "For the floor"
"""Row of the legend by which a workbook is known that cannot be brought back."""
ROW = 13.5


def write_floor_workbook(plan: Plan, path: Path, planners: str) -> None:
    """Write the roster for the floor; `planners` is the file in which it is changed."""
    book = Workbook(write_only=True)
    book.properties.title = f"Roster {plan.site.name} {plan.week.isoformat()}, for the floor"
    book.properties.creator = "contact-centre-wfm"
    _write_week(book, plan)
    write_floor_days(book, plan)
    _write_legend(book, plan, planners)
    book.save(path)


def _write_week(book: Workbook, plan: Plan) -> None:
    sheet = Sheet(book, "Roster", WIDTHS, freeze="C5", repeat="1:4")
    sheet.title(f"Roster · {plan.site.name} · {week_in_words(plan)}")
    sheet.row(legend(plan, 2))
    holidays = ((plan.special_days.get(day), HOLIDAY) for day in plan.days)
    sheet.row([("", PLAIN), ("", PLAIN), *holidays])
    days = [(day, replace(HEADER, number_format=DAY)) for day in plan.days]
    top = sheet.row([("Team", HEADER), ("Agent", HEADER), *days], height=18)
    shifts, away, team = shifts_by_agent(plan), absences(plan), None
    for agent in sorted(plan.site.agents, key=place):
        new_team, team = agent.team != team, agent.team
        cells: list[Styled] = [(agent.team, WRAPPED), (agent.name, replace(LABEL, wrap=True))]
        own = shifts[agent.id]
        cells += (day_cell(plan, agent, day, own.get(day, ()), away) for day in plan.days)
        sheet.row([(value, replace(look, ruled=new_team)) for value, look in cells], height=ROW)
    sheet.filter(top, sheet.row_number, len(WIDTHS))


def _write_legend(book: Workbook, plan: Plan, planners: str) -> None:
    sheet = Sheet(book, LEGEND, (20, 76), portrait=True)
    sheet.title(f"{plan.site.name} · {week_in_words(plan)}")
    for word, meaning in _meanings(plan, planners).items():
        sheet.row([(word, LABEL), (meaning, WRAPPED)])


def _meanings(plan: Plan, planners: str) -> Mapping[str, str]:
    signs = {letter: word for letter, _, word in LETTERS.values()}
    words = {part.value: meaning for part, meaning in WORDS.items()}
    return {
        "Version": f"{plan.schedule.version}, {plan.status}",
        "Times": f"By the clocks of {plan.site.time_zone}; a shift stands on the day it starts on.",
        **{code: f"{word}: {words[word]}" for code, (_, word) in SHIFT_CODES.items()},
        OFF: "No shift on this day.",
        ABSENT: "Away for all of the day, or for the hours that stand beside it.",
        NOT_EMPLOYED: "Not employed on this day.",
        "10:15 B 15": "A break at 10:15 for 15 minutes; other letters likewise.",
        **{f"{sign} in a day": word for sign, word in signs.items()},
        "Lower case": "Only a part of that column; the exact times stand beside the name.",
        MARK: f"To be read only: the planner makes changes in {planners}.",
    }
