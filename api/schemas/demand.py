"""A site's settings, its queues with their goals and hours, and planned events.

The bounds are those of the site's files, so that whatever was imported can be read and sent back.
"""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from api.dependencies import PRINTABLE
from api.schemas.fields import (
    CLEAN,
    NO_OTHER_KEYS,
    NUMBER,
    Body,
    Day,
    Minutes,
    Moment,
    Retirable,
    Text,
    WeekDay,
)
from api.schemas.noted import Noted
from wfm.model import ActivityCategory, Channel, ClockChange, GoalPeriod
from wfm.store.errors import ConflictError
from wfm.words import phrase

Amount = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False), NUMBER]
Positive = Annotated[float, Field(gt=0, le=1e12, allow_inf_nan=False), NUMBER]
Share = Annotated[float, Field(ge=0, le=1), NUMBER]
Code = Annotated[str, Field(min_length=1, max_length=401, pattern=PRINTABLE), CLEAN]
ShareBelowOne = Annotated[float, Field(ge=0, lt=1), NUMBER]


class SettingsFields(BaseModel):
    """How a site is planned; `shrinkage` is what the scheduler does not place itself."""

    name: Text
    time_zone: Text
    country: Text | None
    week_start: WeekDay
    interval_minutes: Annotated[Literal[15, 30, 60], NUMBER]
    shrinkage: ShareBelowOne
    currency: Text
    weekend: Annotated[list[WeekDay], Field(max_length=7)]
    state_map: Annotated[
        dict[Code, ActivityCategory],
        Field(
            max_length=5000,
            json_schema_extra=NO_OTHER_KEYS,
            description="A line for each recorded state, or state/reason: what is done in it",
        ),
    ]
    clock_change: ClockChange = ClockChange.WALL_CLOCK
    """What a shift keeps in a night in which the clocks change: its times, or its length."""


class SettingsBody(SettingsFields, Body):
    """How a site is planned from now on."""

    only_read = frozenset({"version"})


class SettingsView(SettingsFields):
    """How a site is planned."""

    version: int


class GoalFields(Body):
    """What a queue promises; null switches a target off."""

    service_level: Share | None = None
    threshold: Amount = 20.0
    asa: Positive | None = None
    abandonment: Share | None = None
    occupancy: Annotated[float, Field(gt=0, le=1), NUMBER] | None = None
    minimum_heads: Amount = 0.0
    mean_wait: Annotated[
        Positive | None,
        Field(description="Highest mean wait in seconds, of those who give up too"),
    ] = None
    counted_over: GoalPeriod = GoalPeriod.INTERVAL
    """Over what service level, waits and abandonment count: each interval, or a day or week whose
    intervals may make up for each other."""


class HoursFields(Body):
    """Opening windows per weekday, 0 is Monday, in local minutes; past midnight counts on."""

    windows: Annotated[
        list[Annotated[list[tuple[Minutes, Minutes]], Field(max_length=24)]],
        Field(min_length=7, max_length=7, description="A line for each weekday from Monday on"),
    ]


class QueueFields(BaseModel):
    """A queue: the channel, the skill, the opening hours and the goal of one kind of contact."""

    name: Text
    channel: Channel
    skill: Text
    hours: HoursFields
    goal: GoalFields
    response_minutes: Positive | None = None
    patience_seconds: Positive | None = None
    concurrency: Annotated[int, Field(ge=1, le=20), NUMBER] = 1
    aht_by_concurrency: Annotated[list[Positive], Field(max_length=20, default_factory=list)]
    aht_seconds: Positive | None = None
    shrinkage: ShareBelowOne | None = None
    contact_value: Amount = 0.0
    outsource_share: Share = 0.0
    outsource_cost: Amount = 0.0
    redial_share: ShareBelowOne = 0.0
    lines: Annotated[int, Field(ge=1, le=10**12), NUMBER] | None = None
    blended_queues: Annotated[list[Text], Field(max_length=1000, default_factory=list)]
    idle_reserve: Annotated[int, Field(ge=0, le=10**12), NUMBER] | None = None
    like_queue: Text | None = None
    contacts_per_week: Positive | None = None


class QueueBody(QueueFields, Retirable):
    """A queue; `active=false` retires it, which nothing in force may need."""

    only_read = frozenset({"notes", "version"})

    @model_validator(mode="after")
    def _makes_sense(self) -> QueueBody:
        for day in self.hours.windows:
            _check_windows(day, "hours")
        if not any(self.hours.windows):
            raise ConflictError(phrase("cell.never_open"), "hours")
        self._has_a_goal()
        if len(self.aht_by_concurrency) not in {0, self.concurrency}:
            wanted = phrase("refusal.handle_times")
            raise ConflictError(wanted, "aht_by_concurrency")
        return self

    def _has_a_goal(self) -> None:
        goal = self.goal
        if self.channel.deferred:
            if self.response_minutes is None:
                wanted = phrase("refusal.response_minutes")
                raise ConflictError(wanted, "response_minutes")
        elif not goal.minimum_heads and not any(
            (goal.service_level, goal.asa, goal.mean_wait, goal.abandonment, goal.occupancy)
        ):
            raise ConflictError(phrase("site.queue.no_goal"), "goal")


class QueueView(QueueFields, Noted):
    """A queue as it is stored."""

    active: bool
    version: int


class EventFields(BaseModel):
    """A planned event [start, end) that moves demand; no queues means all of them.

    `effect` multiplies the volume (1.2 is 20 % more, 0 is closed); null lets the forecast learn it.
    """

    name: Text
    queues: Annotated[list[Text], Field(max_length=1000, default_factory=list)]
    start: Moment
    end: Moment
    effect: Annotated[float, Field(ge=0, le=100), NUMBER] | None = None


class EventBody(EventFields, Retirable):
    """A planned event; `active=false` withdraws it."""

    @model_validator(mode="after")
    def _in_order(self) -> EventBody:
        if self.end <= self.start:
            raise ConflictError(phrase("refusal.end_not_after_start"), "end")
        return self


class EventView(EventFields):
    """A planned event as it is stored."""

    id: str
    start: datetime
    end: datetime
    active: bool
    version: int


class OpeningDateFields(BaseModel):
    """Opening hours of one date, in place of its weekday's; no queues means all of them.

    `windows` are in minutes from the local midnight and may go on past 1440; none: closed. A date
    that names a queue goes before one that names none.
    """

    name: Text
    queues: Annotated[list[Text], Field(max_length=1000, default_factory=list)]
    date: Day
    windows: Annotated[list[tuple[Minutes, Minutes]], Field(max_length=24, default_factory=list)]


class OpeningDateBody(OpeningDateFields, Retirable):
    """Opening hours of one date; `active=false` withdraws them."""

    @model_validator(mode="after")
    def _in_order(self) -> OpeningDateBody:
        _check_windows(self.windows, "windows")
        return self


class OpeningDateView(OpeningDateFields):
    """Opening hours of one date as they are stored."""

    id: str
    active: bool
    version: int


def _check_windows(windows: list[tuple[int, int]], field: str) -> None:
    spans = [begin < end and begin < 1440 for begin, end in windows]
    if not all(spans) or any(a[1] > b[0] for a, b in pairwise(windows)):
        raise ConflictError(phrase("refusal.windows_apart"), field)
