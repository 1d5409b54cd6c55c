"""Actions against problems, with their sub-tasks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ordertrack.records.journal.fields import Amount
from ordertrack.records.migrations.state_table import create_state_table

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    create_state_table(
        "actions",
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
    )
    create_state_table(
        "subtasks",
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("done_day", sa.Date),
    )


def downgrade() -> None:
    for name in ("subtasks", "actions"):
        op.drop_table(name)
