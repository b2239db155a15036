"""An agent's wishes for a week, what became of them, and the own share of unpopular work."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import Store
from api.pages.my_week.page import this_century
from api.pages.my_wishes.typed import AWAY, NONE, Sent, TypedWishes
from api.pages.own import own_of
from api.pages.rendering import render, say
from api.pages.route import page_router, reasons, status_of
from api.routes.me import own_agent
from wfm.errors import InputError
from wfm.model import PreferenceKind
from wfm.service.changed_days import WEEK
from wfm.service.wishes.entering import WishBook, enter
from wfm.service.wishes.fair_share import fair_share
from wfm.service.wishes.outcome import with_fates
from wfm.store.database import Database
from wfm.store.errors import ConflictError, StaleError
from wfm.store.sites import load_site
from wfm.store.wishes import own_wishes
from wfm.words import phrase

router = page_router("/my-wishes")
HERE = f"{PAGES}/my-wishes"


@router.get("")
def wishes_page(
    request: Request,
    access: SignedIn,
    store: Store,
    week: Annotated[date | None, Query()] = None,
    saved: Annotated[bool, Query()] = False,
) -> Response:
    """Show a week, the first that is open where none is said."""
    return _page(request, access, store, week, saved=saved)


@router.post("")
def save_wishes(
    request: Request,
    access: SignedIn,
    store: Store,
    typed: Sent,
    week: Annotated[date, Form()],
    version: Annotated[int, Form(ge=0, lt=1_000_000_000)],
) -> Response:
    """Keep what is wished; what was typed stays where it is refused."""
    site, agent = own_agent(access)
    try:
        wanted = typed.wishes(agent, this_century(week))
        with store.writing() as tx:
            enter(tx, access.actor, site, version, wanted)
    except (InputError, ConflictError, StaleError) as error:
        return _page(request, access, store, week, typed=typed, wrong=error)
    return RedirectResponse(f"{HERE}?week={week}&saved=true", 303)


def _page(
    request: Request,
    access: Access,
    store: Database,
    week: date | None,
    typed: TypedWishes | None = None,
    wrong: Exception | None = None,
    *,
    saved: bool = False,
) -> Response:
    with store.reading() as tx:
        own = own_of(tx, access)
        book = WishBook.of(tx, own.site)
        weeks = book.open_weeks()
        today = book.moment.astimezone(book.zone).date()
        shown = own.week_of(this_century(week)) if week else [*weeks, own.week_of(today)][0]
        site = load_site(tx, own.site)
        mine = own_wishes(tx, own.site, own.agent_id, shown)
        (seen,) = with_fates(tx, own.site, site, shown, [mine])
        share = fair_share(tx, own.site, site, own.agent_id)
    fields = {}
    if isinstance(wrong, InputError):
        fields = {
            problem.field: say(
                request, phrase("refusal.cell", what=problem.what, remedy=problem.remedy)
            )
            for problem in wrong.problems
        }
    return render(
        request, "my_wishes/my_wishes.html", access, here="page.nav.my_requests", own=own,
        book=book, week=shown, before=shown - WEEK, after=shown + WEEK,
        is_open=shown in weeks, any_open=bool(weeks),
        closed=book.closes(shown) <= book.moment, closes=book.closes(shown).astimezone(book.zone),
        seen=seen, version=mine.version, share=share, saved=saved and wrong is None,
        typed=typed or TypedWishes.of(mine.value), fields=fields,
        kinds=[NONE, *PreferenceKind, *([AWAY] if book.chosen.days_away else [])],
        wrong=reasons(request, wrong) if wrong and not fields else [],
        status_code=status_of(wrong) if wrong else 200,
    )  # fmt: skip
