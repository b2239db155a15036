"""The plan's folder that a week goes on from: its shifts, its ledger, what it leaves waiting."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from wfm.errors import InputError, InputProblem
from wfm.model import Shift, Site
from wfm.planning.files.plan_folder import planned_week
from wfm.planning.opening_backlog import left_waiting
from wfm.sites import read_schedule
from wfm.sites.backlog_csv import BACKLOG
from wfm.sites.ledger_csv import LEDGER, read_ledger
from wfm.words import phrase

if TYPE_CHECKING:
    from wfm.planning.plan_options import Ledger

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekBefore:
    """What a week takes over from the plan of the week before."""

    folder: Path
    shifts: tuple[Shift, ...]
    ledger: Ledger
    backlog: Mapping[str, float]
    """Contacts per deferred queue that its plan leaves waiting at its end."""


def read_week_before(folder: Path, site: Site, first: date) -> WeekBefore:
    """Read the plan of the week before `first`.

    Raises
    ------
    InputError
        If the folder holds no plan, or that of another week.
    """
    path = folder / "schedule.csv"
    if not path.is_file():
        remedy = phrase("do.name_plan_or_none")
        raise InputError([InputProblem(phrase("plan.none_in_folder"), remedy, str(folder))])
    schedule = read_schedule(path, site, leavers=True, week=planned_week(folder))
    if schedule.week != first - WEEK:
        what = phrase("plan.of_another_week", week=schedule.week, first=first)
        raise InputError(
            [InputProblem(what, phrase("do.name_plan_of_week", week=first - WEEK), str(folder))]
        )
    ledger = folder / LEDGER.file
    return WeekBefore(
        folder,
        schedule.shifts,
        read_ledger(ledger, site) if ledger.is_file() else {},
        _left_waiting(folder / BACKLOG.file, site),
    )


def week_before_beside(out: Path, first: date, site_name: str) -> Path | None:
    """Find the only plan of the week before that lies beside `out`; None without one.

    Raises
    ------
    InputError
        If there are several.
    """
    if not out.parent.is_dir():
        return None
    found = sorted(
        folder
        for folder in out.parent.iterdir()
        if folder.is_dir() and folder != out and _plan_of(folder, first - WEEK, site_name)
    )
    if len(found) > 1:
        names = tuple(str(folder) for folder in found)
        what = phrase("plan.several", week=first - WEEK, names=names)
        raise InputError([InputProblem(what, phrase("do.say_which_before"))])
    return found[0] if found else None


def _plan_of(folder: Path, week: date, site_name: str) -> bool:
    try:
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        return bool(
            summary["week"] == week.isoformat()
            and summary["site"] == site_name
            and "schedule_version" in summary
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _left_waiting(path: Path, site: Site) -> dict[str, float]:
    if not path.is_file():
        return {}
    rows = BACKLOG.read(path, site)
    deferred = [queue.name for queue in site.queues if queue.channel.deferred]
    return left_waiting(rows[rows["queue"].isin(deferred)])
