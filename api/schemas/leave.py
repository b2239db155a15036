"""Leave: types, accounts, allowances, requests and what speaks for and against them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field, model_validator

from api.dependencies import PRINTABLE
from api.schemas.fields import (
    CLEAN,
    NUMBER,
    Body,
    Day,
    Flag,
    Minutes,
    Moment,
    Name,
    Retirable,
    WeekDays,
)
from api.schemas.said import SaidView
from wfm.model import LeaveDecision, LeaveMeasure, LeaveUnit
from wfm.service.leave.judge import Judgement
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError
from wfm.store.leave import LeaveRequest, LeaveStatus
from wfm.words import phrase

Amount = Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False), NUMBER]
LeaveName = Annotated[str, Field(min_length=1, max_length=100, pattern=PRINTABLE), CLEAN]
Reason = Annotated[str, Field(max_length=500, pattern=PRINTABLE), CLEAN]


class LeaveTypeFields(BaseModel):
    """A kind of leave; `carry_over_until` is the last month in which what came over counts."""

    name: LeaveName
    paid: Flag = True
    unit: LeaveUnit = LeaveUnit.DAYS
    decision: LeaveDecision = LeaveDecision.NEVER
    accrues: Flag = False
    carry_over: Amount = 0.0
    carry_over_until: Annotated[int, Field(ge=1, le=12), NUMBER] = 12


class LeaveTypeBody(LeaveTypeFields, Retirable):
    """A kind of leave; `active=false` retires it."""

    only_read = frozenset({"version"})


class LeaveTypeView(LeaveTypeFields):
    """A kind of leave as it is stored."""

    active: bool
    version: int


class LeaveAccountFields(BaseModel):
    """What an agent may take of a type in a calendar year, in the type's unit."""

    agent_id: Name
    leave_type: LeaveName
    year: Annotated[int, Field(ge=2000, le=2099), NUMBER]
    entitlement: Amount
    carried_over: Amount | None = None
    """From the year before; null: what is left there, up to the most that goes over."""


class LeaveAccountBody(LeaveAccountFields, Retirable):
    """An account; `active=false` retires it."""


class LeaveAccountView(LeaveAccountFields):
    """An account as it is stored."""

    id: str
    active: bool
    version: int


class LeaveAllowanceFields(BaseModel):
    """How much leave a team, or those with a skill, may take on a day or in some hours of it."""

    team: LeaveName | None = None
    skill: LeaveName | None = None
    measure: LeaveMeasure = LeaveMeasure.HEADS
    limit: Amount
    first: Day | None = None
    last: Day | None = None
    weekdays: WeekDays
    start: Minutes = 0
    end: Minutes = 1440

    @model_validator(mode="after")
    def _sensible(self) -> LeaveAllowanceFields:
        if (self.team is None) == (self.skill is None):
            raise ConflictError(phrase("leave.refused.group"), "team")
        if self.end <= self.start:
            raise ConflictError(phrase("leave.refused.end"), "end")
        if self.first and self.last and self.last < self.first:
            raise ConflictError(phrase("leave.refused.last"), "last")
        return self


class LeaveAllowanceBody(LeaveAllowanceFields, Retirable):
    """An allowance; `active=false` retires it."""


class LeaveAllowanceView(LeaveAllowanceFields):
    """An allowance as it is stored."""

    id: str
    active: bool
    version: int


class LeaveBody(Body):
    """Leave [start, end) that an agent asks for."""

    leave_type: LeaveName
    start: Moment
    end: Moment


class LeaveRuling(StrEnum):
    """What a person says to a request."""

    APPROVE = "approve"
    WAITLIST = "waitlist"
    REFUSE = "refuse"


class DecisionBody(Body):
    """A decision; a refusal needs its reason.

    `accept` approves although the account falls short or a rule is broken; no allowance is ever
    exceeded.
    """

    decision: LeaveRuling
    reason: Reason = ""
    accept: Flag = False

    @model_validator(mode="after")
    def _with_reason(self) -> DecisionBody:
        if self.decision is LeaveRuling.REFUSE and not self.reason.strip():
            raise ConflictError(phrase("leave.refused.reason"), "reason")
        return self


class BalanceView(BaseModel):
    """An account of a year; `left` is what remains if all that is requested is approved."""

    leave_type: str
    unit: LeaveUnit
    year: int
    entitlement: float
    accrued: float
    carried_over: float
    expired: float
    taken: float
    requested: float
    left: float


class MyLeave(BaseModel):
    """The types that an agent can ask for, and the accounts of a year."""

    types: list[str]
    balances: list[BalanceView]


class LeaveRequestView(BaseModel):
    """A request and what became of it."""

    id: str
    agent_id: str
    leave_type: str
    start: datetime
    end: datetime
    status: LeaveStatus
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    """Null where the limits decided."""
    reasons: list[Mapping[str, Any]]
    version: int

    @classmethod
    def of(cls, stored: Stored[LeaveRequest]) -> LeaveRequestView:
        """Show a request."""
        return cls(**_fields(stored))


def _fields(stored: Stored[LeaveRequest]) -> dict[str, Any]:
    value = stored.value
    names = set(LeaveRequestView.model_fields) - {"id", "version"}
    fields = {name: getattr(value, name) for name in names}
    return {**fields, "id": stored.key, "version": stored.version}


class AllowanceUseView(BaseModel):
    """An allowance on a day, used without the request and with it."""

    team: str | None
    skill: str | None
    measure: LeaveMeasure
    date: date
    limit: float
    before: float
    after: float


class HeadCostView(BaseModel):
    """Where a queue would be shortest of heads: what it loses, and net staffing then."""

    queue: str
    start: datetime
    heads: float
    before: float
    after: float


class JudgementView(BaseModel):
    """What speaks for and against a request; `costs` is null where no heads are known."""

    amount: float
    balance: BalanceView | None
    short: list[SaidView]
    exceeded: list[SaidView]
    broken: list[SaidView]
    allowances: list[AllowanceUseView]
    costs: list[HeadCostView] | None

    @classmethod
    def of(cls, found: Judgement) -> JudgementView:
        """Show a judgement."""
        return cls(
            amount=found.amount,
            balance=None if found.balance is None else balance_view(found.balance),
            short=SaidView.of([found.short] if found.short else []),
            exceeded=SaidView.of(found.exceeded),
            broken=SaidView.of(finding.in_full for finding in found.worse),
            allowances=[
                AllowanceUseView(
                    team=use.allowance.team, skill=use.allowance.skill,
                    measure=use.allowance.measure, date=use.date, limit=use.allowance.limit,
                    before=use.before, after=use.after,
                )
                for use in found.uses
            ],
            costs=None
            if found.costs is None
            else [HeadCostView(**_cost(cost)) for cost in found.costs],
        )  # fmt: skip


def _cost(cost: Any) -> dict[str, Any]:
    return {name: getattr(cost, name) for name in HeadCostView.model_fields}


def balance_view(balance: Any) -> BalanceView:
    """Show an account."""
    return BalanceView(
        leave_type=balance.leave_type, unit=balance.unit, year=balance.year, **balance.totals
    )


class JudgedRequestView(LeaveRequestView):
    """A request with what speaks for and against it; null once it is decided."""

    judgement: JudgementView | None
