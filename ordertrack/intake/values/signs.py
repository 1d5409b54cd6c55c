"""Quantity and amount of one row that say opposite things. Imports nothing of ours."""

from __future__ import annotations

import polars as pl

RETURN_MARK = "-R"  # a return under the number of its order is a document of its own
RETURN, SALE, WRITTEN = "return", "sale", "written"  # what such a row may be


def contradictory(quantity: pl.Expr, amount: pl.Expr, price: pl.Expr) -> pl.Expr:
    """Return whether quantity and amount say opposite things.

    A negative amount beside a positive quantity is a discount, unless it is quantity × price.
    """
    size = quantity.cast(pl.Float64) * price.cast(pl.Float64)
    is_worth = (price > 0) & ((amount.cast(pl.Float64) + size).abs() < 0.006)
    discounted = (quantity > 0) & (amount < 0) & is_worth
    return ((quantity < 0) & (amount > 0)).fill_null(False) | discounted.fill_null(False)
