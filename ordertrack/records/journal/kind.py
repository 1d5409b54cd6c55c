"""A kind of subject that people write about: its key, its fields, its table. Imports fields, base.

A subject is there as long as one of its fields has a value; to remove it is to empty them all.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa

from ordertrack.errors import BadEntry
from ordertrack.records.base import METADATA, Moment
from ordertrack.records.journal.fields import LONGEST_KEY, Field
from ordertrack.words import Label, Text, t

Row = Mapping[str, Any]
Check = Callable[[Row], Iterator[BadEntry]]
BETWEEN = "/"  # the parts of a subject
WRITTEN = {"%": "%25", BETWEEN: "%2F"}


class Change(NamedTuple):
    """What a person wants one field of a subject to hold; None empties it."""

    kind: str
    subject: str
    field: str
    value: Any


def nothing_more(_row: Row) -> Iterator[BadEntry]:
    """Have no rule beyond those of the single fields."""
    yield from ()


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of subject, declared in one place.

    `key` are the fields that name a subject; without any it is named by a new id. `check` gives
    what is wrong with a whole row. The present state of all subjects is kept in `table`.
    """

    name: str
    label: Label
    table_name: str
    key: tuple[Field, ...]
    fields: tuple[Field, ...]
    check: Check = nothing_more
    table: sa.Table = field(init=False)
    by_name: Mapping[str, Field] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {one.name: one for one in self.fields})
        object.__setattr__(self, "table", self._make_table())

    def _make_table(self) -> sa.Table:
        return sa.Table(
            self.table_name,
            METADATA,
            sa.Column("subject", sa.Text, primary_key=True),
            *(one.column(nullable=False) for one in self.key),
            *(one.column(nullable=not one.required) for one in self.fields),
            sa.Column("changed_by", sa.Text, nullable=False),
            sa.Column("changed_at", Moment, nullable=False),
            sa.Column("changed_position", sa.BigInteger, nullable=False),
        )

    def subject(self, values: Row) -> str:
        """Return the subject that these values of the key name; a new one where none do."""
        if not self.key:
            return secrets.token_hex(8)
        return BETWEEN.join(_part(one, values.get(one.name)) for one in self.key)

    def key_of(self, subject: str) -> dict[str, Any]:
        """Return the values of the key that a subject names. Raises BadEntry for what is none."""
        if not self.key:
            if not subject or len(subject) > LONGEST_KEY:
                raise self.no_subject(subject)
            return {}
        parts = subject.split(BETWEEN)
        if len(parts) != len(self.key):
            raise self.no_subject(subject)
        values = {
            one.name: one.parse(_read(part)) if part else ""
            for one, part in zip(self.key, parts, strict=True)
        }
        if self.subject(values) != subject:
            raise self.no_subject(subject)
        return values

    def changes(self, values: Row, subject: str | None = None) -> list[Change]:
        """Return the changes that give a subject these values; without a subject, of their key."""
        named = {one.name for one in self.key}
        chosen = self.subject(values) if subject is None else subject
        return [
            Change(self.name, chosen, name, value)
            for name, value in values.items()
            if name not in named or subject is not None
        ]

    def removal(self, subject: str) -> list[Change]:
        """Return the changes that remove a subject."""
        return [Change(self.name, subject, one.name, None) for one in self.fields]

    def is_empty(self, row: Row) -> bool:
        """Return whether none of the fields has a value: there is no such subject."""
        return all(row.get(one.name) is None for one in self.fields)

    def refuse_bad(self, row: Row) -> None:
        """Raise BadEntry for the first thing that is wrong with a whole row."""
        for one in (*self.key, *self.fields):
            if one.required and row.get(one.name) in (None, ""):
                raise BadEntry(
                    t("{kind}: {field} is missing.", kind=self.label, field=one.label),
                    t("Nothing was written. Fill it in."),
                )
        for problem in self.check(row):
            raise problem

    def no_subject(self, subject: str) -> BadEntry:
        """Return that a text names no subject of this kind."""
        names = Text("/".join(f"{{f{at}}}" for at in range(len(self.key))), self._labels())
        fix = (
            t("Name it as {key}.", key=names)
            if self.key
            else t("Take it from what `journal` lists.")
        )
        return BadEntry(
            t("{subject} names no {kind}.", subject=repr(subject), kind=self.label), fix
        )

    def _labels(self) -> tuple[tuple[str, Label], ...]:
        return tuple((f"f{at}", one.label) for at, one in enumerate(self.key))


def _part(of: Field, given: Any) -> str:
    """Return a part of the key as it stands in a subject."""
    value = of.parse(given)
    if value is None and of.required:
        raise BadEntry(t("{field} is missing.", field=of.label), t("Fill it in."))
    text = "" if value is None else str(value)
    if len(text) > LONGEST_KEY:
        raise of.refused(
            t("the text has {length} characters.", length=len(text)),
            t("Shorten it to {longest}.", longest=LONGEST_KEY),
        )
    for letter, written in WRITTEN.items():
        text = text.replace(letter, written)
    return text


def _read(part: str) -> str:
    for letter, written in reversed(WRITTEN.items()):
        part = part.replace(written, letter)
    return part
