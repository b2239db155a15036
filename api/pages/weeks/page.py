"""The weeks of a site with their states, from a month ago to two months ahead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from fastapi import Request, Response

from api.access import SignedIn
from api.dependencies import Key, Store
from api.pages.rendering import render
from api.pages.route import page_router
from wfm.store.columns import now
from wfm.store.runs import runs_of
from wfm.store.sites import load_site_core, site_zone
from wfm.store.weeks import WeekState, week_states
from wfm.timegrid import week_begin

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
    this_week = week_begin(today, core.week_start)
    known = {this_week + n * WEEK for n in range(-PAST, AHEAD + 1)} | states.keys()
    weeks = [states.get(week, WeekState(week)) for week in sorted(known, reverse=True)]
    return render(
        request, "weeks/weeks.html", access, here="page.nav.weeks", site=site,
        name=core.name, weeks=weeks, this_week=this_week, six=timedelta(days=6), zone=zone,
        runs=runs, next=next_to_plan(states, this_week),
    )  # fmt: skip


class NextWeek(NamedTuple):
    """The week that carries on, and what is known of it and of the one before."""

    week: date
    draft: int | None
    before: date
    published: int | None
    """Number of what is in force of the week before."""


def next_to_plan(states: Mapping[date, WeekState], this_week: date) -> NextWeek:
    """Find the first week after all that are published, which is not over yet."""
    in_force = [week for week, state in states.items() if state.published]
    week = max(max(in_force) + WEEK, this_week) if in_force else this_week + WEEK
    here, before = (states.get(each, WeekState(each)) for each in (week, week - WEEK))
    return NextWeek(week, here.draft, before.week, before.published)
