"""What a stored site's week asks for: forecast, the planner's corrections, heads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from wfm.jobs import Job
from wfm.model import Site
from wfm.model.plan import Message
from wfm.service.load_plan import CORRECTED, corrected, read_frame
from wfm.store.plans import Operation, Override, PlanKind, overrides_of
from wfm.store.sites import site_history
from wfm.timegrid import TimeGrid

if TYPE_CHECKING:
    import pandas as pd

    from wfm.staffing import MissedWindow


@dataclass(frozen=True)
class Demand:
    """`forecast` has the contacts as forecast and, in `corrected_contacts`, after overrides."""

    forecast: pd.DataFrame
    requirement: pd.DataFrame
    backlog: Mapping[str, float]
    """Contacts per deferred queue that wait at the start."""
    messages: tuple[Message, ...]

    @property
    def tables(self) -> dict[PlanKind, pd.DataFrame]:
        """Tables to be stored."""
        return {PlanKind.FORECAST: self.forecast, PlanKind.REQUIREMENT: self.requirement}

    def laid(self, site: Site, heads: pd.DataFrame | None) -> pd.DataFrame:
        """Staff anew, deferred work laid into heads that a schedule has; levelled without them."""
        return (
            self.requirement
            if heads is None
            else _staffed(self.forecast, site, self.backlog, heads)
        )

    def late(self, site: Site, heads: pd.DataFrame) -> tuple[MissedWindow, ...]:
        """Name the response windows that scheduled heads will miss."""
        from wfm.staffing import missed_windows

        return missed_windows(corrected(self.forecast), heads, site, self.backlog)

    def coverage(self, site: Site, heads: pd.DataFrame) -> pd.DataFrame:
        """Predict what scheduled heads will give."""
        from wfm.staffing import predict_coverage

        return predict_coverage(
            self.requirement, corrected(self.forecast), heads, site, self.backlog
        )


def demand_of(job: Job, site: Site, week: date) -> Demand:
    """Forecast and staff a week from what is stored.

    Raises
    ------
    InputError
        If no queue can be forecast.
    LostRunError
        If another worker has taken the run over.
    """
    from wfm.planning.opening_backlog import starting_backlog
    from wfm.planning.site_forecast import forecast_site

    job.tell("Forecast", 0.1)
    with job.database.reading() as tx:
        history = read_frame(site_history(tx, job.run.site))
        overrides = [o.value for o in overrides_of(tx, job.run.site, week) if o.active]
    forecast, findings = forecast_site(site, history, week, 7)
    job.tell("Staff", 0.4)
    backlog = starting_backlog(
        history, site, TimeGrid(site.time_zone, week, 7, site.interval_minutes)
    )
    frame = overridden(forecast, overrides)
    forecast = forecast.assign(**{CORRECTED: frame["contacts"]})
    return Demand(forecast, _staffed(forecast, site, backlog), backlog, findings)


def _staffed(
    forecast: pd.DataFrame,
    site: Site,
    backlog: Mapping[str, float],
    heads: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Staff the intervals that are forecast, after the planner's corrections."""
    from wfm.staffing import site_requirements

    requirement = site_requirements(corrected(forecast), site, backlog, scheduled=heads)
    keys = ["interval_start", "queue"]
    return requirement.merge(forecast[keys], on=keys, how="inner")


def overridden(forecast: pd.DataFrame, overrides: Iterable[Override]) -> pd.DataFrame:
    """Apply the planner's corrections in the order in which they were made.

    Multiplying scales every figure of contacts and rates; replacing sets the contacts of each
    interval and scales the others by the same factor.
    """
    frame = forecast.copy()
    figures = [name for name in map(str, frame.columns) if name.startswith(("contacts", "rate_"))]
    for override in sorted(overrides, key=lambda o: o.made_at):
        start = frame["interval_start"]
        rows = (
            (frame["queue"] == override.queue) & (start >= override.start) & (start < override.end)
        )
        before = frame.loc[rows, "contacts"].to_numpy(float)
        if override.operation is Operation.MULTIPLY:
            factor = np.full(len(before), override.value)
        else:
            factor = np.divide(override.value, before, out=np.zeros_like(before), where=before > 0)
        frame.loc[rows, figures] = frame.loc[rows, figures].to_numpy(float) * factor[:, None]
        if override.operation is Operation.REPLACE:
            frame.loc[rows, "contacts"] = override.value
    return frame
