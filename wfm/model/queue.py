"""Queues: buckets of demand, each with a channel, opening hours and a service goal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from wfm.errors import ParameterError
from wfm.words import phrase


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


class GoalPeriod(StrEnum):
    """Over what contacts a service goal counts."""

    INTERVAL = "interval"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class ServiceGoal:
    """What a queue promises; None switches a target off.

    `service_level` is a share 0..1 of offered contacts answered within `threshold` seconds, `asa`
    the highest mean wait of answered contacts in seconds, `abandonment` the highest share 0..1 of
    offered contacts that give up, `occupancy` the highest share 0..1 of staffed time spent
    handling, `minimum_heads` the fewest heads while the queue is open and `mean_wait` the highest
    mean wait in seconds of all contacts, those who give up included.

    `counted_over` is the time over which service level, waits and abandonment count: each interval,
    or all contacts of a local day or of a week, whose intervals may then make up for each other.
    Occupancy and minimum heads hold in each interval.

    Raises
    ------
    ParameterError
        For a target outside its range, and a day or week without a service level.
    """

    service_level: float | None = 0.8
    threshold: float = 20.0
    asa: float | None = None
    abandonment: float | None = None
    occupancy: float | None = None
    minimum_heads: float = 0.0
    mean_wait: float | None = None
    counted_over: GoalPeriod = GoalPeriod.INTERVAL

    def __post_init__(self) -> None:
        for field in ("service_level", "abandonment"):
            value = getattr(self, field)
            if value is not None and not 0 <= value <= 1:
                raise ParameterError(field, value, phrase("range.share"))
        if self.occupancy is not None and not 0 < self.occupancy <= 1:
            raise ParameterError("occupancy", self.occupancy, phrase("range.share_above_zero"))
        for field in ("asa", "mean_wait"):
            value = getattr(self, field)
            if value is not None and not 0 < value < float("inf"):
                raise ParameterError(field, value, phrase("range.finite_seconds"))
        for field in ("threshold", "minimum_heads"):
            if not 0 <= getattr(self, field) < float("inf"):
                raise ParameterError(field, getattr(self, field), phrase("range.finite_from_zero"))
        if self.trades_intervals and self.service_level is None:
            accepted = phrase("range.given_with_counted_over")
            raise ParameterError("service_level", None, accepted)

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the targets that are on."""
        names = ("service_level", "asa", "mean_wait", "abandonment", "occupancy")
        return tuple(name for name in names if getattr(self, name) is not None)

    @property
    def trades_intervals(self) -> bool:
        """Whether intervals may make up for each other."""
        return self.counted_over is not GoalPeriod.INTERVAL


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
    """Share of the contacts that a partner handles."""
    outsource_cost: float = 0.0
    """What the partner charges for each of them, in the site's currency."""
    redial_share: float = 0.0
    """Share of the contacts lost (given up or turned away) that try again; volumes are then of
    first attempts."""
    lines: int | None = None
    """Contacts that find room, in service and waiting; None: any number."""
    blended_queues: tuple[str, ...] = ()
    """Deferred queues that this queue's idle agents work on, the most urgent first."""
    idle_reserve: int | None = None
    """Idle agents who stay free for contacts while others do deferred work; None: none is done."""
    like_queue: str | None = None
    """Queue in whose shape contacts come until there are two weeks of history."""
    contacts_per_week: float | None = None
    """Until then, contacts (first attempts) of a week without holidays, closures and events."""

    def __post_init__(self) -> None:
        if not 0 <= self.redial_share < 1:
            accepted = phrase("range.share_below_one")
            raise ParameterError("redial_share", self.redial_share, accepted)
        if self.lines is not None and self.lines < 1:
            raise ParameterError("lines", self.lines, phrase("range.from_one"))
        if self.idle_reserve is not None and self.idle_reserve < 0:
            raise ParameterError("idle_reserve", self.idle_reserve, phrase("range.from_zero"))
        if self.blended_queues and self.idle_reserve is None:
            accepted = phrase("range.given_with_blending")
            raise ParameterError("idle_reserve", None, accepted)
        paces = [count / aht for count, aht in enumerate(self.aht_by_concurrency, 1) if aht > 0]
        rising = all(fewer < more for fewer, more in pairwise(paces))
        if len(paces) < len(self.aht_by_concurrency) or not rising:
            accepted = phrase("range.seconds_by_concurrency")
            raise ParameterError("aht_by_concurrency", self.aht_by_concurrency, accepted)
        self._refuse_half_a_likeness()
        self._refuse_what_has_no_model()

    def _refuse_half_a_likeness(self) -> None:
        if self.like_queue == self.name:
            raise ParameterError("like_queue", self.like_queue, phrase("range.another_queue"))
        volume = self.contacts_per_week
        if volume is not None and not 0 < volume < float("inf"):
            raise ParameterError("contacts_per_week", volume, phrase("range.finite_above_zero"))
        if volume is None and self.like_queue is not None:
            raise ParameterError("contacts_per_week", None, phrase("range.given_with_like_queue"))
        if volume is not None and self.like_queue is None:
            raise ParameterError("like_queue", None, phrase("range.given_with_contacts"))

    def _refuse_what_has_no_model(self) -> None:
        over = self.goal.counted_over
        only_immediate = {
            "counted_over": str(over) if self.goal.trades_intervals else None,
            "redial_share": self.redial_share or None,
            "lines": self.lines,
            "idle_reserve": self.idle_reserve,
        }
        for field, value in only_immediate.items():
            if value is not None and self.channel.deferred:
                raise ParameterError(
                    field, value, phrase("range.left_out_deferred", channel=str(self.channel))
                )
        one_at_a_time = self.concurrency == 1 and not self.aht_by_concurrency
        for field in ("lines", "idle_reserve"):
            if only_immediate[field] is not None and not one_at_a_time:
                accepted = phrase("range.left_out_with_concurrency")
                raise ParameterError(field, only_immediate[field], accepted)
        if self.lines is not None and self.idle_reserve is not None:
            accepted = phrase("range.left_out_with_lines")
            raise ParameterError("idle_reserve", self.idle_reserve, accepted)
