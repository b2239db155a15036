"""The demand of a week from what is stored: forecast anew, or as a schedule was made for it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from wfm.jobs import Job
from wfm.model import Site
from wfm.planning.opening_backlog import opening_backlog
from wfm.planning.pipeline import site_as_planned
from wfm.planning.plan_options import PlanOptions
from wfm.planning.week_demand import WeekDemand, corrected, forecast_of_weeks, staffed_demand
from wfm.service.load_plan import CORRECTED, as_corrected, tables_of_run
from wfm.service.site_of_schedule import ledger_before, site_of_schedule
from wfm.service.spread_forecast import BEGIN, END, spread_forecast
from wfm.store.database import Connection
from wfm.store.plans import Operation, PlanKind, StoredOverride, overrides_of
from wfm.store.schedules import ScheduleInfo
from wfm.store.sites import site_history, site_revision

if TYPE_CHECKING:
    import pandas as pd

    import forecasts


@dataclass(frozen=True, slots=True)
class NewDemand:
    """A demand that was made now, and the tables of it that are stored."""

    demand: WeekDemand
    forecast: pd.DataFrame
    """As forecast, with the contacts after overrides in a column of their own."""
    hashes: Mapping[str, str]
    """What it was made from."""

    def tables(self, demand: WeekDemand) -> dict[PlanKind, pd.DataFrame]:
        """Tables of a week to be stored, with the requirement as it was laid in the end."""
        forecast = demand.rows_of(self.forecast)
        return {PlanKind.FORECAST: forecast, PlanKind.REQUIREMENT: demand.requirement}


def overrides_in_force(tx: Connection, key: str, week: date) -> tuple[forecasts.Override, ...]:
    """Give the planner's active overrides of a week in the order in which they were made."""
    active = (stored.value for stored in overrides_of(tx, key, week) if stored.active)
    return tuple(_as_forecasts_take_it(one) for one in sorted(active, key=lambda o: o.made_at))


def new_demand(
    job: Job,
    site: Site,
    week: date,
    options: PlanOptions,
    waiting: Mapping[str, float] = MappingProxyType({}),
) -> NewDemand:
    """Forecast and staff a week from what is stored.

    `waiting` is what the plan of the week before leaves in deferred queues: what the history or the
    options know of its end counts before it.

    Raises
    ------
    InputError
        If no queue can be forecast.
    LostRunError, StoppedError
        If another worker has taken the run over, or it is to stop.
    """
    from wfm.sites.history import HISTORY

    job.tell("Forecast", BEGIN)
    with job.database.reading() as tx:
        text = site_history(tx, job.run.site)
        revision = site_revision(tx, job.run.site)
    history = HISTORY.parse(text)
    planned = site_as_planned(site, options)
    forecast, findings = forecast_of_weeks(
        planned, history, week, options.weeks, accept_shifts=options.accept_shifts,
        runner=spread_forecast(job, len(planned.queues)),
    )  # fmt: skip
    job.tell("Staff", END)
    after, untouched = corrected(forecast, options.overrides)
    backlog = {**waiting, **opening_backlog(planned, history, week, options.backlog)}
    told = (*findings, *untouched)
    demand = staffed_demand(planned, week, after, backlog, told, options.weeks)
    stored = forecast.assign(**{CORRECTED: after["contacts"]})
    hashes = {
        "history": hashlib.sha256(text.encode()).hexdigest(),
        "site": f"revision {revision}",
    }
    return NewDemand(demand, stored, hashes)


def demand_of_schedule(tx: Connection, info: ScheduleInfo, site: Site | None = None) -> WeekDemand:
    """Give what a stored schedule answers: the tables of the run that made it.

    Raises
    ------
    NotFoundError
        If that run kept no tables.
    """
    known = site or site_of_schedule(tx, info)
    forecast, requirement = tables_of_run(tx, info, known)
    backlog = info.summary.get("backlog", {})
    found = WeekDemand.of_tables(known, info.week, as_corrected(forecast), requirement, backlog)
    return replace(found, ledger=ledger_before(info))


def _as_forecasts_take_it(override: StoredOverride) -> forecasts.Override:
    from forecasts import Override

    multiplies = override.operation is Operation.MULTIPLY
    return Override(
        override.queue,
        override.start,
        override.end,
        override.made_by,
        override.made_at,
        override.reason,
        factor=override.value if multiplies else None,
        contacts=None if multiplies else override.value,
    )
