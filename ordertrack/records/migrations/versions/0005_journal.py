"""The journal of all that people write, and the present state of what it is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ordertrack.records.base import Moment
from ordertrack.records.journal.fields import Amount
from ordertrack.records.migrations.state_table import create_state_table

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("written_at", Moment, nullable=False),
        sa.Column("why", sa.Text),
        sa.Column("seen_release", sa.Integer, nullable=False),
        sa.Column("seen_position", sa.BigInteger, nullable=False),
        sa.Column("batch", sa.BigInteger, nullable=False),
        sa.Column("undoes", sa.BigInteger),
    )
    op.create_index("journal_by_subject", "journal", ["kind", "subject", "field", "position"])
    op.create_index("journal_by_kind", "journal", ["kind", "position"])
    op.create_index("journal_by_batch", "journal", ["batch"])
    op.create_index("journal_by_time", "journal", ["written_at"])
    create_state_table(
        "typed_targets",
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("value", Amount, nullable=False),
    )
    create_state_table(
        "typed_benchmarks",
        sa.Column("metric", sa.Text, nullable=False),
        sa.Column("dimension", sa.Text, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("value", Amount, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
    )
    create_state_table(
        "interviews",
        sa.Column("customer", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("interviewer", sa.Text, nullable=False),
        sa.Column("factor", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("note", sa.Text),
    )
    create_state_table(
        "gap_causes",
        sa.Column("metric", sa.Text, nullable=False),
        sa.Column("scope", sa.Text),
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("link", sa.Text),
    )
    create_state_table(
        "matched_names",
        sa.Column("column", sa.Text, nullable=False),
        sa.Column("found", sa.Text, nullable=False),
        sa.Column("use", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for name in ("matched_names", "gap_causes", "interviews", "typed_benchmarks", "typed_targets"):
        op.drop_table(name)
    op.drop_table("journal")
