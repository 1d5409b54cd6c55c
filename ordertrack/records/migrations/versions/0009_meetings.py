"""Meetings with what they looked at, and their minutes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from ordertrack.records.base import Moment
from ordertrack.records.journal.fields import Amount

revision = "0009"
down_revision = "0008"


def changed() -> list[sa.Column[Any]]:
    return [
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("changed_position", sa.BigInteger, nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "meetings",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("cadence", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("as_of", sa.Text, nullable=False),
        sa.Column("release", Amount, nullable=False),
        sa.Column("position", Amount, nullable=False),
        sa.Column("period", sa.String(40)),
        sa.Column("present", sa.Text),
        sa.Column("notes", sa.Text),
        *changed(),
    )
    op.create_table(
        "minutes",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("meeting", sa.Text, nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        *changed(),
    )


def downgrade() -> None:
    for name in ("minutes", "meetings"):
        op.drop_table(name)
