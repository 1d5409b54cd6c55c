"""The total that ends a table, held against what its rows add up to.

Where they differ, rows are missing, or cells are read as other numbers than the system meant.
Imports model, words and its siblings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.values.parsing import parse
from ordertrack.intake.values.profiling import profile
from ordertrack.model import TABLES, Kind
from ordertrack.words import t

# A total of all; one of a page, a month or a group, and one that runs on, is none.
_OF_ALL = re.compile(
    r"\s*(?:[总總]?(?:合|[总總]|共)[计計]|[汇匯彙][总總]|(?:grand[ -]?|overall )?totals?)"
    r"\s*[:：]?\s*",
    re.IGNORECASE,
)
_ADDED: tuple[Kind, ...] = ("money", "qty")
_NOT_ADDED = frozenset({"unit_price", "unit_cost"})
_ROUNDED = Decimal("0.005")  # what a row may lose where the cells are rounded


@dataclass(frozen=True, slots=True)
class _Sum:
    """What the total says of a column, and what its rows add up to."""

    header: str
    said: Decimal
    added: Decimal
    rows: int

    @property
    def differs(self) -> bool:
        """Whether the difference is more than rounding."""
        return abs(self.said - self.added) > _ROUNDED * max(self.rows, 1)


def total_findings(mapping: TableMapping, repeats: int) -> list[Finding]:
    """Tell where the total that ends the table is another than that of its rows.

    `repeats` are rows that are skipped because they say the same as others of the file.
    """
    sums = list(_sums(mapping))
    apart = [one for one in sums if one.differs]
    if apart:
        return [_apart(mapping, apart)]
    return _of_repeats(mapping, repeats) if sums and repeats else []


def _sums(mapping: TableMapping) -> Iterator[_Sum]:
    raw_table = mapping.raw_table
    if not _ends_with_total(raw_table):
        return
    for at, kind in _added_columns(mapping).items():
        name = f"c{at}"
        rows = pl.scan_parquet(raw_table.path).select(name)
        total = pl.LazyFrame({name: [raw_table.total[at]]}, {name: pl.String})
        form = profile(pl.concat([rows, total]), {name: kind})[name]
        read = parse(name, kind, form).value
        said = total.select(read).collect().item()
        added, count = rows.select(read.sum().alias("added"), read.count()).collect().row(0)
        if said is not None and count:
            yield _Sum(raw_table.headers[at], Decimal(said), Decimal(added), count)


def _ends_with_total(raw_table: RawTable) -> bool:
    first = next((cell for cell in raw_table.total if cell and cell.strip()), "")
    return bool(_OF_ALL.fullmatch(first))


def _added_columns(mapping: TableMapping) -> dict[int, Kind]:
    """Return where the table has amounts and quantities that are read: position → kind."""
    headers, found = mapping.raw_table.headers, {}
    for m in mapping.mapped:
        if m.used and m.table and m.column and headers.count(m.header) == 1:
            column = TABLES[m.table].column(m.column)
            if column.kind in _ADDED and column.name not in _NOT_ADDED:
                found[headers.index(m.header)] = column.kind
    return {at: kind for at, kind in found.items() if at < len(mapping.raw_table.total)}


def _apart(mapping: TableMapping, apart: list[_Sum]) -> Finding:
    examples = "; ".join(
        f'"{one.header}": {one.said.normalize():,f} ≠ {one.added.normalize():,f}' for one in apart
    )
    text = t(
        "{file} ends with a total that its rows do not add up to: {examples}. Rows may be missing,"
        " or the total counts otherwise.",
        file=mapping.key,
        examples=examples,
    )
    return Finding("total-differs", "warning", text, len(apart))


def _of_repeats(mapping: TableMapping, count: int) -> list[Finding]:
    """Tell that the total counts rows that say the same as others, and are skipped."""
    text = t(
        "{count} rows of {file} are the same as others, cell for cell, and count once; the total"
        " that ends the file counts them, too. If they are rows of their own, give each a number.",
        count=count,
        file=mapping.key,
    )
    return [Finding("total-counts-duplicates", "warning", text, count)]
