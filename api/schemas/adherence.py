"""Planned against actual: figures with what they were made with, and how a site grades."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from api.dependencies import PRINTABLE
from api.schemas.fields import CLEAN, NO_OTHER_KEYS, NUMBER, Body, Flag, Moment, Name, Text
from api.schemas.figures import ColumnView
from api.schemas.runs import RunMessage
from api.schemas.said import SaidView
from wfm.model import ActivityCategory
from wfm.store.errors import ConflictError
from wfm.words import phrase


class MadeWith(BaseModel):
    """What every figure beside it was made with."""

    method: str
    tolerance_seconds: int
    count_unscheduled_work: bool
    schedule_version: int
    mapping_version: str
    complete_until: datetime | None
    """Instant of the last event known; null where there is none."""


class Seconds(BaseModel):
    """What percentages are made of; the first five add up to the scheduled time."""

    in_seconds: int
    out_seconds: int
    neutral_seconds: int
    ignored_seconds: int
    unknown_seconds: int
    unscheduled_seconds: int
    on_queue_scheduled_seconds: int
    on_queue_unknown_seconds: int
    on_queue_worked_seconds: int
    authorised_seconds: int


class FiguresView(BaseModel):
    """Shares 0..1 (conformance may exceed 1), or null with the reason."""

    adherence: float | None
    adherence_reason: str
    conformance: float | None
    conformance_reason: str
    seconds: Seconds


class TeamFigures(FiguresView):
    """Figures of a team."""

    team: str


class DayFigures(FiguresView):
    """Figures of a local date."""

    date: date


class AgentFigures(FiguresView):
    """Figures of an agent's week."""

    agent_id: str
    agent_name: str
    team: str


class ShiftFiguresView(FiguresView):
    """Figures of a shift, or of a date on which the agent worked without one (no `shift_id`)."""

    agent_id: str
    date: date
    shift_id: str | None


class UnplacedView(BaseModel):
    """What the feed said that the site cannot place: counted, never held against anybody."""

    kind: str
    name: str
    events: int


class AdherenceView(BaseModel):
    """A week's adherence within reach: in all, per team, per day."""

    site: str
    week: date
    made_with: MadeWith
    overall: FiguresView
    teams: list[TeamFigures]
    days: list[DayFigures]
    unplaced: list[UnplacedView]
    messages: list[RunMessage]


class AgentsView(BaseModel):
    """A page of agents; `next` goes into `after`."""

    made_with: MadeWith
    items: list[AgentFigures]
    next: str | None


class ShiftsView(BaseModel):
    """A page of shifts; `next` goes into `after`."""

    made_with: MadeWith
    items: list[ShiftFiguresView]
    next: str | None


class Deviation(BaseModel):
    """An uninterrupted deviation beyond the tolerance that nobody authorised."""

    agent_id: str
    start: datetime
    end: datetime
    seconds: int
    scheduled: str
    actual: str
    impact: str


class DeviationsView(BaseModel):
    """A page of deviations; `next` goes into `after`."""

    made_with: MadeWith
    items: list[Deviation]
    next: str | None


class MyAdherence(BaseModel):
    """An agent's own week."""

    week: date
    made_with: MadeWith
    overall: FiguresView
    shifts: list[ShiftFiguresView]
    deviations: list[Deviation]


def _blank_is_null(value: object) -> object:
    return None if value == "" else value


Share = Annotated[float | None, BeforeValidator(_blank_is_null)]
Count = Annotated[int | None, BeforeValidator(_blank_is_null)]


class TrailEntry(BaseModel):
    """What was said of a shift, when, and why it differed from what was said before."""

    number: int
    measured_at: datetime
    reason: str
    agent_id: str
    date: date
    shift_id: str
    adherence: Share = None
    conformance: Share = None
    in_seconds: Count = None
    out_seconds: Count = None
    unknown_seconds: Count = None
    schedule_version: int
    mapping_version: str
    method: str
    tolerance_seconds: int
    count_unscheduled_work: bool
    complete_until: Annotated[datetime | None, BeforeValidator(_blank_is_null)] = None


class WeekInWords(BaseModel):
    """A week of planned against actual in words.

    `teams` are those whose agents the figures of agents are about, null for the whole site; queues
    are always the whole site's.
    """

    made_with: MadeWith
    teams: list[str] | None
    verdicts: list[SaidView]
    actions: list[SaidView]
    bridge_order: list[str]
    definitions: dict[str, str]


class ReportTable(BaseModel):
    """A page of a table of planned against actual; what is undefined is null.

    `columns` says what the figures are; in the table `site`, those that stand in its rows.
    """

    made_with: MadeWith
    columns: list[ColumnView]
    rows: list[dict[str, Any]]
    next: str | None


class GradingBody(Body):
    """How adherence is graded.

    `states` corrects the site's state map (code, or code/reason → category); `impacts` changes
    cells of the impact table, of the method's own too: scheduled category, actual category, impact.
    The tolerance is the longest deviation at an activity's edge that is none; the method
    `genesys_cloud` deducts it from every exception. `productive` names what is productive besides
    on-queue work, for the method `amazon_connect`.
    """

    only_read = frozenset({"mapping_version", "state_map", "version"})
    states: Annotated[
        dict[Text, Text],
        Field(max_length=1000, default_factory=dict, json_schema_extra=NO_OTHER_KEYS),
    ]
    impacts: Annotated[list[tuple[Text, Text, Text]], Field(max_length=200, default_factory=list)]
    method: Text = "default"
    tolerance_seconds: Annotated[int, Field(ge=0, le=3600), NUMBER] = 0
    count_unscheduled_work: Flag = False
    productive: Annotated[list[ActivityCategory], Field(max_length=20, default_factory=list)]


class GradingView(BaseModel):
    """How adherence is graded, with the state map that comes of it."""

    states: dict[str, str]
    impacts: list[tuple[str, str, str]]
    method: str
    tolerance_seconds: int
    count_unscheduled_work: bool
    productive: list[str]
    state_map: dict[str, str]
    mapping_version: str
    version: int


class ExceptionBody(Body):
    """A deviation in [start, end) that counts as in; `active=false` withdraws it."""

    only_read = frozenset({"authorised_by", "id", "version"})
    agent_id: Name
    start: Moment
    end: Moment
    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=PRINTABLE), CLEAN]
    active: Flag = True

    @model_validator(mode="after")
    def _in_order(self) -> ExceptionBody:
        if self.end <= self.start:
            raise ConflictError(phrase("refusal.end_not_after_start"), "end")
        return self


class ExceptionView(BaseModel):
    """An authorised exception as it is stored."""

    id: str
    agent_id: str
    start: datetime
    end: datetime
    reason: str
    authorised_by: str
    active: bool
    version: int
