"""An agent's week, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import Query, Request, Response

from api.access import SignedIn
from api.dependencies import Store, week_days
from api.pages.own import own_days, own_of
from api.pages.rendering import render
from api.pages.route import page_router
from api.problems import RefusedError
from wfm.store.columns import now
from wfm.store.schedules import published
from wfm.words import phrase

router = page_router()
WEEK = timedelta(days=7)


@router.get("/my-week")
def week_page(
    request: Request,
    access: SignedIn,
    store: Store,
    day: Annotated[date | None, Query()] = None,
) -> Response:
    """Show the week of a day, today's where none is said."""
    with store.reading() as tx:
        own = own_of(tx, access)
        today = now().astimezone(own.zone).date()
        week = own.week_of(this_century(day or today))
        days = own_days(tx, own, week_days(week), today)
        info = published(tx, own.site, week)
    hours = sum(
        ((part.end - part.start) for d in days for s in d.shifts for part in s.parts), timedelta()
    )
    return render(
        request, "my_week/my_week.html", access, here="page.nav.my_week",
        own=own, week=week, last=week + timedelta(days=6), days=days, today=today, info=info,
        before=week - WEEK, after=week + WEEK, hours=hours / timedelta(hours=1),
        categories=sorted({part.category for d in days for s in d.shifts for part in s.parts}),
    )  # fmt: skip


def this_century(day: date) -> date:
    """Refuse a date that no schedule has.

    Raises
    ------
    RefusedError
        If it is not of the years 2000 to 2099.
    """
    if not 2000 < day.year < 2099:
        raise RefusedError(404, phrase("refusal.week_far_away"))
    return day
