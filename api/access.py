"""Who asks, and how far they reach on this route: decided before any handler runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from time import time
from typing import Annotated, Any

import jwt
from fastapi import Depends, Request
from jwt.types import Options
from starlette.concurrency import run_in_threadpool

from api.permissions import PERMISSIONS, Permission, Reach
from api.problems import RefusedError
from wfm.model import Agent
from wfm.settings import Settings
from wfm.store.database import Database
from wfm.store.entities import Stored
from wfm.store.errors import NotFoundError
from wfm.store.sessions import session_user
from wfm.store.tokens import PREFIX, token_user
from wfm.store.users import User, get_user
from wfm.words import phrase

ALGORITHM = "HS256"
AUDIENCE = "wfm"
_DECIDED = "wfm.access"
PAGES = "/app"
"""Where the pages for people begin: they know a session cookie and no token, all else the other way
round, so that no site elsewhere can send a browser's cookie to the API."""
COOKIE = "wfm_session"
_CHALLENGE = {"WWW-Authenticate": "Bearer"}


@dataclass(frozen=True, slots=True)
class Access:
    """A signed-in user on a route that their role may use."""

    user: User
    reach: Reach
    actor: str

    @property
    def teams(self) -> tuple[str, ...] | None:
        """Teams whose agents are within reach; None for all."""
        return self.user.teams if self.reach is Reach.TEAM else None

    def check_site(self, site: str) -> None:
        """Hide other sites: they look as if they did not exist."""
        if self.reach is not Reach.ALL and self.user.site != site:
            raise NotFoundError("site", site)

    def sees_team(self, team: str) -> bool:
        """Whether agents of this team are within reach."""
        return self.reach is not Reach.TEAM or team in self.user.teams

    def check_agent(self, stored: Stored[Agent]) -> None:
        """Hide agents out of reach: they look as if they did not exist."""
        if not self.sees_team(stored.value.team):
            raise NotFoundError("agent", stored.key)


def access_token(settings: Settings, user: User) -> tuple[str, datetime]:
    """Sign a short-lived token; it ends with the user's epoch too."""
    until = datetime.now(UTC) + timedelta(minutes=settings.access_minutes)
    claims = {"sub": user.name, "epoch": user.epoch, "exp": until, "aud": AUDIENCE}
    return jwt.encode(claims, settings.secret, ALGORITHM), until


def permission_of(request: Request) -> Permission:
    """Look the matched route up in the table; an unlisted one is refused."""
    path = request.scope["route"].path
    permission = PERMISSIONS.get((request.method, path))
    if permission is None:
        raise RefusedError(403, phrase("refusal.no_permission"))
    return permission


def authorise(request: Request) -> Access | None:
    """Refuse whoever may not use this route; runs before every handler, and before a long body."""
    if _DECIDED not in request.scope:
        request.scope[_DECIDED] = _access(request)
    found: Access | None = request.scope[_DECIDED]
    return found


async def authorised(request: Request) -> Access | None:
    """Do as `authorise` does; where nobody is asked who they are, in no thread that others hold."""
    return None if permission_of(request).open else await run_in_threadpool(authorise, request)


def _access(request: Request) -> Access | None:
    permission = permission_of(request)
    if permission.open:
        return None
    user, actor, scopes = _who(request)
    reach = permission.reach[user.role]
    said = None
    if reach is Reach.NOTHING:
        said = phrase("refusal.role_may_not", role=str(user.role))
    elif scopes is not None and permission.scope not in scopes:
        said = phrase("refusal.scope_lacks", scope=permission.scope)
    if said is not None:
        what = f"{request.method} {request.scope['route'].path}"
        request.app.state.turned_away.note(user, actor, what)
        raise RefusedError(403, said)
    request.state.actor = actor
    return Access(user, reach, actor)


def is_page(request: Request) -> bool:
    """Tell whether a request is for a page that people read, by its matched route."""
    return str(request.scope["route"].path).startswith(PAGES)


def _who(request: Request) -> tuple[User, str, tuple[str, ...] | None]:
    if is_page(request):
        return _by_session(request)
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise RefusedError(401, phrase("refusal.sign_in_first"), headers=_CHALLENGE)
    database: Database = request.app.state.database
    with database.reading() as tx:
        if not secret.startswith(PREFIX):
            return _by_access_token(tx, request.app.state.settings, secret)
        found = token_user(tx, secret)
    if found is None:
        raise RefusedError(401, phrase("refusal.api_token"), headers=_CHALLENGE)
    user, token = found
    return user, f"{user.name} by token {token.name}", token.scopes


def _by_session(request: Request) -> tuple[User, str, None]:
    secret = request.cookies.get(COOKIE)
    database: Database = request.app.state.database
    if secret:
        with database.reading() as tx:
            user = session_user(tx, secret)
        if user is not None:
            return user, user.name, None
    raise RefusedError(401, phrase("refusal.sign_in_first"))


def access_claims(settings: Settings, token: str) -> Mapping[str, Any] | None:
    """Verify an access token and give its claims, None for one that is not valid (any more)."""
    try:
        claims = _signed_claims(token, settings.secret)
    except jwt.InvalidTokenError:
        return None
    return claims if claims["exp"] > time() else None


@lru_cache(maxsize=4096)
def _signed_claims(token: str, secret: str) -> Mapping[str, Any]:
    """Check all of a token but its end: that costs as much as reading the shifts behind it."""
    options: Options = {"require": ["sub", "epoch", "exp"], "verify_exp": False}
    return jwt.decode(token, secret, [ALGORITHM], audience=AUDIENCE, options=options)


def _by_access_token(tx: Any, settings: Settings, secret: str) -> tuple[User, str, None]:
    expired = RefusedError(401, phrase("refusal.access_token"), headers=_CHALLENGE)
    claims = access_claims(settings, secret)
    if claims is None:
        raise expired
    try:
        user = get_user(tx, claims["sub"])
    except NotFoundError:
        raise expired from None
    if not user.active or user.epoch != claims["epoch"]:
        raise expired
    return user, user.name, None


async def _signed_in(
    request: Request, access: Annotated[Access | None, Depends(authorised)]
) -> Access:
    if access is None:
        raise RefusedError(
            401, phrase("refusal.needs_person", path=request.url.path), headers=_CHALLENGE
        )
    return access


SignedIn = Annotated[Access, Depends(_signed_in)]
