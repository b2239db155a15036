"""The other weeks of a longer plan, which lie in folders beside each other by their first days."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from wfm.model import Schedule, Site
from wfm.planning.closed_days import closed_as_forecast
from wfm.planning.planned_together import weeks_of
from wfm.sites import read_schedule
from wfm.sites.requirement_csv import REQUIREMENT, read_requirement

SUMMARY, SCHEDULE = "summary.json", "schedule.csv"


def with_weeks_beside(site: Site, folder: Path, first: date, weeks: int = 1) -> Site:
    """Give a site the other weeks of the plan that a folder's week was planned in.

    `first` and `weeks` say which are at hand. Weeks that are not beside the folder, or were planned
    anew in another plan since, are not known.

    Raises
    ------
    InputError
        If a schedule beside it does not fit the site.
    """
    together, mine = weeks_together(folder), {first, *_later(first, weeks)}
    if not mine < together:
        return site
    known = {
        week: beside
        for week in sorted(together - mine)
        if weeks_together(beside := folder.parent / str(week)) == together
    }
    schedules: list[Schedule] = []
    for week, beside in known.items():
        schedules.append(read_schedule(beside / SCHEDULE, site, leavers=True, week=week))
        requirement = read_requirement(beside / REQUIREMENT.file, site)
        site = closed_as_forecast(site, requirement, week, 7)
    shifts = [shift for schedule in schedules for shift in schedule.shifts]
    return replace(site, beside=site.beside.with_weeks(together - mine, known, shifts))


def weeks_together(folder: Path) -> frozenset[date]:
    """Name the weeks that were planned together with that of a folder; none of one alone."""
    try:
        return weeks_of(json.loads((folder / SUMMARY).read_text(encoding="utf-8"))["together"])
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def _later(first: date, weeks: int) -> Iterable[date]:
    return (date.fromordinal(first.toordinal() + 7 * number) for number in range(weeks))
