"""Names that were said to be one or two, and days that somebody decided to be worked or not."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from ordertrack.records.base import Moment

revision = "0010"
down_revision = "0009"


def changed() -> list[sa.Column[Any]]:
    return [
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("changed_position", sa.BigInteger, nullable=False),
    ]


def upgrade() -> None:
    op.drop_table("matched_names")  # nothing could write into it
    op.create_table(
        "matched_names",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("column", sa.String(40), nullable=False),
        sa.Column("found", sa.Text, nullable=False),
        sa.Column("use", sa.Text, nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        *changed(),
    )
    op.create_table(
        "typed_workdays",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("work", sa.String(40), nullable=False),
        sa.Column("note", sa.Text),
        *changed(),
    )


def downgrade() -> None:
    op.drop_table("typed_workdays")
    op.drop_table("matched_names")
    op.create_table(
        "matched_names",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("column", sa.Text, nullable=False),
        sa.Column("found", sa.Text, nullable=False),
        sa.Column("use", sa.Text, nullable=False),
        *changed(),
    )
