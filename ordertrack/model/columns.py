"""What a canonical column and table are. Imports `words` only.

Kinds of value and how they are stored:

| kind   | stored as      | meaning                                                             |
|--------|----------------|---------------------------------------------------------------------|
| id     | string         | a business key; folded to half width and trimmed, else as given     |
| text   | string         | free text or a name                                                  |
| day    | date           | a calendar day                                                       |
| time   | timestamp[us]  | business-zone time; `<column>_day_only`: only a day was given         |
| money  | decimal(18,4)  | an amount in the order's currency                                    |
| aim    | decimal(18,4)  | a target: an amount, a rate (90%, kept as 0.9), days                 |
| qty    | decimal(18,3)  | units                                                                |
| share  | decimal(9,6)   | a fraction: 0.15, 15%                                                |
| count  | int64          | a whole number                                                       |
| score  | int8           | 1 to 5; 很满意 … 很不满意 reads as 5 … 1                              |
| flag   | bool           | yes / no, 是 / 否                                                    |
| choice | string         | one of the column's allowed words                                    |
| period | string         | 2024-06, 2024-Q2 or 2024                                             |
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ordertrack.words import Label

Kind = Literal[
    "id",
    "text",
    "day",
    "time",
    "money",
    "aim",
    "qty",
    "share",
    "count",
    "score",
    "flag",
    "choice",
    "period",
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called everywhere, and how a real export spells it.

    `synonyms` match a header exactly (after folding case, width and punctuation); `hints` are words
    that are only ever suggested, because systems use them for different things. `additive` columns
    are summed when a file has several rows for one key (instalments of a payment). `only_input`
    columns help to understand a file (a discount, a first name) and are not stored. `ours` columns
    are kept by the importer and never read from a file. `by_values` columns are found by what their
    cells say, never by their header alone. `instead` names a column that will do where a required
    one is blank, or missing.
    """

    name: str
    kind: Kind
    label: Label
    synonyms: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    required: bool = False
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    additive: bool = False
    only_input: bool = False
    ours: bool = False
    by_values: bool = False
    instead: str | None = None
    note: Label | None = None
    example: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its grain, its business key, the column that places its rows in time.

    Rows without a number get one made from what they say: rows that agree in `identity`, and in
    what both say of `apart`, are one.
    """

    name: str
    label: Label
    grain: Label
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    dated_by: str | None = None
    synonyms: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def made(self) -> tuple[str, ...]:
        """Return the number that is made where a file has none."""
        return self.key if self.identity else ()

    def column(self, name: str) -> Column:
        """Return the column of this name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name!r}")

    @property
    def stored(self) -> tuple[Column, ...]:
        """Return the columns that the warehouse keeps."""
        return tuple(column for column in self.columns if not column.only_input)

    @property
    def required(self) -> tuple[Column, ...]:
        """Return the columns without which a row is rejected."""
        return tuple(column for column in self.columns if column.required)

    def lacking(self, names: Container[str]) -> list[Column]:
        """Return the required columns that are not among these names, nor what will do instead."""
        return [
            column
            for column in self.required
            if column.name not in names
            and column.name not in self.made
            and (column.instead is None or column.instead not in names)
        ]


def spellings(text: str) -> tuple[str, ...]:
    """Return the spellings that a text lists between commas, over several lines."""
    return tuple(" ".join(spelling.split()) for spelling in text.split(","))
