"""Schedules: who works when, down to the activity."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from wfm.model.work_plan import ActivityCategory


@dataclass(frozen=True, slots=True)
class Activity:
    """A part [start, end) of a shift, in UTC. `queue` is set where on-queue work is split."""

    code: str
    category: ActivityCategory
    start: dt.datetime
    end: dt.datetime
    paid: bool = True
    queue: str | None = None

    @property
    def minutes(self) -> int:
        """Elapsed length."""
        return int((self.end - self.start).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Shift:
    """One agent's continuous presence; it belongs to the local date on which it starts.

    `activities` follow each other without gap or overlap. `locked` shifts stay when the week is
    solved again.
    """

    id: str
    agent_id: str
    date: dt.date
    activities: tuple[Activity, ...]
    locked: bool = False

    @property
    def start(self) -> dt.datetime:
        """First instant, in UTC."""
        return self.activities[0].start

    @property
    def end(self) -> dt.datetime:
        """First instant after the shift, in UTC."""
        return self.activities[-1].end

    @property
    def paid_minutes(self) -> int:
        """Minutes that the contract pays."""
        return sum(activity.minutes for activity in self.activities if activity.paid)


@dataclass(frozen=True)
class Schedule:
    """One site's shifts for one week, ordered by agent and start."""

    site: str
    week: dt.date
    """First local date of the week."""
    shifts: tuple[Shift, ...]
    version: int = 1

    def of(self, agent_id: str) -> Iterator[Shift]:
        """Shifts of one agent, in order."""
        return iter(self._by_agent.get(agent_id, ()))

    @cached_property
    def _by_agent(self) -> Mapping[str, Sequence[Shift]]:
        """Kept, since whoever asks for one agent's shifts mostly asks for all agents'."""
        found: dict[str, list[Shift]] = {}
        for shift in self.shifts:
            found.setdefault(shift.agent_id, []).append(shift)
        return found

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the shifts: the same whatever their ids and order, and the version."""
        facts = sorted(_facts(shift) for shift in self.shifts)
        return hashlib.sha256(json.dumps([self.week.isoformat(), facts]).encode()).hexdigest()


def _facts(shift: Shift) -> list[str | bool]:
    parts: list[str | bool] = []
    for part in shift.activities:
        span = (moment.astimezone(dt.UTC).isoformat() for moment in (part.start, part.end))
        parts += [part.code, str(part.category), *span, part.paid, part.queue or ""]
    return [shift.agent_id, shift.date.isoformat(), *parts, shift.locked]
