"""Settings of the service, from the environment: each has a line in `wfm serve --help`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import get_type_hints

from wfm.errors import ParameterError
from wfm.words import phrase

MINIMUM_SECRET = 32
ROOT_PATH = re.compile(r"(/[A-Za-z0-9][A-Za-z0-9._~-]*)+")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set; `WFM_` and the name in capitals is the variable."""

    db: str = "wfm.db"
    """Where everything is stored: a file, or postgresql://…"""
    secret: str = ""
    """Signs access tokens; at least 32 characters."""
    access_minutes: int = 15
    """How long an access token is valid."""
    session_hours: int = 12
    """How long somebody stays signed in with a browser."""
    maximum_body: int = 1_000_000
    """Bytes of a request's body."""
    maximum_upload: int = 50_000_000
    """Bytes of a site workbook."""
    body_seconds: int = 30
    """Seconds a client may pause in sending a body; a long one has more in all."""
    root_path: str = ""
    """Path below which a proxy shows the service, such as /wfm; empty: the host is its own."""
    connections: int = 500
    """Connections that a process keeps open at once; more are turned away."""
    proxies: str = ""
    """Addresses of proxies whose forwarded headers say who asks, with commas; none by default."""
    login_failures: int = 5
    """Failed sign-ins of an account within 15 minutes before it must wait."""
    address_failures: int = 50
    """The same for a client's address."""
    smtp: str = ""
    """Mail server for messages: smtp://user:password@host:25 or smtps://…; empty: none."""
    mail_from: str = ""
    """Address in whose name e-mail is sent."""
    oidc_issuer: str = ""
    """OpenID Connect: who signs identity tokens; empty switches it off."""
    oidc_audience: str = ""
    """OpenID Connect: for whom they are signed: the provider's client id of this service."""
    oidc_client_secret: str = ""
    """OpenID Connect: the secret that the provider gave this service; empty for a public client."""
    oidc_keys: str = ""
    """OpenID Connect: address of the issuer's keys (JWKS); empty: as the issuer says itself."""

    def __post_init__(self) -> None:
        if len(self.secret) < MINIMUM_SECRET:
            accepted = phrase("range.secret", least=MINIMUM_SECRET)
            raise ParameterError("WFM_SECRET", f"{len(self.secret)} characters", accepted)
        if self.root_path and not ROOT_PATH.fullmatch(self.root_path):
            raise ParameterError("WFM_ROOT_PATH", self.root_path, phrase("range.root_path"))


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises
    ------
    ParameterError
        For a missing secret, or a number that is none.
    """
    environment = os.environ if environment is None else environment
    types = get_type_hints(Settings)
    values: dict[str, int | str] = {}
    for field in fields(Settings):
        variable = f"WFM_{field.name.upper()}"
        if variable in environment:
            text = environment[variable]
            values[field.name] = _number(variable, text) if types[field.name] is int else text
    return Settings(**values)  # type: ignore[arg-type]  # the loop above fits them to the types


def _number(variable: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ParameterError(variable, text, phrase("range.whole_from_one"))
    return int(text)
