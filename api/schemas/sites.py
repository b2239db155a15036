"""Sites, what was imported into them, and their trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from api.schemas.fields import WeekDay


class SiteView(BaseModel):
    """What is planned together."""

    key: str
    name: str
    time_zone: str
    week_start: WeekDay
    weekend: list[WeekDay]
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


class RowLeft(BaseModel):
    """A row that an undone import leaves as it is; `row` names it in words."""

    table: str
    key: str
    row: str
    reason: str | None
    code: str | None = None
    params: Mapping[str, Any] = {}


class RollbackView(ImportView):
    """An import that was rolled back, and the rows that stay all the same."""

    left: list[RowLeft]


class AuditView(BaseModel):
    """One line of the trail."""

    id: int
    at: datetime
    actor: str
    action: str
    entity: str
    site: str | None
    """None: it is of no site."""
    key: str
    before: Any
    after: Any


class Health(BaseModel):
    """Whether the service is up."""

    status: Literal["ok"] = "ok"


class Ready(Health):
    """The service can do its work."""

    worker_seconds: float | None
    """Seconds since a worker of background runs was last heard of; null where there is none."""
