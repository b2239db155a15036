"""Tokens for programs: one's own made, shown once and ended; a user's ended by an administrator."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.access import PAGES, Access, SignedIn
from api.dependencies import Key, Store
from api.pages.rendering import render, say
from api.pages.route import page_router
from api.permissions import SCOPES
from api.schemas.accounts import TokenCreate
from wfm.store.columns import now
from wfm.store.database import Database
from wfm.store.tokens import create_token, revoke_token, tokens_of
from wfm.words.schemas import schema_said

router = page_router()
DAYS = "90"


@router.get("/tokens")
def tokens_page(request: Request, access: SignedIn, store: Store) -> Response:
    """List one's own tokens, with a form for a new one."""
    return _page(request, access, store)


@router.post("/tokens")
def make(
    request: Request,
    access: SignedIn,
    store: Store,
    name: Annotated[str, Form(max_length=300)] = "",
    days: Annotated[str, Form(max_length=10)] = DAYS,
    scopes: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Make a token, and show its secret this once."""
    typed = {"name": name, "days": days, "scopes": scopes or []}
    try:
        number = int(days) if days.isdecimal() else days
        body = TokenCreate.model_validate({**typed, "days": number})
    except ValidationError as error:
        return _page(request, access, store, typed=typed, wrong=error)
    with store.writing() as tx:
        _, secret = create_token(tx, access.user, body.name, body.scopes, body.days)
    return _page(request, access, store, secret=secret)


@router.post("/tokens/{token}/end")
def end(token: Key, access: SignedIn, store: Store) -> Response:
    """End one of one's own tokens."""
    with store.writing() as tx:
        revoke_token(tx, access.actor, access.user.name, token)
    return RedirectResponse(f"{PAGES}/tokens", 303)


@router.post("/users/{name}/tokens/{token}/end")
def end_of_user(name: Key, token: Key, access: SignedIn, store: Store) -> Response:
    """End a token of a user."""
    with store.writing() as tx:
        revoke_token(tx, access.actor, name, token)
    return RedirectResponse(f"{PAGES}/users/{name}", 303)


def _page(
    request: Request,
    access: Access,
    store: Database,
    *,
    typed: dict[str, Any] | None = None,
    secret: str | None = None,
    wrong: ValidationError | None = None,
) -> Response:
    with store.reading() as tx:
        tokens = tokens_of(tx, access.user.name)
    told = {str(e["loc"][0]): say(request, schema_said(e)) for e in wrong.errors()} if wrong else {}
    return render(
        request, "tokens/tokens.html", access, here="page.nav.account",
        tokens=tokens, owner=None, now=now(), secret=secret, scopes=SCOPES, fields=told,
        typed=typed or {"name": "", "days": DAYS, "scopes": []},
        status_code=422 if wrong else 200,
    )  # fmt: skip
