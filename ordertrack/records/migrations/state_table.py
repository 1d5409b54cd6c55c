"""The form of every table that holds the present state of what people write."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from ordertrack.records.base import Moment


def create_state_table(name: str, *columns: sa.Column[Any]) -> None:
    """Make a table of subjects with these columns, and who changed each last, and when."""
    op.create_table(
        name,
        sa.Column("subject", sa.Text, primary_key=True),
        *columns,
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("changed_position", sa.BigInteger, nullable=False),
    )
