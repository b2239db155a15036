"""Shifts that leave had taken, given back where nobody has taken them since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from wfm.model import Activity, Shift, TimeOff
from wfm.model.absent_parts import OFF
from wfm.planning.preserved_shifts import AgentDay
from wfm.service.changed_days import DayShifts, newly_broken, put_in_force, without_once
from wfm.store.database import Connection
from wfm.store.edited_days import agent_day
from wfm.store.entities import Stored
from wfm.store.open_shifts import OPEN_SHIFT, OpenShift, OpenStatus, open_shifts
from wfm.store.people import own_time_off
from wfm.store.schedules import ScheduleInfo, lock_week, published

if TYPE_CHECKING:
    from wfm.scheduling import Finding


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What a week in force gets back: days with their shifts, that are open no more."""

    info: ScheduleInfo
    days: DayShifts
    closed: Sequence[Stored[OpenShift]]
    broken: Sequence[Finding]
    """Hard rules that this breaks."""


def to_give_back(tx: Connection, site: str, absence: TimeOff, moment: datetime) -> list[GivenBack]:
    """Find the open shifts that an absence had taken, and judge their return without it.

    What another absence of the agent takes as well stays open.
    """
    found, mine = list[GivenBack](), _open_of(tx, site, absence, moment)
    for week, opened in sorted(mine.items()):
        info = published(tx, site, week)
        if info is None:
            continue
        days, closed = dict[AgentDay, Sequence[Shift]](), list[Stored[OpenShift]]()
        for stored in opened:
            value = stored.value
            own = agent_day(tx, info.id, absence.agent_id, value.date).shifts
            restored = _restored(own, value, absence.agent_id)
            if restored is not None:
                days[absence.agent_id, value.date] = restored
                closed.append(stored)
        if days:
            broken = newly_broken(tx, site, [(info, days)], without=[absence])
            found.append(GivenBack(info, days, closed, broken))
    return found


def give_back(tx: Connection, actor: str, site: str, found: Sequence[GivenBack]) -> None:
    """Put the open shifts that an absence had taken back into the published weeks."""
    close_given_back(tx, actor, site, found)
    for week in found:
        lock_week(tx, site, week.info.week)
        note, weeks = "absence withdrawn", [(week.info, week.days)]
        put_in_force(tx, actor, weeks, note=note, accepted=week.broken)


def close_given_back(tx: Connection, actor: str, site: str, found: Sequence[GivenBack]) -> None:
    """Let nobody take any more what is given back."""
    for week in found:
        for stored in week.closed:
            closed = replace(stored.value, status=OpenStatus.CLOSED)
            OPEN_SHIFT.change(tx, actor, site, stored.key, stored.version, closed)


def _open_of(
    tx: Connection, site: str, absence: TimeOff, moment: datetime
) -> dict[date, list[Stored[OpenShift]]]:
    mine: dict[date, list[Stored[OpenShift]]] = defaultdict(list)
    others = without_once(own_time_off(tx, site, absence.agent_id), [absence])
    statuses = (OpenStatus.OPEN, OpenStatus.HELD)
    for stored in open_shifts(tx, site, moment, statuses, running=True):
        value = stored.value
        returns = _overlaps(value, absence) and not any(_overlaps(value, one) for one in others)
        if value.of_agent == absence.agent_id and returns:
            mine[value.week].append(stored)
    return mine


def _overlaps(value: OpenShift, absence: TimeOff) -> bool:
    return value.start < absence.end and absence.start < value.end


def _restored(own: Sequence[Shift], value: OpenShift, agent_id: str) -> tuple[Shift, ...] | None:
    """Give the day with what was taken; None where the agent has been given something else."""
    if not own:
        return (Shift("", agent_id, value.date, value.activities),)
    for shift in own:
        away = [
            part
            for part in shift.activities
            if part.code == OFF and (part.start, part.end) == (value.start, value.end)
        ]
        if away:
            kept = [part for part in shift.activities if part not in away]
            parts = sorted([*kept, *value.activities], key=lambda part: part.start)
            whole = replace(shift, activities=_joined(parts))
            return tuple(whole if each is shift else each for each in own)
    return None


def _joined(parts: Sequence[Activity]) -> tuple[Activity, ...]:
    """Join parts of one activity that were cut apart."""
    found: list[Activity] = []
    for part in parts:
        last = found[-1] if found else None
        if last is not None and replace(last, start=part.start, end=part.end) == part:
            found[-1] = replace(last, end=part.end)
        else:
            found.append(part)
    return tuple(found)
