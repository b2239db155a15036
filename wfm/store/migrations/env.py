"""Run migrations on the connection that `wfm.store.schema` hands over."""

from __future__ import annotations

from alembic import context

from wfm.store.columns import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
context.run_migrations()
