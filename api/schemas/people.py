"""Teams, agents and their time off."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from api.dependencies import PRINTABLE
from api.schemas.fields import (
    CLEAN,
    NUMBER,
    Body,
    Day,
    Flag,
    Moment,
    Name,
    Retirable,
    Text,
    WeekDays,
)
from wfm.store.errors import ConflictError
from wfm.words import phrase


class TeamBody(Body):
    """A team."""

    only_read = frozenset({"version"})
    name: Name
    active: Flag = True


class TeamView(BaseModel):
    """A team as it is stored."""

    name: str
    active: bool
    version: int


class AgentBody(Body):
    """An agent; `active=false` deactivates, nobody is ever deleted."""

    only_read = frozenset({"version"})
    id: Name
    name: Text
    team: Name
    work_plan: Name
    skills: Annotated[list[Text], Field(max_length=100, default_factory=list)]
    start_date: Day | None = None
    end_date: Day | None = None
    hourly_cost: Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False), NUMBER] = 0.0
    time_zone: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_+/-]+$")] | None = None
    external_agent_id: Text | None = None
    """The contact platform's id of the agent, where it is another one."""
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
    external_agent_id: str | None
    active: bool
    version: int


class ContractFields(BaseModel):
    """A work plan from a date on, or on some weekdays, in place of the agent's usual one.

    Of several that hold on a day, the one that began last does.
    """

    agent_id: Name
    work_plan: Name
    first: Day | None = None
    last: Day | None = None
    weekdays: WeekDays


class ContractBody(ContractFields, Retirable):
    """A contract; `active=false` withdraws it."""

    @model_validator(mode="after")
    def _in_order(self) -> ContractBody:
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ConflictError(phrase("refusal.end_before_start"), "last")
        return self


class ContractView(ContractFields):
    """A contract as it is stored."""

    id: str
    active: bool
    version: int


class TimeOffBody(Body):
    """An approved absence [start, end); `active=false` withdraws it."""

    only_read = frozenset({"id", "version"})
    agent_id: Name
    start: Moment
    end: Moment
    kind: Annotated[str, Field(min_length=1, max_length=100, pattern=PRINTABLE), CLEAN]
    paid: Flag = True
    active: Flag = True

    @model_validator(mode="after")
    def _in_order(self) -> TimeOffBody:
        if self.end <= self.start:
            raise ConflictError(phrase("refusal.end_not_after_start"), "end")
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
