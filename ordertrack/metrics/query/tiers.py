"""Customers by what they bought: the ABC tiers. Imports `query` and `reading`."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ordertrack.metrics.definitions.sales import REVENUE
from ordertrack.metrics.model.measures import spoken, trailing
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import all_of, source, used
from ordertrack.scope import Scope

A_BELOW, B_BELOW = 80, 95  # per cent of revenue that the customers before this one make up


def tiers(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Customers with their revenue of the trailing 12 months, by revenue, and their tier.

    A tier belongs to the customer, not to the view: filters do not change it. Only what the viewer
    may see counts.

    Returns:
        customer_id, customer_name, revenue (decimal), share_before (share of the customers who
        bought more, 0 to 1; null outside the base), tier.
    """
    found = _classified(scope, reader)
    wanted = dict(scope.allowed).get("tier")
    return found if wanted is None else found.filter(pl.col("tier").is_in(wanted))


def classify(customers: pl.DataFrame) -> pl.DataFrame:
    """A while the customers before make up less than 80 % of revenue, B under 95 %, else C.

    Equal revenues share the tier of the first of them; net revenue of 0 or less is C, outside the
    base.
    """
    revenue = pl.col("revenue")
    in_base = revenue > 0
    ranked = customers.with_columns(revenue.fill_null(0)).sort(
        "revenue", "customer_id", descending=[True, False]
    )
    base = pl.when(in_base).then(revenue)
    ranked = ranked.with_columns(before=base.cum_sum() - base)
    before = pl.col("before").min().over("revenue")
    total = base.sum()
    tier = (
        pl.when(in_base & (before * 100 < total * A_BELOW))
        .then(pl.lit("A"))
        .when(in_base & (before * 100 < total * B_BELOW))
        .then(pl.lit("B"))
        .otherwise(pl.lit("C"))
    )
    share = before.cast(pl.Float64) / total.cast(pl.Float64)
    return ranked.with_columns(share_before=share, tier=tier).drop("before")


def tier_table(scope: Scope, reader: Reader) -> dict[str, pl.DataFrame]:
    """The tiers as a table for queries that group or filter by them."""
    return {"tiers": _classified(scope, reader).select(tier_customer="customer_id", tier="tier")}


def _classified(scope: Scope, reader: Reader) -> pl.DataFrame:
    allowed = tuple((name, values) for name, values in scope.allowed if name != "tier")
    rows = source(REVENUE, (), replace(scope, filters=(), allowed=allowed, period=trailing(scope)))
    sql = (
        "SELECT customer_id, MAX(customer_name) AS customer_name, "
        f"SUM({spoken(REVENUE.value, scope.conventions, rows.amount)}) AS revenue "
        f"FROM {rows.table} WHERE {all_of(rows.where)} AND customer_id IS NOT NULL "
        "GROUP BY customer_id"
    )
    return classify(reader.sql(sql, used(sql, rows.values)))
