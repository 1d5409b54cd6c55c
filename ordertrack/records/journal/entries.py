"""What stands in the journal: one entry per changed field, never changed itself.

Imports base, kinds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from ordertrack.errors import BadEntry
from ordertrack.records.base import METADATA, Moment
from ordertrack.records.journal.kinds import KINDS
from ordertrack.words import Label, Text, t

JOURNAL = sa.Table(
    "journal",
    METADATA,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("field", sa.String(40), nullable=False),
    sa.Column("before", sa.Text, nullable=False),  # JSON, as `after`
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("written_at", Moment, nullable=False),
    sa.Column("why", sa.Text),
    sa.Column("seen_release", sa.Integer, nullable=False),  # 0: there was none
    sa.Column("seen_position", sa.BigInteger, nullable=False),
    # What was saved together has the position of its first entry here.
    sa.Column("batch", sa.BigInteger, nullable=False),
    sa.Column("undoes", sa.BigInteger),  # the batch that it takes back
    sa.Index("journal_by_subject", "kind", "subject", "field", "position"),
    sa.Index("journal_by_kind", "kind", "position"),
    sa.Index("journal_by_batch", "batch"),
    sa.Index("journal_by_time", "written_at"),
)
Key = tuple[str, str, str]  # kind, subject, field


class Seen(NamedTuple):
    """What a writer looked at when deciding: release (0 for none) and position of the journal."""

    release: int
    position: int


@dataclass(frozen=True)
class Entry:
    """One change of one field, with its values as they are in the program."""

    position: int
    kind: str
    subject: str
    field: str
    before: Any
    after: Any
    who: str
    written_at: datetime
    why: str | None
    seen: Seen
    batch: int
    undoes: int | None = None

    @property
    def key(self) -> Key:
        """Return which field of what it changed."""
        return self.kind, self.subject, self.field


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else changed since the writer looked: both values, and who it was."""

    kind: str
    subject: str
    field: str
    mine: Any
    theirs: Any
    who: str
    written_at: datetime
    position: int

    @property
    def key(self) -> Key:
        """Return which field of what both changed."""
        return self.kind, self.subject, self.field

    @property
    def text(self) -> Text:
        """Say what happened to the field."""
        return t(
            "{field} of {subject}: {who} has written {theirs}, you {mine}.",
            field=field_label(self.kind, self.field),
            subject=self.subject,
            who=self.who,
            theirs=shown(self.kind, self.field, self.theirs),
            mine=shown(self.kind, self.field, self.mine),
        )


class ChangedMeanwhile(BadEntry):
    """A save of fields that somebody else changed in the meantime; nothing was written.

    To overwrite some of them, hand their conflicts to `Journal.save` as `force`.
    """

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        first, more = conflicts[0].text, len(conflicts) - 1
        told = t("{first} And {count} more.", first=first, count=more) if more else first
        super().__init__(told, t("Nothing was written. Look at both values and decide."))


@dataclass(frozen=True)
class Saved:
    """What a save wrote: the journal's position after it, and the entries."""

    position: int
    entries: tuple[Entry, ...]


def entry_from(row: sa.Row[Any]) -> Entry:
    """Return the entry that a row of the table holds."""
    return Entry(
        position=row.position,
        kind=row.kind,
        subject=row.subject,
        field=row.field,
        before=read_value(row.kind, row.field, row.before),
        after=read_value(row.kind, row.field, row.after),
        who=row.who,
        written_at=row.written_at,
        why=row.why,
        seen=Seen(row.seen_release, row.seen_position),
        batch=row.batch,
        undoes=row.undoes,
    )


def read_value(kind: str, field: str, kept: str) -> Any:
    """Return a value that the journal keeps; as plain JSON where its kind is of another version."""
    known = KINDS[kind].by_name.get(field) if kind in KINDS else None
    return known.from_json(kept) if known else json.loads(kept)


def field_label(kind: str, field: str) -> Label:
    """Return what a field is called; its name where its kind is of another version."""
    known = KINDS[kind].by_name.get(field) if kind in KINDS else None
    return known.label if known else Label(field, field)


def shown(kind: str, field: str, value: Any) -> Label | Text | Any:
    """Return a value as people read it: a code by its label, — where there is none."""
    known = KINDS[kind].by_name.get(field) if kind in KINDS else None
    if known and known.type == "laid":
        if value is None:
            return known.absent
        value = value["value"]
    if value is None:
        return t("nothing")
    return known.codes.get(value, value) if known and known.codes else value
