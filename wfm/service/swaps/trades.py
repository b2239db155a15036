"""Trades of shifts: offered, taken, decided, withdrawn; whoever trades holds the site.

What is judged is judged first, on a view of the site (`to_take`, `to_pick_up`, `to_decide`), while
others write; the site is then as it was judged, or it is judged anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

from wfm.model import Agent, Site
from wfm.service.changed_days import put_in_force
from wfm.service.messages.telling import tell_of_trade
from wfm.service.swaps.desk import Desk, held
from wfm.service.swaps.judge import TradeJudgement, changed_weeks
from wfm.service.swaps.progress import changed
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError, NotFoundError
from wfm.store.open_shifts import OPEN_SHIFT, OpenStatus
from wfm.store.trades import (
    LIVING,
    SHIFT_TRADE,
    ShiftTrade,
    Traded,
    TradeKind,
    TradeStatus,
    trades,
    with_status,
)
from wfm.words import phrase
from wfm.words.documents import document

Day = date


@dataclass(frozen=True, slots=True)
class Offer:
    """What an agent offers: the shift of a date, or the part of it in [start, end)."""

    agent_id: str
    kind: TradeKind
    date: date
    start: datetime | None = None
    end: datetime | None = None
    to_agent: str | None = None
    in_return: tuple[Day, ...] = ()


def offer(
    tx: Connection, actor: str, site: str, wanted: Offer, ready: Desk | None = None
) -> Stored[ShiftTrade]:
    """Offer a shift or a part of one, to a person or on the board.

    Raises
    ------
    NotFoundError
        If there is no such agent.
    ConflictError
        If it cannot be traded, or a swap names nothing that is taken in return.
    """
    desk = held(tx, actor, site, ready)
    desk.agent(wanted.agent_id)
    if wanted.to_agent is not None:
        desk.agent(wanted.to_agent)
        if wanted.to_agent == wanted.agent_id:
            raise ConflictError(phrase("trade.refused.self"), "to_agent")
    if wanted.kind is TradeKind.SWAP and not wanted.in_return:
        raise ConflictError(phrase("trade.refused.in_return"), "in_return")
    given = desk.traded(wanted.agent_id, wanted.date, wanted.start, wanted.end)
    trade = ShiftTrade(
        wanted.kind, wanted.agent_id, given, desk.moment, desk.expires(given), wanted.to_agent,
        wanted.in_return if wanted.kind is TradeKind.SWAP else (),
    )  # fmt: skip
    tell_of_trade(tx, actor, site, trade, None)
    return SHIFT_TRADE.create(tx, actor, site, uuid4().hex, trade)


def offered_to(trade: ShiftTrade, taker: Agent, site: Site) -> bool:
    """Whether a trade is for somebody: theirs by name, or on the board and of their skills."""
    if trade.agent_id == taker.id or trade.status is not TradeStatus.OFFERED:
        return False
    if trade.to_agent is not None:
        return trade.to_agent == taker.id
    giver = next((agent for agent in site.agents if agent.id == trade.agent_id), None)
    return giver is not None and bool(giver.skills & taker.skills)


def to_take(tx: Connection, site: str, key: str, taker: str, returned: date | None = None) -> Desk:
    """Judge a trade as if it were taken; nothing is stored, and `take` tells what refuses it."""
    desk = Desk(tx, site)
    _, trade = _taken(desk, key, taker, returned)
    desk.judge(trade)
    return desk


def take(
    tx: Connection,
    actor: str,
    site: str,
    key: str,
    taker: str,
    returned: date | None = None,
    ready: Desk | None = None,
) -> Stored[ShiftTrade]:
    """Take what is offered, for the shift of a date in return where it is a swap.

    It is in force at once, unless a rule or the site wants a person to decide.

    Raises
    ------
    NotFoundError
        If nothing of that key is offered to the agent.
    ConflictError
        If it is over, the shift in return is none of those wanted, or a rule refuses it.
    """
    desk = held(tx, actor, site, ready)
    stored, trade = _taken(desk, key, taker, returned)
    return _agreed(desk, stored, trade)


def _taken(
    desk: Desk, key: str, taker: str, returned: date | None
) -> tuple[Stored[ShiftTrade], ShiftTrade]:
    """Give what is offered, and the trade that it becomes with its taker."""
    agent, stored = desk.agent(taker), desk.trade(key)
    trade = stored.value
    if trade.status is TradeStatus.OFFERED and not offered_to(trade, agent, desk.site):
        raise NotFoundError(SHIFT_TRADE.kind, key)
    if trade.status is not TradeStatus.OFFERED:
        raise ConflictError(phrase("trade.refused.status", status=trade.status), "status")
    desk.check_notice(trade.given)
    back = None
    if trade.kind is TradeKind.SWAP:
        if returned not in trade.in_return:
            raise ConflictError(phrase("trade.refused.days", dates=trade.in_return), "date")
        back = desk.traded(taker, returned)
    return stored, replace(trade, taker=taker, returned=back)


def to_pick_up(tx: Connection, site: str, key: str, taker: str) -> Desk:
    """Judge an open shift as if it were taken; nothing is stored."""
    desk = Desk(tx, site)
    desk.judge(_picked_up(desk, key, taker))
    return desk


def pick_up(
    tx: Connection, actor: str, site: str, key: str, taker: str, ready: Desk | None = None
) -> Stored[ShiftTrade]:
    """Take an open shift.

    Raises
    ------
    NotFoundError
        If there is no such open shift or agent.
    ConflictError
        If it is taken, begins too soon, or a rule refuses it.
    """
    desk = held(tx, actor, site, ready)
    trade = _picked_up(desk, key, taker)
    stored = SHIFT_TRADE.create(tx, actor, site, uuid4().hex, trade)
    return _agreed(desk, stored, trade)


def _picked_up(desk: Desk, key: str, taker: str) -> ShiftTrade:
    desk.agent(taker)
    opened = OPEN_SHIFT.get(desk.tx, desk.key, key).value
    if opened.status is not OpenStatus.OPEN:
        raise ConflictError(phrase("trade.refused.status", status=opened.status), "status")
    given = Traded(opened.date, opened.activities)
    desk.check_notice(given)
    if any(one.value.open_shift == key for one in trades(desk.tx, desk.key)):
        raise ConflictError(phrase("trade.refused.asked"), "status")
    return ShiftTrade(
        TradeKind.PICK_UP, taker, given, desk.moment, desk.expires(given), taker=taker,
        open_shift=key,
    )  # fmt: skip


def to_decide(tx: Connection, site: str, key: str, *, approve: bool) -> Desk:
    """Judge a trade that is to be approved; nothing is stored."""
    desk = Desk(tx, site)
    if approve:
        desk.judge(_waiting(desk, key).value)
    return desk


def decide(
    tx: Connection,
    actor: str,
    site: str,
    key: str,
    version: int,
    *,
    approve: bool,
    reason: str = "",
    ready: Desk | None = None,
) -> Stored[ShiftTrade]:
    """Approve a trade on which two agents agree, or refuse it with the reason.

    Raises
    ------
    ConflictError
        If there is nothing to decide, or a rule that the site refuses would be broken.
    StaleError
        If it was changed since `version`.
    """
    desk = held(tx, actor, site, ready)
    stored = _waiting(desk, key)
    if not approve:
        told = (document(phrase("trade.reason", reason=reason)),)
        after = with_status(stored.value, TradeStatus.REFUSED, desk.moment, actor, reasons=told)
        return changed(tx, actor, site, stored, version, after)
    found = judged(desk, stored.value)
    return _done(desk, stored, stored.value, version, found, by=actor)


def _waiting(desk: Desk, key: str) -> Stored[ShiftTrade]:
    stored = desk.trade(key)
    if stored.value.status is not TradeStatus.ACCEPTED:
        raise ConflictError(phrase("trade.refused.nothing", status=stored.value.status), "status")
    return stored


def withdraw(
    tx: Connection, actor: str, site: str, key: str, agent_id: str, ready: Desk | None = None
) -> Stored[ShiftTrade]:
    """Withdraw an offer, or one's word to take it while a person has not decided.

    Raises
    ------
    NotFoundError
        If it is not the agent's.
    ConflictError
        If it is over.
    """
    desk = held(tx, actor, site, ready)
    stored = SHIFT_TRADE.get(tx, site, key)
    trade = stored.value
    if agent_id not in {trade.agent_id, trade.taker}:
        raise NotFoundError(SHIFT_TRADE.kind, key)
    if trade.status not in LIVING:
        raise ConflictError(phrase("trade.refused.status", status=trade.status), "status")
    if agent_id == trade.agent_id:
        after = with_status(trade, TradeStatus.WITHDRAWN, desk.moment, actor, reasons=())
    else:
        after = replace(trade, status=TradeStatus.OFFERED, taker=None, returned=None, reasons=())
    return changed(tx, actor, site, stored, stored.version, after)


def judged(desk: Desk, trade: ShiftTrade) -> TradeJudgement:
    """Judge a trade.

    Raises
    ------
    ConflictError
        If a rule refuses it: with the rule, the day and the person of each.
    """
    found = desk.judge(trade)
    if found.refused:
        told = [finding.in_full for finding in found.refused]
        raise ConflictError(phrase("trade.refused.rules"), "rules", told)
    return found


def _agreed(desk: Desk, stored: Stored[ShiftTrade], trade: ShiftTrade) -> Stored[ShiftTrade]:
    found = judged(desk, trade)
    if found.asked or desk.chosen.trades_ask:
        told = tuple(document(finding.in_full) for finding in found.asked)
        after = replace(trade, status=TradeStatus.ACCEPTED, reasons=told)
        return changed(desk.tx, desk.actor, desk.key, stored, stored.version, after)
    return _done(desk, stored, trade, stored.version, found, by=None)


def _done(
    desk: Desk,
    stored: Stored[ShiftTrade],
    trade: ShiftTrade,
    version: int,
    found: TradeJudgement,
    by: str | None,
) -> Stored[ShiftTrade]:
    """Put a trade into force; it is done before, so that its own publication does not end it."""
    tx, told = desk.tx, tuple(document(finding.in_full) for finding in found.worse)
    after = with_status(trade, TradeStatus.DONE, desk.moment, by, reasons=told)
    done = changed(tx, desk.actor, desk.key, stored, version, after)
    if trade.open_shift is not None:
        opened = OPEN_SHIFT.get(tx, desk.key, trade.open_shift)
        if opened.value.status is not OpenStatus.OPEN:
            raise ConflictError(
                phrase("trade.refused.shift_status", status=opened.value.status), "status"
            )
        taken = replace(opened.value, status=OpenStatus.TAKEN, taken_by=trade.taker)
        OPEN_SHIFT.change(tx, desk.actor, desk.key, opened.key, opened.version, taken)
    weeks = changed_weeks(tx, desk.key, desk.site, trade, hold=True)
    put_in_force(tx, desk.actor, weeks, note=str(trade.kind), accepted=found.broken)
    return done
