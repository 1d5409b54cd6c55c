"""Actions against problems, with their sub-tasks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from ordertrack.records.base import Moment
from ordertrack.records.journal.fields import Amount

revision = "0006"
down_revision = "0005"


def changed() -> list[sa.Column[Any]]:
    return [
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("changed_position", sa.BigInteger, nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "actions",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("done_day", sa.Date),
        sa.Column("result", sa.Text),
        sa.Column("metric", sa.Text),
        sa.Column("scope", sa.Text),
        sa.Column("baseline", sa.String(40)),
        sa.Column("target", Amount),
        sa.Column("starts", sa.Date),
        sa.Column("review", sa.Date),
        sa.Column("link", sa.Text),
        *changed(),
    )
    op.create_table(
        "subtasks",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("done_day", sa.Date),
        *changed(),
    )


def downgrade() -> None:
    for name in ("subtasks", "actions"):
        op.drop_table(name)
