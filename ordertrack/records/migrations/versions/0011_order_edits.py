"""What people write over orders and complaints, and until when a stage is to be reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from ordertrack.records.base import Moment

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


def make_table(name: str, key: Sequence[sa.Column[Any]], fields: Sequence[sa.Column[Any]]) -> None:
    op.create_table(
        name,
        sa.Column("subject", sa.Text, primary_key=True),
        *key,
        *fields,
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("changed_position", sa.BigInteger, nullable=False),
    )


def text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=nullable)


def upgrade() -> None:
    make_table("order_edits", [text("order_no")], [text(one, nullable=True) for one in OF_ORDERS])
    make_table(
        "complaint_edits",
        [text("complaint_id")],
        [text(one, nullable=True) for one in OF_COMPLAINTS],
    )
    make_table(
        "stage_limits",
        [
            text("product_line"),
            sa.Column("stage", sa.String(40), nullable=False),
            sa.Column("from_day", sa.Date, nullable=False),
        ],
        [
            sa.Column("days", sa.Integer, nullable=False),
            sa.Column("clock", sa.String(40), nullable=False),
        ],
    )
    make_table(
        "stage_dues",
        [text("order_no"), sa.Column("stage", sa.String(40), nullable=False)],
        [sa.Column("due", sa.Date, nullable=False)],
    )
