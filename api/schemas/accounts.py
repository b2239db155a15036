"""Accounts, signing in, and the secrets that are given out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from api.permissions import SCOPES
from api.schemas.fields import NUMBER, Body, Flag, Key, Name, Secret, Text
from wfm.store.tokens import Token
from wfm.store.users import Role


class Credentials(Body):
    """A name and its password."""

    name: Secret
    password: Secret


class IdentityToken(Body):
    """What an OpenID Connect provider signed."""

    id_token: Annotated[str, Field(min_length=1, max_length=10_000)]


class AccessTokenView(BaseModel):
    """A token for `Authorization: Bearer …`."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 — the scheme's name
    expires_at: datetime


class PasswordChange(Body):
    """The old password and the new one."""

    current: Secret
    new: Annotated[str, Field(min_length=12, max_length=200)]


class UserView(BaseModel):
    """An account."""

    name: str
    role: Role
    site: str | None
    agent_id: str | None
    teams: list[str]
    active: bool
    version: int


class UserChange(Body):
    """What an admin sets of an account."""

    only_read = frozenset({"name", "version"})
    role: Role
    site: Key | None = None
    agent_id: Name | None = None
    teams: Annotated[list[Name], Field(max_length=100, default_factory=list)]
    active: Flag = True
    password: Annotated[str, Field(min_length=12, max_length=200)] | None = None


class UserCreate(UserChange):
    """A new account."""

    name: Key


class TokenCreate(Body):
    """A token for a machine."""

    name: Text
    scopes: Annotated[list[Literal[tuple(SCOPES)]], Field(min_length=1, max_length=20)]  # type: ignore[valid-type]  # the scopes are known when the module is loaded
    days: Annotated[int, Field(ge=1, le=366), NUMBER] = 90


class TokenView(BaseModel):
    """An API token without its secret."""

    id: str
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    @classmethod
    def of(cls, token: Token) -> Self:
        """Show a token."""
        return cls(**{name: getattr(token, name) for name in TokenView.model_fields})


class TokenSecret(TokenView):
    """An API token with its secret, shown this once; null when the same request is repeated."""

    secret: str | None


class CalendarLinkView(BaseModel):
    """Whether the agent has a calendar link; its secret is shown only when it is made."""

    created_at: datetime | None


class CalendarLink(BaseModel):
    """The secret address of the agent's calendar feed, shown this once; null when repeated."""

    path: str | None
    """Below the service's own address."""
    url: str | None = None
    """The whole address, for a calendar program."""
