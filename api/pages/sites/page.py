"""The sites within reach, with the way to each of their pages, and several of them side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from fastapi import Request, Response

from api.access import Access, SignedIn
from api.dependencies import Store
from api.pages.kpis.page import Line, queue_lines, site_lines
from api.pages.navigation import places
from api.pages.rendering import render
from api.pages.route import page_router
from api.reports import Measured, within_reach
from wfm.model import Site
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.sites import load_site_core, site_keys, site_zone
from wfm.store.weeks import week_states

router = page_router("/sites")
WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class SiteFigures:
    """A site's key figures of its newest published week that is over."""

    key: str
    name: str
    currency: str
    week: date
    lines: tuple[Line, ...]
    met: int
    """Goals of its queues that were met."""
    goals: int


@router.get("")
def sites_page(request: Request, access: SignedIn, store: Store, reports: Measured) -> Response:
    """List the sites, and lay their key figures side by side where there are several."""
    with store.reading() as tx:
        keys = [key for key in site_keys(tx) if access.user.site in {None, key}]
        sites = [(key, load_site_core(tx, key)) for key in keys]
        weeks = [_newest(tx, key) for key in keys] if len(keys) > 1 else []
    ways = {
        key: [p for p in places(access.user, key) if f"/sites/{key}/" in p.path] for key in keys
    }
    beside = [
        _figures(reports, access, key, site, week)
        for (key, site), week in zip(sites, weeks, strict=False)
        if week is not None
    ]
    return render(
        request, "sites/sites.html", access, here="page.nav.sites", sites=sites, ways=ways,
        beside=beside, codes=_codes(beside),
    )  # fmt: skip


def _newest(tx: Connection, key: str) -> date | None:
    """Give the newest published week of a site that is over."""
    today = now().astimezone(site_zone(tx, key)).date()
    states = week_states(tx, key)
    return max((w for w, state in states.items() if state.published and w + WEEK <= today),
               default=None)  # fmt: skip


def _figures(reports: Any, access: Access, key: str, site: Site, week: date) -> SiteFigures:
    found = within_reach(reports, access, key, week).report
    judged = [line.met for _, lines in queue_lines([found], site.queues) for line in lines]
    known = [met for met in judged if met is not None]
    return SiteFigures(
        key, site.name, site.currency, week, tuple(site_lines([found])), sum(known), len(known)
    )


def _codes(beside: Sequence[SiteFigures]) -> list[str]:
    """Name the figures that some site has."""
    known = (line.code for one in beside for line in one.lines if line.last is not None)
    return list(dict.fromkeys(known))
