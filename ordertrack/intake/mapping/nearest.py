"""Which table a file that feeds none comes near to. Imports model, words and its siblings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.match import match
from ordertrack.intake.mapping_types import FAMILY, TableMapping, Target, filled, lacking
from ordertrack.model import TABLES
from ordertrack.words import Label, listed, t


@dataclass(frozen=True, slots=True)
class Near:
    """A table of which a file has some columns, and the needed ones that it lacks."""

    table: str
    lacks: tuple[Target, ...]
    found: int
    headers: int

    @property
    def columns(self) -> Label:
        """The names of the columns that it lacks."""
        return listed(TABLES[table].column(column).label for table, column in self.lacks)


def nearest_table(mapping: TableMapping) -> Near | None:
    """Return the table that explains most headers of a file that is none; None if none does."""
    tables = [FAMILY, *((name,) for name in TABLES if name not in FAMILY)]
    nears = [_near(mapping, group) for group in tables]
    likely = [
        near
        for near in nears
        if near.lacks and (near.found > 1 or near.found == 1 == len(near.lacks))
    ]
    return max(likely, key=lambda near: (near.found, -len(near.lacks)), default=None)


def _near(mapping: TableMapping, tables: tuple[str, ...]) -> Near:
    mapped = match(mapping.raw_table.headers, tables, fits=mapping.fits, name_is_id=False)
    has = {(table, column) for table in tables for column in filled(mapped, table)}
    lacks = [target for target in _needed(tables, has) if target not in has]
    found = len({m.position for m in mapped if m.used})
    return Near(tables[0], tuple(lacks), found, len({m.position for m in mapped}))


def _needed(tables: tuple[str, ...], has: Collection[Target]) -> list[Target]:
    if tables == FAMILY:
        amount = ("orders", "amount") if ("orders", "amount") in has else ("order_lines", "amount")
        priced = ("order_lines", "unit_price") in has
        return [("orders", "order_no"), ("orders", "order_date"), *([] if priced else [amount])]
    return [(tables[0], c.name) for c in lacking(tables[0], (column for _, column in has))]


def not_recognised(mapping: TableMapping, near: Near, alone: bool) -> list[Finding]:
    """Tell which table a file comes near to, and what it lacks to be one.

    Beside files that are read, only where it explains most of the headers: a list of shippers has a
    name and a telephone number, and is no list of customers.
    """
    if not alone and near.found * 2 <= near.headers:
        return []
    text = t(
        "{file} is read as no table. Nearest is {table}, but no header is read as {columns}.",
        file=mapping.key,
        table=TABLES[near.table].label,
        columns=near.columns,
    )
    return [Finding("not-recognised", "warning" if alone else "info", text, 1)]
