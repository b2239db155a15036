"""The running day: who is where."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from api.schemas.adherence import FiguresView, MadeWith

Status = Literal["in", "out", "neutral", "ignored", "unknown", "unscheduled", "not_scheduled"]


class AgentNowView(BaseModel):
    """Where an agent is, and since when the status is what it is.

    `unscheduled` works outside every shift, `not_scheduled` does not; `unknown` is no fault.
    `changed` is when the schedule or the agent's state last changed; `arrived` tells who has not
    come to the shift from who has left it, null outside of shifts; `next` is what the schedule has
    next, `unscheduled` where the shift ends.
    """

    agent_id: str
    agent_name: str
    team: str
    status: Status
    since: datetime
    scheduled: str
    actual: str
    changed: datetime
    arrived: bool | None
    next: str | None
    next_at: datetime | None


class SourceView(BaseModel):
    """A source of states: when it was last heard, and what of it was refused or has no place.

    `doubted_at` is when its states are no longer believed if it stays silent, `silent_since` since
    when they are not. Events are counted of the running day, batches refused of all time.
    """

    source_id: str
    latest: datetime | None = None
    doubted_at: datetime | None = None
    silent_since: datetime | None = None
    unknown_agents: int = 0
    unmapped: int = 0
    refused_batches: int = 0
    refused_at: datetime | None = None
    refused_because: str | None = None


class BoardView(BaseModel):
    """Agents at one instant: all within reach, or in a change only those who changed."""

    at: datetime
    made_with: MadeWith
    sources: list[SourceView]
    agents: list[AgentNowView]


class LiveView(BoardView):
    """The day so far: where everybody is, how many of each status, and the figures up to now."""

    site: str
    day: date
    counts: dict[Status, int]
    teams: list[str] | None
    """Whose figures `overall` are: null for the whole site."""
    overall: FiguresView
