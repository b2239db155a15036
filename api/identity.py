"""Whose identity token this is: signed by the declared provider, for this service, used once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import jwt

from api.problems import RefusedError
from api.provider import PATIENCE, provider_of
from wfm.settings import Settings
from wfm.store.database import Database
from wfm.store.errors import ConflictError, NotFoundError
from wfm.store.identity_tokens import use_identity_token
from wfm.store.users import User, get_user, note_failure
from wfm.words import phrase

ALGORITHMS: Final = ["RS256", "ES256"]


def identified(
    settings: Settings, store: Database, id_token: str, nonce: str | None = None
) -> User:
    """Give the active user whose name is the token's verified e-mail; the token is used up.

    `nonce` is what the token must carry where we asked for it ourselves (OpenID Connect Core 1.0,
    3.1.3.7).

    Raises
    ------
    RefusedError
        If the token is not valid, was used before, or names nobody here.
    """
    claims = _verified_claims(settings, id_token, nonce)
    try:
        with store.reading() as tx:
            user = get_user(tx, claims["email"])
    except NotFoundError:
        user = None
    if user is None or not user.active:
        with store.writing() as tx:
            note_failure(tx, claims["email"])
        raise RefusedError(401, phrase("refusal.nobody_of_mail"))
    with store.writing() as tx:
        try:
            use_identity_token(tx, id_token, datetime.fromtimestamp(claims["exp"], UTC))
        except ConflictError as error:
            raise RefusedError(401, error.said) from None
    return user


@lru_cache(maxsize=4)
def _keys(address: str) -> jwt.PyJWKClient:
    return jwt.PyJWKClient(address, timeout=PATIENCE)


def _key(keys: jwt.PyJWKClient, id_token: str) -> jwt.PyJWK:
    """Find the key of a token; it needs to name none where there is but one (Core 1.0, 10.1)."""
    if "kid" not in jwt.get_unverified_header(id_token):
        known = keys.get_signing_keys()
        if len(known) == 1:
            return known[0]
    return keys.get_signing_key_from_jwt(id_token)


def _verified_claims(settings: Settings, id_token: str, nonce: str | None) -> Mapping[str, Any]:
    address = settings.oidc_keys or provider_of(settings.oidc_issuer).keys
    try:
        key = _key(_keys(address), id_token)
        claims = jwt.decode(
            id_token, key.key, ALGORITHMS, audience=settings.oidc_audience,
            issuer=settings.oidc_issuer, options={"require": ["exp", "iat", "aud", "iss"]},
        )  # fmt: skip
    except jwt.PyJWTError:
        raise RefusedError(401, phrase("refusal.identity_token_wrong")) from None
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else settings.oidc_audience) != settings.oidc_audience:
        raise RefusedError(401, phrase("refusal.identity_token_audience"))
    if nonce is not None and claims.get("nonce") != nonce:
        raise RefusedError(401, phrase("refusal.identity_token_nonce"))
    if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
        raise RefusedError(401, phrase("refusal.identity_token_mail"))
    return claims
