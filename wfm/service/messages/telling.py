"""Who is told what of publications, leave and trades: only what matters to the one who is told.

Nobody is told of what they did themselves, nor of days that are over; no text says which kind of
leave it is, or why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from wfm.model import TimeOff
from wfm.service.bids.results import own_outcome_said, result_of
from wfm.store.bids import BidRound, BidStatus
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.leave import LeaveRequest, LeaveStatus
from wfm.store.messages import tell
from wfm.store.offers import AnswerStatus, HoursOffer, OfferKind
from wfm.store.people import AGENT
from wfm.store.publishing import notices_of
from wfm.store.schedules import ScheduleInfo, schedules_of
from wfm.store.sites import site_zone
from wfm.store.trades import ShiftTrade, TradeStatus
from wfm.store.users import agent_of_user
from wfm.words import Phrase, phrase


def tell_of_publication(tx: Connection, actor: str, info: ScheduleInfo) -> None:
    """Tell whose days of the present and future a publication changed."""
    today = now().astimezone(site_zone(tx, info.site)).date()
    changed: dict[str, list[date]] = defaultdict(list)
    for notice in notices_of(tx, info.id):
        if notice.date >= today:
            changed[notice.agent_id].append(notice.date)
    changed.pop(agent_of_user(tx, info.site, actor) or "", None)
    if not changed:
        return
    before = schedules_of(tx, info.site, info.week, only_published=True)
    if [one.number for one in before] == [info.number]:
        tell(tx, info.site, changed.keys(), phrase("message.week", week=info.week))
        return
    for agent, days in changed.items():
        tell(tx, info.site, [agent], phrase("message.changed", dates=tuple(days)))


def tell_of_leave(tx: Connection, actor: str, site: str, request: LeaveRequest) -> None:
    """Tell an agent what became of a request, unless they did it."""
    zone = site_zone(tx, site)
    first, last = request.start.astimezone(zone), request.end.astimezone(zone)
    if agent_of_user(tx, site, actor) == request.agent_id:
        return
    said = {
        LeaveStatus.APPROVED: phrase("message.leave.approved", first=first, last=last),
        LeaveStatus.REFUSED: phrase("message.leave.refused", first=first, last=last),
        LeaveStatus.WAITLISTED: phrase("message.leave.waitlisted", first=first, last=last),
        LeaveStatus.REQUESTED: phrase("message.leave.requested", first=first, last=last),
        LeaveStatus.WITHDRAWN: phrase("message.leave.withdrawn", first=first, last=last),
    }
    tell(tx, site, [request.agent_id], said[request.status])


def tell_of_absence(
    tx: Connection, actor: str, site: str, before: TimeOff | None, after: TimeOff | None
) -> None:
    """Tell an agent that somebody entered an absence, moved it or withdrew it."""
    zone, moment = site_zone(tx, site), now()
    for entry, other, entered in ((before, after, False), (after, before, True)):
        if entry is None or entry.end <= moment or _spans(entry) == _spans(other):
            continue
        if agent_of_user(tx, site, actor) == entry.agent_id:
            continue
        first, last = entry.start.astimezone(zone), entry.end.astimezone(zone)
        if entered:
            said = phrase("message.absence.entered", first=first, last=last)
        elif other is None or other.agent_id != entry.agent_id:
            said = phrase("message.absence.withdrawn", first=first, last=last)
        else:
            continue
        tell(tx, site, [entry.agent_id], said)


def _spans(entry: TimeOff | None) -> tuple[str, datetime, datetime] | None:
    return None if entry is None else (entry.agent_id, entry.start, entry.end)


def tell_of_trade(
    tx: Connection, actor: str, site: str, trade: ShiftTrade, before: ShiftTrade | None
) -> None:
    """Tell those who have a part in a trade how far it is, but not who brought it there."""
    start = trade.given.start.astimezone(site_zone(tx, site))
    parts: set[str | None] = {trade.agent_id, trade.taker, trade.to_agent}
    if trade.status is not TradeStatus.OFFERED:
        said = _said(trade.status, start)
    elif before is not None:
        parts, said = {trade.agent_id}, phrase("message.trade.left", start=start)
    else:
        name = AGENT.get(tx, site, trade.agent_id).value.name
        parts, said = {trade.to_agent}, phrase("message.trade.offered", name=name, start=start)
    parts -= {None, agent_of_user(tx, site, actor)}
    tell(tx, site, [who for who in parts if who is not None], said)


def tell_of_offer(
    tx: Connection, actor: str, site: str, offer: HoursOffer, agents: Collection[str]
) -> None:
    """Tell agents of hours that are offered to them, or what became of their yes."""
    zone, own = site_zone(tx, site), agent_of_user(tx, site, actor)
    start, end, until = (at.astimezone(zone) for at in (offer.start, offer.end, offer.deadline))
    for agent in agents:
        answer = offer.answer_of(agent)
        if agent == own:
            continue
        if answer is not None and answer.status is AnswerStatus.GIVEN:
            first, last = answer.start.astimezone(zone), answer.end.astimezone(zone)
            said = phrase("message.offer.given", first=first, last=last)
        elif answer is not None:
            said = phrase("message.offer.not_given", first=start, last=end)
        elif offer.kind is OfferKind.OVERTIME:
            said = phrase("message.offer.overtime", first=start, last=end, until=until)
        else:
            said = phrase("message.offer.time_off", first=start, last=end, until=until)
        tell(tx, site, [agent], said)


def tell_of_bids(
    tx: Connection, actor: str, site: str, asked: BidRound, agents: Collection[str]
) -> None:
    """Tell agents that they can bid, that a round was called off, or which line they get."""
    plan, week, own = asked.work_plan, asked.first_week, agent_of_user(tx, site, actor)
    until = asked.deadline.astimezone(site_zone(tx, site))
    for agent in agents:
        result = result_of(asked, agent)
        if result is not None:
            what = own_outcome_said(result, asked.decided_by)
            said = phrase("message.bids.result", plan=plan, week=week, result=what)
        elif asked.status is BidStatus.CALLED_OFF:
            said = phrase("message.bids.called_off", plan=plan, week=week)
        else:
            said = phrase("message.bids.opened", plan=plan, week=week, until=until)
        if agent != own:
            tell(tx, site, [agent], said)


def _said(status: TradeStatus, start: datetime) -> Phrase:
    return {
        TradeStatus.ACCEPTED: phrase("message.trade.accepted", start=start),
        TradeStatus.DONE: phrase("message.trade.done", start=start),
        TradeStatus.REFUSED: phrase("message.trade.refused", start=start),
        TradeStatus.WITHDRAWN: phrase("message.trade.withdrawn", start=start),
        TradeStatus.ENDED: phrase("message.trade.ended", start=start),
    }[status]
