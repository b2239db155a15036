"""What an agent sees of trades: the own ones, those offered to them, and open shifts."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from wfm.model import Agent, Site
from wfm.service.swaps.ending import as_of
from wfm.service.swaps.trades import offered_to
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError
from wfm.store.open_shifts import OpenShift, open_shifts
from wfm.store.trades import SHIFT_TRADE, ShiftTrade
from wfm.words import phrase


def trades_of(
    tx: Connection, key: str, site: Site, agent: Agent, moment: datetime
) -> tuple[list[Stored[ShiftTrade]], list[Stored[ShiftTrade]]]:
    """Give the trades in which an agent has a part, newest first, and those offered to them."""
    mine, offered = [], []
    for stored in SHIFT_TRADE.page(tx, key):
        trade = stored.value
        if agent.id in {trade.agent_id, trade.taker}:
            mine.append(as_of(stored, moment))
        elif trade.expires_at > moment and offered_to(trade, agent, site):
            offered.append(stored)
    mine.sort(key=lambda one: one.value.asked_at, reverse=True)
    offered.sort(key=lambda one: (one.value.given.start, one.key))
    return mine, offered


def colleagues(site: Site, agent: Agent) -> dict[str, str]:
    """Give the id of each colleague with one of the same skills by name; namesakes add the id."""
    mine = [one for one in site.agents if one.id != agent.id and one.skills & agent.skills]
    often = Counter(one.name for one in mine)
    named = {f"{o.name} ({o.id})" if often[o.name] > 1 else o.name: o.id for o in mine}
    return dict(sorted(named.items()))


def colleague(site: Site, agent: Agent, text: str) -> str:
    """Give the id of the colleague whose name, or id, somebody wrote.

    Raises
    ------
    ConflictError
        If it is nobody's.
    """
    known = colleagues(site, agent)
    if text in known:
        return known[text]
    if text not in site.agent_names:
        raise ConflictError(phrase("trade.refused.nobody", name=text), "to_agent")
    return text


def open_for(
    tx: Connection, key: str, site: Site, agent: Agent, moment: datetime
) -> list[Stored[OpenShift]]:
    """Give the open shifts of agents with one of the same skills."""
    skills = {one.id: one.skills for one in site.agents}
    return [
        stored
        for stored in open_shifts(tx, key, moment)
        if stored.value.of_agent != agent.id
        and (stored.value.of_agent not in skills or skills[stored.value.of_agent] & agent.skills)
    ]
