"""Releases and remembered header mappings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("parent", sa.Integer, nullable=False, unique=True),
        sa.Column("versions", sa.JSON, nullable=False),
        sa.Column("files", sa.JSON, nullable=False),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("coverage", sa.JSON, nullable=False),
        sa.Column("data_from", sa.Date),
        sa.Column("data_through", sa.Date),
        sa.Column("newest_event", sa.DateTime),
        sa.Column("newest_order_day", sa.Date),
        sa.Column("token", sa.String(40), nullable=False, unique=True),
        sa.Column("grain", sa.String(40), nullable=False),
    )
    op.create_table(
        "mappings",
        sa.Column("signature", sa.String(64), primary_key=True),
        sa.Column("table", sa.String(40), nullable=False),
        sa.Column("mapping", sa.JSON, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("mappings")
    op.drop_table("releases")
