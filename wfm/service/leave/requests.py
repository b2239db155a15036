"""Requests for leave: asked for, decided by the limits or a person, withdrawn, judged anew.

Who decides holds the site: of two requests for the last hour, one is judged after the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from wfm.model import LeaveDecision, Shift, TimeOff
from wfm.service.changed_days import put_in_force
from wfm.service.leave.absent_days import absent_days, fits_inside
from wfm.service.leave.give_back import give_back
from wfm.service.leave.judge import Judgement, LeaveDesk
from wfm.service.messages.telling import tell_of_leave
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError
from wfm.store.leave import LEAVE_REQUEST, OPEN, LeaveRequest, LeaveStatus, hold_site, requests_of
from wfm.store.open_shifts import OPEN_SHIFT, OpenShift
from wfm.store.people import TIME_OFF_ENTRY, own_time_off
from wfm.store.rosters import shifts_in_force
from wfm.store.schedules import ACTIVITIES
from wfm.words import Phrase, phrase
from wfm.words.documents import document

if TYPE_CHECKING:
    from wfm.scheduling import Finding

LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an agent asks for: [start, end), in UTC."""

    agent_id: str
    leave_type: str
    start: datetime
    end: datetime


def ask(tx: Connection, actor: str, site: str, wanted: Wanted) -> Stored[LeaveRequest]:
    """Ask for leave; what the type leaves to the limits is decided at once.

    Of a part of a day with a published shift, only the hours of that shift are taken.

    Raises
    ------
    NotFoundError
        If there is no such agent or type.
    ConflictError
        If it is over or too long, the agent is away or asks for leave then already, or it takes
        more than half of a published shift but not the whole day.
    """
    hold_site(tx, site)
    desk = LeaveDesk(tx, site, now())
    desk.agent(wanted.agent_id), desk.type(wanted.leave_type)
    _check_span(desk, wanted)
    wanted = _inside_shift(tx, desk, wanted)
    _check_free(tx, site, wanted)
    new = _new(wanted, actor, desk.moment)
    key = uuid4().hex
    stored = LEAVE_REQUEST.create(tx, actor, site, key, new)
    return _decided(tx, actor, desk, stored)


def tried(tx: Connection, site: str, wanted: Wanted) -> Judgement:
    """Judge what an agent might ask for; nothing is stored.

    Raises
    ------
    NotFoundError, ConflictError
        As `ask` does.
    """
    desk = LeaveDesk(tx, site, now())
    desk.agent(wanted.agent_id), desk.type(wanted.leave_type)
    _check_span(desk, wanted)
    wanted = _inside_shift(tx, desk, wanted)
    _check_free(tx, site, wanted)
    return desk.judge(_new(wanted, "", desk.moment))


def approve(
    tx: Connection, actor: str, site: str, key: str, version: int, *, accept: bool = False
) -> Stored[LeaveRequest]:
    """Approve a request; an account that falls short and broken rules only if that is accepted.

    Raises
    ------
    ConflictError
        If it is decided already, an allowance would be exceeded, or something is not accepted.
    StaleError
        If it was changed since `version`.
    """
    stored, desk = _to_decide(tx, site, key)
    found = desk.judge(stored.value)
    if found.exceeded:
        raise ConflictError(phrase("leave.refused.exceeded"), "decision", found.exceeded)
    if found.against and not accept:
        raise ConflictError(phrase("leave.refused.against"), "accept", found.against)
    return _granted(tx, actor, desk, stored, version, found, decided_by=actor)


def put_on_waitlist(
    tx: Connection, actor: str, site: str, key: str, version: int
) -> Stored[LeaveRequest]:
    """Let a request wait until time becomes free.

    Raises
    ------
    ConflictError, StaleError
        As `approve` does.
    """
    stored, desk = _to_decide(tx, site, key)
    reasons = desk.judge(stored.value).exceeded
    after = _with(stored.value, LeaveStatus.WAITLISTED, desk.moment, actor, reasons)
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
    stored, desk = _to_decide(tx, site, key)
    reasons = (phrase("leave.reason", reason=reason),)
    after = _with(stored.value, LeaveStatus.REFUSED, desk.moment, actor, reasons)
    return changed(tx, actor, site, key, version, after)


def withdraw(
    tx: Connection, actor: str, site: str, key: str, version: int | None = None
) -> Stored[LeaveRequest]:
    """Withdraw a request; approved leave that has not begun is given back, and the waitlist judged.

    Shifts of published weeks come back where nobody has taken them since.

    Raises
    ------
    ConflictError
        If it is over, was refused, or has begun.
    StaleError
        If it was changed since `version`.
    """
    hold_site(tx, site)
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
        give_back(tx, actor, site, absence.value, moment)
        judge_waitlist(tx, actor, site)
    return done


def judge_waitlist(tx: Connection, actor: str, site: str) -> list[Stored[LeaveRequest]]:
    """Judge waiting requests anew, first come first, and give those that became leave.

    Where the limits do not decide, a request that would fit goes to a person again. Leave whose
    time has come still waits: nobody gets it unasked.
    """
    hold_site(tx, site)
    desk, granted = LeaveDesk(tx, site, now()), []
    for stored in desk.open:
        request = stored.value
        if request.status is not LeaveStatus.WAITLISTED or request.start <= desk.moment:
            continue
        found = desk.judge(request)
        if found.exceeded:
            continue
        if found.against or desk.type(request.leave_type).decision is LeaveDecision.NEVER:
            after = _with(request, LeaveStatus.REQUESTED, desk.moment, None, found.against)
            changed(tx, actor, site, stored.key, stored.version, after)
        else:
            granted.append(_granted(tx, actor, desk, stored, stored.version, found))
            desk = LeaveDesk(tx, site, desk.moment)
    return granted


def ended_with(tx: Connection, actor: str, site: str, time_off: str) -> None:
    """Let a request end whose absence a planner withdrew, and judge the waitlist."""
    hold_site(tx, site)
    absence = TIME_OFF_ENTRY.get(tx, site, time_off)
    if not absence.active:
        for stored in requests_of(tx, site, absence.value.agent_id):
            if stored.value.time_off == time_off and stored.value.status is LeaveStatus.APPROVED:
                after = _with(stored.value, LeaveStatus.WITHDRAWN, now(), actor, ())
                changed(tx, actor, site, stored.key, stored.version, after)
    judge_waitlist(tx, actor, site)


def _new(wanted: Wanted, actor: str, moment: datetime) -> LeaveRequest:
    return LeaveRequest(
        wanted.agent_id, wanted.leave_type, wanted.start, wanted.end, LeaveStatus.REQUESTED,
        moment, actor,
    )  # fmt: skip


def _with(
    request: LeaveRequest,
    status: LeaveStatus,
    moment: datetime,
    by: str | None,
    reasons: tuple[Phrase, ...],
) -> LeaveRequest:
    told = tuple(document(each) for each in reasons)
    return replace(request, status=status, decided_at=moment, decided_by=by, reasons=told)


def _to_decide(tx: Connection, site: str, key: str) -> tuple[Stored[LeaveRequest], LeaveDesk]:
    hold_site(tx, site)
    stored = LEAVE_REQUEST.get(tx, site, key)
    if stored.value.status not in OPEN:
        raise ConflictError(phrase("leave.refused.decided", status=stored.value.status), "status")
    return stored, LeaveDesk(tx, site, now())


def _decided(
    tx: Connection, actor: str, desk: LeaveDesk, stored: Stored[LeaveRequest]
) -> Stored[LeaveRequest]:
    """Decide by the limits, where the type leaves it to them."""
    decision = desk.type(stored.value.leave_type).decision
    if decision is LeaveDecision.NEVER:
        return stored
    found = desk.judge(stored.value)
    if decision is LeaveDecision.ALWAYS or not found.against:
        return _granted(tx, actor, desk, stored, stored.version, found)
    why: tuple[Phrase, ...]
    if found.short is not None:
        status, why = LeaveStatus.REFUSED, (found.short,)
    elif found.exceeded:
        status, why = LeaveStatus.WAITLISTED, found.exceeded
    else:
        status, why = LeaveStatus.REQUESTED, found.against
    after = _with(stored.value, status, desk.moment, None, why)
    return changed(tx, actor, desk.key, stored.key, stored.version, after)


def _granted(
    tx: Connection,
    actor: str,
    desk: LeaveDesk,
    stored: Stored[LeaveRequest],
    version: int,
    found: Judgement,
    decided_by: str | None = None,
) -> Stored[LeaveRequest]:
    """Make a request an absence, and let it take its shifts of the published weeks."""
    absence, key = desk.absence(stored.value), uuid4().hex
    accepted = () if desk.type(absence.kind).decision is LeaveDecision.ALWAYS else found.against
    after = replace(
        _with(stored.value, LeaveStatus.APPROVED, desk.moment, decided_by, accepted), time_off=key
    )
    done = changed(tx, actor, desk.key, stored.key, version, after)
    TIME_OFF_ENTRY.create(tx, actor, desk.key, key, absence)
    _take_shifts(tx, actor, desk, absence, found.broken)
    return done


def _take_shifts(
    tx: Connection, actor: str, desk: LeaveDesk, absence: TimeOff, broken: tuple[Finding, ...]
) -> None:
    """Publish the weeks in which the absence takes shifts; these are open from now on."""
    found = absent_days(tx, desk.key, desk.site, absence, desk.moment, hold=True)
    weeks = [(info, {day.day: day.after for day in days}) for info, days in found]
    put_in_force(tx, actor, weeks, note="absence", accepted=broken)
    for info, days in found:
        for day in days:
            opened = OpenShift(info.week, day.date, day.taken, day.agent_id, desk.moment)
            OPEN_SHIFT.create(tx, actor, desk.key, uuid4().hex, opened)


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


def changed(
    tx: Connection, actor: str, site: str, key: str, version: int, after: LeaveRequest
) -> Stored[LeaveRequest]:
    """Store what became of a request, and tell whose it is.

    Raises
    ------
    StaleError
        If it was changed since `version`.
    """
    tell_of_leave(tx, actor, site, after)
    return LEAVE_REQUEST.change(tx, actor, site, key, version, after)
