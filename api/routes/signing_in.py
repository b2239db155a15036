"""Signing in with a password or with an identity token of an OpenID Connect provider."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.access import access_token
from api.attempts import try_password
from api.dependencies import Configured, Store
from api.identity import identified
from api.problems import RefusedError
from api.schemas.accounts import AccessTokenView, Credentials, IdentityToken
from wfm.settings import Settings
from wfm.store.audit import record
from wfm.store.database import Database
from wfm.store.users import User
from wfm.words import phrase

router = APIRouter(prefix="/auth", tags=["signing in"])


@router.post("/login")
def login(
    request: Request, credentials: Credentials, store: Store, settings: Configured
) -> AccessTokenView:
    """Exchange a name and password for an access token."""
    user = known_user(request, credentials, store, settings)
    with store.writing() as tx:
        record(tx, user.name, "sign in", "user", user.name, site=user.site)
    return _view(settings, user)


def known_user(
    request: Request, credentials: Credentials, store: Database, settings: Settings
) -> User:
    """Give the user whose name and password these are; who fails too often must wait.

    Raises
    ------
    RefusedError
        If they are nobody's, or too many attempts failed.
    """
    user = try_password(request, credentials.name, credentials.password, store, settings)
    if user is None:
        raise RefusedError(401, phrase("refusal.name_or_password"))
    return user


@router.post("/oidc")
def oidc(body: IdentityToken, store: Store, settings: Configured) -> AccessTokenView:
    """Exchange an identity token for an access token; its verified e-mail names the user."""
    if not settings.oidc_issuer:
        raise RefusedError(404, phrase("refusal.no_oidc"))
    user = identified(settings, store, body.id_token)
    with store.writing() as tx:
        record(tx, user.name, "sign in", "user", user.name, site=user.site)
    return _view(settings, user)


def _view(settings: Settings, user: User) -> AccessTokenView:
    token, until = access_token(settings, user)
    return AccessTokenView(access_token=token, expires_at=until)
