"""Customers by what they bought, with their ABC tiers. Imports `source`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ordertrack.facts.select import Select
from ordertrack.facts.tables import TIER
from ordertrack.metrics.definitions.sales import REVENUE
from ordertrack.metrics.query.classify import classify
from ordertrack.metrics.query.conventions import trailing
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source, revenue_by_customer
from ordertrack.period import Period
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


def tiers_of(scopes: Sequence[Scope], reader: Reader) -> list[pl.DataFrame]:
    """Return `tiers` of scopes that differ by their period alone, from one look at the orders."""
    if TIER in scopes[0].access.dimensions:  # which orders are seen depends on the period
        return [tiers(scope, reader) for scope in scopes]
    windows = [trailing(scope) for scope in scopes]
    found = reader.run(_revenue_in(windows, scopes[0], reader))
    return [
        classify(
            found.filter(pl.col(f"orders_{place}") > 0).select(
                "customer_id", customer_name=f"name_{place}", revenue=f"revenue_{place}"
            )
        )
        for place in range(len(windows))
    ]


def _revenue_in(windows: Sequence[Period], scope: Scope, reader: Reader) -> Select:
    """Return name, revenue and number of orders of each customer in each window."""
    span = Period(min(one.start for one in windows), max(one.end for one in windows))
    source = Source(replace(scope, filters=(), period=span), reader)
    rows = source.rows(REVENUE).filtered("customer_id IS NOT NULL")
    revenue = source.resolved(REVENUE.value, rows.amount)
    columns = ["customer_id"]
    for place, window in enumerate(windows):
        rows = rows.filtered(**{f"from_{place}": window.start, f"to_{place}": window.end})
        inside = f"CASE WHEN order_day >= $from_{place} AND order_day < $to_{place} THEN"
        columns += [
            f"MAX({inside} customer_name END) AS name_{place}",
            f"SUM({inside} {revenue} END) AS revenue_{place}",
            f"COUNT({inside} 1 END) AS orders_{place}",
        ]
    return rows.of(*columns, group_by=("1",))
