"""Places that were given and come back: offered anew as long as the deadline lasts.

Time off comes back as its absence ends or moves, overtime as a publication takes its hours from the
agent. Those who may are told anew by the worker, which judges them first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from wfm.model import ActivityCategory, Shift
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.offers import (
    HOURS_OFFER,
    AnswerStatus,
    HoursOffer,
    OfferAnswer,
    OfferKind,
    OfferStatus,
    offers,
)
from wfm.store.people import TIME_OFF_ENTRY
from wfm.store.publishing import notices_of
from wfm.store.schedules import ScheduleInfo, schedules_of
from wfm.store.stored_shifts import shifts_of


def returned_with(tx: Connection, actor: str, site: str, time_off: str) -> None:
    """Let time off count as given back whose absence was ended, or is at another time now."""
    entry = TIME_OFF_ENTRY.get(tx, site, time_off)
    for stored in offers(tx, site):
        for answer in _given(stored.value):
            there = entry.value.start < answer.end and answer.start < entry.value.end
            if answer.time_off == time_off and not (entry.active and there):
                _come_back(tx, actor, site, stored, [answer.agent_id])


def returned_by(tx: Connection, actor: str, info: ScheduleInfo) -> None:
    """Let overtime count as given back whose hours a planner's publication took from their agents.

    Where others work them from then on, its place is still taken.
    """
    agents = sorted({notice.agent_id for notice in notices_of(tx, info.id)})
    asked = [
        stored
        for stored in offers(tx, info.site)
        if stored.value.kind is OfferKind.OVERTIME and stored.value.start > now()
        if any(answer.agent_id in agents for answer in _given(stored.value))
    ]
    others = schedules_of(tx, info.site, info.week, only_published=True) if asked else []
    former = [other for other in others if other.id != info.id and other.superseded_at is not None]
    if not former:
        return
    last = max(former, key=lambda other: (other.superseded_at or now(), other.number))
    before, after = (shifts_of(tx, schedule.id, agents) for schedule in (last, info))
    for stored in asked:
        lost = [
            own.agent_id
            for own in _given(stored.value)
            if _works(before, own.agent_id, own) and not _works(after, own.agent_id, own)
        ]
        gained = [
            agent
            for agent in agents
            if not _works(before, agent, stored.value) and _works(after, agent, stored.value)
        ]
        if lost[len(gained) :]:
            _come_back(tx, actor, info.site, stored, lost[len(gained) :])


def _given(offer: HoursOffer) -> Iterator[OfferAnswer]:
    return (answer for answer in offer.answers if answer.status is AnswerStatus.GIVEN)


def _works(shifts: Iterable[Shift], agent: str, hours: OfferAnswer | HoursOffer) -> bool:
    return any(
        part.start < hours.end and hours.start < part.end
        for shift in shifts
        if shift.agent_id == agent
        for part in shift.activities
        if part.category is not ActivityCategory.TIME_OFF
    )


def _come_back(
    tx: Connection, actor: str, site: str, stored: Stored[HoursOffer], agents: Collection[str]
) -> None:
    answers = tuple(
        replace(one, status=AnswerStatus.RETURNED)
        if one.agent_id in agents and one.status is AnswerStatus.GIVEN
        else one
        for one in stored.value.answers
    )
    after = replace(stored.value, answers=answers)
    if after.status is OfferStatus.FULL and after.deadline > now():
        after = replace(after, status=OfferStatus.OPEN, anew=True)
    HOURS_OFFER.change(tx, actor, site, stored.key, stored.version, after)
