"""Recorded agent states, as they are sent and as they were taken in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.dependencies import PRINTABLE
from api.schemas.fields import CLEAN, Body, Flag, Moment, Text
from wfm.store.feed_refusals import FeedRefusals

Short = Annotated[str, Field(max_length=100, pattern=PRINTABLE), CLEAN]
Code = Annotated[str, Field(max_length=200, pattern=PRINTABLE), CLEAN]


class StateEvent(Body):
    """From `started_at` on the agent is in this state."""

    event_id: Text
    """Unique within its source; the same event may be sent any number of times."""
    source_id: Short = ""
    external_agent_id: Text
    state_code: Text
    reason_code: Code = ""
    started_at: Moment
    is_logged_on: Flag = True
    is_snapshot: Flag = False
    """One of a list of everybody who is logged on; a snapshot comes in one batch."""
    batch_id: Code = ""


class StatesBody(Body):
    """A batch of events: all of them are stored, or none."""

    events: Annotated[list[StateEvent], Field(min_length=1, max_length=10_000)]
    expected: Annotated[int, Field(ge=0, le=10_000)] | None = None
    """How many events the sender means to send: a batch that broke off is refused."""


class IntakeView(BaseModel):
    """What became of a batch. What cannot be placed is kept, and never held against an agent."""

    added: int
    repeated: int
    sequence: int
    """Number of the site's newest event."""
    corrected_from: datetime | None
    """Earliest new event older than what was known: figures from there on change."""
    unmapped_codes: dict[str, int]
    unknown_agents: dict[str, int]
    inactive_agents: dict[str, int]


class FeedView(BaseModel):
    """What one source has sent so far."""

    source_id: str
    events: int = 0
    latest: datetime | None = None
    received_at: datetime | None = None
    refused_batches: int = 0
    refused_at: datetime | None = None
    refused_because: str | None = None


def refused_view(found: FeedRefusals | None) -> dict[str, Any]:
    """Give what was refused of a source, by the names that views have for it."""
    if found is None:
        return {}
    return {
        "refused_batches": found.batches,
        "refused_at": found.last_at,
        "refused_because": found.last_problem,
    }
