"""What people write over orders and complaints, and until when a stage is to be reached."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from ordertrack.records.migrations.state_table import create_state_table

revision = "0011"
down_revision = "0010"

OF_ORDERS = (
    *("status", "promised_date", "delivered_date", "production_started_at", "shipped_at"),
    *("accepted_at", "completed_at", "paid_at", "sales_rep", "production_owner"),
    *("logistics_owner", "delay_reason", "satisfaction", "exception_note", "remark"),
    *("order_date", "customer_id", "customer_name", "product", "amount"),
)
OF_COMPLAINTS = (
    *("order_no", "raised_at", "first_response_at", "kind", "description", "resolution"),
)


def text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=nullable)


def upgrade() -> None:
    create_state_table(
        "order_edits",
        text("order_no"),
        *(text(one, nullable=True) for one in OF_ORDERS),
    )
    create_state_table(
        "complaint_edits",
        text("complaint_id"),
        *(text(one, nullable=True) for one in OF_COMPLAINTS),
    )
    create_state_table(
        "stage_limits",
        text("product_line"),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("from_day", sa.Date, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("clock", sa.String(40), nullable=False),
    )
    create_state_table(
        "stage_dues",
        text("order_no"),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("due", sa.Date, nullable=False),
    )


def downgrade() -> None:
    for name in ("stage_dues", "stage_limits", "complaint_edits", "order_edits"):
        op.drop_table(name)
