"""Trades of shifts: offers, what speaks against them, and what a site lets agents do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, model_validator

from api.schemas.fields import NUMBER, Body, Day, Flag, Moment, Name
from api.schemas.leave import HeadCostView, Reason
from api.schemas.said import SaidView
from wfm.scheduling.rules import RULES
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError
from wfm.store.open_shifts import OpenShift
from wfm.store.trades import ShiftTrade, TradeAnswer, Traded, TradeKind, TradeStatus
from wfm.words import phrase

RULE_NAMES = {rule.name for rule in RULES} | {"One shift a day", "Minimum heads"}


class SelfServiceBody(Body):
    """What a site lets agents do by themselves; a rule that is not named refuses."""

    only_read = frozenset({"version"})
    rules: Annotated[dict[str, TradeAnswer], Field(max_length=100, default_factory=dict)]
    trades_ask: Flag = False
    notice_hours: Annotated[int, Field(ge=0, le=24 * 28), NUMBER] = 24
    open_days: Annotated[int, Field(ge=1, le=365), NUMBER] = 7
    wish_points: Annotated[int, Field(ge=0, le=100), NUMBER] = 10
    wish_close_days: Annotated[int, Field(ge=0, le=365), NUMBER] = 14
    wish_weeks: Annotated[int, Field(ge=1, le=52), NUMBER] = 8
    days_away: Annotated[int, Field(ge=0, le=7), NUMBER] = 0

    @model_validator(mode="after")
    def _known(self) -> SelfServiceBody:
        unknown = sorted(self.rules.keys() - RULE_NAMES)
        if unknown:
            raise ConflictError(
                phrase("trade.refused.no_rule", name=unknown[0], known=tuple(sorted(RULE_NAMES))),
                "rules",
            )
        return self


class SelfServiceView(BaseModel):
    """What a site chose; version 0 where it chose nothing."""

    rules: dict[str, TradeAnswer]
    trades_ask: bool
    notice_hours: int
    open_days: int
    wish_points: int
    wish_close_days: int
    wish_weeks: int
    days_away: int
    version: int


class OfferBody(Body):
    """A shift that an agent offers, or the part of it in [start, end).

    A swap names the dates of which a shift is taken in return; without `to_agent` it is offered to
    everyone who has one of the agent's skills.
    """

    kind: TradeKind
    date: Day
    start: Moment | None = None
    end: Moment | None = None
    to_agent: Name | None = None
    in_return: Annotated[list[Day], Field(max_length=28, default_factory=list)]

    @model_validator(mode="after")
    def _an_offer(self) -> OfferBody:
        if self.kind is TradeKind.PICK_UP:
            raise ConflictError(phrase("trade.refused.kind"), "kind")
        return self


class TakeBody(Body):
    """The date of the shift that is given in return, where it is a swap."""

    date: Day | None = None


class TradeDecisionBody(Body):
    """A person's decision; a refusal needs its reason."""

    approve: Flag
    reason: Reason = ""

    @model_validator(mode="after")
    def _with_reason(self) -> TradeDecisionBody:
        if not self.approve and not self.reason.strip():
            raise ConflictError(phrase("trade.refused.reason"), "reason")
        return self


class TradedView(BaseModel):
    """A shift, or a part of one."""

    date: date
    start: datetime
    end: datetime

    @classmethod
    def of(cls, traded: Traded) -> TradedView:
        """Show it."""
        return cls(date=traded.date, start=traded.start, end=traded.end)


class TradeView(BaseModel):
    """A trade and how far it is."""

    id: str
    kind: TradeKind
    agent_id: str
    given: TradedView
    to_agent: str | None
    in_return: list[date]
    taker: str | None
    returned: TradedView | None
    status: TradeStatus
    asked_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    reasons: list[Mapping[str, Any]]
    version: int

    @classmethod
    def of(cls, stored: Stored[ShiftTrade]) -> TradeView:
        """Show a trade."""
        trade = stored.value
        plain = ("kind", "agent_id", "to_agent", "in_return", "taker", "status", "asked_at",
                 "expires_at", "decided_at", "decided_by", "reasons")  # fmt: skip
        return cls(
            id=stored.key,
            given=TradedView.of(trade.given),
            returned=None if trade.returned is None else TradedView.of(trade.returned),
            version=stored.version,
            **{name: getattr(trade, name) for name in plain},
        )


class MyTradeView(TradeView):
    """A trade as an agent sees it."""

    mine: bool
    """Whether one has a part in it; the others are offered to one."""
    with_whom: str | None
    """Name of the other agent."""


class HoursView(BaseModel):
    """Paid hours of the changed weeks, before and after; cost is null for whom it is not meant."""

    agent_id: str
    before: float
    after: float
    cost_before: float | None
    cost_after: float | None


class ServiceView(BaseModel):
    """Predicted service level of a queue on a date; null where it is not defined."""

    queue: str
    date: date
    before: float | None
    after: float | None


class JudgedTradeView(TradeView):
    """A trade with what it would do, where a person decides; else these are empty."""

    broken: list[SaidView]
    skills: list[SaidView]
    hours: list[HoursView]
    costs: list[HeadCostView] | None
    service: list[ServiceView]


class OpenShiftView(BaseModel):
    """A shift of the published week that nobody has."""

    id: str
    date: date
    start: datetime
    end: datetime
    version: int

    @classmethod
    def of(cls, stored: Stored[OpenShift]) -> OpenShiftView:
        """Show it, without whose it was."""
        value = stored.value
        return cls(
            id=stored.key, date=value.date, start=value.start, end=value.end,
            version=stored.version,
        )  # fmt: skip
