"""Shifts as they are shown, and days that two people changed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from pydantic import BaseModel

from wfm.model import ActivityCategory, Shift
from wfm.model.agent_zones import AgentZones
from wfm.model.day_parts import DayPart, part_of
from wfm.planning.merge_schedules import MergeConflict


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

    `part` is the part of the day in which it is worked, by the agent's clock: a night has 3 hours
    or more between 23:00 and 06:00, a late shift ends after 20:00, an early one starts before
    08:00.
    """

    agent_id: str
    date: date
    part: DayPart
    start: datetime
    end: datetime
    locked: bool
    activities: list[ActivityView]

    @classmethod
    def of(cls, shift: Shift, zones: AgentZones) -> ShiftView:
        """Show one shift of an agent who lives in one of these zones."""
        part = part_of(shift, zones.of(shift.agent_id))
        told = {"start": shift.start, "end": shift.end, "part": part}
        return cls.model_validate({**asdict(shift), **told})


class MergeConflictView(BaseModel):
    """An agent's day that a draft and a later publication both changed; empty where it is off."""

    agent_id: str
    date: date
    base: list[ShiftView]
    """As it was in force when the draft began."""
    theirs: list[ShiftView]
    """As it is in force now."""
    mine: list[ShiftView]
    """As the draft has it."""
    overlapping: bool
    """Whether only one side changed it, and its shifts would overlap a day that the other changed;
    a decision on either of both days settles that."""

    @classmethod
    def of(cls, conflict: MergeConflict, zones: AgentZones) -> MergeConflictView:
        """Show all three."""
        sides = (conflict.base, conflict.theirs, conflict.mine)
        base, theirs, mine = ([ShiftView.of(shift, zones) for shift in side] for side in sides)
        return cls(
            agent_id=conflict.agent_id, date=conflict.date, base=base, theirs=theirs, mine=mine,
            overlapping=conflict.overlapping,
        )  # fmt: skip
