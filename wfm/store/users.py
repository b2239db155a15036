"""Users: who may sign in, in which role, and whose they are."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update

from wfm.errors import ParameterError
from wfm.store.audit import NOBODY, record
from wfm.store.credentials import end_credentials
from wfm.store.database import Database
from wfm.store.errors import ConflictError, NotFoundError, StaleError
from wfm.store.passwords import Hashed, hash_password, is_password
from wfm.store.refusals import refusals
from wfm.store.roles import Role as Role
from wfm.store.tables import AGENTS, SITES, TEAMS, USERS
from wfm.words import phrase

NO_ACCOUNT = "no account"
"""In place of a name that somebody typed and nobody has: it may be a password."""
NAMED = 5
"""Known names that a refusal lists where none is close."""

# built once: every request asks it
_BY_NAME = select(USERS).where(USERS.c.name == bindparam("wanted"))


@dataclass(frozen=True, slots=True)
class User:
    """One account. Everyone but an admin belongs to one site; an agent's account to one agent."""

    name: str
    role: Role
    site: str | None = None
    agent_id: str | None = None
    teams: tuple[str, ...] = ()
    """A supervisor's own teams."""
    active: bool = True
    epoch: int = 1
    """Access tokens of an earlier epoch are void."""
    version: int = 1

    def __post_init__(self) -> None:
        if self.role is not Role.ADMIN and self.site is None:
            raise ParameterError("site", None, phrase("range.site_of_role", role=str(self.role)))
        if self.role is Role.AGENT and self.agent_id is None:
            raise ParameterError("agent_id", None, phrase("range.agent_of_account"))


def names_of(user: User) -> tuple[str, ...]:
    """Give what a user's password may not be made of."""
    return tuple(name for name in (user.name, user.site, user.agent_id) if name)


def hashed_password(user: User, password: str | None) -> Hashed | None:
    """Hash a password for a user, where one was given.

    Raises
    ------
    ParameterError
        If it is too short, too long or easy to guess, for instance the user's own name.
    """
    return None if password is None else hash_password(password, *names_of(user))


def check_belongings(connection: Connection, user: User) -> None:
    """Refuse an account whose site, agent or team is not stored.

    Raises
    ------
    ConflictError
        Naming the first that is not, and what there is.
    """
    if user.site is None:
        return
    _check_one_of(connection, select(SITES.c.key), "site", user.site, "site")
    if user.agent_id is not None:
        agents = select(AGENTS.c.id).where(AGENTS.c.site == user.site)
        _check_one_of(connection, agents, "agent", user.agent_id, "agent_id")
    for team in user.teams:
        teams = select(TEAMS.c.name).where(TEAMS.c.site == user.site)
        _check_one_of(connection, teams, "team", team, "teams")


def _check_one_of(
    connection: Connection, query: Select[Any], what: str, key: str, field: str
) -> None:
    known = sorted(map(str, connection.scalars(query)))
    if key not in known:
        close = get_close_matches(key, known, n=1) or known[:NAMED]
        raise ConflictError(
            phrase("refusal.not_stored", what=what, key=key, known=tuple(close)), field
        )


def create_user(connection: Connection, actor: str, user: User, password: Hashed | None) -> User:
    """Add an account; without a password it signs in only elsewhere (OIDC).

    Raises
    ------
    ConflictError
        If the name is taken, or its site or agent does not exist.
    """
    check_belongings(connection, user)
    values = {**asdict(user), "teams": list(user.teams), "password_hash": password}
    with refusals(phrase("refusal.user_exists", name=user.name)):
        connection.execute(insert(USERS).values(values))
    record(connection, actor, "create", "user", user.name, site=user.site, after=_plain(user))
    return user


def get_user(connection: Connection, name: str) -> User:
    """One account.

    Raises
    ------
    NotFoundError
        If there is none of that name.
    """
    row = connection.execute(_BY_NAME, {"wanted": name}).first()
    if row is None:
        raise NotFoundError("user", name)
    return _user(row)


def users(connection: Connection, after: str | None = None, limit: int | None = None) -> list[User]:
    """List accounts by name."""
    query = select(USERS).order_by(USERS.c.name).limit(limit)
    if after is not None:
        query = query.where(USERS.c.name > after)
    return [_user(row) for row in connection.execute(query)]


def change_user(
    connection: Connection, actor: str, user: User, version: int, password: Hashed | None = None
) -> User:
    """Replace an account if it is still at `version`; all its access tokens and sessions end.

    So do its API tokens and links with a new password, another role, site or agent, and when it is
    deactivated. Other teams leave them: they reach what their user does at the time.

    Raises
    ------
    NotFoundError, StaleError, ConflictError
        As for any versioned thing.
    """
    before = get_user(connection, user.name)
    if _stands(before) != _stands(user) or before.teams != user.teams:
        check_belongings(connection, user)
    values: dict[str, Any] = {**asdict(user), "teams": list(user.teams)}
    values |= {"epoch": before.epoch + 1, "version": version + 1}
    if password is not None:
        values["password_hash"] = password
    with refusals(phrase("refusal.user_of_nobody")):
        changed = connection.execute(
            update(USERS)
            .where(USERS.c.name == user.name, USERS.c.version == version)
            .values(values)
        )
    if changed.rowcount == 0:
        raise StaleError(
            phrase("stale.entity", kind="user", key=user.name), before.version, _plain(before)
        )
    after = get_user(connection, user.name)
    if password is not None or not after.active or _stands(before) != _stands(after):
        end_credentials(connection, actor, before)
    record(connection, actor, "change", "user", user.name, site=user.site,
           before=_plain(before), after=_plain(after))  # fmt: skip
    if password is not None:
        record(connection, actor, "set password", "user", user.name, site=user.site)
    if before.role is not after.role:
        record(connection, actor, "change role", "user", user.name, site=user.site,
               before={"role": before.role}, after={"role": after.role})  # fmt: skip
    return after


def _stands(user: User) -> tuple[Any, ...]:
    """On what an account's tokens and links stand."""
    return user.role, user.site, user.agent_id


def note_failure(connection: Connection, name: str, address: str | None = None) -> None:
    """Note in the trail that a sign-in was refused; what was typed only if it is an account."""
    query = select(USERS.c.name, USERS.c.site).where(USERS.c.name == name)
    row = connection.execute(query).first()
    key, site = (NO_ACCOUNT, None) if row is None else (row.name, row.site)
    after = None if address is None else {"address": address}
    record(connection, NOBODY, "refuse sign in", "user", key, site=site, after=after)


def check_password(database: Database, name: str, password: str) -> User | None:
    """Find the active user whose name and password these are; as slow for an unknown name.

    Raises
    ------
    TooManyPasswordsError
        If too many others are being checked.
    """
    with database.reading() as tx:
        row = tx.execute(select(USERS).where(USERS.c.name == name, USERS.c.active)).first()
    right = is_password(password, None if row is None else row.password_hash)
    return _user(row) if row is not None and right else None


def _user(row: Row[Any]) -> User:
    return User(
        row.name, Role(row.role), row.site, row.agent_id, tuple(row.teams), row.active, row.epoch,
        row.version,
    )  # fmt: skip


def _plain(user: User) -> dict[str, Any]:
    return {**asdict(user), "teams": list(user.teams)}


def agent_of_user(connection: Connection, site: str, name: str) -> str | None:
    """Give the agent of a site whose account this is; None where it is nobody's there."""
    query = select(USERS.c.agent_id).where(USERS.c.name == name, USERS.c.site == site)
    found: str | None = connection.scalar(query)
    return found
