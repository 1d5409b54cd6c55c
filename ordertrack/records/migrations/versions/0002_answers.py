"""Remembered answers to questions about files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("signature", sa.String(64), nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("question", sa.JSON, nullable=False),
        sa.Column("meaning", sa.JSON, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_answers_signature", "answers", ["signature"])


def downgrade() -> None:
    op.drop_index("ix_answers_signature", "answers")
    op.drop_table("answers")
