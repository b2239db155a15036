"""Agents and what is known of their week before it is planned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class Agent:
    """A person who handles contacts under a work plan."""

    id: str
    name: str
    team: str
    work_plan: str
    skills: frozenset[str]
    start_date: date | None = None
    end_date: date | None = None
    """Last day of employment."""
    hourly_cost: float = 0.0
    time_zone: str | None = None
    """Where the agent lives, if not at the site; shifts are planned in the site's zone."""
    external_agent_id: str | None = None
    """The contact platform's id of the agent, where it is another one."""

    def employed_on(self, day: date) -> bool:
        """Whether `day` lies within the employment."""
        return (self.start_date is None or self.start_date <= day) and (
            self.end_date is None or day <= self.end_date
        )


@dataclass(frozen=True, slots=True)
class TimeOff:
    """An approved absence [start, end), in UTC. `kind` is private: it never reaches a peer."""

    agent_id: str
    start: datetime
    end: datetime
    kind: str
    paid: bool = True


@dataclass(frozen=True, slots=True)
class Availability:
    """A weekly recurring window [start, end) in local minutes when an agent can or cannot work.

    An agent with any `available` window on a day works only inside such windows that day. It counts
    from the date `first` to `last`, where those are given.
    """

    agent_id: str
    weekdays: frozenset[int]
    start: int
    end: int
    available: bool
    first: dt.date | None = None
    last: dt.date | None = None

    def on(self, day: date) -> bool:
        """Whether it counts on a date."""
        return _counts_on(self, day)


class PreferenceKind(StrEnum):
    """What an agent may wish for."""

    DAY_OFF = "day_off"
    START_BETWEEN = "start_between"
    SHIFT_OFF = "shift_off"


@dataclass(frozen=True, slots=True)
class Preference:
    """A wish: a day off, a start inside [start, end], or no shift that overlaps [start, end).

    `start` and `end` are local minutes from midnight; `weight` is the price of refusing it once.
    It counts from the date `first` to `last`, where those are given.
    """

    agent_id: str
    kind: PreferenceKind
    weekdays: frozenset[int]
    start: int = 0
    end: int = 1440
    weight: int = 2
    first: dt.date | None = None
    last: dt.date | None = None

    def on(self, day: date) -> bool:
        """Whether it counts on a date."""
        return _counts_on(self, day)


@dataclass(frozen=True, slots=True)
class ShiftRequest:
    """A request to work, or not to work, a type of shift on a date.

    `weight` is the price of refusing it.
    """

    agent_id: str
    date: dt.date  # a field that hides the type of its name could not be resolved
    shift_type: str
    wanted: bool = True
    weight: int = 2


@dataclass(frozen=True, slots=True)
class Meeting:
    """Off-queue work to be placed inside shifts: fixed when the window is as long as it takes.

    All `agent_ids` attend at the same time when `together`, else in as few groups as cover allows,
    of at most `group_size`: 1 is one-to-one.
    """

    name: str
    agent_ids: tuple[str, ...]
    earliest: datetime
    latest: datetime
    """End of the window, in UTC as `earliest` is."""
    minutes: int
    training: bool = False
    paid: bool = True
    together: bool = True
    group_size: int | None = None
    """Most people in a group; None for any number."""
    quorum: int = 1
    """Fewest of those who meet together without whom it is not held."""
    every_weeks: int | None = None
    """Weeks from one to the next of a series; None where it is held once."""

    @property
    def fixed(self) -> bool:
        """Whether only one time is possible."""
        return (self.latest - self.earliest).total_seconds() == self.minutes * 60


@dataclass(frozen=True, slots=True)
class Event:
    """A planned event that moves demand: closure, campaign, bill run.

    `effect` multiplies the volume (1.2 is 20 % more, 0 is closed); None lets the forecast learn it.
    """

    name: str
    queues: frozenset[str]
    """Empty: every queue."""
    start: datetime
    end: datetime
    effect: float | None = None

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Start and end."""
        return self.start, self.end


def named(agent_id: str, name: str | None) -> Phrase:
    """Name an agent by id and, where it is known, name."""
    return phrase("agent.named", agent_id=agent_id, name=name)


def _counts_on(entry: Availability | Preference, day: date) -> bool:
    return (
        day.weekday() in entry.weekdays
        and (entry.first is None or entry.first <= day)
        and (entry.last is None or day <= entry.last)
    )
