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
    """

    agent_id: str
    agent_name: str
    team: str
    status: Status
    since: datetime
    scheduled: str
    actual: str


class BoardView(BaseModel):
    """Agents at one instant: all within reach, or in a change only those who changed."""

    at: datetime
    made_with: MadeWith
    agents: list[AgentNowView]


class LiveView(BoardView):
    """The day so far: where everybody is, how many of each status, and the figures up to now."""

    site: str
    day: date
    counts: dict[Status, int]
    overall: FiguresView | None
    """Of the whole site; null for those who see some teams only."""
