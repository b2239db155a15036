"""What is asked of a forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from forecasts.days import DAY_MINUTES, Hours
from forecasts.errors import ArgumentError
from forecasts.events import PlannedEvent
from forecasts.history import INTERVALS
from forecasts.said import said

LONGEST_HORIZON = 400
Windows: TypeAlias = Sequence[tuple[int, int]]
"""Windows (open, close) of one day, in minutes from its local midnight; none: closed."""


@dataclass(frozen=True, slots=True)
class NewQueue:
    """A queue without history: the planner's volume in the shape of a queue that it is `like`.

    `contacts_per_week` are those of a week without holidays, closures and events. Left out, the
    AHT and the channel are the other queue's.

    Raises
    ------
    ArgumentError
        If it is like itself, or a number is not above 0.
    """

    queue: str
    like: str
    contacts_per_week: float
    aht_seconds: float | None = None
    channel: str | None = None

    def __post_init__(self) -> None:
        if self.like == self.queue:
            raise ArgumentError("like", self.like, said("range.another_queue", "another queue"))
        if self.aht_seconds is not None and not 0 < self.aht_seconds < float("inf"):
            raise ArgumentError(
                "aht_seconds",
                self.aht_seconds,
                said("range.finite_above_zero", "a finite number above 0"),
            )
        if not 0 < self.contacts_per_week < float("inf"):
            value = self.contacts_per_week
            raise ArgumentError(
                "contacts_per_week",
                value,
                said("range.finite_above_zero", "a finite number above 0"),
            )


@dataclass(frozen=True, slots=True)
class Request:
    """What to forecast: `days` local days from `start`, with what is known of them.

    Raises
    ------
    ArgumentError
        For a field outside its range.
    """

    start: date
    days: int
    time_zone: str
    country: str | None = None
    hours: Mapping[str, Hours] | None = None
    interval_minutes: int | None = None
    events: tuple[PlannedEvent, ...] = ()
    new_queues: tuple[NewQueue, ...] = ()
    dates: Mapping[str, Mapping[date, Windows]] = field(default_factory=dict)
    """Per queue the hours of single dates, in place of their weekday's."""
    accept_shifts: bool = False
    """Whether a change of level that is found is taken as one, with the event that is proposed."""

    def __post_init__(self) -> None:
        if not 1 <= self.days <= LONGEST_HORIZON:
            raise ArgumentError(
                "days",
                self.days,
                said("range.one_to", f"1 to {LONGEST_HORIZON}", most=LONGEST_HORIZON),
            )
        if self.interval_minutes is not None and self.interval_minutes not in INTERVALS:
            accepted = ", ".join(str(minutes) for minutes in INTERVALS)
            raise ArgumentError(
                "interval_minutes",
                self.interval_minutes,
                said("range.one_of", f"one of {accepted}", names=tuple(map(str, INTERVALS))),
            )
        try:
            ZoneInfo(self.time_zone)
        except (KeyError, ValueError, OSError) as error:
            raise ArgumentError(
                "time_zone", self.time_zone, said("range.iana_zone", "an IANA zone name")
            ) from error
        for queue, hours in (self.hours or {}).items():
            _check_hours(queue, hours)

    def midnight(self, day: int) -> datetime:
        """Local midnight of a day of the horizon (`days` gives its end)."""
        return datetime.combine(
            self.start + timedelta(days=day), time.min, ZoneInfo(self.time_zone)
        )


def _check_hours(queue: str, hours: Hours) -> None:
    if len(hours) != 7:
        raise ArgumentError(
            f"hours of {queue}", hours, said("range.seven_weekdays", "seven weekdays, Monday first")
        )
    for window in (window for day in hours for window in day):
        if not 0 <= window[0] < window[1] <= 2 * DAY_MINUTES or window[0] >= DAY_MINUTES:
            accepted = said(
                "range.open_close", "(open, close) in minutes from midnight, close after open"
            )
            raise ArgumentError(f"hours of {queue}", window, accepted)
