"""Shifts and their activities, in UTC."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.fields import Body, Day, Flag, Moment, Name, Text
from api.schemas.findings import FindingView
from api.schemas.shift_views import ShiftView
from wfm.model import ActivityCategory
from wfm.model.day_parts import DayPart
from wfm.store.errors import ConflictError
from wfm.words import phrase


class ActivityBody(Body):
    """A part [start, end) of a shift."""

    code: Text
    category: ActivityCategory
    start: Moment
    end: Moment
    paid: Flag = True
    queue: Text | None = None


class ShiftBody(Body):
    """One presence: activities that follow each other without gap.

    The rest follows from these and from the path. It may be sent back as it was read, or left out.
    """

    activities: Annotated[list[ActivityBody], Field(min_length=1, max_length=100)]
    locked: Flag = False
    agent_id: Name | None = None
    date: Day | None = None
    part: DayPart | None = None
    start: Moment | None = None
    end: Moment | None = None

    def check_derived(self, shift: ShiftView) -> None:
        """Refuse what does not follow: it would be lost without a word.

        Raises
        ------
        ConflictError
            Naming the field.
        """
        for field in ("agent_id", "date", "part", "start", "end"):
            said, derived = getattr(self, field), getattr(shift, field)
            if said is not None and said != derived:
                what = phrase("refusal.derived", derived=str(derived))
                raise ConflictError(what, field)


class DayBody(Body):
    """All shifts of an agent that start on one date; none is a day off."""

    only_read = frozenset({"agent_id", "date", "edited_by", "findings", "version"})
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
