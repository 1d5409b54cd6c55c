"""The cells of a raw table that are read, from its mapping and its profiles. Imports siblings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ordertrack.intake.checking.checked import Cell
from ordertrack.intake.column_names import prefixed
from ordertrack.intake.mapping.choices import Names
from ordertrack.intake.mapping_types import Mapped
from ordertrack.intake.values.form import Profiles, fold
from ordertrack.model import TABLES, Column
from ordertrack.model.header_units import counted_in, pieces_in

PRICES = ("unit_price", "unit_cost")  # of a metre (m), say
Words = Mapping[str, Mapping[str, str]]  # name → word as written → stored word, as a person decided


def cells_of(
    mapped: Sequence[Mapped],
    profiles: Profiles,
    words: Words,
    names: Mapping[str, Names],
) -> tuple[Cell, ...]:
    """Return the cells to read; the order number of orders and lines is one cell."""
    found: dict[str, Cell] = {}
    for m in mapped:
        if not m.used or m.table is None or m.column is None:
            continue
        column = TABLES[m.table].column(m.column)
        name = prefixed(m.table, m.column)
        cell = Cell(
            name,
            m.position,
            column,
            profiles.forms[m.position, column.kind],
            known_words(column, words.get(name, {})),
            names.get(name, ()),
            unit_of(m.header, column),
            (m.position, column.kind) in profiles.guessed,
            m.lenient,
        )
        found.setdefault(name, cell)
    return tuple(found.values())


def unit_of(header: str, column: Column) -> int:
    """Return what a header says the amounts of a column are counted in: 金额(万元) is 10,000."""
    if column.kind == "qty":
        return pieces_in(header)
    if column.kind not in ("money", "aim"):
        return 1
    return counted_in(header, total=column.name not in PRICES)


def known_words(column: Column, decided: Mapping[str, str]) -> Mapping[str, tuple[str, ...]] | None:
    """Return the words for each stored word, those of a person too; None where any will do."""
    if not column.allowed:
        return None
    extra: dict[str, tuple[str, ...]] = {}
    for word, stored in decided.items():
        extra[stored] = (*extra.get(stored, ()), word)
    said = {fold(word) for word in decided}  # a person's meaning takes the place of a known one
    return {
        key: (*(word for word in words if fold(word) not in said), *extra.get(key, ()))
        for key, words in column.allowed.items()
    }
