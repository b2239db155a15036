"""How an agent wants to be told: what is new about it has to be possible."""

from __future__ import annotations

from wfm.service.messages.chat import checked_chat
from wfm.store.database import Database
from wfm.store.entities import Stored
from wfm.store.messages import Contact, contact_of, set_contact


def change_contact(
    database: Database, actor: str, site: str, agent_id: str, version: int, wanted: Contact
) -> Stored[Contact]:
    """Say how to be told, if it is still as at `version`.

    Raises
    ------
    ParameterError
        If the address of a chat is new, and nothing can be sent there.
    StaleError
        If it is not as at `version`.
    """
    with database.reading() as tx:
        known = contact_of(tx, site, agent_id).value
    if wanted.chat is not None and wanted.chat != known.chat:
        checked_chat(wanted.chat)  # asks where a name leads: outside of a transaction
    with database.writing() as tx:
        return set_contact(tx, actor, site, agent_id, version, wanted)
