"""Queues: buckets of demand, each with a channel, opening hours and a service goal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wfm.errors import ParameterError


class Channel(StrEnum):
    """How a contact arrives."""

    VOICE = "voice"
    CHAT = "chat"
    EMAIL = "email"
    SOCIAL = "social"
    MESSAGE = "message"
    CALLBACK = "callback"

    @property
    def deferred(self) -> bool:
        """Whether work may wait longer than one interval: a backlog, never Erlang."""
        return self in {Channel.EMAIL, Channel.SOCIAL, Channel.CALLBACK}


@dataclass(frozen=True, slots=True)
class ServiceGoal:
    """What a queue promises; None switches a target off.

    `service_level` is a share 0..1 of offered contacts answered within `threshold` seconds, `asa`
    the highest mean wait of answered contacts in seconds, `abandonment` the highest share 0..1 of
    offered contacts that give up, `occupancy` the highest share 0..1 of staffed time spent
    handling, `minimum_heads` the fewest heads while the queue is open and `mean_wait` the highest
    mean wait in seconds of all contacts, those who give up included.

    Raises
    ------
    ParameterError
        For a target outside its range.
    """

    service_level: float | None = 0.8
    threshold: float = 20.0
    asa: float | None = None
    abandonment: float | None = None
    occupancy: float | None = None
    minimum_heads: float = 0.0
    mean_wait: float | None = None

    def __post_init__(self) -> None:
        for field in ("service_level", "abandonment"):
            value = getattr(self, field)
            if value is not None and not 0 <= value <= 1:
                raise ParameterError(field, value, "a share from 0 to 1")
        if self.occupancy is not None and not 0 < self.occupancy <= 1:
            raise ParameterError("occupancy", self.occupancy, "a share above 0, at most 1")
        for field in ("asa", "mean_wait"):
            value = getattr(self, field)
            if value is not None and not 0 < value < float("inf"):
                raise ParameterError(field, value, "a finite number of seconds above 0")
        for field in ("threshold", "minimum_heads"):
            if not 0 <= getattr(self, field) < float("inf"):
                raise ParameterError(field, getattr(self, field), "a finite number, 0 or more")


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Local opening windows per weekday (0 is Monday), in minutes from midnight.

    A window that ends after 1440 goes on past midnight; it belongs to the day on which it starts.
    """

    windows: tuple[tuple[tuple[int, int], ...], ...]

    def on(self, day: date) -> tuple[tuple[int, int], ...]:
        """Windows that start on `day`."""
        return self.windows[day.weekday()]


@dataclass(frozen=True, slots=True)
class Queue:
    """One bucket of demand and the skill that it needs."""

    name: str
    channel: Channel
    skill: str
    hours: OpeningHours
    goal: ServiceGoal
    response_minutes: float | None = None
    """Deferred work: minutes of opening hours within which an answer is due."""
    patience_seconds: float | None = None
    """Mean patience of callers; None means that nobody gives up (Erlang C)."""
    concurrency: int = 1
    """Contacts that one agent handles at once (chat)."""
    aht_by_concurrency: tuple[float, ...] = ()
    """Declared AHT in seconds of an agent who holds 1, 2, … contacts; empty: always the AHT."""
    aht_seconds: float | None = None
    """Declared AHT, used where the history has none."""
    shrinkage: float | None = None
    """Residual shrinkage of this queue's heads; None takes the site's."""
    contact_value: float = 0.0
    outsource_share: float = 0.0
