"""A plan's folder, read back with the site as it is now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wfm.errors import InputError, InputProblem
from wfm.model import Schedule, Site, TimeOff
from wfm.planning.files.read_plan import published_plan
from wfm.planning.files.weeks_beside import with_weeks_beside
from wfm.planning.files.write_plan import PREVIOUS
from wfm.planning.opening_backlog import opening_backlog
from wfm.planning.plan_options import NO_LEDGER, Ledger, PlanOptions
from wfm.planning.preserved_shifts import AgentDay, PreservedShifts
from wfm.planning.price_of_heads import PRICE
from wfm.planning.week_demand import WeekDemand
from wfm.scheduling.result import Limits
from wfm.sites import read_schedule, read_site
from wfm.sites.absences_csv import ABSENCES, read_absences
from wfm.sites.edited_days_csv import EDITED_DAYS, read_edited_days
from wfm.words import phrase

if TYPE_CHECKING:
    from wfm.sites import SiteInput

LIMITS = ("time", "effort", "seed", "workers")
SUMMARY = "summary.json"


@dataclass(frozen=True)
class PlanFolder:
    """What `wfm plan` wrote, with the site as it is now."""

    path: Path
    inputs: SiteInput
    demand: WeekDemand
    schedule: Schedule
    summary: Mapping[str, Any]
    edited_days: frozenset[AgentDay] = frozenset()
    """Days that a person made by hand, in this version or an earlier one."""
    absences: tuple[TimeOff, ...] = ()
    """Absences that the plan was repaired for."""

    @property
    def options(self) -> PlanOptions:
        """What the plan was made with, as far as its next version goes on from it."""
        parameters = self.summary["parameters"]
        return PlanOptions(
            Limits(**{name: parameters[name] for name in LIMITS if name in parameters}),
            price=str(parameters.get("price", PRICE)),
            ledger=ledger_before(self.summary),
            absent=self.absences,
        )


def read_plan_folder(source: Path, folder: Path) -> PlanFolder:
    """Read a site and the plan of one of its weeks.

    Raises
    ------
    InputError
        With everything that is wrong with either.
    """
    summary = read_summary(folder)
    inputs = read_site(source, states=False)
    site = site_of_plan(inputs.site, folder, date.fromisoformat(summary["week"]))
    forecast, requirement = published_plan(folder, site)
    schedule = schedule_of_folder(folder, site)
    backlog = opening_backlog(
        site, inputs.history, schedule.week, summary["parameters"].get("backlog")
    )
    demand = WeekDemand.of_tables(site, schedule.week, forecast, requirement, backlog)
    demand = replace(demand, ledger=ledger_before(summary))
    edited, absent = folder / EDITED_DAYS.file, folder / ABSENCES.file
    return PlanFolder(
        folder, inputs, demand, schedule, summary,
        read_edited_days(edited, site) if edited.is_file() else frozenset(),
        read_absences(absent, site) if absent.is_file() else (),
    )  # fmt: skip


def schedule_of_folder(folder: Path, site: Site) -> Schedule:
    """Read the schedule of a plan's folder, in its version.

    Raises
    ------
    InputError
        If the folder holds no plan, or one that does not fit the site.
    """
    summary = read_summary(folder)
    week = date.fromisoformat(summary["week"])
    schedule = read_schedule(folder / "schedule.csv", site, week=week)
    return replace(schedule, version=int(summary["schedule_version"]))


def preserved_days(schedule: Schedule, edited: frozenset[AgentDay]) -> PreservedShifts:
    """Give what a later plan leaves alone: locked shifts, and days made by hand, free ones too."""
    shifts = tuple(s for s in schedule.shifts if s.locked or (s.agent_id, s.date) in edited)
    off = sorted(edited - {(s.agent_id, s.date) for s in shifts})
    return PreservedShifts(shifts, tuple(off), edited)


def with_base(options: PlanOptions, folder: Path, site: Site) -> PlanOptions:
    """Go on from a plan of the same week that people know already.

    Raises
    ------
    InputError
        If the folder holds no plan, or one that does not fit the site.
    """
    schedule = schedule_of_folder(folder, site)
    edited, absent = folder / EDITED_DAYS.file, folder / ABSENCES.file
    days = read_edited_days(edited, site) if edited.is_file() else frozenset()
    return replace(
        options,
        base=schedule,
        preserved=preserved_days(schedule, days),
        absent=read_absences(absent, site) if absent.is_file() else (),
    )


def with_bases(options: PlanOptions, folder: Path, first: date, site: Site) -> PlanOptions:
    """Go on from those plans of some weeks, each in its folder beside the others.

    Raises
    ------
    InputError
        If none is a plan of one of the weeks, or one does not fit the site.
    """
    wanted = [first + timedelta(weeks=number) for number in range(options.weeks)]
    found = {
        week: folder / str(week) for week in wanted if (folder / str(week) / SUMMARY).is_file()
    }
    if not found:
        what = phrase("plan.none_of_weeks", first=first, last=wanted[-1])
        raise InputError([InputProblem(what, phrase("do.name_folder_of_weeks"), str(folder))])
    each = [with_base(options, path, site) for path in found.values()]
    shifts = tuple(s for one in each if one.base is not None for s in one.base.shifts)
    return replace(
        options,
        base=Schedule(site.name, first, shifts),
        preserved=reduce(or_, (one.preserved for one in each)),
        absent=tuple(entry for one in each for entry in one.absent),
    )


def read_summary(folder: Path) -> Mapping[str, Any]:
    """Read what a plan's summary.json says.

    Raises
    ------
    InputError
        If there is none, or none that `wfm plan` wrote.
    """
    path = folder / SUMMARY
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        int(found["schedule_version"]), found["parameters"]["seed"], found["messages"]
        date.fromisoformat(found["week"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = phrase("plan.not_as_written")
        raise InputError([InputProblem(what, phrase("do.name_plan_folder"), str(path))]) from error
    return found


def planned_week(folder: Path) -> date | None:
    """Name the first day of the week that a folder holds a plan of; None where it holds none."""
    try:
        return date.fromisoformat(read_summary(folder)["week"])
    except InputError:
        return None


def site_of_plan(site: Site, folder: Path, week: date) -> Site:
    """Give a site the weeks that a plan knew: the one before, and those planned together with it.

    A week before that was planned together with it counts as it is now, edited by hand maybe.

    Raises
    ------
    InputError
        If one of them does not fit the site.
    """
    path, before = folder / PREVIOUS, week - timedelta(weeks=1)
    if path.is_file():
        previous = read_schedule(path, site, leavers=True, week=before)
        site = replace(site, previous=previous.shifts)
    site = with_weeks_beside(site, folder, week)
    if before not in site.beside.known:
        return site
    shifts = tuple(s for s in site.beside.shifts if before <= s.date < week)
    return replace(site, previous=shifts)


def ledger_before(summary: Mapping[str, Any]) -> Ledger:
    """Give the ledger that a plan went on from."""
    found: Ledger = summary.get("ledger_before", NO_LEDGER)
    return found
