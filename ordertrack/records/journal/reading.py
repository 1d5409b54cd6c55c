"""What the journal tells: entries, and the state of a kind now or at any position. Imports entries.

A state of the past is folded from the journal; the present one is in the tables of the kinds. That
both agree is tested, and asked by `check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ordertrack.records.base import in_parts
from ordertrack.records.journal.entries import JOURNAL, Entry, entry_from
from ordertrack.records.journal.kind import Kind
from ordertrack.records.journal.kinds import KINDS
from ordertrack.records.journal.saving import AT_ONCE, whole_row
from ordertrack.words import Text, t

if TYPE_CHECKING:
    import polars as pl

At = int | datetime | None  # a position, a moment, or now
About = Callable[[int], bool]  # whether a release (0 for none) is of what is asked about
Row = dict[str, Any]


def newest_position(connection: sa.Connection, kind: str | None = None) -> int:
    """Return the position of the newest entry, of a kind; 0 where there is none."""
    query = sa.select(sa.func.max(JOURNAL.c.position))
    return connection.scalar(query if kind is None else query.where(JOURNAL.c.kind == kind)) or 0


def newest(connection: sa.Connection, kinds: Sequence[str] = ()) -> tuple[int, datetime | None]:
    """Return position and moment of the newest entry, of some kinds; 0 where there is none."""
    highest = sa.select(sa.func.max(JOURNAL.c.position).label("position"))
    if kinds:  # one look into the index for each: of several together SQLite reads all entries
        each = sa.union_all(*(highest.where(JOURNAL.c.kind == kind) for kind in kinds)).subquery()
        highest = sa.select(sa.func.max(each.c.position))
    query = sa.select(JOURNAL.c.position, JOURNAL.c.written_at)
    row = connection.execute(query.where(JOURNAL.c.position == highest.scalar_subquery())).first()
    return (row.position, row.written_at) if row else (0, None)


def position_at(connection: sa.Connection, moment: datetime) -> int:
    """Return the newest position at a moment."""
    query = sa.select(sa.func.max(JOURNAL.c.position)).where(JOURNAL.c.written_at <= moment)
    return connection.scalar(query) or 0


def entries(
    connection: sa.Connection,
    kind: str | None = None,
    subject: str | None = None,
    before: int | None = None,
    limit: int | None = None,
) -> list[Entry]:
    """Return entries, the newest first: of a kind, of a subject, before a position."""
    query = sa.select(JOURNAL).order_by(JOURNAL.c.position.desc()).limit(limit)
    if kind is not None:
        query = query.where(JOURNAL.c.kind == kind)
    if subject is not None:
        query = query.where(JOURNAL.c.subject == subject)
    if before is not None:
        query = query.where(JOURNAL.c.position < before)
    return [entry_from(row) for row in connection.execute(query)]


def last_batch(connection: sa.Connection, who: str, kind: str | None) -> list[Entry]:
    """Return the last batch of somebody that is no undo and was not undone, in order."""
    undone = sa.select(JOURNAL.c.undoes).where(JOURNAL.c.undoes.is_not(None))
    query = sa.select(sa.func.max(JOURNAL.c.batch)).where(
        JOURNAL.c.who == who, JOURNAL.c.undoes.is_(None), JOURNAL.c.batch.not_in(undone)
    )
    if kind is not None:
        query = query.where(JOURNAL.c.kind == kind)
    batch = sa.select(JOURNAL).where(JOURNAL.c.batch == query.scalar_subquery())
    return [entry_from(row) for row in connection.execute(batch.order_by(JOURNAL.c.position))]


# --- states -------------------------------------------------------------------------------------


def state(connection: sa.Connection, kind: Kind, at: At = None) -> list[Row]:
    """Return the rows of a kind, sorted by subject: now, at a position, or at a moment."""
    if at is None:
        return present(connection, kind)
    position = position_at(connection, at) if isinstance(at, datetime) else at
    if newest_position(connection, kind.name) <= position:
        rows = present(connection, kind)
        if newest_position(connection, kind.name) <= position:  # nobody wrote meanwhile
            return rows
    return folded(connection, kind, position)


def present(connection: sa.Connection, kind: Kind) -> list[Row]:
    """Return the rows of a kind as they are now, from its table."""
    rows = connection.execute(sa.select(kind.table)).mappings()
    return in_order(dict(row) for row in rows)


def folded(connection: sa.Connection, kind: Kind, position: int) -> list[Row]:
    """Return the rows of a kind as the entries up to a position give them."""
    upto = sa.and_(JOURNAL.c.kind == kind.name, JOURNAL.c.position <= position)
    newest = sa.select(sa.func.max(JOURNAL.c.position)).where(upto)
    query = sa.select(JOURNAL).where(
        JOURNAL.c.position.in_(newest.group_by(JOURNAL.c.subject, JOURNAL.c.field))
    )
    by_subject: dict[str, list[Entry]] = {}
    for row in connection.execute(query.order_by(JOURNAL.c.position)):
        if row.field in kind.by_name:  # a later version may have dropped it
            by_subject.setdefault(row.subject, []).append(entry_from(row))
    rows = (whole_row(kind, subject, {}, its) for subject, its in by_subject.items())
    return in_order(row for row in rows if not kind.is_empty(row))


def written_about(connection: sa.Connection, rows: Sequence[Row], about: About) -> list[Row]:
    """Return the rows whose last change was written by somebody who looked at such a release."""
    seen: dict[int, int] = {}
    for positions in in_parts([row["changed_position"] for row in rows], AT_ONCE):
        query = sa.select(JOURNAL.c.position, JOURNAL.c.seen_release)
        found = connection.execute(query.where(JOURNAL.c.position.in_(positions)))
        seen |= {row.position: row.seen_release for row in found}
    known = {number: about(number) for number in set(seen.values())}
    return [row for row in rows if known[seen[row["changed_position"]]]]


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Sort by subject in the program: databases sort text in ways of their own."""
    return sorted(rows, key=lambda row: row["subject"])


def frame_of(kind: Kind, rows: Sequence[Row]) -> pl.DataFrame:
    """Return rows of a kind as a frame, whose columns have their types also without a row."""
    import polars as pl

    of_fields = {one.name: one.dtype() for one in (*kind.key, *kind.fields)}
    schema = {
        "subject": pl.String(),
        **of_fields,
        "changed_by": pl.String(),
        "changed_at": pl.Datetime("us", "UTC"),
        "changed_position": pl.Int64(),
    }
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def differences(connection: sa.Connection) -> Iterator[Text]:
    """Give the kinds whose table is not what the journal folds to."""
    position = newest_position(connection)
    for kind in KINDS.values():
        if state(connection, kind) != folded(connection, kind, position):
            yield t("The table of {kind} is not what the journal tells.", kind=kind.label)
