"""The journal: all that people write, one entry per changed field, and the present state beside it.

`Journal` writes and reads; `kinds` declares what people write about. Imports records.base.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ordertrack.errors import NoData
from ordertrack.records.base import Database
from ordertrack.records.journal import reading
from ordertrack.records.journal.entries import (
    JOURNAL,
    ChangedMeanwhile,
    Conflict,
    Entry,
    Saved,
    Seen,
    field_label,
    shown,
)
from ordertrack.records.journal.fields import Field
from ordertrack.records.journal.kind import Change, Kind
from ordertrack.records.journal.kinds import KINDS, kind_of
from ordertrack.records.journal.reading import About, At, Row
from ordertrack.records.journal.saving import Batch, batch_of, write
from ordertrack.words import Text, t

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "JOURNAL",
    "KINDS",
    "At",
    "Change",
    "ChangedMeanwhile",
    "Conflict",
    "Entry",
    "Field",
    "Journal",
    "Kind",
    "Row",
    "Saved",
    "Seen",
    "field_label",
    "kind_of",
    "shown",
]


class Journal:
    """All that people write, in one database. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self.database = database

    # --- writing --------------------------------------------------------------------------------

    def save(
        self,
        changes: Iterable[Change],
        who: str,
        why: str,
        seen: Seen,
        force: Iterable[Conflict] = (),
    ) -> Saved:
        """Write changes together, or none of them; what already holds its value is passed over.

        Args:
            seen: what the writer looked at when deciding.
            force: conflicts that the writer was shown and decides to overwrite; one that somebody
                changed yet again since is a conflict again.

        Raises:
            ChangedMeanwhile: fields have another value than the writer saw; `conflicts` has both.
            BadEntry: a value cannot be kept, or a subject would lack what it must have.
        """
        batch = batch_of(changes, who, why, seen)
        return self._write(replace(batch, force={one.key: one.position for one in force}))

    def undo(self, who: str, seen: Seen, kind: str | None = None, only: int | None = None) -> Saved:
        """Take back one's own last change (of a kind), all that was saved with it, as a new entry.

        Undoing again takes back the one before. Raises ChangedMeanwhile where somebody changed the
        same since, NoData where there is nothing to take back.

        Args:
            only: the number of a batch; only where that is the last one.
        """
        with self.database.reading() as connection:
            last = (
                reading.last_batch(connection, who.strip(), kind) if self._has(connection) else []
            )
        if not last or only not in (None, last[0].batch):
            raise NoData(t("There is no change of {who} to take back.", who=repr(who)))
        back = [Change(*one.key, one.before) for one in last]
        batch = batch_of(back, who, "", Seen(seen.release, last[-1].position))
        saved = self._write(replace(batch, undoes=last[0].batch))
        if not saved.entries:
            raise NoData(t("Somebody has taken back the last change of {who}.", who=repr(who)))
        return saved

    def _write(self, batch: Batch) -> Saved:
        with self.database.writing() as connection:
            entries = write(connection, batch) if batch.values else []
            position = reading.newest_position(connection)
        return Saved(position, tuple(entries))

    # --- reading --------------------------------------------------------------------------------

    def position(self, kind: str | None = None) -> int:
        """Return the position of the newest entry, of a kind; 0 where there is none.

        One look into an index.
        """
        with self.database.reading() as connection:
            if not self._has(connection):
                return 0
            return reading.newest_position(connection, kind)

    def version(self, *kinds: str) -> tuple[int, datetime | None]:
        """Return position and moment of the newest entry, of some kinds.

        What is computed from the journal is kept under it: it also differs where a restored backup
        was written on to the same position. One look into an index for each.
        """
        with self.database.reading() as connection:
            return reading.newest(connection, kinds) if self._has(connection) else (0, None)

    def position_at(self, moment: datetime) -> int:
        """Return the newest position at a moment."""
        with self.database.reading() as connection:
            return reading.position_at(connection, moment) if self._has(connection) else 0

    def history(self, kind: str, subject: str) -> list[Entry]:
        """Return all that was written about a subject, the newest first."""
        return self.entries(kind, subject)

    def entries(
        self,
        kind: str | None = None,
        subject: str | None = None,
        before: int | None = None,
        limit: int | None = None,
    ) -> list[Entry]:
        """Return entries, the newest first: of a kind, of a subject, before a position."""
        with self.database.reading() as connection:
            if not self._has(connection):
                return []
            return reading.entries(connection, kind, subject, before, limit)

    def rows(self, kind: str, at: At = None, about: About | None = None) -> list[Row]:
        """Return the rows of a kind, sorted by subject: now, at a position, or at a moment.

        `about`: only those last changed by somebody who looked at such a release.
        """
        chosen = kind_of(kind)
        with self.database.reading() as connection:
            has = self._has(connection) and self.database.has_table(connection, chosen.table_name)
            rows = reading.state(connection, chosen, at) if has else []
            return reading.written_about(connection, rows, about) if about else rows

    def frame(self, kind: str, at: At = None, about: About | None = None) -> pl.DataFrame:
        """Return the rows of a kind as a frame with typed columns, as `rows`."""
        return reading.frame_of(kind_of(kind), self.rows(kind, at, about))

    def differences(self) -> Iterator[Text]:
        """Give the kinds whose table is not what the journal folds to; reads all of it."""
        with self.database.snapshot() as connection:
            if self._has(connection):
                yield from reading.differences(connection)

    def _has(self, connection: sa.Connection) -> bool:
        """Return whether there is a journal; a store that is only read may be older than it."""
        return self.database.has_table(connection, JOURNAL.name)
