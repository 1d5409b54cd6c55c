"""A column called price that holds the total of the line, as the total of the order shows.

Some reports are known for it.

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ordertrack.intake.column_names import AMOUNT, ORDER_AMOUNT, QUANTITY, UNIT_PRICE
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.order_totals import Figures
from ordertrack.intake.mapping.unread_discounts import unread_discounts
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.spellings import fold
from ordertrack.words import t

MOSTLY, HARDLY = 0.8, 0.2
# Order number → the price that is of all units of its line, in the same report.
_PRICE = ("order_lines", "unit_price")
_OF_ALL_UNITS = {"amazonorderid": "itemprice"}


def settle_prices(
    mappings: Sequence[TableMapping],
) -> tuple[list[TableMapping], list[Finding]]:
    """Return the mappings with such prices read as amounts, and what is told of them."""
    settled = [_settled(mapping) for mapping in mappings]
    return [mapping for mapping, _ in settled], [told for _, found in settled for told in found]


def _settled(mapping: TableMapping) -> tuple[TableMapping, list[Finding]]:
    price = next((m for m in mapping.mapped if m.used and m.target == _PRICE), None)
    if price is not None and AMOUNT not in mapping.names and _known(mapping, price):
        return _as_amount(mapping, price), [_told(mapping, price), *unread_discounts(mapping)]
    needed = {"order_no", QUANTITY, UNIT_PRICE, ORDER_AMOUNT}
    if price is None or AMOUNT in mapping.names or not needed <= mapping.names:
        return mapping, []
    orders, by_price, by_worth = _shares(mapping)
    if not orders or by_price < MOSTLY or by_worth > HARDLY:
        return mapping, []
    text = t(
        '"{header}" in {file} is read as the amount of the line: these add up to the order total'
        " ({count} orders), times the quantity they do not.",
        header=price.header,
        file=mapping.key,
        count=orders,
    )
    return _as_amount(mapping, price), [Finding("price-of-line", "warning", text, orders)]


def _known(mapping: TableMapping, price: Mapped) -> bool:
    """Return whether this report is known to have prices of all units of a line."""
    headers = {fold(header) for header in mapping.to_read.headers}
    by_hand = price.kind in ("manual", "remembered")
    prices = {_OF_ALL_UNITS[number] for number in headers & _OF_ALL_UNITS.keys()}
    return fold(price.header) in prices and not by_hand


def _as_amount(mapping: TableMapping, price: Mapped) -> TableMapping:
    read = replace(price, column="amount")
    return replace(mapping, mapped=tuple(read if m is price else m for m in mapping.mapped))


def _told(mapping: TableMapping, price: Mapped) -> Finding:
    text = t(
        '"{header}" in {file} is read as the amount of the line: in this report it is the price of'
        " all its units.",
        header=price.header,
        file=mapping.key,
    )
    return Finding("price-of-line", "info", text, 1)


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
