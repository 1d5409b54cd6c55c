"""Which files of raw rows a release keeps, and where an order's number stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import sqlalchemy as sa

from ordertrack.records.base import METADATA, Database

RAW_FILES = sa.Table(
    "raw_files",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("sheet", sa.Text),
    sa.Column("headers", sa.JSON, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
)


@dataclass(frozen=True)
class RawFile:
    """The rows of one file or sheet as they stood, kept under a name in the release's folder.

    `position` is the column of the order's number.
    """

    number: int
    name: str
    file: str
    sheet: str | None
    headers: tuple[str, ...]
    position: int


class RawFiles:
    """The files of raw rows that one database knows of."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def of(self, releases: Sequence[int]) -> list[RawFile]:
        """Return the files of these releases, those of the newest first."""
        with self.database.reading() as connection:
            if not releases or not self.database.has_table(connection, RAW_FILES.name):
                return []
            query = sa.select(RAW_FILES).where(RAW_FILES.c.number.in_(releases))
            rows = connection.execute(
                query.order_by(RAW_FILES.c.number.desc(), RAW_FILES.c.name)
            ).all()
        return [_file_from(row) for row in rows]

    def keep(self, files: Sequence[RawFile]) -> None:
        """Write down the files that a release keeps."""
        if files:
            with self.database.writing() as connection:
                connection.execute(RAW_FILES.insert(), [asdict(file) for file in files])


def _file_from(row: sa.Row[Any]) -> RawFile:
    values: dict[str, Any] = {one.name: row._mapping[one.name] for one in fields(RawFile)}
    values["headers"] = tuple(values["headers"])
    return RawFile(**values)
