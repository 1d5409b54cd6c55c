"""What people write about the renewal of customers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ordertrack.records.base import Moment

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "renewals",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("customer", sa.Text, nullable=False),
        sa.Column("contract_end", sa.Date),
        sa.Column("intent", sa.String(40)),
        sa.Column("owner", sa.Text),
        sa.Column("contacted", sa.Date),
        sa.Column("log", sa.Text),
        sa.Column("next_day", sa.Date),
        sa.Column("factor", sa.String(40)),
        sa.Column("measures", sa.Text),
        sa.Column("cross_sell", sa.Text),
        sa.Column("result", sa.String(40)),
        sa.Column("loss_reason", sa.Text),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("changed_position", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("renewals")
