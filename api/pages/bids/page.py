"""Rounds of bids: opened, looked at with who would get which line, moved, and made final."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import Key, Store
from api.pages.bids.typed import Sent, TypedRound
from api.pages.rendering import render
from api.pages.route import page_router, reasons, status_of, told_fields
from wfm.errors import InputError
from wfm.scheduling.rules.rotation import RotationSettings
from wfm.service.bids.bidding import lines_on_offer
from wfm.service.bids.desk import BidDesk
from wfm.service.bids.results import outcome_said
from wfm.service.bids.rounds import call_off, make_final, move_round, open_round, tried, try_out
from wfm.store.bids import BID_ROUND, BidsDecidedBy, BidStatus, bid_rounds, bids_of
from wfm.store.columns import now
from wfm.store.database import Database
from wfm.store.errors import ConflictError, StaleError
from wfm.store.people import AGENT
from wfm.store.sites import load_site, site_zone
from wfm.store.work_out import work_out

router = page_router("/sites/{site}/bids")
SHOWN: Final = 30
Version = Annotated[int, Form(ge=1)]
REFUSALS = (InputError, ConflictError, StaleError)


@router.get("")
def rounds_page(request: Request, site: Key, access: SignedIn, store: Store) -> Response:
    """Show the rounds, and a form for a new one."""
    return _page(request, site, access, store, TypedRound())


@router.post("")
def open_new(request: Request, site: Key, access: SignedIn, store: Store, typed: Sent) -> Response:
    """Open a round; what was typed stays where it is refused."""
    access.check_site(site)
    try:
        with store.reading() as tx:
            asked = typed.round(access.actor, now(), site_zone(tx, site))
        made = work_out(
            store,
            lambda tx: BidDesk.of(tx, site),
            lambda tx, desk: open_round(tx, access.actor, desk, asked),
            turn=site,
        )
    except (InputError, ConflictError) as error:
        return _page(request, site, access, store, typed, error)
    return _to(site, made.key)


@router.get("/{bid_round}")
def round_page(
    request: Request, site: Key, bid_round: Key, access: SignedIn, store: Store
) -> Response:
    """Show a round: its lines, who bid, and who would get which line."""
    return _one(request, site, bid_round, access, store)


@router.post("/{bid_round}/final")
def final(
    request: Request,
    site: Key,
    bid_round: Key,
    access: SignedIn,
    store: Store,
    version: Version,
    outcome: Annotated[str, Form(max_length=32)],
) -> Response:
    """Make the outcome that was shown final."""
    access.check_site(site)
    try:
        work_out(
            store,
            lambda tx: tried(tx, site, bid_round),
            lambda tx, found: make_final(tx, access.actor, *found, bid_round, version, outcome),
            turn=site,
        )
    except REFUSALS as error:
        return _one(request, site, bid_round, access, store, error)
    return _to(site, bid_round)


@router.post("/{bid_round}/move")
def move(
    request: Request,
    site: Key,
    bid_round: Key,
    access: SignedIn,
    store: Store,
    version: Version,
    typed: Sent,
) -> Response:
    """Give a round another first week and deadline."""
    access.check_site(site)
    try:
        with store.reading() as tx:
            first, deadline = typed.moved(site_zone(tx, site))
        work_out(
            store,
            lambda tx: BidDesk.of(tx, site),
            lambda tx, desk: move_round(
                tx, access.actor, desk, bid_round, version, first, deadline
            ),
            turn=site,
        )
    except REFUSALS as error:
        return _one(request, site, bid_round, access, store, error, typed)
    return _to(site, bid_round)


@router.post("/{bid_round}/call-off")
def end(
    request: Request, site: Key, bid_round: Key, access: SignedIn, store: Store, version: Version
) -> Response:
    """End a round without a result."""
    access.check_site(site)
    try:
        with store.writing() as tx:
            call_off(tx, access.actor, site, bid_round, version)
    except REFUSALS as error:
        return _one(request, site, bid_round, access, store, error)
    return _to(site, bid_round)


def _to(site: str, key: str) -> Response:
    return RedirectResponse(f"{PAGES}/sites/{site}/bids/{key}", 303)


def _page(
    request: Request,
    site: str,
    access: Access,
    store: Database,
    typed: TypedRound,
    wrong: Exception | None = None,
) -> Response:
    access.check_site(site)
    with store.reading() as tx:
        here, found = load_site(tx, site), bid_rounds(tx, site)
    plans = [name for name, plan in here.work_plans.items() if RotationSettings.of(plan).weeks > 1]
    return render(
        request, "bids/bids.html", access, here="page.nav.requests", site=site,
        rounds=found[:SHOWN], plans=sorted(plans), ways=list(BidsDecidedBy), typed=typed,
        **_told(request, wrong),
    )  # fmt: skip


def _one(
    request: Request,
    site: str,
    key: str,
    access: Access,
    store: Database,
    wrong: Exception | None = None,
    typed: TypedRound | None = None,
) -> Response:
    access.check_site(site)
    with store.reading() as tx:
        stored, zone = BID_ROUND.get(tx, site, key), site_zone(tx, site)
        asked, desk = stored.value, BidDesk.of(tx, site)
        names = {one.key: one.value.name for one in AGENT.listed(tx, site)}
        bids = bids_of(tx, site, key)
        outcome, hindered = None, None
        if asked.status is BidStatus.OPEN:
            try:
                outcome = try_out(tx, desk, key)
            except ConflictError as error:
                hindered = error
    results = asked.results if outcome is None else outcome.results
    given = [one for one in bids.values() if one.value.ranked]
    shown = TypedRound(first_week=str(asked.first_week)) if typed is None else typed
    return render(
        request, "bids/round.html", access, here="page.nav.requests", site=site, zone=zone,
        key=key, version=stored.version, asked=asked, outcome=outcome, names=names, typed=shown,
        results=[(one, outcome_said(one, asked.decided_by)) for one in results],
        lines=lines_on_offer(desk.site, asked), bids=len(given),
        open=asked.status is BidStatus.OPEN,
        hindered=reasons(request, hindered) if hindered else [], **_told(request, wrong),
    )  # fmt: skip


def _told(request: Request, wrong: Exception | None) -> dict[str, Any]:
    fields = told_fields(request, wrong)
    return {
        "fields": fields,
        "wrong": reasons(request, wrong) if wrong and not fields else [],
        "status_code": status_of(wrong) if wrong else 200,
    }
