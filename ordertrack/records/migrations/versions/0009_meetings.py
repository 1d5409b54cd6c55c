"""Meetings with what they looked at, and their minutes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ordertrack.records.journal.fields import Amount
from ordertrack.records.migrations.state_table import create_state_table

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    create_state_table(
        "meetings",
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("cadence", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("as_of", sa.Text, nullable=False),
        sa.Column("release", Amount, nullable=False),
        sa.Column("position", Amount, nullable=False),
        sa.Column("period", sa.String(40)),
        sa.Column("present", sa.Text),
        sa.Column("notes", sa.Text),
    )
    create_state_table(
        "minutes",
        sa.Column("meeting", sa.Text, nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for name in ("minutes", "meetings"):
        op.drop_table(name)
