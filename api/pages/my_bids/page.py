"""An agent's bids: the lines in words, a choice of them, and which line it became."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES, Access, SignedIn
from api.dependencies import Key, Store
from api.pages.own import own_of
from api.pages.rendering import render
from api.pages.route import page_router, reasons, status_of
from api.routes.me import own_agent
from wfm.errors import InputError, InputProblem
from wfm.service.bids.bidding import RoundOfAgent, bid, rounds_of, take_back
from wfm.service.bids.results import own_outcome_said
from wfm.store.bids import BID_ROUND, BidsDecidedBy
from wfm.store.database import Database
from wfm.store.errors import ConflictError
from wfm.words import phrase

router = page_router("/my-bids")
HERE: Final = f"{PAGES}/my-bids"
Choices = Annotated[list[Annotated[str, Form(max_length=20)]], Form(max_length=8)]
MOST_DIGITS: Final = 4


@router.get("")
def bids_page(request: Request, access: SignedIn, store: Store) -> Response:
    """Show rounds with their lines, and what came of earlier ones."""
    return _page(request, access, store)


@router.post("/{bid_round}")
def send_bid(
    request: Request, bid_round: Key, access: SignedIn, store: Store, choice: Choices
) -> Response:
    """Keep what was chosen; `choice` has, line by line, which choice it is or its points."""
    site, agent = own_agent(access)
    try:
        with store.writing() as tx:
            by = BID_ROUND.get(tx, site, bid_round).value.decided_by
            numbers = _read(choice)
            if by is BidsDecidedBy.POINTS:
                bid(tx, access.actor, site, bid_round, agent, list(numbers), [*numbers.values()])
            else:
                bid(tx, access.actor, site, bid_round, agent, _ranked(numbers))
    except (InputError, ConflictError) as error:
        return _page(request, access, store, error, bid_round, choice)
    return RedirectResponse(HERE, 303)


@router.post("/{bid_round}/withdraw")
def withdraw(request: Request, bid_round: Key, access: SignedIn, store: Store) -> Response:
    """Take one's bid back."""
    site, agent = own_agent(access)
    try:
        with store.writing() as tx:
            take_back(tx, access.actor, site, bid_round, agent)
    except ConflictError as error:
        return _page(request, access, store, error, bid_round)
    return RedirectResponse(HERE, 303)


def _read(choice: list[str]) -> dict[int, int]:
    """Give the number that was typed for each line; lines without one are left out."""
    found, wrong = dict[int, int](), list[InputProblem]()
    for line, text in enumerate(map(str.strip, choice), 1):
        if text.isdecimal() and len(text) <= MOST_DIGITS:
            found[line] = int(text)
        elif text:
            what = phrase("roster.not_read", text=text)
            wrong.append(InputProblem(what, phrase("do.write_whole_number"), field="ranked"))
    if wrong:
        raise InputError(wrong)
    return found


def _ranked(numbers: dict[int, int]) -> list[int]:
    """Give the lines by their numbers, best first."""
    twice = sorted({one for one in numbers.values() if list(numbers.values()).count(one) > 1})
    if twice:
        what = phrase("bid.choice_twice", choice=twice[0])
        raise InputError([InputProblem(what, phrase("do.bid_other_choice"), field="ranked")])
    return sorted(numbers, key=lambda line: numbers[line])


def typed_of(one: RoundOfAgent) -> list[str]:
    """Give a bid as its form has it, line by line."""
    lines = [line.line for line in one.lines]
    if one.bid is None:
        return [""] * len(lines)
    numbers = one.bid.points or range(1, len(one.bid.ranked) + 1)
    known = dict(zip(one.bid.ranked, numbers, strict=True))
    return [str(known.get(line, "")) for line in lines]


def _page(
    request: Request,
    access: Access,
    store: Database,
    wrong: Exception | None = None,
    about: str = "",
    sent: list[str] | None = None,
) -> Response:
    with store.reading() as tx:
        own = own_of(tx, access)
        found = rounds_of(tx, own.site, own.agent_id)
    typed = {one.stored.key: typed_of(one) for one in found}
    if sent is not None and len(sent) == len(typed.get(about, ())):
        typed[about] = sent
    said = {
        one.stored.key: own_outcome_said(one.result, one.stored.value.decided_by)
        for one in found
        if one.result is not None
    }
    return render(
        request, "my_bids/my_bids.html", access, here="page.nav.my_requests", own=own,
        opened=[one for one in found if one.open],
        closed=[one for one in found if not one.open],
        said=said, typed=typed, about=about, points=BidsDecidedBy.POINTS,
        wrong=reasons(request, wrong) if wrong else [],
        status_code=status_of(wrong) if wrong else 200,
    )  # fmt: skip
