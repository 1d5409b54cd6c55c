"""What one product costs whom: the spread of its price over customers. Imports `query`."""

from __future__ import annotations

import polars as pl

from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.scope import Scope
from ordertrack.words import t

PRICED = Measure(
    "priced_lines",
    t("Lines of the period with an amount and a quantity above zero."),
    table="line_facts",
    where=("amount > 0", "quantity > 0"),
)
FEWEST = 3  # customers, below which a spread means nothing


def price_spreads(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return how far prices of each product lie apart, of customers who bought it in the period.

    A customer's price is Σ amount / Σ quantity. Products with fewer than `FEWEST` customers are
    left out.

    Returns:
        product, product_name, customers, low, median, high (price per unit), spread (high ÷ low
        − 1), revenue; the widest spread first.
    """
    prices = _by_customer(scope, reader, "MAX(product_name) AS product_name")
    spread = pl.col("high") / pl.col("low") - 1
    return (
        prices.group_by("product")
        .agg(
            pl.col("product_name").first(),
            pl.len().alias("customers"),
            pl.col("price").min().alias("low"),
            pl.col("price").median().alias("median"),
            pl.col("price").max().alias("high"),
            pl.col("revenue").sum(),
        )
        .filter(pl.col("customers") >= FEWEST)
        .with_columns(spread=spread)
        .sort("spread", "revenue", "product", descending=[True, True, False])
    )


def prices_of(product: str, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return what each customer paid for one product in the period, the dearest first.

    Returns:
        customer_id, customer_name, units, revenue, price (per unit), against (÷ median − 1).
    """
    narrow = scope.with_filter("product", product)
    found = _by_customer(narrow, reader, "MAX(customer_name) AS customer_name")
    return found.with_columns(against=pl.col("price") / pl.col("price").median() - 1).sort(
        "price", "customer_id", descending=[True, False]
    )


def _by_customer(scope: Scope, reader: Reader, name: str) -> pl.DataFrame:
    lines = Source(scope, reader).counting(PRICED)
    known = lines.filtered("product IS NOT NULL", "customer_id IS NOT NULL")
    found = reader.run(
        known.of(
            "product",
            "customer_id",
            name,
            "SUM(quantity) AS units",
            "SUM(amount) AS revenue",
            group_by=("product", "customer_id"),
        )
    )
    price = pl.col("revenue").cast(pl.Float64) / pl.col("units").cast(pl.Float64)
    return found.with_columns(price=price)


def units_and_price(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return units, revenue and price per unit month by month: month, units, revenue, price."""
    lines = Source(scope, reader).counting(PRICED)
    month = "CAST(DATE_TRUNC('month', order_day) AS DATE) AS month"
    sums = ("SUM(quantity) AS units", "SUM(amount) AS revenue")
    found = reader.run(lines.of(month, *sums, group_by=("1",)).ordered("1"))
    price = pl.col("revenue").cast(pl.Float64) / pl.col("units").cast(pl.Float64)
    return found.with_columns(price=price)
