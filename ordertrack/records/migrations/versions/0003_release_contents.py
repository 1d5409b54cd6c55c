"""The data files of each release, and when they were pruned."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "release_contents",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("contents", sa.JSON, nullable=False),
    )
    op.create_table(
        "pruned_releases",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("pruned_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("pruned_releases")
    op.drop_table("release_contents")
