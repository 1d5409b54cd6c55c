"""From which attainment on a salesperson has which grade, with the day from which it holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ordertrack.records.journal.fields import Amount
from ordertrack.records.migrations.state_table import create_state_table

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    create_state_table(
        "gradings",
        sa.Column("from_day", sa.Date, nullable=False),
        *(sa.Column(name, Amount, nullable=False) for name in ("excellent", "good", "adequate")),
    )


def downgrade() -> None:
    op.drop_table("gradings")
