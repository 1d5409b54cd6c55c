"""Customers with their tier, what they bought and how long they have been silent.

Imports `query` and `scan`.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ordertrack.facts.tables import TIER
from ordertrack.metrics.model.measures import PURCHASE, Measure
from ordertrack.metrics.query.conventions import trailing
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.scan import purchase_gaps
from ordertrack.metrics.query.source import Source
from ordertrack.metrics.query.tiers import tiers
from ordertrack.period import Period, shift_months
from ordertrack.scope import Scope
from ordertrack.words import t

SILENT = 2  # times its own interval, from which a customer is overdue
PURCHASES = Measure(
    "purchases", t("Purchases up to the period's end."), where=(PURCHASE, "customer_id IS NOT NULL")
)


def customers(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return the customers of the trailing 12 months, by revenue.

    Filters narrow which customers are listed, by their orders up to the period's end; revenue,
    share and tier are those of the whole customer.

    Returns:
        customer_id, customer_name, tier, tier_before (a month earlier, null where it had none),
        revenue (decimal, trailing 12 months), share (of all, 0 to 1), purchases (days on which it
        bought, ever), interval (median days between them), last_order, silent (days since, to the
        period's end or as-of), overdue (silent for more than twice its own interval).
    """
    window = trailing(scope)
    ranked = tiers(scope, reader)
    total = ranked.filter(pl.col("revenue") > 0)["revenue"].sum()
    share = pl.when(pl.col("revenue") > 0).then(
        pl.col("revenue").cast(pl.Float64) / (float(total) if total else None)
    )
    last = min(window.last, scope.as_of.date())
    silent = (pl.lit(last) - pl.col("last_order")).dt.total_days()
    filters = tuple(one for one in scope.filters if one[0] != TIER)
    bought = reader.run(_purchases(replace(scope, filters=filters), reader, window))
    earlier = month_before(scope, reader).select("customer_id", tier_before="tier")
    found = ranked.join(earlier, on="customer_id", how="left")
    found = found.join(bought, on="customer_id", how="inner", maintain_order="left")
    found = found.with_columns(share=share, silent=silent)
    found = found.with_columns(overdue=pl.col("silent") > SILENT * pl.col("interval"))
    if wanted := scope.values(TIER):
        found = found.filter(pl.col("tier").is_in(wanted))
    return found.select(COLUMNS)


COLUMNS = (
    "customer_id",
    "customer_name",
    "tier",
    "tier_before",
    "revenue",
    "share",
    "purchases",
    "interval",
    "last_order",
    "silent",
    "overdue",
)


def month_before(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return the tiers (of `tiers`) as they were a month before the period's end."""
    end = shift_months(trailing(scope).end, -1)
    return tiers(replace(scope, period=Period(shift_months(end, -1), end)), reader)


def _purchases(scope: Scope, reader: Reader, window: Period):
    """Return the purchase days of each customer up to the window's end, counted."""
    whole = scope.with_period(Period(Period.year(1).start, window.end))
    gaps = purchase_gaps(Source(whole, reader).counting(PURCHASES), (), (), ())
    return gaps.nested("between").of(
        "customer_id",
        "COUNT(*) AS purchases",
        "MAX(order_day) AS last_order",
        "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY gap) AS interval",
        group_by=("1",),
    )
