"""Header mappings that a person confirmed. Imports base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from ordertrack.records.base import METADATA, Database, Moment

FOUND = "*"  # of a header of which nobody said anything: its words and values tell its column
SHORT = 10  # characters of a signature that name its mapping
MAPPINGS = sa.Table(
    "mappings",
    METADATA,
    sa.Column("signature", sa.String(64), primary_key=True),
    sa.Column("table", sa.String(40), nullable=False),
    sa.Column("mapping", sa.JSON, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("saved_at", Moment, nullable=False),
)


@dataclass(frozen=True)
class SavedMapping:
    """How a person once matched a set of headers: header → column, and the table they fill.

    A header that is not in it is not used, nor is one with an empty column; see FOUND.
    """

    signature: str
    table: str
    mapping: Mapping[str, str]
    who: str
    saved_at: datetime

    @property
    def id(self) -> str:
        """A short name by which the mapping can be forgotten."""
        return self.signature[:SHORT]

    @property
    def said(self) -> dict[str, str]:
        """The headers of which a person said something."""
        return {header: word for header, word in self.mapping.items() if word != FOUND}


class Mappings:
    """The mappings in one database, by the signature of their headers."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def find(self, signature: str) -> SavedMapping | None:
        """Return the mapping of these headers; None when nobody ever confirmed one."""
        query = sa.select(MAPPINGS).where(MAPPINGS.c.signature == signature)
        with self.database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return SavedMapping(**row) if row else None

    def all(self) -> list[SavedMapping]:
        """Return all mappings, the newest first."""
        query = sa.select(MAPPINGS).order_by(MAPPINGS.c.saved_at.desc(), MAPPINGS.c.signature)
        with self.database.reading() as connection:
            return [SavedMapping(**row) for row in connection.execute(query).mappings()]

    def forget(self, name: str) -> bool:
        """Forget the mapping whose short name this is; whether there was one."""
        mine = sa.func.substr(MAPPINGS.c.signature, 1, SHORT) == name
        with self.database.writing() as connection:
            return bool(connection.execute(MAPPINGS.delete().where(mine)).rowcount)

    def save(
        self, signature: str, table: str, mapping: Mapping[str, str], who: str
    ) -> SavedMapping:
        """Remember how these headers were matched; a later confirmation replaces an earlier one."""
        saved = SavedMapping(signature, table, dict(mapping), who, datetime.now(UTC))
        with self.database.writing() as connection:
            connection.execute(MAPPINGS.delete().where(MAPPINGS.c.signature == signature))
            connection.execute(MAPPINGS.insert().values(asdict(saved)))
        return saved
