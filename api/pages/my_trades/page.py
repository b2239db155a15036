"""An agent's trades: own shifts to offer, what others offer, open shifts, and how far each is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any, Final

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import Key, Store
from api.pages.my_trades.typed import typed_part
from api.pages.own import Own, own_of, own_shifts
from api.pages.rendering import render
from api.pages.route import page_router, reasons, status_of
from api.routes.me import own_agent
from api.routes.my_trades import own_site, picked_up, taken, view_of, withdrawn
from api.schemas.trades import MyTradeView
from wfm.errors import InputError, InputProblem
from wfm.service.swaps.board import colleague, colleagues, open_for, trades_of
from wfm.service.swaps.desk import Desk
from wfm.service.swaps.trades import Offer, offer
from wfm.store.columns import now
from wfm.store.database import Database
from wfm.store.errors import ConflictError, NotFoundError
from wfm.store.trades import LIVING, TradeKind
from wfm.store.work_out import work_out
from wfm.words import phrase
from wfm.words.documents import phrase_of

router = page_router("/my-trades")
Text = Annotated[str, Form(max_length=200)]
AHEAD: Final = timedelta(days=28)
SHOWN: Final = 30
HERE: Final = f"{PAGES}/my-trades"
REFUSALS = (InputError, ConflictError, NotFoundError)


@router.get("")
def trades_page(request: Request, access: SignedIn, store: Store) -> Response:
    """Show what can be offered and taken."""
    return _page(request, access, store)


@router.post("")
def offer_shift(
    request: Request,
    access: SignedIn,
    store: Store,
    kind: Annotated[TradeKind, Form()] = TradeKind.GIVE_AWAY,
    day: Text = "",
    to_agent: Text = "",
    in_return: Text = "",
    start: Text = "",
    end: Text = "",
) -> Response:
    """Offer a shift or a part of one; what is wrong is told."""
    try:
        days = tuple(_date("in_return", text) for text in in_return.replace(",", " ").split())
        site, agent = own_agent(access)
        on = _date("day", day)
        with store.reading() as tx:
            mine = own_of(tx, access)
            begins = [shift.start for shift in own_shifts(tx, mine, on, on) if shift.date == on]
        begin, until = typed_part(on, start, end, min(begins, default=None), mine.zone)
        wanted = Offer(agent, kind, on, begin, until, in_return=days)
        if to_agent.strip():
            with store.reading() as tx:
                _, here, own = own_site(tx, access)
            wanted = replace(wanted, to_agent=colleague(here, own, to_agent.strip()))
        work_out(
            store,
            lambda tx: Desk(tx, site),
            lambda tx, desk: offer(tx, access.actor, site, wanted, desk),
            turn=site,
        )
    except REFUSALS as error:
        return _page(request, access, store, error)
    return RedirectResponse(HERE, 303)


@router.post("/{trade}/take")
def take_shift(
    request: Request, trade: Key, access: SignedIn, store: Store, day: Text = ""
) -> Response:
    """Take what is offered."""
    try:
        taken(store, access, trade, _date("day", day) if day else None)
    except (InputError, ConflictError) as error:
        return _page(request, access, store, error)
    return RedirectResponse(HERE, 303)


@router.post("/{trade}/withdraw")
def withdraw_trade(request: Request, trade: Key, access: SignedIn, store: Store) -> Response:
    """Withdraw an offer, or one's word."""
    try:
        withdrawn(store, access, trade)
    except ConflictError as error:
        return _page(request, access, store, error)
    return RedirectResponse(HERE, 303)


@router.post("/open/{shift}")
def pick_up_shift(request: Request, shift: Key, access: SignedIn, store: Store) -> Response:
    """Take an open shift."""
    try:
        picked_up(store, access, shift)
    except ConflictError as error:
        return _page(request, access, store, error)
    return RedirectResponse(HERE, 303)


def _date(name: str, text: str) -> date:
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        found = date.min
    if not 2000 <= found.year < 2100:
        problem = InputProblem(
            phrase("cell.not_a_date", text=text), phrase("do.write_like_day"), field=name
        )
        raise InputError([problem])
    return found


def _page(
    request: Request, access: Access, store: Database, wrong: Exception | None = None
) -> Response:
    moment = now()
    with store.reading() as tx:
        own = own_of(tx, access)
        key, site, agent = own_site(tx, access)
        today = moment.astimezone(own.zone).date()
        shifts = [s for s in own_shifts(tx, own, today, today + AHEAD) if s.start > moment]
        mine, offered = trades_of(tx, key, site, agent, moment)
        opened = open_for(tx, key, site, agent, moment)[:SHOWN]
    return render(
        request, "my_trades/my_trades.html", access, here="page.nav.my_requests",
        own=own, shifts=shifts, today=today,
        mine=[_shown(view_of(one, site, agent, mine=True), own) for one in mine[:SHOWN]],
        offered=[_shown(view_of(one, site, agent, mine=False), own) for one in offered[:SHOWN]],
        opened=[(one.key, one.value.start.astimezone(own.zone), one.value.end) for one in opened],
        wrong=reasons(request, wrong) if wrong else [],
        status_code=status_of(wrong) if wrong else 200,
        kinds=[TradeKind.GIVE_AWAY, TradeKind.SWAP], colleagues=list(colleagues(site, agent)),
    )  # fmt: skip


def _shown(view: MyTradeView, own: Own) -> dict[str, Any]:
    return {
        "key": view.id,
        "kind": view.kind,
        "status": view.status,
        "start": view.given.start.astimezone(own.zone),
        "end": view.given.end.astimezone(own.zone),
        "whom": view.with_whom or "",
        "in_return": view.in_return,
        "returned": None if view.returned is None else view.returned.start.astimezone(own.zone),
        "until": view.expires_at.astimezone(own.zone),
        "reasons": [phrase_of(each) for each in view.reasons],
        "may_withdraw": view.status in LIVING,
    }
