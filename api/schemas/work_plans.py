"""Work plans."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from api.schemas.fields import NUMBER, Body, Flag, Minutes, Name, Text, WeekDay
from wfm.model import ActivityCategory
from wfm.store.errors import ConflictError


class ActivityRuleBody(Body):
    """A break or meal that every shift contains; times in minutes after the shift's start."""

    code: Text
    category: ActivityCategory
    minutes: Annotated[int, Field(ge=1, le=480), NUMBER]
    paid: Flag
    earliest: Minutes
    latest: Minutes
    shift_minutes: Annotated[list[Minutes], Field(max_length=50, default_factory=list)]


class WorkPlanBody(Body):
    """A contract's rules. Minutes unless a name says otherwise; null switches a rule off."""

    name: Name
    active: Flag = True
    paid_minutes_per_week: tuple[
        Annotated[int, Field(ge=0, le=10_080), NUMBER],
        Annotated[int, Field(ge=0, le=10_080), NUMBER],
    ]
    days_per_week: tuple[
        Annotated[int, Field(ge=0, le=7), NUMBER],
        Annotated[int, Field(ge=0, le=7), NUMBER],
    ]
    shift_minutes: Annotated[
        list[Annotated[int, Field(ge=15, le=1440), NUMBER]],
        Field(min_length=1, max_length=50),
    ]
    earliest_start: Annotated[int, Field(ge=0, lt=1440), NUMBER]
    latest_end: Annotated[int, Field(gt=0, le=2880), NUMBER]
    start_step: Annotated[int, Field(ge=5, le=1440), NUMBER] = 30
    weekly_start_window: Minutes | None = None
    activities: Annotated[list[ActivityRuleBody], Field(max_length=50, default_factory=list)]
    minimum_gap: Minutes = 0
    maximum_stretch: Annotated[int, Field(ge=15, le=1440), NUMBER] | None = None
    minimum_rest: Minutes = 660
    maximum_consecutive_days: Annotated[int, Field(ge=1, le=14), NUMBER] = 6
    consecutive_days_off: Annotated[int, Field(ge=1, le=7), NUMBER] | None = None
    weekdays: Annotated[list[WeekDay], Field(max_length=7, default_factory=lambda: list(range(7)))]
    maximum_weekend_days: Annotated[int, Field(ge=0, le=2), NUMBER] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> WorkPlanBody:
        for name in ("paid_minutes_per_week", "days_per_week"):
            least, most = getattr(self, name)
            if least > most:
                raise ConflictError("the least is above the most", name)
        if self.latest_end <= self.earliest_start:
            raise ConflictError("not after earliest_start", "latest_end")
        return self


class ActivityRuleView(BaseModel):
    """A break or meal as it is stored."""

    code: str
    category: ActivityCategory
    minutes: int
    paid: bool
    earliest: int
    latest: int
    shift_minutes: tuple[int, ...]


class WorkPlanView(BaseModel):
    """A work plan as it is stored."""

    name: str
    active: bool
    paid_minutes_per_week: tuple[int, int]
    days_per_week: tuple[int, int]
    shift_minutes: tuple[int, ...]
    earliest_start: int
    latest_end: int
    start_step: int
    weekly_start_window: int | None
    activities: tuple[ActivityRuleView, ...]
    minimum_gap: int
    maximum_stretch: int | None
    minimum_rest: int
    maximum_consecutive_days: int
    consecutive_days_off: int | None
    weekdays: list[int]
    maximum_weekend_days: int | None
    version: int
