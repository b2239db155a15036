"""The weeks of a site with their states, from a month ago to two months ahead."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from fastapi import Request, Response

from api.access import SignedIn
from api.dependencies import Key, Store
from api.pages.rendering import render
from api.pages.route import page_router
from wfm.store.columns import now
from wfm.store.runs import runs_of
from wfm.store.sites import load_site_core, site_zone
from wfm.store.weeks import WeekState, week_states

router = page_router("/sites/{site}")
PAST, AHEAD = 4, 8
"""Weeks that are listed though nothing is stored of them."""
WEEK: Final = timedelta(days=7)
RUNS: Final = 8


@router.get("/weeks")
def weeks_page(request: Request, site: Key, access: SignedIn, store: Store) -> Response:
    """List the weeks of a site."""
    access.check_site(site)
    with store.reading() as tx:
        core, zone = load_site_core(tx, site), site_zone(tx, site)
        states = week_states(tx, site)
        runs = runs_of(tx, site, None, RUNS)
    today = now().astimezone(zone).date()
    this_week = today - timedelta(days=(today.weekday() - core.week_start) % 7)
    known = {this_week + n * WEEK for n in range(-PAST, AHEAD + 1)} | states.keys()
    weeks = [states.get(week, WeekState(week)) for week in sorted(known, reverse=True)]
    return render(
        request, "weeks/weeks.html", access, here="page.nav.weeks", site=site,
        name=core.name, weeks=weeks, this_week=this_week, six=timedelta(days=6), zone=zone,
        runs=runs,
    )  # fmt: skip
