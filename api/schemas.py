"""What goes in and out, field by field: nothing leaves that is not named here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from api.dependencies import KEY
from api.permissions import SCOPES
from wfm.model import ActivityCategory
from wfm.store.plans import Operation
from wfm.store.users import Role

T = TypeVar("T")


def _encodable(text: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("may not have unpaired surrogate characters")
    return text


def _number(value: object) -> object:
    if isinstance(value, bool | str):
        raise ValueError("must be a number")
    return value


def _sensible(moment: datetime) -> datetime:
    if not 2000 <= moment.year < 2100:
        raise ValueError("must be in the years 2000 to 2099")
    return moment


def _sensible_date(day: date) -> date:
    if not 1900 <= day.year < 2100:
        raise ValueError("must be in the years 1900 to 2099")
    return day


NUMBER, CLEAN = BeforeValidator(_number), AfterValidator(_encodable)
PRINTABLE = r"^[^\x00-\x1f\x7f-\x9f]*$"
"""No control characters."""
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=PRINTABLE), CLEAN]
Note = Annotated[str, Field(max_length=500, pattern=PRINTABLE), CLEAN]
Name = Annotated[str, Field(pattern=KEY, max_length=100), CLEAN]
Secret = Annotated[str, Field(min_length=1, max_length=200)]
CENTURY = {"pattern": "^20[0-9][0-9]-"}
CENTURIES = {"pattern": "^(19|20)[0-9][0-9]-"}
Moment = Annotated[AwareDatetime, AfterValidator(_sensible), Field(json_schema_extra=dict(CENTURY))]
Day = Annotated[
    date,
    AfterValidator(_sensible_date),
    Field(json_schema_extra=dict(CENTURIES)),
]
Minutes = Annotated[int, Field(ge=0, le=2880), NUMBER]
Flag = Annotated[bool, Field(strict=True)]
WeekDay = Annotated[int, Field(ge=0, le=6), NUMBER]


class Body(BaseModel):
    """What a client sends: a field that nobody knows is an error, not ignored in silence."""

    model_config = ConfigDict(extra="forbid")


class Listing(BaseModel, Generic[T]):
    """One page; `next` goes into `after` for the following one, null at the end."""

    items: list[T]
    next: str | None = None


class Credentials(Body):
    """A name and its password."""

    name: Secret
    password: Secret


class IdentityToken(Body):
    """What an OpenID Connect provider signed."""

    id_token: Annotated[str, Field(min_length=1, max_length=10_000)]


class AccessTokenView(BaseModel):
    """A token for `Authorization: Bearer …`."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 — the scheme's name
    expires_at: datetime


class PasswordChange(Body):
    """The old password and the new one."""

    current: Secret
    new: Annotated[str, Field(min_length=12, max_length=200)]


class UserView(BaseModel):
    """An account."""

    name: str
    role: Role
    site: str | None
    agent_id: str | None
    teams: list[str]
    active: bool
    version: int


class UserChange(Body):
    """What an admin sets of an account."""

    role: Role
    site: Name | None = None
    agent_id: Name | None = None
    teams: Annotated[list[Name], Field(max_length=100)] = []
    active: Flag = True
    password: Annotated[str, Field(min_length=12, max_length=200)] | None = None


class UserCreate(UserChange):
    """A new account."""

    name: Name


class TokenCreate(Body):
    """A token for a machine."""

    name: Text
    scopes: Annotated[list[Literal[tuple(SCOPES)]], Field(min_length=1, max_length=20)]  # type: ignore[valid-type]  # the scopes are known when the module is loaded
    days: Annotated[int, Field(ge=1, le=366), NUMBER] = 90


class TokenView(BaseModel):
    """An API token without its secret."""

    id: str
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class TokenSecret(TokenView):
    """An API token with its secret, shown this once."""

    secret: str


class CalendarLinkView(BaseModel):
    """Whether the agent has a calendar link; its secret is shown only when it is made."""

    created_at: datetime | None


class CalendarLink(BaseModel):
    """The secret address of the agent's calendar feed, shown this once."""

    path: str


class SiteView(BaseModel):
    """What is planned together."""

    key: str
    name: str
    time_zone: str
    week_start: WeekDay
    interval_minutes: int
    queues: list[str]


class ImportView(BaseModel):
    """One workbook that was taken in."""

    id: str
    counts: Mapping[str, int]
    imported_by: str
    imported_at: datetime
    rolled_back_at: datetime | None
    version: int


class RunMessage(BaseModel):
    """What a run has to say."""

    severity: Literal["info", "warning", "error"]
    kind: str
    text: str
    field: str | None = None
    file: str | None = None
    row: int | None = None


class BestSoFar(BaseModel):
    """The best schedule that a running solver has; `gap` is a share, null while unproven."""

    objective: float | None
    bound: float | None
    gap: float | None


class RunView(BaseModel):
    """One long piece of work."""

    id: str
    kind: str
    status: Literal["queued", "running", "done", "failed", "cancelled"]
    stage: str
    progress: Annotated[float, Field(ge=0, le=1), NUMBER]
    messages: list[RunMessage]
    result: Mapping[str, Any] | None
    best: BestSoFar | None
    cancel_requested: bool
    created_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    version: int


class TeamBody(Body):
    """A team."""

    name: Name
    active: Flag = True


class TeamView(BaseModel):
    """A team as it is stored."""

    name: str
    active: bool
    version: int


class ActivityRuleBody(Body):
    """A break or meal that every shift contains; times in minutes after the shift's start."""

    code: Text
    category: ActivityCategory
    minutes: Annotated[int, Field(ge=1, le=480), NUMBER]
    paid: Flag
    earliest: Minutes
    latest: Minutes
    shift_minutes: Annotated[list[Minutes], Field(max_length=50)] = []


class WorkPlanBody(Body):
    """A contract's rules. Minutes unless a name says otherwise; null switches a rule off."""

    name: Name
    active: Flag = True
    paid_minutes_per_week: tuple[
        Annotated[int, Field(ge=0, le=10_080), NUMBER],
        Annotated[int, Field(ge=0, le=10_080), NUMBER],
    ]
    days_per_week: tuple[
        Annotated[int, Field(ge=0, le=7), NUMBER],
        Annotated[int, Field(ge=0, le=7), NUMBER],
    ]
    shift_minutes: Annotated[
        list[Annotated[int, Field(ge=15, le=1440), NUMBER]],
        Field(min_length=1, max_length=50),
    ]
    earliest_start: Annotated[int, Field(ge=0, lt=1440), NUMBER]
    latest_end: Annotated[int, Field(gt=0, le=2880), NUMBER]
    start_step: Annotated[int, Field(ge=5, le=1440), NUMBER] = 30
    weekly_start_window: Minutes | None = None
    activities: Annotated[list[ActivityRuleBody], Field(max_length=50)] = []
    minimum_gap: Minutes = 0
    maximum_stretch: Annotated[int, Field(ge=15, le=1440), NUMBER] | None = None
    minimum_rest: Minutes = 660
    maximum_consecutive_days: Annotated[int, Field(ge=1, le=14), NUMBER] = 6
    consecutive_days_off: Annotated[int, Field(ge=1, le=7), NUMBER] | None = None
    weekdays: Annotated[list[WeekDay], Field(max_length=7)] = [0, 1, 2, 3, 4, 5, 6]
    maximum_weekend_days: Annotated[int, Field(ge=0, le=2), NUMBER] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> WorkPlanBody:
        for name in ("paid_minutes_per_week", "days_per_week"):
            least, most = getattr(self, name)
            if least > most:
                raise ValueError(f"{name}: the least is above the most")
        if self.latest_end <= self.earliest_start:
            raise ValueError("latest_end is not after earliest_start")
        return self


class ActivityRuleView(BaseModel):
    """A break or meal as it is stored."""

    code: str
    category: ActivityCategory
    minutes: int
    paid: bool
    earliest: int
    latest: int
    shift_minutes: tuple[int, ...]


class WorkPlanView(BaseModel):
    """A work plan as it is stored."""

    name: str
    active: bool
    paid_minutes_per_week: tuple[int, int]
    days_per_week: tuple[int, int]
    shift_minutes: tuple[int, ...]
    earliest_start: int
    latest_end: int
    start_step: int
    weekly_start_window: int | None
    activities: tuple[ActivityRuleView, ...]
    minimum_gap: int
    maximum_stretch: int | None
    minimum_rest: int
    maximum_consecutive_days: int
    consecutive_days_off: int | None
    weekdays: list[int]
    maximum_weekend_days: int | None
    version: int


class AgentBody(Body):
    """An agent; `active=false` deactivates, nobody is ever deleted."""

    id: Name
    name: Text
    team: Name
    work_plan: Name
    skills: Annotated[list[Text], Field(max_length=100)] = []
    start_date: Day | None = None
    end_date: Day | None = None
    hourly_cost: Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False), NUMBER] = 0.0
    time_zone: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_+/-]+$")] | None = None
    active: Flag = True


class AgentView(BaseModel):
    """An agent as it is stored; `hourly_cost` is null for whom it is not meant."""

    id: str
    name: str
    team: str
    work_plan: str
    skills: list[str]
    start_date: date | None
    end_date: date | None
    hourly_cost: float | None
    time_zone: str | None
    active: bool
    version: int


class TimeOffBody(Body):
    """An approved absence [start, end); `active=false` withdraws it."""

    agent_id: Name
    start: Moment
    end: Moment
    kind: Annotated[str, Field(min_length=1, max_length=100, pattern=PRINTABLE), CLEAN]
    paid: Flag = True
    active: Flag = True

    @model_validator(mode="after")
    def _in_order(self) -> TimeOffBody:
        if self.end <= self.start:
            raise ValueError("end is not after start")
        return self


class TimeOffView(BaseModel):
    """An absence as it is stored."""

    id: str
    agent_id: str
    start: datetime
    end: datetime
    kind: str
    paid: bool
    active: bool
    version: int


class MyTimeOff(BaseModel):
    """An agent's own absence."""

    start: datetime
    end: datetime
    kind: str
    paid: bool


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


class DayView(BaseModel):
    """An agent's date in a schedule; version 0 until a person edits it."""

    agent_id: str
    date: date
    version: int
    edited_by: str | None
    shifts: list[ShiftView]


class MyShift(BaseModel):
    """An agent's own shift, in UTC."""

    date: date
    start: datetime
    end: datetime
    activities: list[ActivityView]


class MySchedule(BaseModel):
    """An agent's own week as it is published; `version` is the schedule's number."""

    site: str
    week: date
    version: int
    published_at: datetime
    time_zone: str
    shifts: list[MyShift]


class ScheduleView(BaseModel):
    """A numbered schedule of a week."""

    week: date
    number: int
    status: Literal["draft", "published", "superseded"]
    copied_from: int | None
    run: str | None
    note: str
    created_by: str
    created_at: datetime
    published_by: str | None
    published_at: datetime | None
    version: int


class CopyBody(Body):
    """What the copy is for."""

    note: Note = ""


class GenerateBody(Body):
    """How to make a schedule. What is past, locked or edited by hand in `base` stays."""

    base: Annotated[int, Field(ge=1, le=1_000_000), NUMBER] | None = None
    keep: Flag = True
    time_limit: Annotated[int, Field(ge=1, le=3600), NUMBER] = 60
    seed: Annotated[int, Field(ge=0, le=2**31 - 1), NUMBER] = 1
    note: Note = ""


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


class NoticeView(ChangeView):
    """A day that a publication changed, and the hours of notice the agent had."""

    notice_hours: float


class PlanView(BaseModel):
    """A stored table, without its rows."""

    number: int
    note: str
    run: str | None
    created_by: str
    created_at: datetime


class TableView(PlanView):
    """A stored table: a record per interval and queue, times in UTC or with their offset."""

    rows: list[dict[str, Any]]
    next: str | None = None


class OverrideBody(Body):
    """A correction of a queue's contacts in [start, end), and why."""

    queue: Text
    start: Moment
    end: Moment
    operation: Operation
    value: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False), NUMBER]
    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=PRINTABLE), CLEAN]
    active: Flag = True

    @model_validator(mode="after")
    def _in_order(self) -> OverrideBody:
        if self.end <= self.start:
            raise ValueError("end is not after start")
        return self


class OverrideView(BaseModel):
    """A correction as it is stored."""

    id: str
    queue: str
    start: datetime
    end: datetime
    operation: Operation
    value: float
    reason: str
    made_by: str
    made_at: datetime
    active: bool
    version: int


class AuditView(BaseModel):
    """One line of the trail."""

    id: int
    at: datetime
    actor: str
    action: str
    entity: str
    key: str
    before: Any
    after: Any


class Health(BaseModel):
    """Whether the service is up."""

    status: Literal["ok"] = "ok"
