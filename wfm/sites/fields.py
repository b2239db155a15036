"""What a column of a site's tables may hold, and what the template says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from wfm.model import (
    ActivityCategory,
    Channel,
    ClockChange,
    GoalPeriod,
    GroupRuleKind,
    LeaveDecision,
    LeaveMeasure,
    LeaveUnit,
    OpeningHours,
    PreferenceKind,
)
from wfm.sites import cells, durations


class Row(BaseModel):
    """One record of a table; blank cells are left out before it is checked."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)


class Windows(StrEnum):
    """Whether an agent can or cannot work in a window."""

    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"


class MeetingKind(StrEnum):
    """What a meeting is for."""

    MEETING = "meeting"
    TRAINING = "training"


class FirstInDate(StrEnum):
    """What comes first in a date that has its year last."""

    DAY = "day_first"
    MONTH = "month_first"


def _by_table(
    read: Callable[[object, bool | None], date | datetime],
) -> Callable[[object, ValidationInfo], date | datetime]:
    """Let a date be read as its table has the day and the month, which `order` found."""

    def parse(cell: object, info: ValidationInfo) -> date | datetime:
        return read(cell, (info.context or {}).get("day_first"))

    return parse


Text = Annotated[str, BeforeValidator(cells.text), Field(min_length=1)]
Names = Annotated[tuple[str, ...], BeforeValidator(cells.names)]
Number = Annotated[float, BeforeValidator(cells.number), Field(ge=0)]
Positive = Annotated[float, BeforeValidator(cells.number), Field(gt=0)]
Amount = Annotated[float, BeforeValidator(cells.amount), Field(ge=0)]
MoreThanNone = Annotated[float, BeforeValidator(cells.amount), Field(gt=0)]
Share = Annotated[float, BeforeValidator(cells.share), Field(ge=0, lt=1)]
Target = Annotated[float, BeforeValidator(cells.share), Field(gt=0, lt=1)]
Whole = Annotated[int, BeforeValidator(cells.whole), Field(ge=0)]
Count = Annotated[int, BeforeValidator(cells.whole), Field(ge=1)]
Minutes = Annotated[int, BeforeValidator(durations.minutes), Field(ge=1, le=1440)]
Seconds = Annotated[float, BeforeValidator(durations.seconds), Field(ge=0)]
SomeSeconds = Annotated[float, BeforeValidator(durations.seconds), Field(gt=0)]
SomeMinutes = Annotated[float, BeforeValidator(durations.minutes), Field(gt=0)]
Flag = Annotated[bool, BeforeValidator(cells.flag)]
Day = Annotated[date, BeforeValidator(_by_table(cells.day))]
Moment = Annotated[datetime | date, BeforeValidator(_by_table(cells.moment))]
Clock = Annotated[int, BeforeValidator(cells.clock)]
Weekday = Annotated[int, BeforeValidator(cells.weekday)]
Weekdays = Annotated[frozenset[int], BeforeValidator(cells.weekdays)]
Zone = Annotated[str, BeforeValidator(cells.zone)]
Country = Annotated[str, BeforeValidator(cells.country)]
Hours = Annotated[OpeningHours, BeforeValidator(cells.opening_hours)]
DateHours = Annotated[tuple[tuple[int, int], ...], BeforeValidator(cells.date_hours)]
Category = Annotated[ActivityCategory, BeforeValidator(cells.choice(ActivityCategory))]
ClockChangeName = Annotated[ClockChange, BeforeValidator(cells.choice(ClockChange))]
PeriodName = Annotated[GoalPeriod, BeforeValidator(cells.choice(GoalPeriod))]
ChannelName = Annotated[Channel, BeforeValidator(cells.choice(Channel, cells.CHANNELS))]
Wish = Annotated[PreferenceKind, BeforeValidator(cells.choice(PreferenceKind))]
WindowKind = Annotated[Windows, BeforeValidator(cells.choice(Windows))]
GroupKind = Annotated[GroupRuleKind, BeforeValidator(cells.choice(GroupRuleKind))]
Purpose = Annotated[MeetingKind, BeforeValidator(cells.choice(MeetingKind))]
LeaveUnitName = Annotated[LeaveUnit, BeforeValidator(cells.choice(LeaveUnit))]
DecisionName = Annotated[LeaveDecision, BeforeValidator(cells.choice(LeaveDecision))]
MeasureName = Annotated[LeaveMeasure, BeforeValidator(cells.choice(LeaveMeasure))]
Month = Annotated[int, BeforeValidator(cells.whole), Field(ge=1, le=12)]
Year = Annotated[int, BeforeValidator(cells.whole), Field(ge=2000, le=2099)]
DateOrder = Annotated[FirstInDate, BeforeValidator(cells.choice(FirstInDate))]
Interval = Annotated[int, BeforeValidator(cells.interval)]
Sessions = Annotated[int, BeforeValidator(cells.whole), Field(ge=1, le=20)]
Part = Annotated[float, BeforeValidator(cells.share), Field(ge=0, le=1)]
NumberList = Annotated[tuple[float, ...], BeforeValidator(cells.numbers)]
Price = Annotated[int, BeforeValidator(cells.whole), Field(ge=1, le=10_000)]
Apart = Annotated[int, BeforeValidator(cells.whole), Field(ge=0, le=1440)]
Heads = Annotated[int, BeforeValidator(cells.whole), Field(ge=0, le=10_000)]
Weight = Annotated[int, BeforeValidator(cells.whole), Field(ge=1, le=100)]
Effect = Annotated[float, BeforeValidator(cells.effect), Field(ge=0, le=100)]

EVERY_DAY = frozenset(range(7))


def column(
    note: str,
    example: object = None,
    default: Any = ...,  # as pydantic has it: any value, or required
    alias: str | None = None,
) -> Any:
    """Declare a column with its note and its cell in the template's example row."""
    return Field(default=default, alias=alias, description=note, examples=[example])
