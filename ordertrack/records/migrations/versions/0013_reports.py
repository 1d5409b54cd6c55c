"""Texts of reports, when which is made, the files that were made, and which were made on time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ordertrack.records.base import Moment
from ordertrack.records.migrations.state_table import create_state_table

revision = "0013"
down_revision = "0012"


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def code(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(40), nullable=False)


def upgrade() -> None:
    create_state_table(
        "report_texts",
        *(code("report"), code("period"), text("scope"), code("lang")),
        *(text("block"), text("text")),
    )
    create_state_table(
        "report_schedules",
        *(code("report"), sa.Column("day", sa.Integer, nullable=False), text("time")),
        *(code("lang"), code("format")),
        *(text("scope", nullable=True), text("recipients", nullable=True)),
    )
    op.create_table(
        "made_reports",
        sa.Column("id", sa.String(40), primary_key=True),
        *(code("report"), code("period"), code("lang"), code("format")),
        *(text("title"), text("file"), text("who")),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("release", sa.Integer, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("as_of", sa.DateTime, nullable=False),
        sa.Column("scope", sa.JSON, nullable=False),
        sa.Column("conventions", sa.JSON, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        text("checksum"),
        text("note", nullable=True),
    )
    op.create_index("made_reports_by_time", "made_reports", ["made_at"])
    op.create_table(
        "report_runs",
        sa.Column("schedule", sa.Text, primary_key=True),
        sa.Column("due", sa.DateTime, primary_key=True),
        sa.Column("begun_at", Moment, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("done_at", Moment),
        text("problem", nullable=True),
    )


def downgrade() -> None:
    for name in ("report_runs", "made_reports", "report_schedules", "report_texts"):
        op.drop_table(name)
