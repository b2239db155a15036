"""Key figures of the published weeks: each against its goal, and how it goes over the weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from fastapi import Request, Response

from api.access import SignedIn
from api.dependencies import Key, Store
from api.pages.rendering import render
from api.pages.route import page_router
from api.reports import Measured, within_reach
from wfm.model import Queue
from wfm.store.columns import now
from wfm.store.sites import load_site_core, site_zone
from wfm.store.weeks import week_states

router = page_router("/sites/{site}")
WEEKS: Final = 4
"""Weeks that are compared."""
WIDTH, HEIGHT = 96, 28
"""Of a trend, in pixels."""


@dataclass(frozen=True, slots=True)
class Line:
    """A key figure: its code, its kind, its values week by week, and the goal there is."""

    code: str
    kind: str
    """`share`, `seconds`, `number` or `money`."""
    values: tuple[float | None, ...]
    goal: float | None = None
    at_least: bool = True
    """Whether a goal is met from it on, or up to it."""

    @property
    def newest(self) -> int | None:
        """Number of the newest week with a value: a running one may have no contacts yet."""
        known = [number for number, value in enumerate(self.values) if value is not None]
        return known[-1] if known else None

    @property
    def last(self) -> float | None:
        """Value of the newest week that has one."""
        return None if self.newest is None else self.values[self.newest]

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without a goal or a value."""
        if self.goal is None or self.last is None:
            return None
        return self.last >= self.goal if self.at_least else self.last <= self.goal

    @property
    def points(self) -> str:
        """The trend as points of an SVG line."""
        known = [(n, value) for n, value in enumerate(self.values) if value is not None]
        if len(known) < 2:
            return ""
        low, high = min(v for _, v in known), max(v for _, v in known)
        across = (WIDTH - 6) / (len(self.values) - 1)
        up = (HEIGHT - 8) / ((high - low) or 1)
        places = ((3 + n * across, HEIGHT - 4 - (value - low) * up) for n, value in known)
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


@router.get("/kpis")
def kpis_page(
    request: Request, site: Key, access: SignedIn, store: Store, reports: Measured
) -> Response:
    """Show the key figures of the last published weeks."""
    access.check_site(site)
    with store.reading() as tx:
        core, zone = load_site_core(tx, site), site_zone(tx, site)
        states = week_states(tx, site)
    today = now().astimezone(zone).date()
    weeks = [w for w, state in states.items() if state.published and w <= today][-WEEKS:]
    found = [within_reach(reports, access, site, week).report for week in weeks]
    return render(
        request, "kpis/kpis.html", access, here="page.nav.kpis", site=site, name=core.name,
        weeks=weeks, six=timedelta(days=6), currency=core.currency,
        site_lines=site_lines(found), queues=queue_lines(found, core.queues),
        width=WIDTH, height=HEIGHT,
    )  # fmt: skip


def site_lines(reports: Sequence[Any]) -> list[Line]:
    """Give the lines of a site as a whole, a report a week."""
    if not reports:
        return []
    sites = [asdict(report.site_kpis) for report in reports]
    kinds = {
        "paid_hours": "number", "training_hours": "number", "shrinkage_planned": "share",
        "shrinkage_unplanned": "share", "cost_per_contact": "money", "turnover": "share",
        "satisfaction": "money",
    }  # fmt: skip
    adherence = Line("adherence", "share", tuple(r.overall.adherence.value for r in reports))
    conformance = Line("conformance", "share", tuple(r.overall.conformance.value for r in reports))
    lines = [Line(name, kind, tuple(known(s[name]) for s in sites)) for name, kind in kinds.items()]
    return [adherence, conformance, *lines]


def queue_lines(reports: Sequence[Any], known: Sequence[Queue]) -> list[tuple[str, list[Line]]]:
    """Give each queue's lines; those that are undefined in every week are left out."""
    tables = [_by_queue(report) for report in reports]
    names = list(tables[-1]) if tables else []
    queues = {queue.name: queue for queue in known}
    return [
        (name, _lines([table.get(name, {}) for table in tables], queues.get(name)))
        for name in names
    ]


def _by_queue(report: Any) -> dict[str, Mapping[str, Any]]:
    rows = report.kpis.to_dict("records")
    return {str(row["queue"]): row for row in rows if not isinstance(row["date"], date)}


def _lines(weeks: Sequence[Mapping[str, Any]], queue: Queue | None) -> list[Line]:
    from wfm.planning.predicted_kpis import ALL_IN_TIME

    last = weeks[-1]
    in_window = occupancy = None
    if queue is not None:
        occupancy = queue.goal.occupancy
        in_window = (queue.goal.service_level or ALL_IN_TIME) if queue.channel.deferred else None
    lines = [
        Line("service_level", "share", _of(weeks, "service_level"), _goal(last, "service_level")),
        Line("asa", "seconds", _of(weeks, "asa"), _goal(last, "asa"), at_least=False),
        Line("abandonment", "share", _of(weeks, "abandonment"), _goal(last, "abandonment"),
             at_least=False),
        Line("share_in_window", "share", _of(weeks, "share_in_window"), in_window),
        Line("occupancy", "share", _of(weeks, "occupancy"), occupancy, at_least=False),
        Line("aht", "seconds", _of(weeks, "aht")),
        Line("offered", "number", _of(weeks, "offered")),
        Line("forecast_error", "share", tuple(_error(week) for week in weeks)),
    ]  # fmt: skip
    return [line for line in lines if any(value is not None for value in line.values)]


def _of(weeks: Sequence[Mapping[str, Any]], name: str) -> tuple[float | None, ...]:
    return tuple(known(week.get(name)) for week in weeks)


def _goal(week: Mapping[str, Any], name: str) -> float | None:
    return known(week.get(f"{name}_goal"))


def _error(week: Mapping[str, Any]) -> float | None:
    """Contacts that came over those forecast, less one."""
    offered, forecast = known(week.get("offered")), known(week.get("forecast"))
    return None if offered is None or not forecast else offered / forecast - 1


def known(value: Any) -> float | None:
    """Give a number, None where there is none."""
    return None if value is None or value != value else float(value)
