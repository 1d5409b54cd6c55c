"""Totals that are repeated on each line of an order become amounts of the lines.

Imports model and its siblings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.column_names import AMOUNT, QUANTITY, UNIT_PRICE
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.values.numbers import number_value
from ordertrack.intake.values.profiling import profile
from ordertrack.model import Kind

MONEY = pl.Decimal(18, 4)
_KINDS: Mapping[str, Kind] = {AMOUNT: "money", QUANTITY: "qty", UNIT_PRICE: "money"}


@dataclass(frozen=True, slots=True)
class Figures:
    """The order, the amount and the worth (quantity × price; null without) of a raw row."""

    position: int
    order: pl.Expr
    amount: pl.Expr
    worth: pl.Expr
    decided: str  # the columns that these are, and how they are written

    @classmethod
    def of(cls, raw_table: RawTable, positions: Mapping[str, int]) -> Figures:
        """Return the figures of a raw table whose columns stand at these positions."""
        kinds = {f"c{positions[n]}": kind for n, kind in _KINDS.items() if n in positions}
        forms = profile(pl.scan_parquet(raw_table.path), kinds)

        def read(name: str) -> pl.Expr:
            column = f"c{positions[name]}"
            return number_value(column, forms[column]).cast(pl.Float64)

        worth = pl.lit(None, pl.Float64)
        if {QUANTITY, UNIT_PRICE} <= positions.keys():
            worth = read(QUANTITY) * read(UNIT_PRICE)
        order = pl.col(f"c{positions['order_no']}").str.strip_chars()
        return cls(positions[AMOUNT], order, read(AMOUNT), worth, repr((positions, forms)))


def with_own_amounts(raw_table: RawTable, figures: Figures) -> RawTable:
    """Return the table with each order's total parted among its lines, by their worth.

    What rounding leaves goes to the first line. Rows that stand twice share one part.
    """
    name = f"c{figures.position}"

    def parted() -> pl.LazyFrame:
        frame = pl.read_parquet(raw_table.path)
        cells = [column for column in frame.columns if column != "_row"]
        parts = frame.select(
            name,
            order=figures.order,
            total=figures.amount,
            worth=figures.worth.fill_null(0.0),
            counts=pl.struct(cells).is_first_distinct(),
        ).select(_part(name).alias(name))
        return frame.with_columns(parts.to_series()).lazy()

    return altered(raw_table, "by-line", figures.decided, parted)


def _part(name: str) -> pl.Expr:
    """The amount of one line as text; the cell as it stands where an order has one line."""
    total, counts = pl.col("total"), pl.col("counts")
    lines = counts.sum().over("order")
    worth = pl.col("worth")
    whole, sizes = ((w * counts).sum().over("order") for w in (worth, worth.abs()))
    # Where pluses and minuses make up for each other they are no measure.
    share = pl.when(whole.abs() > sizes / 10).then(worth / whole).otherwise(1 / lines)
    own = (total * share).round(4)
    left = total - (own * counts).sum().over("order")
    first = pl.int_range(pl.len()).over("order") == 0
    amount = (own + pl.when(first).then(left).otherwise(0.0)).round(4)
    text = amount.cast(MONEY, strict=False).cast(pl.String)
    several = (lines > 1) & pl.col("order").is_not_null()
    return pl.when(several & text.is_not_null()).then(text).otherwise(pl.col(name))
