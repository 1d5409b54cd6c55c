"""Tiers over time: who moved since a month ago, and one customer's tier at the end of each month.

Imports `query`.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ordertrack.facts.select import Select
from ordertrack.facts.tables import TIER
from ordertrack.metrics.analysis.customer_list import PURCHASES, now_and_month_before
from ordertrack.metrics.definitions.sales import REVENUE
from ordertrack.metrics.query.classify import classify
from ordertrack.metrics.query.conventions import TIER_MONTHS, trailing
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.period import Period
from ordertrack.scope import Scope


def moves(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return every customer with its tier a month before the period's end and at it.

    Returns:
        customer_id, customer_name, tier_before and tier ("" where it bought nothing in the 12
        months), revenue_before, revenue (decimal, of those months), chosen (the filters keep the
        customer: by its tier now or then, and by its orders). The most revenue first. Filters never
        change a tier.
    """
    now, then = now_and_month_before(scope, reader)
    now = now.drop("share_before")
    then = then.select(
        "customer_id", name_before="customer_name", tier_before="tier", revenue_before="revenue"
    )
    found = now.join(then, on="customer_id", how="full", coalesce=True)
    found = found.with_columns(
        pl.coalesce("customer_name", "name_before").alias("customer_name"),
        pl.col("tier", "tier_before").fill_null(""),
        pl.col("revenue", "revenue_before").fill_null(0),
    )
    found = found.with_columns(chosen=_chosen(scope, reader))
    found = found.sort("revenue", "customer_id", descending=[True, False])
    return found.select(
        *("customer_id", "customer_name", "tier_before", "tier", "revenue_before", "revenue"),
        "chosen",
    )


def _chosen(scope: Scope, reader: Reader) -> pl.Expr:
    """Whether a customer is of the tiers asked for and has an order that the filters keep."""
    kept, rest = pl.lit(True), scope.without_filter(TIER)
    if wanted := scope.values(TIER):
        kept = pl.col("tier").is_in(wanted) | pl.col("tier_before").is_in(wanted)
    if not rest.filters:
        return kept
    ever = rest.with_period(Period(Period.year(1).start, trailing(scope).end))
    bought = reader.run(Source(ever, reader).counting(PURCHASES).of("DISTINCT customer_id"))
    return kept & pl.col("customer_id").is_in(bought["customer_id"].drop_nulls().to_list())


def tier_history(customer: str, scope: Scope, reader: Reader, months: int = 12) -> pl.DataFrame:
    """Return a customer's tier at the end of each of the last months, the oldest first.

    Returns:
        month (its first day), tier (null: it bought nothing in the 12 months), revenue (of the 12
        months to that month's end), place (by revenue, from 1), customers (how many there were).
    """
    end = min(trailing(scope).last, scope.as_of.date())
    newest = Period.around(end, "month")
    span = Period(newest.trailing(months + TIER_MONTHS - 1).start, newest.end)
    if not _is_seen(customer, scope, reader):
        return pl.DataFrame(schema=HISTORY)
    whole = replace(
        scope, filters=(), access=scope.access.without(TIER), period=Period(span.start, span.end)
    )
    by_month = reader.run(_revenue_by_month(Source(whole, reader)))
    rows = [_placed(customer, month, by_month) for month in newest.trailing(months).split("month")]
    return pl.DataFrame(rows, schema=HISTORY)


HISTORY = {
    "month": pl.Date,
    "tier": pl.String,
    "revenue": pl.Decimal(38, 4),
    "place": pl.Int64,
    "customers": pl.Int64,
}


def _is_seen(customer: str, scope: Scope, reader: Reader) -> bool:
    orders = Source(replace(scope, filters=()), reader).plain("order_facts", "COUNT(*) AS n")
    return bool(reader.run(orders.filtered("customer_id = $who", who=customer)).item())


def _revenue_by_month(source: Source) -> Select:
    rows = source.rows(REVENUE).filtered("customer_id IS NOT NULL")
    revenue = source.resolved(REVENUE.value, rows.amount)
    return rows.of(
        "customer_id",
        "CAST(DATE_TRUNC('month', order_day) AS DATE) AS month",
        f"SUM({revenue}) AS revenue",
        group_by=("1", "2"),
    )


def _placed(customer: str, month: Period, by_month: pl.DataFrame) -> dict:
    """A customer's tier among all, by the 12 months to a month's end."""
    window = month.trailing(TIER_MONTHS)
    within = by_month.filter(pl.col("month").is_between(window.start, window.last))
    ranked = classify(within.group_by("customer_id").agg(pl.col("revenue").sum()))
    place = ranked["customer_id"].index_of(customer)
    mine = {} if place is None else ranked.row(place, named=True)
    return {
        "month": month.start,
        "tier": mine.get("tier"),
        "revenue": mine.get("revenue"),
        "place": None if place is None else place + 1,
        "customers": ranked.height,
    }
