"""Settings that people change, the messages that wait or were sent, and alerts that were told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ordertrack.records.base import Moment
from ordertrack.records.migrations.state_table import create_state_table

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    create_state_table(
        "settings",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.Text),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("channel_name", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("attachments", sa.JSON, nullable=False),
        sa.Column("queued_at", Moment, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try", Moment),
        sa.Column("claimed_until", Moment),
        sa.Column("sent_at", Moment),
        sa.Column("last_error", sa.Text),
        sa.UniqueConstraint("key", "recipient", "channel", name="messages_once"),
    )
    op.create_index("messages_by_next_try", "messages", ["next_try"])
    op.create_table(
        "told_alerts",
        sa.Column("rule", sa.String(40), primary_key=True),
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("episode", sa.Integer, primary_key=True),
        sa.Column("level", sa.String(40), primary_key=True),
        sa.Column("demo", sa.Boolean, primary_key=True),
        sa.Column("told_at", Moment, nullable=False),
    )


def downgrade() -> None:
    for name in ("told_alerts", "messages", "settings"):
        op.drop_table(name)
