"""Names that were said to be one or two, and days that somebody decided to be worked or not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ordertrack.records.migrations.state_table import create_state_table

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.drop_table("matched_names")  # nothing could write into it
    create_state_table(
        "matched_names",
        sa.Column("column", sa.String(40), nullable=False),
        sa.Column("found", sa.Text, nullable=False),
        sa.Column("use", sa.Text, nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
    )
    create_state_table(
        "typed_workdays",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("work", sa.String(40), nullable=False),
        sa.Column("note", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("typed_workdays")
    op.drop_table("matched_names")
    create_state_table(
        "matched_names",
        sa.Column("column", sa.Text, nullable=False),
        sa.Column("found", sa.Text, nullable=False),
        sa.Column("use", sa.Text, nullable=False),
    )
