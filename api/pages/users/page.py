"""Accounts: listed, added, changed, retired."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.access import PAGES, Access, SignedIn
from api.dependencies import Key, Store
from api.pages.rendering import render, say
from api.pages.route import page_router, reasons, status_of
from api.schemas.accounts import UserChange, UserCreate
from wfm.errors import ParameterError
from wfm.store.columns import now
from wfm.store.database import Database
from wfm.store.errors import ConflictError, StaleError
from wfm.store.sites import site_keys
from wfm.store.tokens import tokens_of
from wfm.store.users import Role, User, change_user, create_user, get_user, hashed_password, users
from wfm.words import phrase
from wfm.words.schemas import schema_said

router = page_router("/users")
Text = Annotated[str, Form(max_length=300)]


@router.get("")
def users_page(request: Request, access: SignedIn, store: Store) -> Response:
    """List accounts, with a form for a new one."""
    return _page(request, access, store, {})


@router.post("")
def add_user(
    request: Request,
    access: SignedIn,
    store: Store,
    name: Text = "",
    role: Text = "",
    site: Text = "",
    agent_id: Text = "",
    teams: Text = "",
    password: Text = "",
) -> Response:
    """Add an account; what was typed stays where it is refused."""
    typed = {"name": name, "role": role, "site": site, "agent_id": agent_id, "teams": teams}
    try:
        body = UserCreate(**_fields(typed, password), name=name)
        user = _user(name, body, 1)
        hashed = hashed_password(user, body.password)
        with store.writing() as tx:
            create_user(tx, access.actor, user, hashed)
    except (ValidationError, ParameterError, ConflictError) as error:
        return _page(request, access, store, typed, error)
    return RedirectResponse(f"{PAGES}/users", 303)


@router.get("/{name}")
def user_page(request: Request, name: Key, access: SignedIn, store: Store) -> Response:
    """Show one account in a form."""
    with store.reading() as tx:
        user = get_user(tx, name)
    return _page(request, access, store, _typed(user), chosen=user)


@router.post("/{name}")
def change(
    request: Request,
    name: Key,
    access: SignedIn,
    store: Store,
    version: Annotated[int, Form(ge=1)],
    role: Text = "",
    site: Text = "",
    agent_id: Text = "",
    teams: Text = "",
    password: Text = "",
    active: Text = "",
) -> Response:
    """Change an account, if nobody else did since it was shown; its sessions end."""
    typed = {"name": name, "role": role, "site": site, "agent_id": agent_id, "teams": teams,
             "active": active}  # fmt: skip
    with store.reading() as tx:
        user = get_user(tx, name)
    try:
        body = UserChange(**_fields(typed, password), active=active == "yes")
        changed = _user(name, body, version)
        hashed = hashed_password(changed, body.password)
        with store.writing() as tx:
            change_user(tx, access.actor, changed, version, hashed)
    except (ValidationError, ParameterError, ConflictError, StaleError) as error:
        with store.reading() as tx:
            user = get_user(tx, name)
        return _page(request, access, store, typed, error, user)
    return RedirectResponse(f"{PAGES}/users", 303)


def _fields(typed: dict[str, str], password: str) -> dict[str, Any]:
    teams = [team.strip() for team in typed["teams"].split(",") if team.strip()]
    return {
        "role": typed["role"], "site": typed["site"] or None,
        "agent_id": typed["agent_id"] or None, "teams": teams, "password": password or None,
    }  # fmt: skip


def _user(name: str, body: UserChange, version: int) -> User:
    return User(
        name, body.role, body.site, body.agent_id, tuple(body.teams), body.active, version=version
    )


def _typed(user: User) -> dict[str, str]:
    return {
        "name": user.name, "role": user.role, "site": user.site or "",
        "agent_id": user.agent_id or "", "teams": ", ".join(user.teams),
        "active": "yes" if user.active else "",
    }  # fmt: skip


def _wrong(request: Request, error: Exception | None) -> dict[str, str]:
    """Tell what is wrong, by the field it is about; in general where it is about none."""
    if error is None:
        return {}
    if isinstance(error, ValidationError):
        return {str(e["loc"][0]): say(request, schema_said(e)) for e in error.errors()}
    if isinstance(error, ParameterError):
        return {error.field: say(request, error.accepted)}
    return {"": reasons(request, error)[0]}


def _changed(request: Request, now: dict[str, str], typed: dict[str, str]) -> dict[str, str]:
    """Say beside each field that somebody else changed meanwhile what it is now."""
    return {
        field: say(request, phrase("page.data.now", text=text))
        for field, text in now.items()
        if field in typed and text != typed[field]
    }


def _page(
    request: Request,
    access: Access,
    store: Database,
    typed: dict[str, str],
    error: Exception | None = None,
    chosen: User | None = None,
) -> Response:
    with store.reading() as tx:
        found, sites = users(tx), site_keys(tx)
        tokens = tokens_of(tx, chosen.name) if chosen else []
    known = {"name": "", "role": "agent", "site": "", "agent_id": "", "teams": "", "active": ""}
    wrong = _wrong(request, error)
    if isinstance(error, StaleError) and chosen is not None:
        wrong |= _changed(request, _typed(chosen), typed)
    status = 422 if isinstance(error, ValidationError) else status_of(error) if error else 200
    return render(
        request, "users/users.html", access, here="page.nav.users",
        users=found, sites=sites, roles=list(Role), typed={**known, **typed},
        wrong=wrong, chosen=chosen, status_code=status,
        tokens=tokens, now=now(), owner=chosen.name if chosen else None,
    )  # fmt: skip
