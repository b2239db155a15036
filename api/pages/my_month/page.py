"""An agent's month at a glance."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import Query, Request, Response

from api.access import SignedIn
from api.dependencies import Store
from api.pages.my_week.page import this_century
from api.pages.own import own_days, own_of
from api.pages.rendering import render
from api.pages.route import page_router
from wfm.store.columns import now

router = page_router()


@router.get("/my-month")
def month_page(
    request: Request,
    access: SignedIn,
    store: Store,
    day: Annotated[date | None, Query()] = None,
) -> Response:
    """Show the month of a day, today's where none is said, in whole weeks."""
    with store.reading() as tx:
        own = own_of(tx, access)
        today = now().astimezone(own.zone).date()
        first = this_century(day or today).replace(day=1)
        following = (first + timedelta(days=31)).replace(day=1)
        begin, end = own.week_of(first), own.week_of(following - timedelta(days=1))
        length = (end - begin).days + 7
        days = own_days(tx, own, [begin + timedelta(days=n) for n in range(length)], today)
    return render(
        request, "my_month/my_month.html", access, here="page.nav.my_month",
        own=own, first=first, today=today, weeks=[days[n : n + 7] for n in range(0, length, 7)],
        before=first - timedelta(days=1), after=following,
    )  # fmt: skip
