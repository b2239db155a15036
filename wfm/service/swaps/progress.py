"""How far a trade is: stored, and told to those who have a part in it."""

from __future__ import annotations

from wfm.service.messages.telling import tell_of_trade
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.trades import SHIFT_TRADE, ShiftTrade


def changed(
    tx: Connection,
    actor: str,
    site: str,
    stored: Stored[ShiftTrade],
    version: int,
    after: ShiftTrade,
) -> Stored[ShiftTrade]:
    """Store how far a trade is, and tell who has a part in it.

    Raises
    ------
    StaleError
        If it was changed since `version`.
    """
    tell_of_trade(tx, actor, site, after, stored.value)
    return SHIFT_TRADE.change(tx, actor, site, stored.key, version, after)
