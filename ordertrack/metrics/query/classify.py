"""The ABC classes of customers by their revenue. Imports nothing of ours."""

from __future__ import annotations

import polars as pl

A_BELOW, B_BELOW = 80, 95  # per cent of revenue that the customers before this one make up


def classify(customers: pl.DataFrame) -> pl.DataFrame:
    """Add `share_before` and `tier` to customers with their `revenue`.

    A while the customers before make up less than 80% of revenue, B under 95%, else C. Equal
    revenues share the tier of the first of them; net revenue of 0 or less is C, outside the base.
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
