"""Rows that imports set aside, until they are mended. Imports base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import sqlalchemy as sa

from ordertrack.records.base import METADATA, Database

SET_ASIDE = sa.Table(
    "set_aside_rows",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("key", sa.String(40), nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("sheet", sa.Text),
    sa.Column("row", sa.Integer, nullable=False),
    sa.Column("headers", sa.JSON, nullable=False),
    sa.Column("cells", sa.JSON, nullable=False),
    sa.Column("bad", sa.JSON, nullable=False),
    sa.Column("reasons", sa.JSON, nullable=False),
    sa.Column("line_no", sa.Text),
)
MENDED = sa.Table(
    "mended_rows",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("key", sa.String(40), primary_key=True),
)


@dataclass(frozen=True)
class AsideRow:
    """A row as it stood in its file, and why it was not imported.

    `key` is the same for the same cells below the same headers, whatever the file is called. `bad`
    are the positions of the cells that have a fault, `reasons` the sentence per language; `line_no`
    is the number that the line would have had.
    """

    key: str
    file: str
    sheet: str | None
    row: int
    headers: tuple[str, ...]
    cells: tuple[str | None, ...]
    bad: tuple[int, ...]
    reasons: Mapping[str, str]
    line_no: str | None = None


@dataclass(frozen=True)
class Aside:
    """What a release changes of the rows that stand aside: those that join, keys of those gone."""

    rows: Sequence[AsideRow] = ()
    mended: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.rows or self.mended)


_COLUMNS = [SET_ASIDE.c[one.name] for one in fields(AsideRow)]


class SetAside:
    """The rows that stand aside in one database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def waiting(self, releases: Sequence[int]) -> list[AsideRow]:
        """Return the rows that these releases set aside and none of them mended, each once."""
        with self.database.reading() as connection:
            if not releases or not self.database.has_table(connection, SET_ASIDE.name):
                return []
            query = sa.select(*_COLUMNS).where(_open(releases))
            rows = connection.execute(query.order_by(SET_ASIDE.c.number, SET_ASIDE.c.place))
            found = {row.key: row for row in reversed(rows.all())}
        return [_row_from(row) for row in reversed(found.values())]

    def count(self, releases: Sequence[int]) -> int:
        """Return how many rows `waiting` gives, without reading them."""
        with self.database.reading() as connection:
            if not releases or not self.database.has_table(connection, SET_ASIDE.name):
                return 0
            keys = sa.func.count(SET_ASIDE.c.key.distinct())
            return connection.scalar(sa.select(keys).where(_open(releases))) or 0


def write_aside(connection: sa.Connection, number: int, aside: Aside) -> None:
    """Write what a release changes, in the transaction that makes it a release."""
    rows = [{"number": number, "place": place, **vars(row)} for place, row in enumerate(aside.rows)]
    if rows:
        connection.execute(SET_ASIDE.insert(), rows)
    if aside.mended:
        gone = [{"number": number, "key": key} for key in dict.fromkeys(aside.mended)]
        connection.execute(MENDED.insert(), gone)


def _open(releases: Sequence[int]) -> sa.ColumnElement[bool]:
    """What these releases set aside and none of them mended."""
    mended = sa.select(MENDED.c.key).where(MENDED.c.number.in_(releases))
    return SET_ASIDE.c.number.in_(releases) & SET_ASIDE.c.key.not_in(mended)


def _row_from(row: sa.Row) -> AsideRow:
    key, file, sheet, number, headers, cells, bad, reasons, line_no = row
    return AsideRow(
        key, file, sheet, number, tuple(headers), tuple(cells), tuple(bad), reasons, line_no
    )
