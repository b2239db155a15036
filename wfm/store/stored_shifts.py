"""Shifts of stored schedules: rows, read and written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, select

from wfm.model import Activity, ActivityCategory, Shift
from wfm.store.tables import SHIFTS

ACTIVITIES: TypeAdapter[tuple[Activity, ...]] = TypeAdapter(tuple[Activity, ...])


def shifts_of(
    connection: Connection, schedule: int, agent_ids: Sequence[str] | None = None
) -> tuple[Shift, ...]:
    """Shifts of a schedule, ordered by agent and start."""
    query = select(SHIFTS).where(SHIFTS.c.schedule == schedule)
    if agent_ids is not None:
        query = query.where(SHIFTS.c.agent_id.in_(agent_ids))
    query = query.order_by(SHIFTS.c.agent_id, SHIFTS.c.start)
    return tuple(shift(row) for row in connection.execute(query))


def shift(row: Row[Any]) -> Shift:
    """Read a shift back from its row."""
    return Shift(
        id=f"{row.agent_id}/{row.date}/{row.ordinal}",
        agent_id=row.agent_id,
        date=row.date,
        activities=tuple(map(_activity, json.loads(row.activities))),
        locked=row.locked,
    )


def _activity(told: Mapping[str, Any]) -> Activity:
    """Read a part of a shift back that `shift_rows` wrote.

    Its moments are in Python's own UTC: those that pydantic makes take many times as long to
    compare, which all that judges a schedule does all the time.
    """
    return Activity(
        code=told["code"],
        category=ActivityCategory(told["category"]),
        start=datetime.fromisoformat(told["start"]),
        end=datetime.fromisoformat(told["end"]),
        paid=told.get("paid", True),
        queue=told.get("queue"),
    )


def shift_rows(schedule: int, site: str, shifts: Iterable[Shift]) -> list[dict[str, Any]]:
    """Rows of shifts; several of an agent on one date are numbered by their start."""
    rows: list[dict[str, Any]] = []
    ordinals: dict[tuple[str, date], int] = {}
    for item in sorted(shifts, key=lambda s: (s.agent_id, s.start)):
        day = (item.agent_id, item.date)
        ordinals[day] = ordinals.get(day, -1) + 1
        rows.append({
            "schedule": schedule, "site": site, "agent_id": item.agent_id, "date": item.date,
            "ordinal": ordinals[day], "start": item.start, "end": item.end,
            "activities": ACTIVITIES.dump_json(item.activities).decode(),
            "locked": item.locked, "in_force": False, "sequence": 0,
        })  # fmt: skip
    return rows


def plain(shifts: Sequence[Shift]) -> list[dict[str, Any]]:
    """Give shifts as JSON for the audit trail: when and what, activity by activity."""
    return [
        {
            "start": item.start.isoformat(),
            "end": item.end.isoformat(),
            "locked": item.locked,
            "activities": ACTIVITIES.dump_python(item.activities, mode="json"),
        }
        for item in shifts
    ]
