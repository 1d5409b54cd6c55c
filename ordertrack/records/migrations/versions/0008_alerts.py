"""The thresholds of alerts and their cases, and the episodes that scans saw."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ordertrack.records.journal.fields import Amount
from ordertrack.records.migrations.state_table import create_state_table

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    create_state_table(
        "alert_rules",
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("from_day", sa.Date, nullable=False),
        sa.Column("red", Amount),
        sa.Column("yellow", Amount),
        sa.Column("operator", sa.String(40)),
        sa.Column("clock", sa.String(40)),
        sa.Column("is_on", sa.String(40)),
    )
    create_state_table(
        "alert_cases",
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("episode", sa.Text, nullable=False),
        sa.Column("state", sa.String(40)),
        sa.Column("owner", sa.Text),
        sa.Column("department", sa.String(40)),
        sa.Column("snoozed_until", sa.Date),
        sa.Column("cause", sa.Text),
        sa.Column("solution", sa.Text),
        sa.Column("due", sa.Date),
        sa.Column("result", sa.Text),
    )
    op.create_table(
        "alert_episodes",
        sa.Column("rule", sa.String(40), primary_key=True),
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("episode", sa.Integer, primary_key=True),
        sa.Column("since", sa.DateTime),
        sa.Column("opened_at", sa.DateTime, nullable=False),
        sa.Column("cleared_at", sa.DateTime),
        sa.Column("level", sa.String(40), nullable=False),
    )
    op.create_index("alert_episodes_by_end", "alert_episodes", ["cleared_at"])
    op.create_table(
        "alert_scans",
        sa.Column("release", sa.Integer, primary_key=True),
        sa.Column("written", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("as_of", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    for name in ("alert_scans", "alert_episodes", "alert_cases", "alert_rules"):
        op.drop_table(name)
