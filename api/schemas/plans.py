"""Forecasts, requirements and coverages, and the corrections of forecasts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, model_validator

from api.dependencies import PRINTABLE
from api.schemas.fields import CLEAN, NUMBER, Body, Flag, Moment, Text
from api.schemas.figures import ColumnView
from wfm.store.errors import ConflictError
from wfm.store.plans import Operation
from wfm.words import phrase


class PlanView(BaseModel):
    """A stored table, without its rows."""

    number: int
    note: str
    run: str | None
    created_by: str
    created_at: datetime


class TableView(PlanView):
    """A stored table: a record per interval and queue, times in UTC or with their offset.

    `columns` says what the figures are.
    """

    columns: list[ColumnView]
    rows: list[dict[str, Any]]
    next: str | None = None


class LevelChangeBody(Body):
    """The queue whose change of level is accepted."""

    queue: Text


class LevelChangeView(BaseModel):
    """A change of level that a forecast asks about, as the event that takes it for good.

    `effect` multiplies the contacts from `start` on. `accepted` is the id of that event among the
    site's once it is accepted: the next forecast knows it.
    """

    queue: str
    event: str
    start: datetime
    end: datetime
    effect: float | None
    accepted: str | None


class OverrideBody(Body):
    """A correction of a queue's contacts in [start, end), and why."""

    only_read = frozenset({"id", "made_at", "made_by", "version"})
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
            raise ConflictError(phrase("refusal.end_not_after_start"), "end")
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
