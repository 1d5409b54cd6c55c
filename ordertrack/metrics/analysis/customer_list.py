"""Customers with their tier, what they bought and how long they have been silent.

Imports `query` and `scan`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from ordertrack.facts.tables import TIER
from ordertrack.metrics.model.measures import PURCHASE, Measure
from ordertrack.metrics.query.conventions import trailing
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.metrics.query.tiers import tiers_of
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
    ranked, earlier = now_and_month_before(scope, reader)
    total = ranked.filter(pl.col("revenue") > 0)["revenue"].sum()
    share = pl.when(pl.col("revenue") > 0).then(
        pl.col("revenue").cast(pl.Float64) / (float(total) if total else None)
    )
    last = min(window.last, scope.as_of.date())
    silent = (pl.lit(last) - pl.col("last_order")).dt.total_days()
    filters = tuple(one for one in scope.filters if one[0] != TIER)
    bought = _purchases(replace(scope, filters=filters), reader, window)
    earlier = earlier.select("customer_id", tier_before="tier")
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


def now_and_month_before(scope: Scope, reader: Reader) -> list[pl.DataFrame]:
    """Return the tiers (of `tiers`) at the period's end, and as they were a month before it."""
    end = shift_months(trailing(scope).end, -1)
    before = replace(scope, period=Period(shift_months(end, -1), end))
    return tiers_of((scope, before), reader)


def _purchases(scope: Scope, reader: Reader, window: Period) -> pl.DataFrame:
    """Return the purchase days of each customer up to the window's end, counted."""
    whole = scope.with_period(Period(Period.year(1).start, window.end))
    bought = Source(whole, reader).counting(PURCHASES)
    found = reader.run(bought.of("customer_id", f"{DAYS} AS days", group_by=("1",)))
    return with_rhythm(found, window.start).select(
        "customer_id", "purchases", "last_order", "interval"
    )


# --- purchase days --------------------------------------------------------------------------------

DAYS = "ARRAY_AGG(order_day)"
_PLACE = 1 << 32  # a customer's place and a day, or a gap, in one number: sorted in one go


def with_rhythm(found: pl.DataFrame, since: date) -> pl.DataFrame:
    """Put what the order days of customers tell in place of `days`, a list that may hold nulls.

    A sort of plain numbers takes a third of the time of a window and a median per customer in SQL.

    Returns:
        the frame without customers who never bought, with purchases (different days), recent (of
        them from `since` on), first_order, last_order, interval (median days between them; null
        with one).
    """
    at = pl.int_range(pl.len(), dtype=pl.Int64)
    each = found.select(at=at, day="days").explode("day").drop_nulls()
    sorted_days = each.select(both=pl.col("at") * _PLACE + _number("day")).sort("both")
    both = pl.col("both")
    # They are sorted: a grouping that is told so need not look for the rows of a customer.
    days = sorted_days.filter(both.ne_missing(both.shift()))
    days = days.with_columns(at=(both // _PLACE).set_sorted())
    same = pl.col("at") == pl.col("at").shift()
    gaps = days.select("at", gap=both.diff()).filter(same).with_columns(pl.col("at").set_sorted())
    counted = days.group_by("at").agg(
        purchases=pl.len().cast(pl.Int64),
        recent=(both % _PLACE >= since.toordinal() - EPOCH).sum().cast(pl.Int64),
        first_order=(both.first() % _PLACE).cast(pl.Int32).cast(pl.Date),
        last_order=(both.last() % _PLACE).cast(pl.Int32).cast(pl.Date),
    )
    told = counted.join(gaps.group_by("at").agg(interval=pl.col("gap").median()), "at", "left")
    return found.drop("days").with_columns(at=at).join(told, on="at", how="inner").drop("at")


EPOCH = date(1970, 1, 1).toordinal()


def _number(day: str) -> pl.Expr:
    return pl.col(day).cast(pl.Date).cast(pl.Int32).cast(pl.Int64)
