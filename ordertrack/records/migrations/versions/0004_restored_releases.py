"""Which release an undo brought back, so that the next undo goes one further."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("releases", sa.Column("restores", sa.Integer))


def downgrade() -> None:
    op.drop_column("releases", "restores")
