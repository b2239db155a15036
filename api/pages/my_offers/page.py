"""An agent's offers: overtime and time off, taken with one tap."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import Key, Store
from api.pages.own import own_of
from api.pages.rendering import render
from api.pages.route import page_router, reasons, status_of
from api.routes.me import own_agent
from wfm.service.offers.board import offers_to
from wfm.service.offers.offering import accept, step_back, to_accept
from wfm.store.database import Database
from wfm.store.errors import ConflictError
from wfm.store.offers import AnswerStatus
from wfm.store.work_out import work_out

router = page_router("/my-offers")
HERE = f"{PAGES}/my-offers"


@router.get("")
def offers_page(request: Request, access: SignedIn, store: Store) -> Response:
    """Show what is offered, and what became of one's answers."""
    return _page(request, access, store)


@router.post("/{offer}/accept")
def accept_offer(request: Request, offer: Key, access: SignedIn, store: Store) -> Response:
    """Say yes."""
    site, agent = own_agent(access)
    try:
        work_out(
            store,
            lambda tx: to_accept(tx, site, offer, agent),
            lambda tx, desk: accept(tx, access.actor, site, offer, agent, desk),
            turn=site,
        )
    except ConflictError as error:
        return _page(request, access, store, error)
    return RedirectResponse(HERE, 303)


@router.post("/{offer}/withdraw")
def withdraw(request: Request, offer: Key, access: SignedIn, store: Store) -> Response:
    """Take one's yes back."""
    site, agent = own_agent(access)
    try:
        with store.writing() as tx:
            step_back(tx, access.actor, site, offer, agent)
    except ConflictError as error:
        return _page(request, access, store, error)
    return RedirectResponse(HERE, 303)


def _page(
    request: Request, access: Access, store: Database, wrong: ConflictError | None = None
) -> Response:
    with store.reading() as tx:
        own = own_of(tx, access)
        found = offers_to(tx, own.site, own.agent_id)
    return render(
        request, "my_offers/my_offers.html", access, here="page.nav.my_requests", own=own,
        opened=[one for one in found if one.answer is None],
        mine=[one for one in reversed(found) if one.answer is not None],
        waiting=AnswerStatus.WAITING,
        wrong=reasons(request, wrong) if wrong else [],
        status_code=status_of(wrong) if wrong else 200,
    )  # fmt: skip
