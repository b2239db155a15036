"""Signing in with a password or with an identity token of an OpenID Connect provider."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import jwt
from fastapi import APIRouter, Request

from api.access import access_token
from api.attempts import try_password
from api.dependencies import Configured, Store
from api.problems import RefusedError
from api.schemas.accounts import AccessTokenView, Credentials, IdentityToken
from wfm.settings import Settings
from wfm.store.audit import record
from wfm.store.database import Database
from wfm.store.errors import ConflictError, NotFoundError
from wfm.store.identity_tokens import use_identity_token
from wfm.store.users import User, get_user
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
    claims = _verified_claims(settings, body.id_token)
    email = claims["email"]
    try:
        with store.reading() as tx:
            user = get_user(tx, email)
    except NotFoundError:
        user = None
    if user is None or not user.active:
        raise RefusedError(401, phrase("refusal.nobody_of_mail"))
    with store.writing() as tx:
        try:
            use_identity_token(tx, body.id_token, datetime.fromtimestamp(claims["exp"], UTC))
        except ConflictError as error:
            raise RefusedError(401, error.said) from None
        record(tx, user.name, "sign in", "user", user.name, site=user.site)
    return _view(settings, user)


@lru_cache(maxsize=4)
def _keys(address: str) -> jwt.PyJWKClient:
    return jwt.PyJWKClient(address, timeout=5)


def _verified_claims(settings: Settings, id_token: str) -> Mapping[str, Any]:
    try:
        key = _keys(settings.oidc_keys).get_signing_key_from_jwt(id_token)
        claims = jwt.decode(
            id_token, key.key, ["RS256", "ES256"], audience=settings.oidc_audience,
            issuer=settings.oidc_issuer, options={"require": ["exp", "iat", "aud", "iss"]},
        )  # fmt: skip
    except jwt.PyJWTError:
        raise RefusedError(401, phrase("refusal.identity_token_wrong")) from None
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else settings.oidc_audience) != settings.oidc_audience:
        raise RefusedError(401, phrase("refusal.identity_token_audience"))
    if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
        raise RefusedError(401, phrase("refusal.identity_token_mail"))
    return claims


def _view(settings: Settings, user: User) -> AccessTokenView:
    token, until = access_token(settings, user)
    return AccessTokenView(access_token=token, expires_at=until)
