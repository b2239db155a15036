"""What a schedule was before its days were changed, read back from the audit trail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from wfm.model import Shift
from wfm.store.schedules import ACTIVITIES, ScheduleInfo, shifts_of
from wfm.store.tables import AUDIT

EDIT, UNDO, REDO = "edit", "undo", "redo"
"""Words of the trail for one agent's day that a person changed."""


@dataclass(frozen=True, slots=True)
class Step:
    """An agent's day that somebody edited, as it was and as it then was."""

    agent_id: str
    date: date
    before: tuple[Shift, ...]
    after: tuple[Shift, ...]


def steps_of(
    connection: Connection, info: ScheduleInfo, actor: str
) -> tuple[list[Step], list[Step]]:
    """List what somebody can undo and redo in a draft, the next one last."""
    done: list[Step] = []
    undone: list[Step] = []
    place = f"{info.week}/{info.number}/"
    query = (
        select(AUDIT.c.action, AUDIT.c.key, AUDIT.c.before, AUDIT.c.after)
        .where(
            AUDIT.c.site == info.site, AUDIT.c.entity == "day", AUDIT.c.actor == actor,
            AUDIT.c.key.startswith(place, autoescape=True),
            AUDIT.c.action.in_((EDIT, UNDO, REDO)),
        )
        .order_by(AUDIT.c.id)
    )  # fmt: skip
    for action, key, before, after in connection.execute(query):
        if action == EDIT:
            agent_id, _, text = key.removeprefix(place).rpartition("/")
            day = agent_id, date.fromisoformat(text)
            done.append(Step(*day, _shifts(day, before), _shifts(day, after)))
            undone.clear()
        elif action == UNDO and done:
            undone.append(done.pop())
        elif action == REDO and undone:
            done.append(undone.pop())
    return done, undone


def states_of(connection: Connection, info: ScheduleInfo) -> Iterator[tuple[Shift, ...]]:
    """Give a schedule's shifts as they are, then as they were before each change, newest first."""
    days: dict[tuple[str, date], tuple[Shift, ...]] = {}
    for item in shifts_of(connection, info.id):
        day = item.agent_id, item.date
        days[day] = (*days.get(day, ()), item)
    yield _in_order(days)
    place = f"{info.week}/{info.number}/"
    query = select(AUDIT.c.key, AUDIT.c.before).where(
        AUDIT.c.site == info.site, AUDIT.c.entity == "day",
        AUDIT.c.key.startswith(place, autoescape=True),
    )  # fmt: skip
    for key, before in connection.execute(query.order_by(AUDIT.c.id.desc())):
        agent_id, _, text = key.removeprefix(place).rpartition("/")
        day = agent_id, date.fromisoformat(text)
        days[day] = _shifts(day, before)
        yield _in_order(days)


def _in_order(days: Mapping[tuple[str, date], Sequence[Shift]]) -> tuple[Shift, ...]:
    return tuple(shift for day in sorted(days) for shift in days[day])


def _shifts(day: tuple[str, date], told: Sequence[Mapping[str, Any]] | None) -> tuple[Shift, ...]:
    return tuple(_shift(day, number, each) for number, each in enumerate(told or ()))


def _shift(day: tuple[str, date], number: int, told: Mapping[str, Any]) -> Shift:
    """Read a shift back that `plain` wrote."""
    activities = ACTIVITIES.validate_python(told["activities"])
    return Shift(f"{day[0]}/{day[1]}/{number}", *day, activities, told["locked"])
