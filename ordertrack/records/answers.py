"""Answers that people gave to questions about their files. Imports base."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from ordertrack.records.base import METADATA, Database, Moment

ANSWERS = sa.Table(
    "answers",
    METADATA,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("signature", sa.String(64), nullable=False, index=True),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("question", sa.JSON, nullable=False),
    sa.Column("meaning", sa.JSON, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("saved_at", Moment, nullable=False),
)


@dataclass(frozen=True)
class SavedAnswer:
    """An answer to a question about all files with the same headers.

    `signature` identifies the headers, `topic` what is asked about them. `question` and `meaning`
    (of the answer) are the sentences that a person read, by language.
    """

    signature: str
    topic: str
    answer: str
    question: Mapping[str, str]
    meaning: Mapping[str, str]
    who: str
    saved_at: datetime

    @property
    def id(self) -> str:
        """A short name by which the answer can be forgotten."""
        return hashlib.sha256(f"{self.signature}\x1f{self.topic}".encode()).hexdigest()[:10]


class Answers:
    """The answers in one database, by the signature of headers."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def find(self, signatures: Iterable[str]) -> list[SavedAnswer]:
        """Return the answers about files with one of these signatures."""
        return self._select(ANSWERS.c.signature.in_(set(signatures)))

    def all(self) -> list[SavedAnswer]:
        """Return all answers, the newest first."""
        return self._select(sa.true())

    def save(self, answers: Iterable[SavedAnswer]) -> None:
        """Remember answers; a later one to the same question replaces an earlier one."""
        rows = {answer.id: {"id": answer.id, **asdict(answer)} for answer in answers}
        if not rows:
            return
        with self.database.writing() as connection:
            connection.execute(ANSWERS.delete().where(ANSWERS.c.id.in_(rows)))
            connection.execute(ANSWERS.insert(), list(rows.values()))

    def forget(self, name: str) -> bool:
        """Forget the answer with this id; whether there was one."""
        with self.database.writing() as connection:
            return bool(connection.execute(ANSWERS.delete().where(ANSWERS.c.id == name)).rowcount)

    def _select(self, wanted: sa.ColumnElement[bool]) -> list[SavedAnswer]:
        query = sa.select(ANSWERS).where(wanted).order_by(ANSWERS.c.saved_at.desc(), ANSWERS.c.id)
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [SavedAnswer(**{k: v for k, v in row.items() if k != "id"}) for row in rows]
