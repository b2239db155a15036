"""An agent's own shifts and absences."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from api.schemas.shift_views import ActivityView
from wfm.model import ActivityCategory


class MyTimeOff(BaseModel):
    """An agent's own absence."""

    start: datetime
    end: datetime
    kind: str
    paid: bool


class MyShift(BaseModel):
    """An agent's own shift, in UTC."""

    date: date
    start: datetime
    end: datetime
    activities: list[ActivityView]


class MySchedule(BaseModel):
    """An agent's own week as it is published; `version` is the schedule's number."""

    site: str
    week: date
    version: int
    published_at: datetime
    time_zone: str
    shifts: list[MyShift]


class ColleagueView(BaseModel):
    """A team mate on shift: the category of what they do, never why."""

    name: str
    category: ActivityCategory
    until: datetime
