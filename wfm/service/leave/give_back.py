"""Shifts that leave had taken, given back where nobody has taken them since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from wfm.model import Activity, Shift, TimeOff
from wfm.planning.preserved_shifts import AgentDay
from wfm.service.changed_days import in_force, newly_broken, put_in_force
from wfm.service.leave.absent_days import OFF
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.open_shifts import OPEN_SHIFT, OpenShift, OpenStatus, open_shifts
from wfm.store.schedules import agent_day


def give_back(tx: Connection, actor: str, site: str, absence: TimeOff, moment: datetime) -> None:
    """Put the open shifts that an absence had taken back into the published weeks."""
    mine: dict[date, list[Stored[OpenShift]]] = defaultdict(list)
    for stored in open_shifts(tx, site, moment):
        value = stored.value
        if value.of_agent == absence.agent_id and _overlaps(value, absence):
            mine[value.week].append(stored)
    for week, found in sorted(mine.items()):
        info = in_force(tx, site, week)
        if info is None:
            continue
        days: dict[AgentDay, Sequence[Shift]] = {}
        for stored in found:
            value = stored.value
            own = agent_day(tx, info.id, absence.agent_id, value.date).shifts
            restored = _restored(own, value, absence.agent_id)
            if restored is not None:
                days[absence.agent_id, value.date] = restored
                closed = replace(value, status=OpenStatus.CLOSED)
                OPEN_SHIFT.change(tx, actor, site, stored.key, stored.version, closed)
        if days:
            weeks = [(info, days)]
            broken = newly_broken(tx, site, weeks)
            put_in_force(tx, actor, weeks, note="absence withdrawn", accepted=broken)


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
