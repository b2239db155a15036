"""Trades that end by themselves: their shifts changed since, or their time is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from wfm.model.agent import named
from wfm.service.swaps.progress import changed
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.edited_days import agent_day
from wfm.store.entities import Stored
from wfm.store.people import AGENT
from wfm.store.schedules import ScheduleInfo
from wfm.store.trades import (
    LIVING,
    ShiftTrade,
    Traded,
    TradeKind,
    TradeStatus,
    trades,
    with_status,
)
from wfm.words import Phrase, phrase
from wfm.words.documents import document

LAST_DAY = 6


def end_overtaken(tx: Connection, actor: str, info: ScheduleInfo) -> None:
    """End the trades whose shifts in this week, which has come into force, are others now."""
    for stored in trades(tx, info.site):
        for agent_id, traded in sides(stored.value):
            in_week = 0 <= (traded.date - info.week).days <= LAST_DAY
            if in_week and not holds(tx, info, agent_id, traded):
                name = AGENT.get(tx, info.site, agent_id).value.name
                who = named(agent_id, name)
                why = phrase("trade.changed", agent=who, date=traded.date)
                end(tx, actor, info.site, stored, why)
                break


def end_late(tx: Connection, actor: str, site: str, moment: datetime) -> None:
    """End the trades whose time is over."""
    for stored in trades(tx, site):
        if stored.value.expires_at <= moment:
            end(tx, actor, site, stored, phrase("trade.late"))


def as_of(stored: Stored[ShiftTrade], moment: datetime) -> Stored[ShiftTrade]:
    """Give what is late as ended, though nobody has written it down yet."""
    trade = stored.value
    late = trade.status in LIVING and trade.expires_at <= moment
    return replace(stored, value=replace(trade, status=TradeStatus.ENDED)) if late else stored


def end(
    tx: Connection, actor: str, site: str, stored: Stored[ShiftTrade], why: Phrase
) -> Stored[ShiftTrade]:
    """End a trade and say why."""
    after = with_status(stored.value, TradeStatus.ENDED, now(), None, reasons=(document(why),))
    return changed(tx, actor, site, stored, stored.version, after)


def sides(trade: ShiftTrade) -> Iterator[tuple[str, Traded]]:
    """Give whose shifts a trade holds as they were: an open one is nobody's."""
    if trade.kind is not TradeKind.PICK_UP:
        yield trade.agent_id, trade.given
    if trade.taker is not None and trade.returned is not None:
        yield trade.taker, trade.returned


def holds(tx: Connection, info: ScheduleInfo, agent_id: str, traded: Traded) -> bool:
    """Whether an agent's day in a schedule has what is traded, as it was."""
    from wfm.service.swaps.hand_over import without

    day: date = traded.date
    own = agent_day(tx, info.id, agent_id, day).shifts
    return any(without(shift, traded) is not None for shift in own)
