"""Requests for leave that wait: judged anew whenever time has become free, first come first."""

from __future__ import annotations

from wfm.model import LeaveDecision
from wfm.service.leave.grant import changed, granted, with_status
from wfm.service.leave.judge import Judgement, LeaveDesk
from wfm.store.columns import now
from wfm.store.database import Connection, Database
from wfm.store.entities import Stored
from wfm.store.leave import (
    LEAVE_REQUEST,
    LeaveRequest,
    LeaveStatus,
    hold_as_judged,
    hold_site,
    requests_of,
)
from wfm.store.people import TIME_OFF_ENTRY
from wfm.store.work_out import work_out


def judge_waitlist(database: Database, actor: str, site: str) -> None:
    """Let each waiting request that fits by now become leave, one transaction each.

    Where the limits do not decide, a request that would fit goes to a person again. Leave whose
    time has come still waits: nobody gets it unasked.

    Raises
    ------
    DatabaseBusyError
        If others change the site time and again; what waits then is judged with the next change.
    """

    def write(tx: Connection, found: _Next | None) -> bool:
        if found is not None:
            _move(tx, actor, *found)
        return found is not None

    while work_out(database, lambda tx: _next(tx, site), write, turn=site):
        pass


def ended_with(tx: Connection, actor: str, site: str, time_off: str) -> None:
    """Let a request end whose absence a planner withdrew, and said so; the waitlist is due then."""
    hold_site(tx, site)
    absence = TIME_OFF_ENTRY.get(tx, site, time_off)
    if not absence.active:
        for stored in requests_of(tx, site, absence.value.agent_id):
            if stored.value.time_off == time_off and stored.value.status is LeaveStatus.APPROVED:
                after = with_status(stored.value, LeaveStatus.WITHDRAWN, now(), actor, ())
                LEAVE_REQUEST.change(tx, actor, site, stored.key, stored.version, after)


_Next = tuple[LeaveDesk, Stored[LeaveRequest], Judgement]


def _next(tx: Connection, site: str) -> _Next | None:
    """Find the first waiting request that no allowance keeps waiting."""
    desk = LeaveDesk(tx, site, now())
    for stored in desk.open:
        request = stored.value
        if request.status is LeaveStatus.WAITLISTED and request.start > desk.moment:
            found = desk.judge(request)
            if not found.exceeded:
                return desk, stored, found
    return None


def _move(
    tx: Connection, actor: str, desk: LeaveDesk, stored: Stored[LeaveRequest], found: Judgement
) -> None:
    hold_as_judged(tx, desk.key, desk.standing)
    request = stored.value
    if found.against or desk.type(request.leave_type).decision is LeaveDecision.NEVER:
        after = with_status(request, LeaveStatus.REQUESTED, desk.moment, None, found.against)
        changed(tx, actor, desk.key, stored.key, stored.version, after)
    else:
        granted(tx, actor, desk, stored, stored.version, found)
