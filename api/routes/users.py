"""Accounts, for admins."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Response

from api.access import SignedIn
from api.dependencies import IfMatch, Key, OncePerKey, Paged, Store
from api.replies import Reply, tagged
from api.schemas.accounts import TokenView, UserChange, UserCreate, UserView
from api.schemas.fields import Listing
from wfm.store.tokens import revoke_token, tokens_of
from wfm.store.users import User, change_user, create_user, get_user, hashed_password, users

router = APIRouter(prefix="/users", tags=["users"])


@router.get("")
def list_users(_: SignedIn, store: Store, page: Paged) -> Listing[UserView]:
    """Accounts by name."""
    with store.reading() as tx:
        found = users(tx, page.after, page.limit)
    following = found[-1].name if len(found) == page.limit else None
    return Listing(items=[_view(user) for user in found], next=following)


@router.post("", status_code=201, response_model=UserView)
def add_user(body: UserCreate, access: SignedIn, store: Store, once: OncePerKey) -> Response:
    """Add an account."""
    user = _user(body.name, body, 1)
    password = hashed_password(user, body.password)
    with store.writing() as tx:

        def effect() -> Reply:
            added = create_user(tx, access.actor, user, password)
            return Reply(_view(added), added.version, f"/users/{added.name}")

        return once(tx, 201, effect)


@router.get("/{name}")
def one_user(name: Key, _: SignedIn, store: Store, response: Response) -> UserView:
    """One account."""
    with store.reading() as tx:
        user = get_user(tx, name)
    return tagged(response, user.version, _view(user))


@router.put("/{name}")
def set_user(
    name: Key,
    body: UserChange,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> UserView:
    """Change an account; all its access tokens end.

    With a new password, role, site or agent its API tokens and links end, too, as they do when it
    is deactivated.
    """
    changed = _user(name, body, version)
    password = hashed_password(changed, body.password)
    with store.writing() as tx:
        user = change_user(tx, access.actor, changed, version, password)
    return tagged(response, user.version, _view(user))


@router.get("/{name}/tokens")
def tokens_of_user(name: Key, _: SignedIn, store: Store) -> Listing[TokenView]:
    """List a user's API tokens, revoked ones too."""
    with store.reading() as tx:
        found = tokens_of(tx, get_user(tx, name).name)
    return Listing(items=[TokenView.of(token) for token in found])


@router.delete("/{name}/tokens/{token}", status_code=204)
def end_token_of_user(name: Key, token: Key, access: SignedIn, store: Store) -> None:
    """Revoke a user's API token."""
    with store.writing() as tx:
        revoke_token(tx, access.actor, name, token)


def _user(name: str, body: UserChange, version: int) -> User:
    return User(
        name, body.role, body.site, body.agent_id, tuple(body.teams), body.active, version=version
    )


def _view(user: User) -> UserView:
    values = {key: value for key, value in asdict(user).items() if key != "epoch"}
    return UserView(**values)
