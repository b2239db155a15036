"""Planned against actual of a week: by queue and day, in intervals, why, and what to do first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Final

from fastapi import Query, Request, Response

from api.access import SignedIn
from api.dependencies import PRINTABLE, Key, Store, Week
from api.pages.kpis.page import known
from api.pages.rendering import render, say
from api.pages.route import page_router
from api.reports import Measured, within_reach
from api.routes.adherence import workbook
from wfm.store.sites import load_site_core, site_zone

router = page_router("/sites/{site}/weeks/{week}/actual")
STEP, HEIGHT = 14, 150
"""Width of an interval and height of the chart, in pixels."""
SHOWN: Final = 12
"""Actions that are listed."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Heads of a queue on a day, as step lines of an SVG picture."""

    width: int
    required: str
    scheduled: str
    actual: str
    hours: tuple[tuple[int, str], ...]
    most: float
    """Heads at the top edge."""


OVER_ALL = {"queue": None, "service_level_goal": None}
"""What a row over all queues does not have."""


@router.get("")
def actual_page(
    request: Request,
    site: Key,
    week: Week,
    access: SignedIn,
    store: Store,
    reports: Measured,
    queue: Annotated[str, Query(max_length=200, pattern=PRINTABLE)] = "",
    day: Annotated[date | None, Query()] = None,
) -> Response:
    """Show a published week; with a queue and a day, its intervals too."""
    found = within_reach(reports, access, site, week)
    report = found.report
    with store.reading() as tx:
        core, zone = load_site_core(tx, site), site_zone(tx, site)
    intervals = _intervals(report, queue, day, zone) if queue and day else []
    rows = [_plain(row) for row in report.kpis.to_dict("records")]
    totals = [OVER_ALL | _plain(row) for row in report.totals.to_dict("records")]
    return render(
        request, "actual/actual.html", access, here="page.nav.kpis", site=site, name=core.name,
        week=week, last=week + timedelta(days=6), zone=zone,
        days=[r for r in rows if r["date"] is not None],
        whole=[r for r in rows if r["date"] is None],
        totals=[r for r in totals if r["date"] is None], daily=[r for r in totals if r["date"]],
        queue=queue, day=day, intervals=intervals, chart=_chart(intervals), height=HEIGHT,
        bridges=report.bridges, order=_order(), actions=report.actions[:SHOWN],
        said_actions=[
            (say(request, action.when), say(request, action.what))
            for action in report.actions[:SHOWN]
        ],
        teams=report.by_team(), overall=report.overall, stamp=report.measured.stamp,
        messages=[say(request, message.phrase) for message in found.messages],
    )  # fmt: skip


@router.get("/workbook")
def actual_workbook(
    site: Key, week: Week, access: SignedIn, store: Store, reports: Measured
) -> Response:
    """Give all of it as a workbook."""
    return workbook(site, week, access, store, reports)


def _order() -> Sequence[str]:
    from wfm.adherence.bridge import ORDER

    return ORDER


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Give a row with None for what is undefined."""
    plain = {str(name): None if value != value else value for name, value in row.items()}
    offered, forecast = plain.get("offered"), plain.get("forecast")
    plain["error"] = offered / forecast - 1 if offered is not None and forecast else None
    return plain


def _intervals(report: Any, queue: str, day: date, zone: Any) -> list[dict[str, Any]]:
    """List the intervals of a queue on a day, by the site's clock."""
    frame = report.intervals
    local = frame["interval_start"].dt.tz_convert(zone)
    chosen = frame[(frame["queue"] == queue) & (local.dt.date == day)]
    rows = [_plain(row) for row in chosen.to_dict("records")]
    return [{**row, "at": row["interval_start"].tz_convert(zone)} for row in rows]


def _chart(rows: Sequence[Mapping[str, Any]]) -> Chart | None:
    if not rows:
        return None
    names = ("required", "scheduled", "actual")
    most = max([known(row.get(name)) or 0.0 for row in rows for name in names] + [1.0])
    lines = {name: _steps([known(row.get(name)) for row in rows], most) for name in names}
    hours = tuple(
        (n * STEP, f"{row['at']:%H:%M}") for n, row in enumerate(rows) if row["at"].minute == 0
    )
    return Chart(len(rows) * STEP, **lines, hours=hours, most=most)


def _steps(values: Sequence[float | None], most: float) -> str:
    """Draw a step line as an SVG path; it is broken where nothing is known."""
    path, drawing = [], False
    for n, value in enumerate(values):
        if value is None:
            drawing = False
            continue
        y = f"{HEIGHT - value / most * (HEIGHT - 8):.1f}"
        path.append(f"{'L' if drawing else 'M'}{n * STEP} {y}H{(n + 1) * STEP}")
        drawing = True
    return "".join(path)
