"""Customers by what they bought, with their ABC tiers. Imports `source`."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ordertrack.facts.tables import TIER
from ordertrack.metrics.query.conventions import trailing
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source, revenue_by_customer
from ordertrack.scope import Scope


def tiers(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return customers with their revenue of the trailing 12 months, by revenue, and their tier.

    Returns:
        customer_id, customer_name, revenue (decimal), share_before (share of the customers who
        bought more, 0 to 1; null outside the base), tier. Customers that the viewer may not see
        are left out.
    """
    source = Source(scope, reader)
    if TIER not in scope.access.dimensions:
        return source.tiers
    whole = replace(scope, filters=(), period=trailing(scope))
    rows = revenue_by_customer(Source(whole, reader))
    seen = reader.run(rows).select("customer_id", "revenue")
    return source.tiers.drop("revenue").join(seen, on="customer_id", maintain_order="left")
