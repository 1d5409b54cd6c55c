"""A column called price that holds the total of the line, as the total of the order shows.

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ordertrack.intake.column_names import AMOUNT, ORDER_AMOUNT, QUANTITY, UNIT_PRICE
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.order_totals import Figures
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.words import t

MOSTLY, HARDLY = 0.8, 0.2


def settle_prices(
    mappings: Sequence[TableMapping],
) -> tuple[list[TableMapping], list[Finding]]:
    """Return the mappings with such prices read as amounts, and what is told of them."""
    settled = [_settled(mapping) for mapping in mappings]
    return [mapping for mapping, _ in settled], [told for _, found in settled for told in found]


def _settled(mapping: TableMapping) -> tuple[TableMapping, list[Finding]]:
    needed = {"order_no", QUANTITY, UNIT_PRICE, ORDER_AMOUNT}
    if AMOUNT in mapping.names or not needed <= mapping.names:
        return mapping, []
    orders, by_price, by_worth = _shares(mapping)
    if not orders or by_price < MOSTLY or by_worth > HARDLY:
        return mapping, []
    price = next(m for m in mapping.mapped if m.used and m.target == ("order_lines", "unit_price"))
    read = replace(price, column="amount")
    mapped = tuple(read if m is price else m for m in mapping.mapped)
    text = t(
        '"{header}" in {file} is read as the amount of the line: these add up to the order total'
        " ({count} orders), times the quantity they do not.",
        header=price.header,
        file=mapping.key,
        count=orders,
    )
    return replace(mapping, mapped=mapped), [Finding("price-of-line", "warning", text, orders)]


def _shares(mapping: TableMapping) -> tuple[int, float, float]:
    """How many orders tell price and quantity × price apart, and the share that each explains."""
    at = mapping.positions
    positions = {"order_no": at["order_no"], QUANTITY: at[QUANTITY], AMOUNT: at[ORDER_AMOUNT]}
    figures = Figures.of(mapping.to_read, positions | {UNIT_PRICE: at[UNIT_PRICE]})
    price = Figures.of(mapping.to_read, positions | {AMOUNT: at[UNIT_PRICE]}).amount
    frame = pl.scan_parquet(mapping.to_read.path).drop("_row").unique()
    rows = frame.select(order=figures.order, total=figures.amount, price=price, worth=figures.worth)
    orders = rows.group_by("order").agg(
        pl.col("total").drop_nulls().first(), pl.col("price").sum(), pl.col("worth").sum()
    )
    close = pl.max_horizontal(pl.col("total").abs() * 0.001, pl.lit(0.011))
    told_apart = (pl.col("price") - pl.col("worth")).abs() > 2 * close
    near = [
        ((pl.col("total") - pl.col(name)).abs() <= close).mean().alias(name)
        for name in ("price", "worth")
    ]
    count, by_price, by_worth = orders.filter(told_apart).select(pl.len(), *near).collect().row(0)
    return count, by_price or 0.0, by_worth or 0.0
