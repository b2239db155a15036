"""Schedules of a week, and how they differ."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.schemas.fields import NUMBER, Body, Flag, Note, Text
from api.schemas.findings import FindingView
from wfm.model.price_of_heads import PriceOfHeads
from wfm.planning.merge_schedules import Side
from wfm.store.publishing import DayChange


class ScheduleView(BaseModel):
    """A numbered schedule of a week."""

    week: date
    number: int
    status: Literal["draft", "published", "superseded"]
    copied_from: int | None
    based_on: int | None
    run: str | None
    note: str
    created_by: str
    created_at: datetime
    published_by: str | None
    published_at: datetime | None
    version: int


class SpanView(BaseModel):
    """From when to when, in UTC."""

    start: datetime
    end: datetime


class ChangeView(BaseModel):
    """How an agent's day differs."""

    agent_id: str
    date: date
    before: list[SpanView]
    after: list[SpanView]

    @classmethod
    def of(cls, change: DayChange) -> ChangeView:
        """Show a difference between two schedules."""
        return cls(
            agent_id=change.agent_id,
            date=change.date,
            before=[SpanView(start=start, end=end) for start, end in change.before],
            after=[SpanView(start=start, end=end) for start, end in change.after],
        )


class AgentDayView(BaseModel):
    """One agent's day."""

    agent_id: str
    date: date


class JudgedScheduleView(ScheduleView):
    """A schedule and the first 100 of its findings, broken rules first."""

    broken_rules: int
    findings: list[FindingView]
    merged_days: list[AgentDayView] = []
    """Days taken from what had come into force since the draft began."""
    undone: list[ChangeView] = []
    """What a revert or a decision undid: each day as it was in force before, and as it is now."""


class DayDecision(Body):
    """Whose day to take: the draft's (`mine`), or what came into force meanwhile (`theirs`)."""

    agent_id: Text
    date: date
    take: Side


class RevertBody(Body):
    """Whether to publish even though hard rules are broken; the trail then says how many."""

    accept_broken_rules: Flag = False


class PublishBody(RevertBody):
    """What the publication may do.

    Where a draft and what came into force since it began changed the same agents' days, a refusal
    (409) lists them with the `in_force` schedule: send both back with the decisions.
    """

    in_force: Annotated[int, Field(ge=1, le=1_000_000), NUMBER] | None = None
    decisions: list[DayDecision] = Field(default_factory=list, max_length=10_000)


class CopyBody(Body):
    """What the copy is for."""

    note: Note = ""


class WaitingContacts(Body):
    """Contacts that wait in a deferred queue at the start of the week."""

    queue: Text
    contacts: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False), NUMBER]


class GenerateBody(Body):
    """How to make a schedule. What is past, locked or edited by hand in `base` stays.

    Other shifts of `base` start and end at other times only where that is worth a change. With
    `repair` as little of it changes as the absences need that it did not know of. With `keep=false`
    nothing of it is kept. `backlog` is what waits in deferred queues at the start, where the
    history does not know it; `simulation_runs` plays the draft through so often; where agents share
    queues, the requirement is corrected in `rounds` of search and simulation. Where skills that
    match no queue leave a third of the work undone the run fails and names them, but with `anyway`.
    `accept_shifts` takes changes of level that the forecast finds for good: each becomes an event
    of the site.

    With `weeks` so many weeks from this one on are planned together, each into a draft of its own.
    Where `base` is kept, later weeks go on from what is in force of them, or their newest draft.
    """

    weeks: Annotated[int, Field(ge=1, le=8), NUMBER] = 1
    base: Annotated[int, Field(ge=1, le=1_000_000), NUMBER] | None = None
    keep: Flag = True
    repair: Flag = False
    price: PriceOfHeads = PriceOfHeads.HEADS
    accept_shifts: Flag = False
    backlog: list[WaitingContacts] = Field(default_factory=list, max_length=1000)
    rounds: Annotated[int, Field(ge=0, le=10), NUMBER] = 3
    simulation_runs: Annotated[int, Field(ge=0, le=1000), NUMBER] = 100
    time_limit: Annotated[int, Field(ge=1, le=3600), NUMBER] = 60
    effort: Annotated[float, Field(ge=0, le=20), NUMBER] | None = None
    workers: Annotated[int, Field(ge=1, le=64), NUMBER] = 2
    seed: Annotated[int, Field(ge=0, le=2**31 - 1), NUMBER] = 1
    anyway: Flag = False
    note: Note = ""


class NoticeView(ChangeView):
    """A day that a publication changed, and the hours of notice the agent had."""

    notice_hours: float
