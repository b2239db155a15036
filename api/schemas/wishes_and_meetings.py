"""What is known of agents' weeks before they are planned: windows, wishes, requests, meetings.

The bounds are those of the site's files, so that whatever was imported can be read and sent back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from api.schemas.fields import NUMBER, Day, Flag, Minutes, Moment, Name, Retirable, Text, WeekDays
from api.schemas.noted import Noted
from wfm.model import PreferenceKind
from wfm.store.errors import ConflictError
from wfm.words import phrase


class Window(BaseModel):
    """A weekly window [start, end) in local minutes; past midnight counts on.

    It counts from the date `first` to `last`, where those are given.
    """

    agent_id: Name
    weekdays: WeekDays
    start: Minutes = 0
    end: Minutes = 1440
    first: Day | None = None
    last: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Window:
        if self.end < self.start:
            raise ConflictError(phrase("refusal.end_before_start"), "end")
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ConflictError(phrase("leave.refused.last"), "last")
        return self


class AvailabilityFields(Window):
    """When an agent can or cannot work; with an available window on a day, only inside such."""

    available: Flag


class AvailabilityBody(AvailabilityFields, Retirable):
    """A weekly window; `active=false` withdraws it."""


class AvailabilityView(AvailabilityFields):
    """A weekly window as it is stored."""

    id: str
    active: bool
    version: int


class PreferenceFields(Window):
    """A wish: a day off, a start within the window, or no shift that overlaps it.

    `weight` is the price of refusing it once.
    """

    kind: PreferenceKind
    weight: Annotated[int, Field(ge=1, le=100), NUMBER] = 2


class PreferenceBody(PreferenceFields, Retirable):
    """A wish; `active=false` withdraws it."""


class PreferenceView(PreferenceFields, Noted):
    """A wish as it is stored."""

    id: str
    active: bool
    version: int


class ShiftRequestFields(BaseModel):
    """A request to work, or not to work, a type of shift of the work plan on a date.

    `weight` is the price of refusing it.
    """

    agent_id: Name
    date: Day
    shift_type: Text
    wanted: Flag = True
    weight: Annotated[int, Field(ge=1, le=100), NUMBER] = 2


class ShiftRequestBody(ShiftRequestFields, Retirable):
    """A request for a shift; `active=false` withdraws it."""


class ShiftRequestView(ShiftRequestFields):
    """A request for a shift as it is stored."""

    id: str
    active: bool
    version: int


class MeetingFields(BaseModel):
    """A meeting or training, to be placed inside shifts between `earliest` and `latest`."""

    name: Text
    agent_ids: Annotated[list[Name], Field(min_length=1, max_length=10_000)]
    earliest: Moment
    latest: Moment
    minutes: Annotated[int, Field(ge=1, le=1440), NUMBER]
    training: Flag = False
    paid: Flag = True
    together: Flag = True
    group_size: Annotated[int, Field(ge=1, le=10_000), NUMBER] | None = None
    quorum: Annotated[int, Field(ge=1, le=10_000), NUMBER] = 1
    every_weeks: Annotated[int, Field(ge=1, le=520), NUMBER] | None = None


class MeetingBody(MeetingFields, Retirable):
    """A meeting; `active=false` calls it off."""

    @model_validator(mode="after")
    def _fits(self) -> MeetingBody:
        if self.latest - self.earliest < timedelta(minutes=self.minutes):
            raise ConflictError(phrase("refusal.does_not_fit"), "minutes")
        if len(set(self.agent_ids)) < len(self.agent_ids):
            raise ConflictError(phrase("refusal.agent_twice"), "agent_ids")
        if self.quorum > len(self.agent_ids):
            raise ConflictError(phrase("refusal.quorum", most=len(self.agent_ids)), "quorum")
        if self.together and self.group_size is not None:
            raise ConflictError(phrase("refusal.all_together"), "group_size")
        return self


class MeetingView(MeetingFields, Noted):
    """A meeting as it is stored."""

    id: str
    earliest: datetime
    latest: datetime
    active: bool
    version: int
