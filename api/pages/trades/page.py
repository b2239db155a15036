"""Trades to be decided: both agents' rules, skills, hours, pay, heads and service beside each."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import Key, Store
from api.pages.rendering import render
from api.pages.route import page_router, reasons, status_of
from api.problems import RefusedError
from api.routes.trades import decided, judged_view, sees_trade
from api.schemas.trades import TradeDecisionBody
from wfm.store.database import Database
from wfm.store.errors import ConflictError, StaleError
from wfm.store.sites import load_site, site_zone
from wfm.store.trades import TradeStatus, trades
from wfm.words import phrase
from wfm.words.documents import phrase_of

router = page_router("/sites/{site}/trades")
SHOWN: Final = 20
"""Trades that are judged on one page at most."""


@router.get("")
def trades_page(request: Request, site: Key, access: SignedIn, store: Store) -> Response:
    """Show the trades of agents within reach that wait for a person."""
    return _page(request, site, access, store)


@router.post("/{trade}")
def decide_trade(
    request: Request,
    site: Key,
    trade: Key,
    access: SignedIn,
    store: Store,
    version: Annotated[int, Form(ge=1)],
    approve: Annotated[str, Form(pattern="^(yes|no)$")],
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Approve it or refuse it; what speaks against it is told, and nothing is stored."""
    access.check_site(site)
    if not reason.isprintable():
        raise RefusedError(422, phrase("trade.refused.lines"), field="reason")
    try:
        body = TradeDecisionBody(approve=approve == "yes", reason=reason)
        decided(store, access, site, trade, version, body)
    except (ConflictError, StaleError) as error:
        return _page(request, site, access, store, error, trade)
    return RedirectResponse(f"{PAGES}/sites/{site}/trades", 303)


def _page(
    request: Request,
    site: str,
    access: Access,
    store: Database,
    wrong: Exception | None = None,
    about: str = "",
) -> Response:
    access.check_site(site)
    with store.reading() as tx:
        whole, zone = load_site(tx, site), site_zone(tx, site)
        waiting = trades(tx, site, [TradeStatus.ACCEPTED])
        seen = [one for one in waiting if sees_trade(tx, access, site, one)]
        shown: list[Any] = []
        for stored in seen[:SHOWN]:
            try:
                shown.append((judged_view(tx, access, site, whole, stored), []))
            except ConflictError as error:
                view = judged_view(tx, access, site, whole, stored, judge=False)
                shown.append((view, reasons(request, error)))
    names = {agent.id: agent.name for agent in whole.agents}
    return render(
        request, "trades/trades.html", access, here="page.nav.requests", site=site,
        shown=shown, count=len(seen), names=names, zone=zone, phrase_of=phrase_of,
        currency=whole.currency, wrong=reasons(request, wrong) if wrong else [], about=about,
        status_code=status_of(wrong) if wrong else 200,
    )  # fmt: skip
