"""Fields that say something and mean nothing, in whatever a planner writes: told, never dropped.

Fields stand by the names of the model, `goal.asa` for one inside another; files and API, which
name some of them otherwise, tell the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import singledispatch
from types import MappingProxyType
from typing import Final

from wfm.model import Channel, Meeting, Preference, PreferenceKind, Queue, WorkPlan
from wfm.scheduling.rules.settings import Fault
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.scheduling.rules.weekends_in_turn import WeekendTurnSettings
from wfm.scheduling.rules.work_plan import idle_of
from wfm.scheduling.rules.working_time_law import never_legal
from wfm.sites.findings import Findings
from wfm.words import phrase

NO_MODEL = ("goal.asa", "goal.abandonment", "patience_seconds")
"""What a deferred queue has no model of: its work waits in a backlog, and nobody gives up."""

NO_OTHER_NAMES: Final[Mapping[str, str]] = MappingProxyType({})


@singledispatch
def idle_fields(thing: object) -> Iterator[Fault]:  # noqa: ARG001  # of most things all mean something
    """Find the fields of a queue, wish, meeting or work plan that mean nothing as it is."""
    yield from ()


@idle_fields.register
def _(plan: WorkPlan) -> Iterator[Fault]:
    for field, needed in idle_of(plan):
        yield idle(field.name, field.name, needed.name)
    yield from without_effect(plan)


@idle_fields.register
def _(queue: Queue) -> Iterator[Fault]:
    if queue.channel.deferred:
        said = (queue.goal.asa, queue.goal.abandonment, queue.patience_seconds)
        named = zip(NO_MODEL, said, strict=True)
        yield from (_no_meaning(name, queue.channel) for name, value in named if value is not None)
        if queue.concurrency > 1:
            yield _no_meaning("concurrency", queue.channel)
        return
    if queue.response_minutes is not None:
        yield _no_meaning("response_minutes", queue.channel)
    if queue.goal.abandonment and queue.patience_seconds is None:
        what = phrase("site.queue.goal_always_met")
        yield Fault("goal.abandonment", what, phrase("do.give_patience"))
    if queue.redial_share and queue.patience_seconds is None and queue.lines is None:
        what = phrase("site.queue.nobody_redials")
        yield Fault("redial_share", what, phrase("do.give_patience"))


@idle_fields.register
def _(wish: Preference) -> Iterator[Fault]:
    if wish.kind is PreferenceKind.DAY_OFF and (wish.start, wish.end) != (0, 1440):
        yield _no_meaning("start", wish.kind)


@idle_fields.register
def _(meeting: Meeting) -> Iterator[Fault]:
    if meeting.quorum > 1 and not meeting.together:
        yield idle("quorum", "quorum", "together")


def without_effect(plan: WorkPlan) -> Iterator[Fault]:
    """Find limits that limit nothing, and lengths of shifts that the plan's law never allows."""
    turn = WeekendTurnSettings.of(plan)
    most, of = turn.maximum_weekends_in_turn, turn.weekends_in_turn
    if most is not None and most >= of:
        what = phrase("fault.every_weekend", most=most, weekends=of)
        yield Fault("weekends_in_turn", what, phrase("do.fewer_weekends", most=of - 1))
    typed = bool(ShiftTimeSettings.of(plan).shift_types)
    for length, why in never_legal(plan):
        what = phrase("fault.never_legal", hours=length / 60, why=why)
        yield Fault("shift_types" if typed else "shift_minutes", what, phrase("do.by_law"))


def idle(place: str, field: str, needed: str) -> Fault:
    """Tell that a field at a place means nothing without another, by the names that are given."""
    what = phrase("fault.idle", field=field, needed=needed)
    return Fault(place, what, phrase("do.give_or_remove", field=needed))


def _no_meaning(field: str, kind: Channel | PreferenceKind) -> Fault:
    return Fault(field, phrase("group.no_meaning", kind=str(kind)), phrase("do.leave_blank"))


def warn_of_idle(
    thing: object,
    findings: Findings,
    file: str,
    row: int,
    columns: Mapping[str, str] = NO_OTHER_NAMES,
) -> None:
    """Tell what means nothing in a row of a table; `columns` are those that fields stand in."""
    for fault in idle_fields(thing):
        column = columns.get(fault.field, fault.field)
        findings.warn(fault.what, fault.remedy, file, row, column)
