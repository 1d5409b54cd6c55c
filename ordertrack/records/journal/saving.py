"""Writing a batch of changes: journal and present state in one transaction.

Imports base, entries, kinds. Writers stand in a queue, so positions follow the order of commits:
who has seen a position has seen all before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from ordertrack.errors import BadEntry
from ordertrack.records.base import in_parts
from ordertrack.records.journal.entries import (
    JOURNAL,
    ChangedMeanwhile,
    Conflict,
    Entry,
    Key,
    Seen,
    entry_from,
)
from ordertrack.records.journal.kind import Change, Kind
from ordertrack.records.journal.kinds import KINDS, kind_of
from ordertrack.words import t

LOCK = 0x0DE8
AT_ONCE = 500  # subjects named in one query
State = dict[str, dict[str, Any]]  # subject → the values of its fields


@dataclass(frozen=True)
class Batch:
    """What is to be saved together: the values by field, and who says so."""

    values: Mapping[Key, Any]
    who: str
    why: str | None
    seen: Seen
    force: Mapping[Key, int]
    undoes: int | None = None


def batch_of(changes: Iterable[Change], who: str, why: str, seen: Seen) -> Batch:
    """Parse changes; the last one to a field counts. Raises BadEntry for what cannot be kept."""
    if not who.strip():
        raise BadEntry(
            t("Nobody is named for this change."), t("Nothing was written. Say who you are.")
        )
    values = {(one.kind, one.subject, one.field): parsed(one) for one in changes}
    return Batch(values, who.strip(), why.strip() or None, seen, {})


def parsed(change: Change) -> Any:
    """Return the value of a change. Raises BadEntry for a subject, field or value that is none."""
    kind = kind_of(change.kind)
    kind.key_of(change.subject)
    if change.field not in kind.by_name:
        raise BadEntry(
            t("A {kind} has no field {field}.", kind=kind.label, field=repr(change.field)),
            t("Choose one of: {fields}.", fields=", ".join(kind.by_name)),
        )
    return kind.by_name[change.field].parse(change.value)


def write(connection: sa.Connection, batch: Batch) -> list[Entry]:
    """Write a batch; return its entries, none where it changes nothing.

    Raises ChangedMeanwhile where fields were changed since the writer looked, BadEntry where a
    subject would lack what it must have.
    """
    newest, at = queue_up(connection)
    if batch.seen.position > newest:
        raise BadEntry(
            t("The record store was restored since you looked at it."),
            t("Look at what is there now and decide again."),
        )
    present = {
        kind: state_of(connection, KINDS[kind], subjects) for kind, subjects in by_kind(batch)
    }
    changed = [key for key, value in batch.values.items() if value_in(present, key) != value]
    refuse_conflicts(connection, batch, changed, present)
    entries = entries_of(batch, changed, present, newest + 1, max(at, datetime.now(UTC)))
    if entries:
        connection.execute(JOURNAL.insert(), [stored(one) for one in entries])
        for name, of_kind in present.items():
            write_state(connection, KINDS[name], of_kind, entries)
    return entries


def queue_up(connection: sa.Connection) -> tuple[int, datetime]:
    """Be the only writer until the end of the transaction; return newest position and its moment.

    SQLite has only one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    newest = sa.select(JOURNAL.c.position, JOURNAL.c.written_at)
    row = connection.execute(newest.order_by(JOURNAL.c.position.desc()).limit(1)).one_or_none()
    return (row.position, row.written_at) if row else (0, datetime.min.replace(tzinfo=UTC))


def by_kind(batch: Batch) -> Iterator[tuple[str, list[str]]]:
    """Give the subjects of a batch by kind."""
    for name in dict.fromkeys(kind for kind, _, _ in batch.values):
        subjects = (subject for kind, subject, _ in batch.values if kind == name)
        yield name, list(dict.fromkeys(subjects))


def state_of(connection: sa.Connection, kind: Kind, subjects: Sequence[str]) -> State:
    """Return the present values of the fields of these subjects; none of those that are not."""
    found: State = {subject: {} for subject in subjects}
    table = kind.table
    for some in in_parts(subjects, AT_ONCE):
        for row in connection.execute(sa.select(table).where(table.c.subject.in_(some))):
            found[row.subject] = {name: row._mapping[name] for name in kind.by_name}
    return found


def value_in(present: Mapping[str, State], key: Key) -> Any:
    """Return the present value of a field."""
    kind, subject, field = key
    return present[kind][subject].get(field)


# --- conflicts ----------------------------------------------------------------------------------


def refuse_conflicts(
    connection: sa.Connection, batch: Batch, changed: Sequence[Key], present: Mapping[str, State]
) -> None:
    """Raise ChangedMeanwhile where a field has another value since, or its subject is gone."""
    since = others(connection, batch, present)
    gone = {key[:2]: entry for key, entry in since.items() if not present[key[0]][key[1]]}
    found = []
    for key in changed:
        other = since.get(key) or gone.get(key[:2])
        if other and batch.force.get(key, 0) < other.position:
            mine, theirs = batch.values[key], value_in(present, key)
            found.append(Conflict(*key, mine, theirs, other.who, other.written_at, other.position))
    if found:
        raise ChangedMeanwhile(found)


def others(
    connection: sa.Connection, batch: Batch, present: Mapping[str, State]
) -> dict[Key, Entry]:
    """Return the last change of each field that has another value than the writer saw.

    What was changed and changed back is as the writer saw it.
    """
    first: dict[Key, Entry] = {}
    last: dict[Key, Entry] = {}
    for entry in later_entries(connection, batch):
        first.setdefault(entry.key, entry)
        last[entry.key] = entry
    return {key: last[key] for key in last if first[key].before != value_in(present, key)}


def later_entries(connection: sa.Connection, batch: Batch) -> Iterator[Entry]:
    """Give what was written about the subjects of a batch since its writer looked, in order."""
    since = sa.select(JOURNAL).where(JOURNAL.c.position > batch.seen.position)
    for kind, subjects in by_kind(batch):
        for some in in_parts(subjects, AT_ONCE):
            wanted = since.where(JOURNAL.c.kind == kind, JOURNAL.c.subject.in_(some))
            yield from map(entry_from, connection.execute(wanted.order_by(JOURNAL.c.position)))


# --- what is written ----------------------------------------------------------------------------


def entries_of(
    batch: Batch, changed: Sequence[Key], present: Mapping[str, State], first: int, at: datetime
) -> list[Entry]:
    """Return the entries of the fields that change, from a position on."""
    return [
        entry(
            batch,
            key,
            position,
            first,
            at,
            before=value_in(present, key),
            after=batch.values[key],
        )
        for position, key in enumerate(changed, first)
    ]


def entry(batch: Batch, key: Key, position: int, first: int, at: datetime, **values: Any) -> Entry:
    """Return the entry of one changed field."""
    return Entry(
        position=position,
        kind=key[0],
        subject=key[1],
        field=key[2],
        who=batch.who,
        written_at=at,
        why=batch.why,
        seen=batch.seen,
        batch=first,
        undoes=batch.undoes,
        **values,
    )


def stored(one: Entry) -> dict[str, Any]:
    """Return the row of the table for an entry."""
    field = KINDS[one.kind].by_name[one.field]
    return {
        "position": one.position,
        "kind": one.kind,
        "subject": one.subject,
        "field": one.field,
        "before": field.to_json(one.before),
        "after": field.to_json(one.after),
        "who": one.who,
        "written_at": one.written_at,
        "why": one.why,
        "seen_release": one.seen.release,
        "seen_position": one.seen.position,
        "batch": one.batch,
        "undoes": one.undoes,
    }


def write_state(
    connection: sa.Connection, kind: Kind, present: State, entries: Sequence[Entry]
) -> None:
    """Bring the table of a kind up to date with the entries that were written."""
    changed: dict[str, list[Entry]] = {}
    for one in entries:
        if one.kind == kind.name:
            changed.setdefault(one.subject, []).append(one)
    rows = []
    for subject, its in changed.items():
        row = whole_row(kind, subject, present[subject], its)
        if not kind.is_empty(row):
            kind.refuse_bad(row)
            rows.append(row)
    for some in in_parts(list(changed), AT_ONCE):
        connection.execute(kind.table.delete().where(kind.table.c.subject.in_(some)))
    if rows:
        connection.execute(kind.table.insert(), rows)


def whole_row(
    kind: Kind, subject: str, present: Mapping[str, Any], entries: Sequence[Entry]
) -> dict[str, Any]:
    """Return the row of a subject after entries about it, with who changed it last."""
    last = entries[-1]
    return {
        "subject": subject,
        **kind.key_of(subject),
        **dict.fromkeys(kind.by_name),
        **present,
        **{one.field: one.after for one in entries},
        "changed_by": last.who,
        "changed_at": last.written_at,
        "changed_position": last.position,
    }
