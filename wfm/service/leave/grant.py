"""What a decision makes of a request for leave: its status, and the absence that it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from wfm.model import LeaveDecision, TimeOff
from wfm.service.changed_days import put_in_force
from wfm.service.leave.absent_days import AbsentWeek, absent_days
from wfm.service.leave.judge import Judgement, LeaveDesk
from wfm.service.messages.telling import tell_of_leave
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.leave import LEAVE_REQUEST, LeaveRequest, LeaveStatus
from wfm.store.open_shifts import OPEN_SHIFT, OpenShift
from wfm.store.people import TIME_OFF_ENTRY
from wfm.words import Phrase
from wfm.words.documents import document

if TYPE_CHECKING:
    from wfm.scheduling import Finding


def with_status(
    request: LeaveRequest,
    status: LeaveStatus,
    moment: datetime,
    by: str | None,
    reasons: tuple[Phrase, ...],
) -> LeaveRequest:
    """Give a request as decided."""
    told = tuple(document(each) for each in reasons)
    return replace(request, status=status, decided_at=moment, decided_by=by, reasons=told)


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


def granted(
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
        with_status(stored.value, LeaveStatus.APPROVED, desk.moment, decided_by, accepted),
        time_off=key,
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
    open_taken(tx, actor, desk.key, found, desk.moment)


def open_taken(
    tx: Connection, actor: str, site: str, taken: Sequence[AbsentWeek], moment: datetime
) -> None:
    """Let others take the shifts that an absence has taken."""
    for info, days in taken:
        for day in days:
            opened = OpenShift(info.week, day.date, day.taken, day.agent_id, moment)
            OPEN_SHIFT.create(tx, actor, site, uuid4().hex, opened)
