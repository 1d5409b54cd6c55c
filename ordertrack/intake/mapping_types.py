"""What headers and raw tables are taken for. Imports model, words and its siblings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from ordertrack.intake.column_names import prefixed
from ordertrack.intake.question import Question
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import signature
from ordertrack.model import TABLES, Column, Table
from ordertrack.words import Text

MatchKind = Literal["exact", "remembered", "suggested", "manual", "none"]
Target = tuple[str, str]  # (table, column)

FAMILY = ("orders", "order_lines")


class Fits(Protocol):
    """Whether the values at a position look like the column's kind; stricter for a mere guess."""

    def __call__(self, position: int, column: Column, *, guessed: bool = False) -> bool: ...

    def some(self, position: int, column: Column) -> bool:
        """Return whether some values fit, or are few words of which each can be asked."""
        ...

    def blank(self, position: int) -> bool:
        """Return whether no value stands there."""
        ...


@dataclass(frozen=True, slots=True)
class Mapped:
    """One header and the column that it feeds; `column` is None where the header is not used.

    `options` are further columns that a suggested header may mean, best first. `lenient`: values
    that do not fit are read as unknown; `unfit` is the column whose word the header is though none
    of its values fit.
    """

    header: str
    position: int
    table: str | None = None
    column: str | None = None
    kind: MatchKind = "none"
    confidence: float = 1.0
    note: Text | None = None
    options: tuple[Target, ...] = ()
    lenient: bool = False
    unfit: Column | None = None

    @property
    def used(self) -> bool:
        return self.kind not in ("suggested", "none")

    @property
    def target(self) -> Target:
        return (self.table or "", self.column or "")


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of headers, now or before: their columns, or none of any.

    `tables` are those that the headers were recognised as (none: never before).
    """

    tables: tuple[str, ...] = ()
    headers: Mapping[int, tuple[Target, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A column of the file with the targets of one figure, and the question of which."""

    position: int
    header: str
    question: Question

    @property
    def measure(self) -> str | None:
        """The figure; None while nobody said which, or where the column is left out."""
        return self.question.settled or None


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A raw table with the tables that it feeds (none: not recognised) and what its headers mean.

    `to_read` is what is read of it: the raw table itself, or reshaped to one target per row.
    `mapped` and `said` count positions in `to_read`, `figures` in the raw table. `told` is what was
    taken for granted about targets: their year, their figure.
    """

    src: int
    raw_table: RawTable
    to_read: RawTable
    tables: tuple[str, ...]
    mapped: tuple[Mapped, ...]
    fits: Fits
    questions: tuple[Question, ...] = ()
    said: Said = field(default_factory=Said)
    figures: tuple[Figure, ...] = ()
    told: tuple[Text, ...] = ()

    @property
    def key(self) -> str:
        return self.raw_table.key

    def with_rows(self, to_read: RawTable) -> TableMapping:
        """Return the mapping with other rows of the same columns."""
        raw_table = self.raw_table if self.reshaped else to_read
        return replace(self, raw_table=raw_table, to_read=to_read)

    @property
    def signature(self) -> str:
        """What identifies its layout, to remember a confirmed mapping."""
        return signature(self.to_read.headers)

    @property
    def reshaped(self) -> bool:
        """Whether its columns are not those of the file: a row per target and period."""
        headers = self.raw_table.headers
        return self.to_read.headers[: len(headers)] != headers

    @property
    def confirmed(self) -> bool:
        """Whether a person said what it is, or what a header of it means."""
        told = any(q.kind == "table" and q.answer is not None for q in self.questions)
        return bool(self.said.headers) or told

    @property
    def positions(self) -> dict[str, int]:
        """Where the columns stand that are read, by their names in a checked file."""
        found: dict[str, int] = {}
        for m in self.mapped:
            if m.used and m.table and m.column:
                found.setdefault(prefixed(m.table, m.column), m.position)
        return found

    @property
    def names(self) -> set[str]:
        """The names that its columns have in a checked file."""
        return set(self.positions)


def columns_of(tables: Iterable[str]) -> Iterator[tuple[Table, Column]]:
    """Yield the columns that a header may name, lines first: their words are more specific."""
    for name in sorted(tables, key=lambda table: table != "order_lines"):
        for column in TABLES[name].columns:
            if not column.ours and not column.by_values:
                yield TABLES[name], column


def filled(mapped: Iterable[Mapped], table: str) -> set[str]:
    """Return the columns of a table that the headers fill for certain."""
    return {m.column for m in mapped if m.used and m.table == table and m.column}


def lacking(table: str, names: Iterable[str]) -> list[Column]:
    """Return the required columns that are not among these, nor what will do instead.

    Whom targets are for and of what figure, headers say, or the lack of a word.
    """
    return TABLES[table].lacking({*names, *(("level", "measure") if table == "targets" else ())})


def mirrored(table: str, column: str, tables: Sequence[str]) -> bool:
    """Return the order number of the lines is that of the orders when a file feeds both."""
    return table == "order_lines" and column == "order_no" and "orders" in tables
