"""Trades of shifts: offered, taken, decided, withdrawn; whoever trades holds the site.

What is judged is judged first, on a view of the site (`to_take`, `to_pick_up`, `to_decide`), while
others write; the site is then as it was judged, or it is judged anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import uuid4

from wfm.model import ActivityCategory, Agent, Shift, Site
from wfm.service.changed_days import put_in_force, week_of
from wfm.service.messages.telling import tell_of_trade
from wfm.service.swaps.ending import as_of, end_late, sides
from wfm.service.swaps.hand_over import whole_or_part
from wfm.service.swaps.judge import TradeJudgement, changed_weeks, judge_trade
from wfm.service.swaps.progress import changed
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError, NotFoundError
from wfm.store.leave import hold_as_judged, hold_site, standing
from wfm.store.open_shifts import OPEN_SHIFT, OpenStatus
from wfm.store.schedules import agent_day, published
from wfm.store.sites import load_site
from wfm.store.trades import (
    LIVING,
    SHIFT_TRADE,
    SelfService,
    ShiftTrade,
    Traded,
    TradeKind,
    TradeStatus,
    self_service,
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


class Desk:
    """A site as trades are judged by it."""

    def __init__(self, tx: Connection, key: str) -> None:
        self.tx, self.key, self.moment, self.actor = tx, key, now(), ""
        self.standing = standing(tx, key)
        self.site: Site = load_site(tx, key)
        self.chosen: SelfService = self_service(tx, key).value
        self.agents = {agent.id: agent for agent in self.site.agents}
        self._judged: list[tuple[ShiftTrade, TradeJudgement]] = []

    def hold(self, tx: Connection, actor: str) -> Desk:
        """Hold the site as it was judged for a transaction that writes.

        Raises
        ------
        OutdatedError
            If it has changed since.
        """
        hold_as_judged(tx, self.key, self.standing)
        self.tx, self.actor = tx, actor
        end_late(tx, actor, self.key, self.moment)
        return self

    def judge(self, trade: ShiftTrade) -> TradeJudgement:
        """Judge a trade, once."""
        for known, found in self._judged:
            if known == trade:
                return found
        found = judge_trade(self.tx, self.key, self.site, self.chosen, trade)
        self._judged.append((trade, found))
        return found

    def agent(self, agent_id: str) -> Agent:
        """Give an agent.

        Raises
        ------
        NotFoundError
            If there is none of that id who works here.
        """
        if agent_id not in self.agents:
            raise NotFoundError("agent", agent_id)
        return self.agents[agent_id]

    def trade(self, key: str) -> Stored[ShiftTrade]:
        """Give a trade; what is late has ended."""
        return as_of(SHIFT_TRADE.get(self.tx, self.key, key), self.moment)

    def traded(
        self, agent_id: str, day: date, start: datetime | None = None, end: datetime | None = None
    ) -> Traded:
        """Give an agent's shift of a date, or a part of it, as it can be traded.

        Raises
        ------
        ConflictError
            If there is none, it begins too soon, holds an absence, or is in a trade already.
        """
        shift = self._shift(agent_id, day, start)
        found = whole_or_part(shift, start, end)
        self.check_notice(found)
        if any(part.category is ActivityCategory.TIME_OFF for part in found.activities):
            raise ConflictError(phrase("trade.refused.absence"), "start")
        for other in (as_of(one, self.moment) for one in trades(self.tx, self.key)):
            if other.value.status not in LIVING:
                continue
            for whose, held in sides(other.value):
                overlaps = held.start < found.end and found.start < held.end
                if whose == agent_id and held.date == day and overlaps:
                    raise ConflictError(phrase("trade.refused.traded"), "date")
        return found

    def check_notice(self, traded: Traded) -> None:
        """Refuse what begins too soon.

        Raises
        ------
        ConflictError
            If it does.
        """
        if traded.start - self.moment < timedelta(hours=self.chosen.notice_hours):
            raise ConflictError(
                phrase("trade.refused.notice", hours=self.chosen.notice_hours), "date"
            )

    def expires(self, traded: Traded) -> datetime:
        """Give when an offer of it ends."""
        latest = traded.start - timedelta(hours=self.chosen.notice_hours)
        return min(self.moment + timedelta(days=self.chosen.open_days), latest)

    def _shift(self, agent_id: str, day: date, start: datetime | None) -> Shift:
        info = published(self.tx, self.key, week_of(day, self.site.week_start))
        own: Sequence[Shift] = ()
        if info is not None:
            own = agent_day(self.tx, info.id, agent_id, day).shifts
        if start is not None and len(own) > 1:
            own = [shift for shift in own if shift.start <= start < shift.end] or own
        if not own:
            name = self.agent(agent_id).name
            raise ConflictError(phrase("trade.refused.no_shift", name=name, date=day), "date")
        return own[0]


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
    desk = _held(tx, actor, site, ready)
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
    desk = _held(tx, actor, site, ready)
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
    desk = _held(tx, actor, site, ready)
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
    desk = _held(tx, actor, site, ready)
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
    desk = _held(tx, actor, site, ready)
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


def _held(tx: Connection, actor: str, site: str, ready: Desk | None) -> Desk:
    """Hold the site as it was judged; what was not is judged now."""
    if ready is None:
        hold_site(tx, site)
        ready = Desk(tx, site)
    return ready.hold(tx, actor)


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
    tx, told = desk.tx, tuple(document(finding.in_full) for finding in found.broken)
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
