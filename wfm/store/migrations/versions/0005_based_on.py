"""A draft knows which schedule was in force when it began: a publication merges from there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; a schedule of before is based on what was in force when it was made."""
    op.add_column("schedules", sa.Column("based_on", sa.Integer()))
    columns = ("id", "site", "week", "number", "created_at", "published_at", "superseded_at")
    one = sa.table("schedules", *(sa.column(name) for name in (*columns, "based_on")))
    other = one.alias()
    in_force = (
        sa.select(sa.func.max(other.c.number))
        .where(
            other.c.site == one.c.site,
            other.c.week == one.c.week,
            other.c.published_at <= one.c.created_at,
            sa.or_(other.c.superseded_at.is_(None), other.c.superseded_at > one.c.created_at),
        )
        .scalar_subquery()
    )
    op.get_bind().execute(one.update().values(based_on=in_force))
