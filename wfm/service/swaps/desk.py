"""A site as trades are judged by it, and held once they are to be stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from wfm.model import ActivityCategory, Agent, Shift, Site
from wfm.service.swaps.ending import as_of, end_late, sides
from wfm.service.swaps.hand_over import whole_or_part
from wfm.service.swaps.judge import TradeJudgement, judge_trade
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.edited_days import agent_day
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError, NotFoundError
from wfm.store.leave import hold_as_judged, hold_site, standing
from wfm.store.schedules import published
from wfm.store.sites import load_site
from wfm.store.trades import (
    LIVING,
    SHIFT_TRADE,
    SelfService,
    ShiftTrade,
    Traded,
    self_service,
    trades,
)
from wfm.timegrid import week_begin
from wfm.words import phrase


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
        info = published(self.tx, self.key, week_begin(day, self.site.week_start))
        own: Sequence[Shift] = ()
        if info is not None:
            own = agent_day(self.tx, info.id, agent_id, day).shifts
        if start is not None and len(own) > 1:
            own = [shift for shift in own if shift.start <= start < shift.end] or own
        if not own:
            name = self.agent(agent_id).name
            raise ConflictError(phrase("trade.refused.no_shift", name=name, date=day), "date")
        return own[0]


def held(tx: Connection, actor: str, site: str, ready: Desk | None) -> Desk:
    """Hold the site as it was judged; what was not is judged now."""
    if ready is None:
        hold_site(tx, site)
        ready = Desk(tx, site)
    return ready.hold(tx, actor)
