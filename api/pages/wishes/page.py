"""What the agents of a site wish of a week, and what the published week granted."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query, Request, Response

from api.access import SignedIn
from api.dependencies import Key, Store
from api.pages.my_week.page import this_century
from api.pages.rendering import render
from api.pages.route import page_router
from api.routes.wishes import wishes_within_reach
from wfm.service.changed_days import WEEK
from wfm.service.wishes.entering import WishBook
from wfm.service.wishes.outcome import WishFate
from wfm.store.sites import load_site
from wfm.timegrid import week_begin

router = page_router("/sites/{site}/wishes")


@router.get("")
def wishes_page(
    request: Request,
    site: Key,
    access: SignedIn,
    store: Store,
    week: Annotated[date | None, Query()] = None,
) -> Response:
    """Show a week, the first that is open where none is said."""
    access.check_site(site)
    with store.reading() as tx:
        book = WishBook.of(tx, site)
        today = book.moment.astimezone(book.zone).date()
        shown = week_begin(
            this_century(week) if week else [*book.open_weeks(), today][0], book.week_start
        )
        whole = load_site(tx, site)
        found = [
            one
            for one in wishes_within_reach(tx, access, site, shown, whole)
            if one.fates or one.stored.value.away
        ]
    names = {agent.id: agent.name for agent in whole.agents}
    fates = [fate for one in found for _, fate in one.fates]
    return render(
        request, "wishes/wishes.html", access, here="page.nav.requests", site=site,
        week=shown, before=shown - WEEK, after=shown + WEEK, found=found, names=names,
        is_open=book.is_open(shown), closed=book.closes(shown) <= book.moment,
        closes=book.closes(shown).astimezone(book.zone), wishes=len(fates),
        granted=sum(fate is WishFate.GRANTED for fate in fates),
        judged=any(fate in {WishFate.GRANTED, WishFate.REFUSED} for fate in fates),
    )  # fmt: skip
