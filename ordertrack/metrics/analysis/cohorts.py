"""Cohorts: the customers who first ordered in a month, and how many of them buy later on.

Imports `query`.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from ordertrack.facts.select import Select
from ordertrack.metrics.analysis.customer_list import PURCHASES
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.period import Period
from ordertrack.scope import Scope

COHORT = "CAST(DATE_TRUNC('month', customer_first_day) AS DATE)"
MONTH = "CAST(DATE_TRUNC('month', order_day) AS DATE)"


def cohorts(months: Period, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return how many customers of each cohort bought in which month.

    Args:
        months: whole months; the cohorts, and the months in which is looked for purchases.

    Returns:
        cohort (first day of the month of the first order ever), size (of its customers who bought
        in these months), month, since (months after the first), customers. Sorted.
    """
    rows = _purchases(months, scope, reader)
    bought = rows.of(
        f"{COHORT} AS cohort", f"{MONTH} AS month", "customer_id", group_by=("1", "2", "3")
    )
    each = bought.nested("bought").of(
        "cohort",
        "month",
        "COUNT(DISTINCT customer_id) AS customers",
        group_by=("GROUPING SETS ((cohort), (cohort, month))",),
    )
    counted = reader.run(each)
    whole = pl.col("month").is_null()
    sizes = counted.filter(whole).select("cohort", size="customers")
    cells = counted.filter(~whole)
    cohort, month = pl.col("cohort"), pl.col("month")
    years = month.dt.year().cast(pl.Int64) - cohort.dt.year().cast(pl.Int64)
    since = 12 * years + month.dt.month().cast(pl.Int64) - cohort.dt.month().cast(pl.Int64)
    found = cells.join(sizes, on="cohort", how="left").with_columns(since=since)
    return found.select("cohort", "size", "month", "since", "customers").sort("cohort", "month")


def members(cohort: date, months: Period, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return the customers of one cohort, those who bought the most first.

    Returns:
        customer_id, customer_name, purchases (days in these months), last_order, amount, bought
        (the months in which it bought, as first days).
    """
    rows = _purchases(months, scope, reader).filtered(f"{COHORT} = $cohort", cohort=cohort)
    found = reader.run(
        rows.of(
            "customer_id",
            f"{MONTH} AS month",
            "MAX(customer_name) AS customer_name",
            "COUNT(DISTINCT order_day) AS purchases",
            "MAX(order_day) AS last_order",
            f"SUM({rows.amount}) AS amount",
            group_by=("1", "2"),
        )
    )
    each = found.sort("month").group_by("customer_id", maintain_order=True)
    listed = each.agg(
        pl.col("customer_name").last(),
        pl.col("purchases").sum(),
        pl.col("last_order").max(),
        pl.col("amount").sum(),
        bought=pl.col("month"),
    )
    return listed.sort("amount", "customer_id", descending=[True, False], nulls_last=True)


def _purchases(months: Period, scope: Scope, reader: Reader) -> Select:
    """The purchases in these months of customers whose first order lies in them."""
    rows = Source(scope.with_period(months), reader).counting(PURCHASES)
    return rows.filtered("customer_first_day >= $start", "customer_first_day < $end")
