"""An agent's own adherence of a week, with how it is computed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import Query, Request, Response

from api.access import SignedIn
from api.dependencies import Store
from api.pages.my_week.page import WEEK, this_century
from api.pages.own import own_of
from api.pages.rendering import render
from api.pages.route import page_router
from api.reports import Measured
from api.routes.adherence import my_adherence
from wfm.store.columns import now
from wfm.store.errors import NotFoundError

router = page_router()


@router.get("/my-adherence")
def adherence_page(
    request: Request,
    access: SignedIn,
    store: Store,
    reports: Measured,
    day: Annotated[date | None, Query()] = None,
) -> Response:
    """Show the week of a day, this week where none is said."""
    from wfm.adherence.methods import method

    with store.reading() as tx:
        own = own_of(tx, access)
    today = now().astimezone(own.zone).date()
    week = own.week_of(this_century(day or today))
    try:
        found = my_adherence(week, access, reports)
    except NotFoundError:
        found = None
    return render(
        request, "my_adherence/my_adherence.html", access, here="page.nav.my_adherence",
        own=own, week=week, last=week + timedelta(days=6), today=today,
        before=week - WEEK, after=week + WEEK, found=found,
        formula=method(found.made_with.method).formula if found else "",
    )  # fmt: skip
