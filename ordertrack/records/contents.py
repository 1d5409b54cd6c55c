"""Which data files make up a release, so that a damaged one is seen. Imports base."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa

from ordertrack.records.base import METADATA, Database, Moment

CONTENTS = sa.Table(
    "release_contents",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("contents", sa.JSON, nullable=False),
)
PRUNED = sa.Table(
    "pruned_releases",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("pruned_at", Moment, nullable=False),
)


class FileRecord(NamedTuple):
    """A data file as it was published: bytes, rows, CRC-32 of its footer and of all of it."""

    size: int
    rows: int
    footer: int
    checksum: int


Contents = Mapping[str, Mapping[str, FileRecord]]  # table → path below the table's folder


def find_contents(database: Database, number: int) -> Contents | None:
    """Return the files of a release; None where it was published before they were recorded."""
    with database.reading() as connection:
        if not database.has_table(connection, CONTENTS.name):
            return None
        query = sa.select(CONTENTS.c.contents).where(CONTENTS.c.number == number)
        found = connection.scalar(query)
    if found is None:
        return None
    return {
        table: {name: FileRecord(*record) for name, record in files.items()}
        for table, files in found.items()
    }
