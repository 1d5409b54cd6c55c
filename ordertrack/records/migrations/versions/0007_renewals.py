"""What people write about the renewal of customers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ordertrack.records.migrations.state_table import create_state_table

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    create_state_table(
        "renewals",
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
    )


def downgrade() -> None:
    op.drop_table("renewals")
