"""What was published for a week: its shifts, and the forecast and requirement they answered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.errors import InputError, InputProblem
from wfm.model import Schedule, Site, opening_of
from wfm.sites.findings import Findings
from wfm.sites.forecast_csv import FORECAST
from wfm.sites.requirement_csv import REQUIREMENT
from wfm.staffing.demand import open_intervals
from wfm.timegrid import TimeGrid, week_begin
from wfm.words import phrase


def published_schedule(site: Site, week: date | None) -> Schedule:
    """Give the site's own shifts of a week; of the week of its first shift where none is named.

    Raises
    ------
    InputError
        If the site has no shift in that week.
    """
    dates = sorted({shift.date for shift in site.previous})
    if week is None and dates:
        week = week_begin(dates[0], site.week_start)
    shifts = of_week(Schedule(site.name, week, site.previous), week).shifts if week else ()
    if week is None or not shifts:
        known = (
            phrase("plan.previous_has", start=dates[0], end=dates[-1])
            if dates
            else phrase("plan.previous_empty")
        )
        what = phrase("plan.no_shift_in_week", week=week) if week else phrase("plan.no_shift")
        raise InputError([InputProblem(what, phrase("do.or_name_schedule", known=known))])
    return Schedule(site.name, week, shifts)


def of_week(schedule: Schedule, week: date) -> Schedule:
    """Give the shifts that belong to the seven days from `week`."""
    days = range((week - date.min).days, (week - date.min).days + 7)
    shifts = tuple(s for s in schedule.shifts if (s.date - date.min).days in days)
    return Schedule(schedule.site, week, shifts, schedule.version)


def published_plan(folder: Path, site: Site) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read forecast.csv and requirement.csv, as `wfm plan` wrote them, with all their columns.

    Raises
    ------
    InputError
        With everything that is wrong with either.
    """
    findings = Findings()
    forecast = FORECAST.read_noting(folder / FORECAST.file, findings, site, ("aht_seconds",))
    requirement = REQUIREMENT.read_noting(
        folder / REQUIREMENT.file, findings, site, ("net_requirement",)
    )
    findings.raise_errors()
    assert forecast is not None and requirement is not None  # noqa: S101, PT018 - else it raised
    return forecast, requirement


def no_plan(site: Site, week: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the open intervals of a week with nothing forecast and nobody required."""
    grid = TimeGrid(site.time_zone, week, 7, site.interval_minutes)
    starts = pd.Series(pd.to_datetime([grid.at(i) for i in range(len(grid))], utc=True))
    parts = [
        pd.DataFrame(
            {
                "interval_start": starts[
                    open_intervals(starts, opening_of(site, queue), site.time_zone)
                ],
                "interval_minutes": site.interval_minutes,
                "queue": queue.name,
            }
        )
        for queue in site.queues
    ]
    table = pd.concat(parts, ignore_index=True)
    return (
        table.assign(contacts=np.nan, aht_seconds=np.nan),
        table.assign(net_requirement=0.0, gross_requirement=0.0),
    )
