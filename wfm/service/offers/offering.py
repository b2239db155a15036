"""Offers of hours: made and told, answered with one tap, given and in force, ended.

What is judged is judged first, on a view of the site (`OfferDesk`), while others write; the site is
then as it was judged, or it is judged anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import uuid4

from wfm.errors import InputError, InputProblem
from wfm.service.changed_days import by_week, put_in_force
from wfm.service.messages.telling import tell_of_offer
from wfm.service.offers.desk import JudgedPart, OfferDesk
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError
from wfm.store.leave import hold_site
from wfm.store.offers import (
    HOURS_OFFER,
    AnswerStatus,
    Award,
    HoursOffer,
    OfferAnswer,
    OfferStatus,
)
from wfm.store.open_shifts import OPEN_SHIFT, OpenShift, OpenStatus
from wfm.store.people import TIME_OFF_ENTRY
from wfm.words import phrase

LONGEST: Final = timedelta(hours=24)


def to_offer(tx: Connection, site: str, offer: HoursOffer) -> tuple[OfferDesk, list[str]]:
    """Check an offer and find who may take it; nothing is stored.

    Raises
    ------
    InputError
        For what of it cannot be, all at once.
    ConflictError
        If its week is not published, or nobody may take it.
    """
    desk = OfferDesk(tx, site)
    problems = list(_problems(desk, offer))
    if problems:
        raise InputError(problems)
    found = desk.who_may(offer)
    if not found:
        raise ConflictError(phrase("offer.refused.nobody"), "start")
    return desk, found


def offer_hours(
    tx: Connection, actor: str, site: str, offer: HoursOffer, found: tuple[OfferDesk, list[str]]
) -> Stored[HoursOffer]:
    """Offer hours, and tell those who may take them.

    Raises
    ------
    OutdatedError
        If the site has changed since it was judged.
    """
    desk, agents = found
    desk.hold(tx)
    tell_of_offer(tx, actor, site, offer, agents)
    return HOURS_OFFER.create(tx, actor, site, uuid4().hex, offer)


def _problems(desk: OfferDesk, offer: HoursOffer) -> Iterator[InputProblem]:
    if not offer.start < offer.end <= offer.start + LONGEST:
        yield InputProblem(phrase("offer.span"), phrase("do.offer_span"), field="end")
    if offer.start <= desk.moment:
        yield InputProblem(phrase("offer.begun"), phrase("do.offer_later"), field="start")
    if not desk.moment < offer.deadline <= offer.start:
        yield InputProblem(phrase("offer.deadline"), phrase("do.offer_deadline"), field="deadline")
    if offer.queue is not None and offer.queue not in {q.name for q in desk.site.queues}:
        what = phrase("offer.no_queue", name=offer.queue)
        yield InputProblem(what, phrase("do.offer_queue"), field="queue")


def to_accept(tx: Connection, site: str, key: str, agent_id: str) -> OfferDesk:
    """Judge an agent's yes to an offer; nothing is stored, and `accept` tells what refuses it."""
    desk = OfferDesk(tx, site)
    stored, agent = desk.open_offer(key, agent_id)
    desk.judge(stored.value, agent)
    return desk


def accept(
    tx: Connection, actor: str, site: str, key: str, agent_id: str, desk: OfferDesk
) -> Stored[HoursOffer]:
    """Take what is offered: at once where who is first gets it, else at the deadline.

    Raises
    ------
    NotFoundError
        If nothing of that key is offered to the agent.
    ConflictError
        If it is over or full, was answered already, or a rule refuses it: each with day and person.
    OutdatedError
        If the site has changed since it was judged.
    """
    desk.hold(tx)
    stored, agent = desk.open_offer(key, agent_id)
    offer = stored.value
    said = offer.answer_of(agent_id)
    if said is not None and said.status is not AnswerStatus.RETURNED:
        raise ConflictError(phrase("offer.refused.answered"), "status")
    found = desk.judge(offer, agent)
    if found.against:
        told = [finding.in_full for finding in found.against]
        raise ConflictError(phrase("offer.refused.rules"), "rules", told)
    if offer.award is Award.FIRST:
        return give(tx, actor, desk, stored, agent_id, found)
    answer = OfferAnswer(
        agent_id, desk.moment, AnswerStatus.WAITING, found.part.start, found.part.end
    )
    return HOURS_OFFER.change(tx, actor, site, key, stored.version, offer.answered(answer))


def give(
    tx: Connection,
    actor: str,
    desk: OfferDesk,
    stored: Stored[HoursOffer],
    agent_id: str,
    found: JudgedPart,
) -> Stored[HoursOffer]:
    """Give an agent a place, in force as the next version."""
    part = found.part
    asked = stored.value.answer_of(agent_id)
    at = desk.moment if asked is None else asked.at
    absence = None if part.absence is None else uuid4().hex
    answer = OfferAnswer(agent_id, at, AnswerStatus.GIVEN, part.start, part.end, absence)
    after = stored.value.answered(answer)
    tell_of_offer(tx, actor, desk.key, after, [agent_id])
    done = HOURS_OFFER.change(tx, actor, desk.key, stored.key, stored.version, after)
    weeks = by_week(tx, desk.key, desk.site.week_start, part.days, hold=True)
    if part.absence is not None and absence is not None:
        TIME_OFF_ENTRY.create(tx, actor, desk.key, absence, part.absence)
    if part.taken is not None:
        [(info, _)] = weeks
        held = OpenShift(
            info.week, part.taken.date, part.taken.activities, agent_id, at, OpenStatus.HELD
        )
        OPEN_SHIFT.create(tx, actor, desk.key, uuid4().hex, held)
    put_in_force(tx, actor, weeks, note=str(after.kind), accepted=found.broken)
    return done


def step_back(tx: Connection, actor: str, site: str, key: str, agent_id: str) -> Stored[HoursOffer]:
    """Take one's yes back while the deadline has not decided.

    Raises
    ------
    ConflictError
        If the agent has not said yes to it, or it is decided.
    """
    hold_site(tx, site)
    stored = HOURS_OFFER.get(tx, site, key)
    answer = stored.value.answer_of(agent_id)
    if answer is None:
        raise ConflictError(phrase("offer.refused.unanswered"), "status")
    if answer.status is not AnswerStatus.WAITING:
        raise ConflictError(phrase("offer.refused.decided"), "status")
    kept = tuple(one for one in stored.value.answers if one is not answer)
    after = replace(stored.value, answers=kept)
    return HOURS_OFFER.change(tx, actor, site, key, stored.version, after)


def end_offer(tx: Connection, actor: str, site: str, key: str, version: int) -> Stored[HoursOffer]:
    """End an offer before its deadline; what was given stays so.

    Raises
    ------
    ConflictError
        If it is over.
    StaleError
        If it was changed since `version`.
    """
    hold_site(tx, site)
    stored = HOURS_OFFER.get(tx, site, key)
    if stored.value.status is OfferStatus.ENDED:
        raise ConflictError(phrase("offer.refused.late"), "status")
    return ended(tx, actor, site, stored, version)


def ended(
    tx: Connection, actor: str, site: str, stored: Stored[HoursOffer], version: int
) -> Stored[HoursOffer]:
    """Store that an offer is over, and tell those who waited that they did not get it."""
    waited = [o.agent_id for o in stored.value.answers if o.status is AnswerStatus.WAITING]
    answers = tuple(
        replace(one, status=AnswerStatus.NOT_GIVEN) if one.agent_id in waited else one
        for one in stored.value.answers
    )
    after = replace(stored.value, status=OfferStatus.ENDED, answers=answers)
    tell_of_offer(tx, actor, site, after, waited)
    return HOURS_OFFER.change(tx, actor, site, stored.key, version, after)
