"""What a header is taken for. Imports model and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from ordertrack.model import TABLES, Column, Table
from ordertrack.words import Text

MatchKind = Literal["exact", "remembered", "suggested", "manual", "none"]
Target = tuple[str, str]  # (table, column)

FAMILY = ("orders", "order_lines")


class Fits(Protocol):
    """Whether the values at a position look like the column's kind; stricter for a mere guess."""

    def __call__(self, position: int, column: Column, *, guessed: bool = False) -> bool: ...


@dataclass(frozen=True, slots=True)
class Mapped:
    """One header and the column that it feeds; `column` is None where the header is not used.

    `options` are further columns that a suggested header may mean, best first.
    """

    header: str
    position: int
    table: str | None = None
    column: str | None = None
    kind: MatchKind = "none"
    confidence: float = 1.0
    note: Text | None = None
    options: tuple[Target, ...] = ()

    @property
    def used(self) -> bool:
        return self.kind not in ("suggested", "none")

    @property
    def target(self) -> Target:
        return (self.table or "", self.column or "")


def columns_of(tables: Iterable[str]) -> Iterator[tuple[Table, Column]]:
    """All columns that a file may feed, lines before orders: their words are the more specific."""
    for name in sorted(tables, key=lambda table: table != "order_lines"):
        for column in TABLES[name].columns:
            if not column.ours:
                yield TABLES[name], column


def filled(mapping: Iterable[Mapped], table: str) -> set[str]:
    """The columns of a table that the mapping fills for certain."""
    return {m.column for m in mapping if m.used and m.table == table and m.column}


def mirrored(table: str, column: str, tables: Sequence[str]) -> bool:
    """The order number of the lines is that of the orders when a file feeds both."""
    return table == "order_lines" and column == "order_no" and "orders" in tables
