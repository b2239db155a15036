"""What was given out in somebody's name ends with what it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, update

from wfm.store.audit import record
from wfm.store.columns import now
from wfm.store.tables import CALENDAR_LINKS, SIGN_IN_LINKS, TOKENS

if TYPE_CHECKING:
    from wfm.store.users import User


def end_credentials(connection: Connection, actor: str, user: User) -> None:
    """End a user's API tokens and sign-in links, and the calendar link of the user's agent.

    Access tokens and sessions end by the user's epoch.
    """
    standing = (TOKENS.c.user == user.name, TOKENS.c.revoked_at.is_(None))
    ended = update(TOKENS).where(*standing).values(revoked_at=now()).returning(TOKENS.c.id)
    for token in connection.scalars(ended).all():
        record(connection, actor, "revoke", "token", token, site=user.site)
    connection.execute(delete(SIGN_IN_LINKS).where(SIGN_IN_LINKS.c.user == user.name))
    if user.site is not None and user.agent_id is not None:
        revoke_link(connection, actor, user.site, user.agent_id)


def revoke_link(connection: Connection, actor: str, site: str, agent_id: str) -> None:
    """End the agent's calendar link, if there is one."""
    ended = connection.execute(
        update(CALENDAR_LINKS).where(*valid_link(site, agent_id)).values(revoked_at=now())
    )
    if ended.rowcount:
        record(connection, actor, "revoke", "calendar link", agent_id, site=site)


def valid_link(site: str, agent_id: str) -> tuple[Any, ...]:
    """Give the conditions of an agent's calendar link that has not ended."""
    table = CALENDAR_LINKS.c
    return table.site == site, table.agent_id == agent_id, table.revoked_at.is_(None)
