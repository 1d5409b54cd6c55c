"""Order numbers that stand on an order's first row only, carried down to the rows that continue it.

ERP lists print the head of an order once, grouped reports of a CRM the name of a group. Imports
words and its siblings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.finding import Example, Finding
from ordertrack.intake.raw_rows import rows_of
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import strength
from ordertrack.model import TABLES
from ordertrack.words import t

HEAD = ("order_date", "customer_id", "customer_name")
_GROUPED = re.compile(r"[↑↓]\s*$")  # how a report marks what its rows are grouped by


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a flat list of orders has its order number, its other order facts and its products.

    `head` are those facts without which no row begins an order: its day, its customer.
    """

    order_no: str
    head: Sequence[str]
    facts: Sequence[str]
    products: Sequence[str]


def carry_down(raw_tables: Sequence[RawTable]) -> tuple[list[RawTable], list[Finding]]:
    """Return the raw tables with every continued order's number filled in, and what was filled.

    The same goes for the groups of a report that is grouped.
    """
    raw_tables, told = _in_groups(raw_tables)
    layouts: dict[tuple[str, ...], dict[int, Path]] = {}
    for number, raw_table in enumerate(raw_tables):
        layouts.setdefault(raw_table.headers, {})[number] = raw_table.path
    places = {headers: _places(headers) for headers in layouts}
    gaps = {n for headers, paths in layouts.items() for n in _with_gaps(paths, places[headers])}
    found = [
        _carried(raw_table, places[raw_table.headers] if number in gaps else None)
        for number, raw_table in enumerate(raw_tables)
    ]
    tables = [table for table, _ in found]
    return tables, [*told, *(finding for _, finding in found if finding is not None)]


def _in_groups(raw_tables: Sequence[RawTable]) -> tuple[list[RawTable], list[Finding]]:
    """Return the raw tables with the name of its group on every row of a grouped report."""
    found: list[RawTable] = []
    told: list[Finding] = []
    for raw_table in raw_tables:
        headers = raw_table.headers
        places = [at for at, header in enumerate(headers) if _GROUPED.search(header)]
        blank = [pl.col(f"c{at}").is_null().sum() for at in places]
        gaps = pl.scan_parquet(raw_table.path).select(blank).collect().row(0) if places else ()
        if any(gaps):
            told.append(_of_group(raw_table, [headers[at] for at in places], max(gaps)))
            raw_table = _with_groups(raw_table, places)
        found.append(raw_table)
    return found, told


def _with_groups(raw_table: RawTable, places: Sequence[int]) -> RawTable:
    """Fill each group down, as far as the group before it goes."""
    filled = [pl.col(f"c{at}").forward_fill().alias(f"c{at}") for at in places]
    return altered(
        raw_table,
        "grouped",
        tuple(places),
        lambda: pl.scan_parquet(raw_table.path).with_columns(filled),
    )


def _of_group(raw_table: RawTable, headers: Sequence[str], rows: int) -> Finding:
    text = t(
        "{file} is grouped by {headers}: a blank cell there stands for the group above it.",
        file=raw_table.key,
        headers=", ".join(headers),
    )
    return Finding("order-continued", "info", text, rows)


def _with_gaps(paths: Mapping[int, Path], places: _Places | None) -> set[int]:
    """The raw tables of one layout in which some row has no order number."""
    if places is None:
        return set()
    rows = rows_of(paths).filter(pl.col(places.order_no).is_null())
    return set(rows.select(pl.col("_src").unique()).collect().to_series())


def _carried(raw_table: RawTable, places: _Places | None) -> tuple[RawTable, Finding | None]:
    if places is None:
        return raw_table, None
    frame = pl.scan_parquet(raw_table.path)
    looked_at = {places.order_no, *places.facts, *places.products}
    cells = frame.select("_row", *sorted(looked_at)).collect()
    rows = cells.filter(continues_order(places)).get_column("_row")
    if rows.is_empty():
        return raw_table, None
    return replace(raw_table, path=_filled(raw_table.path, places)), _continued(raw_table, rows)


def _places(headers: Sequence[str]) -> _Places | None:
    numbers = _spelling(headers, lambda header: bool(strength(header, "orders", "order_no")))
    products = _spelling(headers, _names_product)
    facts = _spelling(headers, is_order_field)
    head = [f for f in facts if any(strength(headers[int(f[1:])], "orders", c) for c in HEAD)]
    return _Places(numbers[0], head, facts, products) if numbers and products and head else None


def _spelling(headers: Sequence[str], test: Callable[[str], bool]) -> list[str]:
    return [f"c{at}" for at, header in enumerate(headers) if header and test(header)]


def _names_product(header: str) -> bool:
    return any(strength(header, "order_lines", name) for name in ("product", "product_name"))


def is_order_field(header: str) -> bool:
    """Return whether the header is the order's own and no line's."""
    of_line = any(strength(header, "order_lines", c.name) for c in TABLES["order_lines"].columns)
    columns = (c.name for c in TABLES["orders"].columns if c.name != "order_no")
    return not of_line and any(strength(header, "orders", name, False) for name in columns)


def continues_order(places: _Places) -> pl.Expr:
    """Find rows below a numbered one with a product, but no number and nothing else of an order.

    A fact of the order may be repeated, as long as day and customer are not.
    """
    blank = pl.all_horizontal(_blank(name) for name in (places.order_no, *places.head))
    others = [name for name in places.facts if name not in places.head]
    blank &= pl.all_horizontal(pl.lit(True), *(_blank(name) | _as_above(name) for name in others))
    product = pl.any_horizontal(~_blank(name) for name in places.products)
    below = (~_blank(places.order_no)).cum_sum() > 0
    return blank & product & below


def _as_above(name: str) -> pl.Expr:
    value = pl.when(~_blank(name)).then(pl.col(name).str.strip_chars())
    return (value == value.forward_fill().shift(1)).fill_null(False)


def _blank(name: str) -> pl.Expr:
    return pl.col(name).str.strip_chars().fill_null("") == ""


def _filled(path: Path, places: _Places) -> Path:
    """A copy with the numbers filled in; made once, for a plan may be prepared again."""
    target = path.with_suffix(".carried")
    if not target.exists():
        number = pl.col(places.order_no)
        above = pl.when(_blank(places.order_no)).then(None).otherwise(number).forward_fill()
        filled = pl.when(continues_order(places)).then(above).otherwise(number)
        frame = pl.read_parquet(path).with_columns(filled.alias(places.order_no))
        frame.write_parquet(target, compression="zstd", compression_level=1)
    return target


def _continued(raw_table: RawTable, rows: pl.Series) -> Finding:
    text = t(
        "{count} rows of {file} have a product but no order number: they continue the order above.",
        count=len(rows),
        file=raw_table.key,
    )
    examples = tuple(Example(raw_table.key, int(row)) for row in rows.head(5))
    return Finding("order-continued", "info", text, len(rows), examples)
