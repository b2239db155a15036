"""Forecasts, requirements and coverages of a week: tables as CSV text, numbered, kept whole."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, func, insert, select

from wfm.store.audit import ThingKind, record
from wfm.store.columns import now
from wfm.store.entities import Entity, Stored
from wfm.store.errors import NotFoundError
from wfm.store.packed import Packed, packed
from wfm.store.schedules import lock_week
from wfm.store.tables import OVERRIDES, PLANS


class PlanKind(StrEnum):
    """What a table says of each interval and queue."""

    FORECAST = "forecast"
    REQUIREMENT = "requirement"
    COVERAGE = "coverage"


NAMES: Final[Mapping[PlanKind, ThingKind]] = {
    PlanKind.FORECAST: "forecast",
    PlanKind.REQUIREMENT: "requirement",
    PlanKind.COVERAGE: "coverage",
}
"""What the audit trail calls them."""


@dataclass(frozen=True, slots=True)
class PlanInfo:
    """One stored table, without its rows."""

    kind: PlanKind
    number: int
    note: str
    run: str | None
    created_by: str
    created_at: datetime


class Operation(StrEnum):
    """What an override does to the contacts of an interval."""

    MULTIPLY = "multiply"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class StoredOverride:
    """A planner's correction of a queue's contacts in [start, end); the forecast itself stays."""

    week: date
    queue: str
    start: datetime
    end: datetime
    operation: Operation
    value: float
    reason: str
    made_by: str
    made_at: datetime


def _override_row(override: StoredOverride) -> dict[str, Any]:
    return {name: getattr(override, name) for name in StoredOverride.__slots__}


def _override(row: Row[Any]) -> StoredOverride:
    return StoredOverride(
        row.week, row.queue, row.start, row.end, Operation(row.operation), row.value, row.reason,
        row.made_by, row.made_at,
    )  # fmt: skip


OVERRIDE = Entity(
    "override", OVERRIDES, "id", TypeAdapter(StoredOverride), _override_row, _override
)


def add_plan(
    connection: Connection,
    actor: str,
    site: str,
    week: date,
    kind: PlanKind,
    table: str | Packed,
    *,
    run: str | None = None,
    note: str = "",
) -> PlanInfo:
    """Keep a table under the next number of its kind."""
    lock_week(connection, site, week)
    newest = select(func.max(PLANS.c.number)).where(*_of(site, week, kind))
    number = (connection.scalar(newest) or 0) + 1
    info = PlanInfo(kind, number, note, run, actor, now())
    connection.execute(
        insert(PLANS).values(
            site=site, week=week, kind=kind, number=number, note=note, run=run, created_by=actor,
            created_at=info.created_at, table=packed(table),
        )
    )  # fmt: skip
    record(connection, actor, "create", NAMES[kind], f"{week}/{number}", site=site)
    return info


def plans_of(connection: Connection, site: str, week: date, kind: PlanKind) -> list[PlanInfo]:
    """List the stored tables of a kind, in order."""
    query = select(PLANS).where(*_of(site, week, kind)).order_by(PLANS.c.number)
    return [_info(row) for row in connection.execute(query)]


def plan_table(
    connection: Connection, site: str, week: date, kind: PlanKind, number: int
) -> tuple[PlanInfo, str]:
    """Give one table back as CSV text.

    Raises
    ------
    NotFoundError
        If the week has none of that number.
    """
    query = select(PLANS).where(*_of(site, week, kind), PLANS.c.number == number)
    row = connection.execute(query).first()
    if row is None:
        raise NotFoundError(kind, f"{week}/{number}")
    return _info(row), gzip.decompress(row.table).decode()


def _of(site: str, week: date, kind: PlanKind) -> tuple[Any, ...]:
    return PLANS.c.site == site, PLANS.c.week == week, PLANS.c.kind == kind


def _info(row: Row[Any]) -> PlanInfo:
    return PlanInfo(
        PlanKind(row.kind), row.number, row.note, row.run, row.created_by, row.created_at
    )


def plan_of_run(
    connection: Connection, site: str, week: date, kind: PlanKind, run: str | None
) -> tuple[PlanInfo, str]:
    """Give the table that a run made.

    Raises
    ------
    NotFoundError
        If the run made none of that kind.
    """
    query = select(PLANS).where(*_of(site, week, kind), PLANS.c.run == run)
    row = connection.execute(query).first()
    if row is None:
        raise NotFoundError(f"{kind} of run", run)
    return _info(row), gzip.decompress(row.table).decode()


def overrides_of(
    connection: Connection,
    site: str,
    week: date,
    after: str | None = None,
    limit: int | None = None,
) -> list[Stored[StoredOverride]]:
    """List the corrections of a week by key."""
    return OVERRIDE.page(connection, site, OVERRIDES.c.week == week, after=after, limit=limit)
