"""The tables of a site, one class per table: what each column is called and what it may hold.

The reader checks rows against these classes, and the template takes its columns, notes, drop-downs
and example rows from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from wfm.model import ActivityCategory, Channel, OpeningHours, PreferenceKind
from wfm.sites import cells

Text = Annotated[str, BeforeValidator(cells.text), Field(min_length=1)]
Names = Annotated[tuple[str, ...], BeforeValidator(cells.names)]
Number = Annotated[float, BeforeValidator(cells.number), Field(ge=0)]
Positive = Annotated[float, BeforeValidator(cells.number), Field(gt=0)]
Share = Annotated[float, BeforeValidator(cells.number), Field(ge=0, lt=1)]
Target = Annotated[float, BeforeValidator(cells.number), Field(gt=0, lt=1)]
Whole = Annotated[int, BeforeValidator(cells.whole), Field(ge=0)]
Count = Annotated[int, BeforeValidator(cells.whole), Field(ge=1)]
Minutes = Annotated[int, BeforeValidator(cells.whole), Field(ge=1, le=1440)]
Days = Annotated[int, BeforeValidator(cells.whole), Field(ge=0, le=7)]
Flag = Annotated[bool, BeforeValidator(cells.flag)]
Day = Annotated[date, BeforeValidator(cells.day)]
Moment = Annotated[datetime | date, BeforeValidator(cells.moment)]
Clock = Annotated[int, BeforeValidator(cells.clock)]
Weekday = Annotated[int, BeforeValidator(cells.weekday)]
Weekdays = Annotated[frozenset[int], BeforeValidator(cells.weekdays)]
Zone = Annotated[str, BeforeValidator(cells.zone)]
Country = Annotated[str, BeforeValidator(cells.country)]
Hours = Annotated[OpeningHours, BeforeValidator(cells.opening_hours)]
Category = Annotated[ActivityCategory, BeforeValidator(cells.choice(ActivityCategory))]

EVERY_DAY = frozenset(range(7))


class Windows(StrEnum):
    """Whether an agent can or cannot work in a window."""

    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"


class MeetingKind(StrEnum):
    """What a meeting is for."""

    MEETING = "meeting"
    TRAINING = "training"


class Row(BaseModel):
    """One record of a table; blank cells are left out before it is checked."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)


class SiteRow(Row):
    """The site itself: one row."""

    name: Text = Field(description="Name of the site")
    time_zone: Zone = Field(description="Where shifts are planned, such as Europe/Berlin")
    country: Country | None = Field(default=None, description="For public holidays: DE, or DE-BY")
    week_start: Weekday = Field(default=0, description="First day of the planned week")
    interval_minutes: Annotated[int, BeforeValidator(cells.interval)] = Field(
        default=15, description="Planning interval: 15, 30 or 60 minutes"
    )
    shrinkage: Share = Field(
        default=0.0, description="Paid time lost that nobody schedules, 0.1 is 10 %"
    )
    currency: Text = Field(default="EUR", description="Of costs and values")


class QueueRow(Row):
    """Queues: buckets of demand."""

    queue: Text
    channel: Annotated[Channel, BeforeValidator(cells.choice(Channel))]
    skill: Text
    hours: Hours
    service_level: Target | None = None
    threshold_seconds: Number | None = None
    max_asa_seconds: Positive | None = None
    max_abandonment: Target | None = None
    max_occupancy: Target | None = None
    minimum_heads: Number = 0.0
    response_minutes: Positive | None = None
    patience_seconds: Positive | None = None
    concurrency: Annotated[int, BeforeValidator(cells.whole), Field(ge=1, le=20)] = 1
    aht_by_concurrency: Annotated[tuple[float, ...], BeforeValidator(cells.numbers)] = ()
    aht_seconds: Positive | None = None
    shrinkage: Share | None = None
    contact_value: Number = 0.0
    outsource_share: Annotated[float, BeforeValidator(cells.number), Field(ge=0, le=1)] = 0.0


class WorkPlanRow(Row):
    """Work plans: a contract's rules."""

    work_plan: Text
    min_paid_hours_per_week: Number
    max_paid_hours_per_week: Positive
    min_days_per_week: Days
    max_days_per_week: Annotated[int, BeforeValidator(cells.whole), Field(ge=1, le=7)]
    shift_hours: Annotated[tuple[float, ...], BeforeValidator(cells.numbers), Field(min_length=1)]
    earliest_start: Clock
    latest_end: Clock
    start_step_minutes: Minutes = 30
    weekly_start_window_minutes: Whole | None = None
    minimum_gap_minutes: Whole = 0
    maximum_stretch_minutes: Minutes | None = None
    minimum_rest_hours: Annotated[float, BeforeValidator(cells.number), Field(ge=0, le=72)] = 11.0
    maximum_consecutive_days: Count = 6
    consecutive_days_off: Days | None = None
    weekdays: Weekdays = EVERY_DAY
    maximum_weekend_days: Whole | None = None


class ActivityRow(Row):
    """Breaks and meals inside the shifts of a work plan."""

    work_plan: Text
    code: Text
    category: Category
    minutes: Minutes
    paid: Flag
    earliest_minutes: Whole
    latest_minutes: Whole
    shift_hours: Annotated[tuple[float, ...], BeforeValidator(cells.numbers)] = ()


class AgentRow(Row):
    """Agents."""

    agent_id: Text
    name: Text
    team: Text
    work_plan: Text
    skills: Annotated[Names, Field(min_length=1)]
    start_date: Day | None = None
    end_date: Day | None = None
    hourly_cost: Number = 0.0
    time_zone: Zone | None = None
    external_agent_id: Text | None = None


class TimeOffRow(Row):
    """Approved absences."""

    agent_id: Text
    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")
    kind: Text
    paid: Flag = True


class AvailabilityRow(Row):
    """Weekly windows when an agent can or cannot work."""

    agent_id: Text
    weekdays: Weekdays = EVERY_DAY
    start: Clock = Field(default=0, alias="from")
    end: Clock = Field(default=1440, alias="to")
    kind: Annotated[Windows, BeforeValidator(cells.choice(Windows))]


class PreferenceRow(Row):
    """Wishes."""

    agent_id: Text
    weekdays: Weekdays = EVERY_DAY
    start: Clock = Field(default=0, alias="from")
    end: Clock = Field(default=1440, alias="to")
    kind: Annotated[PreferenceKind, BeforeValidator(cells.choice(PreferenceKind))]
    weight: Annotated[int, BeforeValidator(cells.whole), Field(ge=1, le=100)] = 2


class MeetingRow(Row):
    """Meetings and training to be placed inside shifts."""

    meeting: Text
    who: Annotated[Names, Field(min_length=1)]
    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")
    minutes: Minutes
    kind: Annotated[MeetingKind, BeforeValidator(cells.choice(MeetingKind))] = MeetingKind.MEETING
    paid: Flag = True
    together: Flag = True


class EventRow(Row):
    """Planned events that move demand."""

    event: Text
    queues: Names = ()
    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")
    kind: Text = "event"
    effect: Annotated[float, BeforeValidator(cells.number), Field(ge=0, le=100)] | None = None


class StateMapRow(Row):
    """What recorded states mean."""

    state_code: Text
    reason_code: Text | None = None
    category: Category


class ShiftRow(Row):
    """Parts of shifts, as in schedule.csv."""

    agent_id: Text
    agent_name: Text | None = None
    team: Text | None = None
    shift_id: Text
    shift_date: Day
    activity_code: Text
    category: Category
    start: Moment
    end: Moment
    minutes: Whole | None = None
    paid: Flag
    queue: Text | None = None
    locked: Flag = False


TABLES: Mapping[str, type[Row]] = {
    "site": SiteRow,
    "queues": QueueRow,
    "work_plans": WorkPlanRow,
    "activities": ActivityRow,
    "agents": AgentRow,
    "time_off": TimeOffRow,
    "availability": AvailabilityRow,
    "preferences": PreferenceRow,
    "meetings": MeetingRow,
    "events": EventRow,
    "state_map": StateMapRow,
    "previous": ShiftRow,
}
"""Short tables; the long ones are `history` and `states`."""
