"""Columns of a raw table that are read: where they stand, what they become. Imports siblings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ordertrack.intake.column_names import spot
from ordertrack.intake.mapping_types import Mapped
from ordertrack.intake.values.form import Form, Parsed
from ordertrack.intake.values.parsing import parse
from ordertrack.intake.values.profiling import Surveyed
from ordertrack.model import TABLES, Column

Words = Mapping[str, Mapping[str, str]]  # spot → word as written → stored word, as a person says
Names = tuple[tuple[str, str], ...]  # ids and the names that replace them (a lookup)
MONEY = pl.Decimal(18, 4)
_WIDE = pl.Decimal(38, 4)
_UNIT = re.compile(
    r"[(\[{【]\s*(?:单位\s*:?\s*)?([百千万亿]+)\s*(?:元|人民币|rmb|cny|¥)?\s*[)\]}】]"
)
_TENS = {"百": 2, "千": 3, "万": 4, "亿": 8}


@dataclass(frozen=True, slots=True)
class Cell:
    """One column that is read.

    `times` is what its header says all amounts are counted in; `guessed` says that its form was
    taken from samples.
    """

    spot: str
    position: int
    column: Column
    form: Form
    allowed: Mapping[str, tuple[str, ...]] | None = None
    names: Names = ()
    times: int = 1
    guessed: bool = False

    @property
    def certain(self) -> bool:
        """Whether the survey left no doubt, so that looking for bad values would be wasted.

        A plain amount in 万 may still be too large once it is counted out.
        """
        return self.column.kind == "text" or (self.form.plain and self.times == 1)

    @property
    def raw(self) -> str:
        return f"c{self.position}"

    def parsed(self) -> Parsed:
        return parse(self.raw, self.column.kind, self.form, self.allowed)

    def value(self) -> pl.Expr:
        """The value as stored: with the names of a lookup, in the unit of the model."""
        value = self.parsed().value
        if self.names:
            ids, names = zip(*self.names, strict=True)
            return value.replace(list(ids), list(names))
        if self.times == 1:
            return value
        counted = (value.cast(_WIDE) * self.times).cast(MONEY, strict=False)
        # A cell that names the unit itself (5万) has been counted in it already.
        said = pl.col(self.raw).str.contains("[百千万亿]")
        return pl.when(said).then(value).otherwise(counted)

    @property
    def told(self) -> tuple[object, ...]:
        """All that decides how the cell is read, to know it again."""
        return (
            self.spot,
            self.position,
            self.column.kind,
            self.form,
            self.allowed,
            self.names,
            self.times,
            self.guessed,
        )


def cells_of(
    mapping: Sequence[Mapped],
    surveyed: Surveyed,
    words: Words,
    names: Mapping[str, Names],
) -> tuple[Cell, ...]:
    """The cells to read; the order number of orders and lines is one cell."""
    found: dict[str, Cell] = {}
    for m in mapping:
        if not m.used or m.table is None or m.column is None:
            continue
        column = TABLES[m.table].column(m.column)
        name = spot(m.table, m.column)
        cell = Cell(
            name,
            m.position,
            column,
            surveyed.forms[m.position, column.kind],
            _with_words(column, words.get(name, {})),
            names.get(name, ()),
            unit_of(m.header) if column.kind == "money" else 1,
            (m.position, column.kind) in surveyed.guessed,
        )
        found.setdefault(name, cell)
    return tuple(found.values())


def unit_of(header: str) -> int:
    """What a header says its amounts are counted in: 金额(万元) is 10,000."""
    match = _UNIT.search(unicodedata.normalize("NFKC", header).casefold())
    return 10 ** sum(_TENS[sign] for sign in match[1]) if match else 1


def _with_words(column: Column, said: Mapping[str, str]) -> Mapping[str, tuple[str, ...]] | None:
    if not column.allowed:
        return None
    extra: dict[str, tuple[str, ...]] = {}
    for word, stored in said.items():
        extra[stored] = (*extra.get(stored, ()), word)
    return {key: (*words, *extra.get(key, ())) for key, words in column.allowed.items()}
