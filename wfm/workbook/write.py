"""Write a plan as the planner's workbook."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

from wfm.model.plan import Plan
from wfm.workbook.coverage import write_coverage
from wfm.workbook.day_grid import write_day_grids
from wfm.workbook.flat_lists import (
    write_agents,
    write_definitions,
    write_meta,
    write_shifts,
    write_warnings,
)
from wfm.workbook.roster import write_roster
from wfm.workbook.sheet_writer import Sheet
from wfm.workbook.simulated import write_simulated
from wfm.workbook.summary import write_summary

OTHERS: tuple[Callable[[Workbook, Plan], Sheet | None], ...] = (
    *(write_coverage, write_simulated, write_shifts, write_agents),
    *(write_warnings, write_definitions),
)
"""In their order; one of what was not asked for is None."""


def write_roster_workbook(plan: Plan, path: Path) -> None:
    """Write all sheets of a plan to an `.xlsx` file."""
    book = Workbook(write_only=True)
    book.properties.title = f"Roster {plan.site.name} {plan.week.isoformat()}"
    book.properties.creator = "contact-centre-wfm"
    sheets = (
        write_summary(book, plan),
        write_roster(book, plan),
        *write_day_grids(book, plan),
        *(sheet for write in OTHERS if (sheet := write(book, plan)) is not None),
    )
    write_meta(book, plan, sheets)
    book.save(path)


def roster_file_name(plan: Plan) -> str:
    """Return `roster_<site>_<week>_v<version>.xlsx`, safe on every file system."""
    return f"roster_{_of(plan)}.xlsx"


def floor_file_name(plan: Plan) -> str:
    """Return `roster_floor_<site>_<week>_v<version>.xlsx`, safe on every file system."""
    return f"roster_floor_{_of(plan)}.xlsx"


def _of(plan: Plan) -> str:
    ascii_name = unicodedata.normalize("NFKD", plan.site.name).encode("ascii", "ignore").decode()
    site = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-") or "site"
    return f"{site}_{plan.week.isoformat()}_v{plan.schedule.version}"
