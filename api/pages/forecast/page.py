"""The newest forecast of a week by queue and day, what it assumes, and what it asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isnan
from typing import TYPE_CHECKING, Annotated

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, SignedIn
from api.dependencies import Key, Number, Store, Week
from api.pages.forecast.chart import HEIGHT, WIDTH, QueueChart, charts_of
from api.pages.rendering import render, say
from api.pages.route import page_router
from api.pages.week.page import once
from api.routes.plans import accept_level, make_forecast
from api.schemas.plans import LevelChangeBody
from wfm.figures.key_figures import AHT
from wfm.planning.level_changes import PROPOSED
from wfm.service.forecast_accuracy import LIVE, WeekAccuracy, bias_trends, forecast_accuracy
from wfm.service.level_changes import LevelChange, level_changes
from wfm.service.load_plan import as_corrected
from wfm.service.stored_tables import stored_frame
from wfm.store.database import Connection
from wfm.store.plans import PlanInfo, PlanKind, overrides_of, plan_table, plans_of
from wfm.store.runs import get_run
from wfm.store.sites import load_site_core, site_zone
from wfm.words import Phrase, phrase_of

if TYPE_CHECKING:
    import pandas as pd

router = page_router("/sites/{site}/weeks/{week}/forecast")
WEEK = 7
ABOUT = frozenset({"forecast", "holidays"})
"""Stages of a run whose messages are about its forecast."""
JUDGED = 6
"""Weeks before this one whose accuracy is shown."""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A queue's contacts per day of the week, None where it is closed, and its AHT in seconds."""

    queue: str
    days: tuple[float | None, ...]
    contacts: float
    aht: float | None


@dataclass(frozen=True, slots=True)
class AccuracyLine:
    """A queue's locked or live forecasts of some weeks, None where there is none to judge."""

    queue: str
    forecast: str
    weeks: tuple[WeekAccuracy | None, ...]
    trend: float | None


@router.get("")
def forecast_page(
    request: Request, site: Key, week: Week, access: SignedIn, store: Store
) -> Response:
    """Show the newest forecast of a week."""
    access.check_site(site)
    with store.reading() as tx:
        core, zone = load_site_core(tx, site), site_zone(tx, site)
        known = plans_of(tx, site, week, PlanKind.FORECAST)
        newest = known[-1] if known else None
        lines: list[QueueLine] = []
        charts: list[QueueChart] = []
        overrides = [one.value for one in overrides_of(tx, site, week) if one.active]
        changes: tuple[LevelChange, ...] = ()
        told: list[tuple[str, Phrase]] = []
        judged = forecast_accuracy(tx, site, JUDGED, week)
        if newest is not None:
            table = plan_table(tx, site, week, PlanKind.FORECAST, newest.number)[1]
            frame = stored_frame(PlanKind.FORECAST, table)
            lines = _lines(as_corrected(frame), week, core.time_zone)
            charts = [*charts_of(frame, overrides, newest.created_at, week, zone)]
            changes = level_changes(tx, site, week, newest.number)
            told = _told(tx, site, newest)
    return render(
        request, "forecast/forecast.html", access, here="page.nav.weeks", site=site,
        name=core.name, week=week, last=week + timedelta(days=6), zone=zone, forecast=newest,
        days=[week + timedelta(days=n) for n in range(WEEK)], lines=lines, changes=changes,
        messages=[(severity, say(request, said)) for severity, said in told],
        before=week - timedelta(days=7), after=week + timedelta(days=7),
        charts=charts, overrides=sorted(overrides, key=lambda one: (one.start, one.queue)),
        width=WIDTH, height=HEIGHT,
        judged_weeks=sorted({one.week for one in judged}), accuracy=_accuracy(judged),
    )  # fmt: skip


@router.post("")
def forecast_week(site: Key, week: Week, access: SignedIn, store: Store) -> Response:
    """Ask for a forecast of the week, and lead to its run."""
    made = make_forecast(site, week, access, store, once(access))
    return RedirectResponse(f"{PAGES}{made.headers['location']}", 303)


@router.post("/{number}/accept")
def accept_change(
    site: Key,
    week: Week,
    number: Number,
    access: SignedIn,
    store: Store,
    queue: Annotated[str, Form(max_length=200)],
) -> Response:
    """Accept a queue's change of level, and forecast the week anew with it."""
    body = LevelChangeBody(queue=queue)
    accept_level(site, week, number, body, access, store, once(access))
    return forecast_week(site, week, access, store)


def _accuracy(judged: Sequence[WeekAccuracy]) -> list[AccuracyLine]:
    """Give a line for each queue and forecast, in this order, with its weeks."""
    weeks = sorted({one.week for one in judged})
    trends = bias_trends(judged)
    found = []
    for queue, forecast in sorted(trends, key=lambda key: (key[0], key[1] == LIVE)):
        mine = {o.week: o for o in judged if (o.queue, o.forecast) == (queue, forecast)}
        figures = tuple(mine.get(week) for week in weeks)
        found.append(AccuracyLine(queue, forecast, figures, trends[queue, forecast]))
    return found


def _told(tx: Connection, site: str, forecast: PlanInfo) -> list[tuple[str, Phrase]]:
    """Give severity and words of what the run said of its forecast; what is asked stands apart."""
    messages = () if forecast.run is None else get_run(tx, site, forecast.run).messages
    told = [(m["severity"], phrase_of(m)) for m in messages if m["kind"] in ABOUT]
    return [(severity, said) for severity, said in told if said.code != PROPOSED]


def _lines(frame: pd.DataFrame, week: date, zone: str) -> list[QueueLine]:
    day = frame["interval_start"].dt.tz_convert(zone).dt.date
    found = []
    for queue, rows in frame.groupby("queue", sort=True):
        of_day = rows["contacts"].groupby(day.loc[rows.index]).sum().to_dict()
        days = tuple(of_day.get(week + timedelta(days=n)) for n in range(WEEK))
        contacts = float(rows["contacts"].sum())
        aht = AHT.joined(rows["aht_seconds"], {"handled": rows["contacts"]})
        found.append(QueueLine(str(queue), days, contacts, None if isnan(aht) else aht))
    return found
