"""Shifts and their activities, in UTC."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from api.schemas.fields import Body, Flag, Moment, Text
from api.schemas.findings import FindingView
from wfm.model import ActivityCategory, Shift
from wfm.model.day_parts import DayPart, part_of


class ActivityBody(Body):
    """A part [start, end) of a shift."""

    code: Text
    category: ActivityCategory
    start: Moment
    end: Moment
    paid: Flag = True
    queue: Text | None = None


class ShiftBody(Body):
    """One presence: activities that follow each other without gap."""

    activities: Annotated[list[ActivityBody], Field(min_length=1, max_length=100)]
    locked: Flag = False


class DayBody(Body):
    """All shifts of an agent that start on one date; none is a day off."""

    shifts: Annotated[list[ShiftBody], Field(max_length=10)]


class ActivityView(BaseModel):
    """A part of a shift, in UTC."""

    code: str
    category: ActivityCategory
    start: datetime
    end: datetime
    paid: bool
    queue: str | None


class ShiftView(BaseModel):
    """A shift, in UTC; it belongs to the local date on which it starts.

    `part` is the part of the day in which it is worked, by the site's clock: a night has 3 hours or
    more between 23:00 and 06:00, a late shift ends after 20:00, an early one starts before 08:00.
    """

    agent_id: str
    date: date
    part: DayPart
    start: datetime
    end: datetime
    locked: bool
    activities: list[ActivityView]

    @classmethod
    def of(cls, shift: Shift, zone: ZoneInfo) -> ShiftView:
        """Show one shift of a site in that zone."""
        told = {"start": shift.start, "end": shift.end, "part": part_of(shift, zone)}
        return cls.model_validate({**asdict(shift), **told})


class DayView(BaseModel):
    """An agent's date in a schedule; version 0 until a person edits it.

    `findings` are of the agent's whole week: one day may break the rest before the next.
    """

    agent_id: str
    date: date
    version: int
    edited_by: str | None
    shifts: list[ShiftView]
    findings: list[FindingView]
