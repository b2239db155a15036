"""A draft knows which schedule was in force when it began: a publication merges from there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Instant

revision = "0005"
down_revision = "0004"


SCHEDULES = sa.table(
    "schedules",
    *(sa.column(name) for name in ("id", "site", "week", "number", "copied_from", "based_on")),
    sa.column("run"),
    *(sa.column(name, Instant) for name in ("created_at", "published_at", "superseded_at")),
)
RUNS = sa.table("runs", sa.column("id"), sa.column("created_at", Instant))


def upgrade() -> None:
    """Add the column; a schedule of before is based on what it was made from.

    That is the published version that it was copied from, or what the copied draft is based on; of
    others, what was in force when they were made: for a run's, when it was asked for.
    """
    op.add_column("schedules", sa.Column("based_on", sa.Integer()))
    connection = op.get_bind()
    asked = {run.id: run.created_at for run in connection.execute(sa.select(RUNS))}
    weeks: dict[tuple[Any, Any], dict[int, Any]] = defaultdict(dict)
    based_on: dict[int, int | None] = {}
    for row in connection.execute(sa.select(SCHEDULES).order_by(SCHEDULES.c.id)):
        week = weeks[row.site, row.week]
        based_on[row.id] = _basis(row, week, based_on, asked)
        week[row.number] = row
    rows = [{"of": id_, "known": known} for id_, known in based_on.items() if known is not None]
    if rows:
        query = sa.update(SCHEDULES).where(SCHEDULES.c.id == sa.bindparam("of"))
        connection.execute(query.values(based_on=sa.bindparam("known")), rows)


def _basis(
    row: Any,
    earlier: Mapping[int, Any],
    based_on: Mapping[int, int | None],
    asked: Mapping[str, datetime],
) -> int | None:
    source = earlier.get(row.copied_from)
    copied = source is not None and source.run == row.run
    began = row.created_at if copied else asked.get(row.run, row.created_at)
    if source is not None:
        was_draft = source.published_at is None or source.published_at > began
        return based_on[source.id] if was_draft else source.number
    in_force = (
        one.number
        for one in earlier.values()
        if one.published_at is not None and one.published_at <= began
        if one.superseded_at is None or one.superseded_at > began
    )
    return next(in_force, None)
