"""Run the migrations on the connection that `records.migrate` hands over."""

from __future__ import annotations

from alembic import context

from ordertrack.records import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
context.run_migrations()
