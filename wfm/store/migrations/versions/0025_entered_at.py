"""When an absence was entered: leave on a day off that was published before costs no account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wfm.store.columns import Instant

revision = "0025"
down_revision = "0017"


def upgrade() -> None:
    """Add the column; of absences entered until now it is not known."""
    op.add_column("time_off", sa.Column("entered_at", Instant))
