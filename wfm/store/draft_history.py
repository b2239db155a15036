"""What a schedule was before its days were changed, read back from the audit trail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from wfm.model import Shift
from wfm.store.schedules import ScheduleInfo
from wfm.store.stored_shifts import ACTIVITIES, shifts_of
from wfm.store.tables import AUDIT

EDIT: Final = "edit"
UNDO: Final = "undo"
REDO: Final = "redo"
"""Words of the trail for agents' days that a person changed."""
DAY, DAYS = "day", "days"
"""What was changed by one edit: one agent's day, or several days together."""
Day = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Step:
    """Agents' days that somebody edited together, as they were and as they then were."""

    before: Mapping[Day, tuple[Shift, ...]]
    after: Mapping[Day, tuple[Shift, ...]]


def steps_of(
    connection: Connection, info: ScheduleInfo, actor: str
) -> tuple[list[Step], list[Step]]:
    """List what somebody can undo and redo in a draft, the next one last."""
    done: list[Step] = []
    undone: list[Step] = []
    place, query = _place(info), _lines(info).where(AUDIT.c.actor == actor)
    for action, entity, key, before, after in connection.execute(query):
        if action == EDIT:
            states = (_state(entity, key.removeprefix(place), told) for told in (before, after))
            done.append(Step(*states))
            undone.clear()
        elif action == UNDO and done:
            undone.append(done.pop())
        elif action == REDO and undone:
            done.append(undone.pop())
    return done, undone


def planned_again(
    connection: Connection, info: ScheduleInfo, days: Mapping[Day, int]
) -> frozenset[Day]:
    """Find the days, of these with their versions, that one more undo gives back as planned.

    Their last edit is the only one that is not undone yet, by whomever. A day that came into the
    draft as edited, or from another schedule, has been changed oftener than its trail says.
    """
    lines: Counter[Day] = Counter()
    standing: Counter[Day] = Counter()
    query = _lines(info).with_only_columns(
        AUDIT.c.action, AUDIT.c.entity, AUDIT.c.key, AUDIT.c.before
    )
    for action, entity, key, before in connection.execute(query):
        for day in _state(entity, key.removeprefix(_place(info)), before):
            lines[day] += 1
            standing[day] += -1 if action == UNDO else 1
    return frozenset(
        day for day, version in days.items() if standing[day] == 1 and lines[day] == version
    )


def _place(info: ScheduleInfo) -> str:
    return f"{info.week}/{info.number}/"


def _lines(info: ScheduleInfo) -> Select[Any]:
    """Ask for the edits of a draft's days, and what was undone and redone."""
    return (
        select(AUDIT.c.action, AUDIT.c.entity, AUDIT.c.key, AUDIT.c.before, AUDIT.c.after)
        .where(
            AUDIT.c.site == info.site, AUDIT.c.entity.in_((DAY, DAYS)),
            AUDIT.c.key.startswith(_place(info), autoescape=True),
            AUDIT.c.action.in_((EDIT, UNDO, REDO)),
        )
        .order_by(AUDIT.c.id)
    )  # fmt: skip


def states_of(connection: Connection, info: ScheduleInfo) -> Iterator[tuple[Shift, ...]]:
    """Give a schedule's shifts as they are, then as they were before each change, newest first."""
    days: dict[Day, tuple[Shift, ...]] = {}
    for item in shifts_of(connection, info.id):
        day = item.agent_id, item.date
        days[day] = (*days.get(day, ()), item)
    yield _in_order(days)
    place = _place(info)
    query = select(AUDIT.c.entity, AUDIT.c.key, AUDIT.c.before).where(
        AUDIT.c.site == info.site, AUDIT.c.entity.in_((DAY, DAYS)),
        AUDIT.c.key.startswith(place, autoescape=True),
    )  # fmt: skip
    for entity, key, before in connection.execute(query.order_by(AUDIT.c.id.desc())):
        days |= _state(entity, key.removeprefix(place), before)
        yield _in_order(days)


def _state(entity: str, key: str, told: Any) -> dict[Day, tuple[Shift, ...]]:
    """Read back what a line of the trail says of the days before or after."""
    if entity == DAYS:
        days = {(one["agent_id"], date.fromisoformat(one["date"])): one["shifts"] for one in told}
    else:
        agent_id, _, text = key.rpartition("/")
        days = {(agent_id, date.fromisoformat(text)): told}
    return {day: _shifts(day, shifts) for day, shifts in days.items()}


def _in_order(days: Mapping[Day, Sequence[Shift]]) -> tuple[Shift, ...]:
    return tuple(shift for day in sorted(days) for shift in days[day])


def _shifts(day: Day, told: Sequence[Mapping[str, Any]] | None) -> tuple[Shift, ...]:
    return tuple(_shift(day, number, each) for number, each in enumerate(told or ()))


def _shift(day: Day, number: int, told: Mapping[str, Any]) -> Shift:
    """Read a shift back that `plain` wrote."""
    activities = ACTIVITIES.validate_python(told["activities"])
    return Shift(f"{day[0]}/{day[1]}/{number}", *day, activities, told["locked"])
