"""Shifts and their activities, in UTC."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.fields import Body, Flag, Moment, Text
from api.schemas.findings import FindingView
from wfm.model import ActivityCategory, Shift


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
    """A shift, in UTC; it belongs to the local date on which it starts."""

    agent_id: str
    date: date
    start: datetime
    end: datetime
    locked: bool
    activities: list[ActivityView]

    @classmethod
    def of(cls, shift: Shift) -> ShiftView:
        """Show one shift."""
        return cls.model_validate({**asdict(shift), "start": shift.start, "end": shift.end})


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
