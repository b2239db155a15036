"""Shifts and their activities, in UTC."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.fields import Body, Flag, Moment, Text
from api.schemas.findings import FindingView
from api.schemas.shift_views import ShiftView
from wfm.model import ActivityCategory


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
