"""Requests for leave: asked for, decided by the limits or a person, withdrawn.

What is decided is judged first, on a view of the site (`to_ask`, `to_decide`, `to_withdraw`), while
others write. Whoever then writes holds the site, and finds it as it was judged or begins anew: of
two requests for the last hour, one is judged after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from wfm.model import LeaveDecision, Shift, TimeOff
from wfm.model.absent_parts import fits_inside
from wfm.service.leave.give_back import GivenBack, give_back, to_give_back
from wfm.service.leave.grant import changed, granted, with_status
from wfm.service.leave.judge import Judgement, LeaveDesk
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError
from wfm.store.leave import (
    LEAVE_REQUEST,
    OPEN,
    LeaveRequest,
    LeaveStatus,
    Standing,
    hold_as_judged,
    hold_site,
    requests_of,
    standing,
)
from wfm.store.people import TIME_OFF_ENTRY, own_time_off
from wfm.store.rosters import shifts_in_force
from wfm.store.stored_shifts import ACTIVITIES
from wfm.words import Phrase, phrase

LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an agent asks for: [start, end), in UTC."""

    agent_id: str
    leave_type: str
    start: datetime
    end: datetime


def to_ask(tx: Connection, site: str, wanted: Wanted) -> LeaveDesk:
    """Judge what is asked for, unless its type leaves it to a person anyway; nothing is stored.

    Raises
    ------
    NotFoundError, ConflictError
        As `ask` does.
    """
    desk = LeaveDesk(tx, site, now())
    request = _request(tx, desk, wanted, "")
    if desk.type(wanted.leave_type).decision is not LeaveDecision.NEVER:
        desk.judge(request)
    return desk


def ask(
    tx: Connection, actor: str, site: str, wanted: Wanted, ready: LeaveDesk | None = None
) -> Stored[LeaveRequest]:
    """Ask for leave; what the type leaves to the limits is decided at once.

    Of a part of a day with a published shift, only the hours of that shift are taken.

    Raises
    ------
    NotFoundError
        If there is no such agent or type.
    ConflictError
        If it is over or too long, the agent is away or asks for leave then already, or it takes
        more than half of a published shift but not the whole day.
    OutdatedError
        If the site has changed since it was made `ready`.
    """
    desk = _desk(tx, site, ready)
    new = _request(tx, desk, wanted, actor)
    stored = LEAVE_REQUEST.create(tx, actor, site, uuid4().hex, new)
    return _decided(tx, actor, desk, stored)


def tried(tx: Connection, site: str, wanted: Wanted) -> Judgement:
    """Judge what an agent might ask for; nothing is stored.

    Raises
    ------
    NotFoundError, ConflictError
        As `ask` does.
    """
    desk = LeaveDesk(tx, site, now())
    return desk.judge(_request(tx, desk, wanted, ""))


def to_decide(tx: Connection, site: str, key: str) -> LeaveDesk:
    """Judge a request that a person decides; nothing is stored.

    Raises
    ------
    ConflictError
        If it is decided already.
    """
    desk = LeaveDesk(tx, site, now())
    desk.judge(_open(tx, site, key).value)
    return desk


def approve(
    tx: Connection,
    actor: str,
    site: str,
    key: str,
    version: int,
    *,
    accept: bool = False,
    ready: LeaveDesk | None = None,
) -> Stored[LeaveRequest]:
    """Approve a request; an account that falls short and broken rules only if that is accepted.

    Raises
    ------
    ConflictError
        If it is decided already, an allowance would be exceeded, or something is not accepted.
    StaleError
        If it was changed since `version`.
    OutdatedError
        If the site has changed since it was made `ready`.
    """
    desk, stored = _desk(tx, site, ready), _open(tx, site, key)
    found = desk.judge(stored.value)
    if found.exceeded:
        raise ConflictError(phrase("leave.refused.exceeded"), "decision", found.exceeded)
    if found.against and not accept:
        raise ConflictError(phrase("leave.refused.against"), "accept", found.against)
    return granted(tx, actor, desk, stored, version, found, decided_by=actor)


def put_on_waitlist(
    tx: Connection,
    actor: str,
    site: str,
    key: str,
    version: int,
    ready: LeaveDesk | None = None,
) -> Stored[LeaveRequest]:
    """Let a request wait until time becomes free.

    Raises
    ------
    ConflictError, StaleError, OutdatedError
        As `approve` does.
    """
    desk, stored = _desk(tx, site, ready), _open(tx, site, key)
    reasons = desk.judge(stored.value).exceeded
    after = with_status(stored.value, LeaveStatus.WAITLISTED, desk.moment, actor, reasons)
    return changed(tx, actor, site, key, version, after)


def refuse(
    tx: Connection, actor: str, site: str, key: str, version: int, reason: str
) -> Stored[LeaveRequest]:
    """Refuse a request, with the reason.

    Raises
    ------
    ConflictError, StaleError
        As `approve` does.
    """
    hold_site(tx, site)
    stored, reasons = _open(tx, site, key), (phrase("leave.reason", reason=reason),)
    after = with_status(stored.value, LeaveStatus.REFUSED, now(), actor, reasons)
    return changed(tx, actor, site, key, version, after)


@dataclass(frozen=True, slots=True)
class ToWithdraw:
    """What a withdrawal gives back, as it was judged."""

    standing: Standing
    given_back: Sequence[GivenBack]


def to_withdraw(tx: Connection, site: str, key: str) -> ToWithdraw:
    """Judge the shifts that a withdrawal gives back; nothing is stored."""
    seen, request = standing(tx, site), LEAVE_REQUEST.get(tx, site, key).value
    if request.time_off is None or request.status is not LeaveStatus.APPROVED:
        return ToWithdraw(seen, ())
    absence = TIME_OFF_ENTRY.get(tx, site, request.time_off).value
    return ToWithdraw(seen, to_give_back(tx, site, absence, now()))


def withdraw(
    tx: Connection,
    actor: str,
    site: str,
    key: str,
    version: int | None = None,
    ready: ToWithdraw | None = None,
) -> Stored[LeaveRequest]:
    """Withdraw a request; approved leave that has not begun is given back.

    Shifts of published weeks come back where nobody has taken them since. Afterwards the waitlist
    is to be judged (`wfm.service.leave.waitlist`).

    Raises
    ------
    ConflictError
        If it is over, was refused, or has begun.
    StaleError
        If it was changed since `version`.
    OutdatedError
        If the site has changed since it was made `ready`.
    """
    hold_site(tx, site)
    prepared = ready or to_withdraw(tx, site, key)
    hold_as_judged(tx, site, prepared.standing)
    stored, moment = LEAVE_REQUEST.get(tx, site, key), now()
    request = stored.value
    if request.status not in (*OPEN, LeaveStatus.APPROVED):
        raise ConflictError(phrase("leave.refused.decided", status=request.status), "status")
    if request.status is LeaveStatus.APPROVED and request.start <= moment:
        raise ConflictError(phrase("leave.refused.begun"), "status")
    after = replace(request, status=LeaveStatus.WITHDRAWN, decided_at=moment, decided_by=actor)
    at = stored.version if version is None else version
    done = changed(tx, actor, site, key, at, after)
    if request.time_off is not None:
        absence = TIME_OFF_ENTRY.get(tx, site, request.time_off)
        TIME_OFF_ENTRY.change(
            tx, actor, site, absence.key, absence.version, absence.value, active=False
        )
        give_back(tx, actor, site, prepared.given_back)
    return done


def _desk(tx: Connection, site: str, ready: LeaveDesk | None) -> LeaveDesk:
    """Hold the site as it was judged; what was not is judged now."""
    if ready is None:
        hold_site(tx, site)
        return LeaveDesk(tx, site, now())
    hold_as_judged(tx, site, ready.standing)
    return ready


def _request(tx: Connection, desk: LeaveDesk, wanted: Wanted, actor: str) -> LeaveRequest:
    """Give what is asked for as a request, if it can be asked for."""
    desk.agent(wanted.agent_id), desk.type(wanted.leave_type)
    _check_span(desk, wanted)
    wanted = _inside_shift(tx, desk, wanted)
    _check_free(tx, desk.key, wanted)
    return LeaveRequest(
        wanted.agent_id, wanted.leave_type, wanted.start, wanted.end, LeaveStatus.REQUESTED,
        desk.moment, actor,
    )  # fmt: skip


def _open(tx: Connection, site: str, key: str) -> Stored[LeaveRequest]:
    stored = LEAVE_REQUEST.get(tx, site, key)
    if stored.value.status not in OPEN:
        raise ConflictError(phrase("leave.refused.decided", status=stored.value.status), "status")
    return stored


def _decided(
    tx: Connection, actor: str, desk: LeaveDesk, stored: Stored[LeaveRequest]
) -> Stored[LeaveRequest]:
    """Decide by the limits, where the type leaves it to them."""
    decision = desk.type(stored.value.leave_type).decision
    if decision is LeaveDecision.NEVER:
        return stored
    found = desk.judge(stored.value)
    if decision is LeaveDecision.ALWAYS or not found.against:
        return granted(tx, actor, desk, stored, stored.version, found)
    why: tuple[Phrase, ...]
    if found.short is not None:
        status, why = LeaveStatus.REFUSED, (found.short,)
    elif found.exceeded:
        status, why = LeaveStatus.WAITLISTED, found.exceeded
    else:
        status, why = LeaveStatus.REQUESTED, found.against
    after = with_status(stored.value, status, desk.moment, None, why)
    return changed(tx, actor, desk.key, stored.key, stored.version, after)


def _check_span(desk: LeaveDesk, wanted: Wanted) -> None:
    if wanted.end <= wanted.start:
        raise ConflictError(phrase("leave.refused.backwards"), "end")
    if wanted.end - wanted.start > LONGEST:
        raise ConflictError(phrase("leave.refused.long"), "end")
    today = desk.calendar.midnight(desk.today)
    if wanted.start < today:
        raise ConflictError(phrase("leave.refused.past"), "start")


def _check_free(tx: Connection, site: str, wanted: Wanted) -> None:
    absences = [(entry.start, entry.end) for entry in own_time_off(tx, site, wanted.agent_id)]
    mine = requests_of(tx, site, wanted.agent_id)
    asked = [(one.value.start, one.value.end) for one in mine if one.value.status in OPEN]
    for spans, what in ((absences, phrase("leave.refused.away")),
                        (asked, phrase("leave.refused.asked"))):  # fmt: skip
        if any(start < wanted.end and wanted.start < end for start, end in spans):
            raise ConflictError(what, "start")


def _inside_shift(tx: Connection, desk: LeaveDesk, wanted: Wanted) -> Wanted:
    """Take only the hours of the published shift, where a part of one day is asked for."""
    zone = desk.calendar.zone
    day = wanted.start.astimezone(zone).date()
    begin, end = desk.calendar.midnight(day), desk.calendar.midnight(day + timedelta(days=1))
    if wanted.end > end or (wanted.start, wanted.end) == (begin, end):
        return wanted
    for row in shifts_in_force(tx, desk.key, wanted.agent_id, wanted.start, wanted.end):
        parts = ACTIVITIES.validate_json(row.activities)
        inside = replace(wanted, start=max(wanted.start, row.start), end=min(wanted.end, row.end))
        absence = TimeOff(inside.agent_id, inside.start, inside.end, inside.leave_type)
        if not fits_inside(Shift("", wanted.agent_id, row.date, parts), absence):
            raise ConflictError(phrase("leave.refused.half"), "end")
        return inside
    return wanted
