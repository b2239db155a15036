"""What a contact platform would record while a schedule is worked: mostly as planned, not quite."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from wfm.model import ActivityCategory, Schedule, Shift

STATES: Final[Mapping[ActivityCategory, tuple[str, str]]] = {
    ActivityCategory.ON_QUEUE: ("AVAILABLE", ""),
    ActivityCategory.BREAK: ("NOT_READY", "BREAK"),
    ActivityCategory.MEAL: ("NOT_READY", "MEAL"),
    ActivityCategory.MEETING: ("NOT_READY", "MEETING"),
    ActivityCategory.TRAINING: ("NOT_READY", "TRAINING"),
    ActivityCategory.OFF_QUEUE_WORK: ("NOT_READY", "ADMIN"),
}
QUARTER: Final = timedelta(minutes=15)
ABSENT, LATE = 0.03, 0.12
"""Shares of shifts that nobody works, and that begin late by ten minutes or more."""


def events_of(schedule: Schedule, ids: Mapping[str, str]) -> list[dict[str, Any]]:
    """List the events of a week by their instants; the same schedule gives the same ones."""
    changes = [one for shift in schedule.shifts for one in _worked(shift, ids[shift.agent_id])]
    changes.sort(key=lambda event: event["started_at"])
    events = [*changes, *_snapshots(changes)]
    return sorted(events, key=lambda event: (event["started_at"], event["is_snapshot"]))


def _worked(shift: Shift, agent: str) -> Iterator[dict[str, Any]]:
    chance = random.Random(f"{shift.agent_id} {shift.date}")  # noqa: S311 — no secret
    if chance.random() < ABSENT:
        return
    shift_late = chance.randint(10, 35) if chance.random() < LATE else chance.randint(-3, 2)
    for number, part in enumerate(shift.activities):
        if part.category not in STATES:
            continue
        minutes = shift_late if number == 0 else chance.choice((-1, 0, 0, 0, 1, 1, 2, 6))
        begin = part.start + timedelta(minutes=minutes, seconds=chance.randint(0, 59))
        code, reason = STATES[part.category]
        yield _event(agent, begin, code, reason)
    yield _event(agent, shift.end + timedelta(seconds=chance.randint(0, 200)), "LOGGED_OUT", "")


def _snapshots(changes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every quarter of an hour the platform lists who is logged on: silence is then noticed."""
    if not changes:
        return
    now: dict[str, dict[str, Any]] = {}
    at = changes[0]["started_at"].replace(minute=0, second=0) + QUARTER
    for change in changes:
        while at <= change["started_at"]:
            yield from (_listed(event, at) for event in now.values())
            at += QUARTER
        if change["is_logged_on"]:
            now[change["external_agent_id"]] = change
        else:
            now.pop(change["external_agent_id"], None)


def _listed(event: dict[str, Any], at: datetime) -> dict[str, Any]:
    batch = f"S{at:%d%H%M}"
    id_ = f"{event['external_agent_id']}-{batch}"
    return {**event, "event_id": id_, "started_at": at, "is_snapshot": True, "batch_id": batch}


def _event(agent: str, at: datetime, code: str, reason: str) -> dict[str, Any]:
    moment = at.astimezone(UTC)
    return {
        "event_id": f"{agent}-{moment:%m%d%H%M%S}-{reason or code}", "source_id": "acd-1",
        "external_agent_id": agent, "state_code": code, "reason_code": reason,
        "started_at": moment, "is_logged_on": code != "LOGGED_OUT", "is_snapshot": False,
        "batch_id": "",
    }  # fmt: skip
