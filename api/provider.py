"""A centre's own identity provider: where people sign in, and the token that it gives for a code.

OpenID Connect Core 1.0, 3.1 (authorization code flow), with a proof key (RFC 7636).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import jwt

from api.problems import RefusedError
from wfm.settings import Settings
from wfm.words import phrase

PATIENCE: Final = 5
"""Seconds that a provider may take to answer."""
TIME_TO_SIGN_IN: Final = timedelta(minutes=15)
_AUDIENCE: Final = "wfm sign-in"
_DISCOVERY: Final = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Provider:
    """Addresses of an identity provider."""

    issuer: str
    authorization: str
    token: str
    keys: str


@dataclass(frozen=True, slots=True)
class BegunSignIn:
    """What must come back from the provider, and what proves that it was us who asked."""

    state: str
    nonce: str
    verifier: str
    to: str
    """The page to go on to."""


@lru_cache(maxsize=4)
def provider_of(issuer: str) -> Provider:
    """Ask a provider for its addresses, once (OpenID Connect Discovery 1.0).

    Raises
    ------
    RefusedError
        If it does not answer, or answers for somebody else.
    """
    import requests

    try:
        answer = requests.get(issuer.rstrip("/") + _DISCOVERY, timeout=PATIENCE)
        answer.raise_for_status()
        said: dict[str, Any] = answer.json()
        found = Provider(
            said["issuer"], said["authorization_endpoint"], said["token_endpoint"], said["jwks_uri"]
        )
    except (requests.RequestException, ValueError, KeyError, TypeError):
        raise RefusedError(503, phrase("refusal.provider_silent")) from None
    if found.issuer != issuer:
        raise RefusedError(503, phrase("refusal.provider_other_name"))
    return found


def begin(settings: Settings, return_address: str, to: str) -> tuple[str, str]:
    """Give the provider's address to send a browser to, and what the browser keeps until then."""
    provider = provider_of(settings.oidc_issuer)
    begun = BegunSignIn(
        secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), to
    )
    address, _ = _client(settings, return_address).create_authorization_url(
        provider.authorization, state=begun.state, nonce=begun.nonce, code_verifier=begun.verifier
    )
    claims = {
        "state": begun.state, "nonce": begun.nonce, "verifier": begun.verifier, "to": begun.to,
        "aud": _AUDIENCE, "exp": datetime.now(UTC) + TIME_TO_SIGN_IN,
    }  # fmt: skip
    return address, jwt.encode(claims, settings.secret, "HS256")


def begun(settings: Settings, kept: str) -> BegunSignIn | None:
    """Read what a browser kept; None where it is not ours, or too old."""
    try:
        said = jwt.decode(kept, settings.secret, ["HS256"], audience=_AUDIENCE)
        return BegunSignIn(said["state"], said["nonce"], said["verifier"], said["to"])
    except (jwt.InvalidTokenError, KeyError):
        return None


def token_for(settings: Settings, return_address: str, code: str, verifier: str) -> str:
    """Exchange a code for the identity token.

    Raises
    ------
    RefusedError
        If the provider does not answer, or takes the code for a wrong one.
    """
    import requests
    from authlib.integrations.base_client import OAuthError

    provider = provider_of(settings.oidc_issuer)
    try:
        given = _client(settings, return_address).fetch_token(
            provider.token, code=code, code_verifier=verifier, timeout=PATIENCE
        )
    except OAuthError:
        raise RefusedError(401, phrase("refusal.provider_no_sign_in")) from None
    except (requests.RequestException, ValueError):
        raise RefusedError(503, phrase("refusal.provider_silent")) from None
    return str(given.get("id_token", ""))


def _client(settings: Settings, return_address: str) -> Any:
    from authlib.integrations.requests_client import OAuth2Session

    secret = settings.oidc_client_secret or None
    return OAuth2Session(
        settings.oidc_audience, secret, scope="openid email", redirect_uri=return_address,
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic" if secret else "none",
    )  # fmt: skip
