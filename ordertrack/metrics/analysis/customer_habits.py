"""How customers buy: their rhythm, how long they have been silent, RFM segments, contracts.

Imports `query` and `scan`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from ordertrack.facts.select import Select
from ordertrack.metrics.analysis.customer_list import PURCHASES, SILENT
from ordertrack.metrics.definitions.sales import REVENUE
from ordertrack.metrics.query.conventions import TIER_MONTHS, trailing
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.scan import purchase_gaps
from ordertrack.metrics.query.source import Source
from ordertrack.metrics.query.tiers import tiers
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.words import Label

GAPS_NEEDED = 2  # between purchase days, before a customer has a rhythm of its own


def habits(scope: Scope, reader: Reader, of_tier: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return how every customer buys who ever bought up to the period's end, or to as-of.

    `of_tier`: customer_id and tier, where they are known already.

    Returns:
        customer_id, customer_name, tier (null: no revenue in the trailing 12 months), purchases
        (days on which it bought, ever), recent (of them in the trailing 12 months), interval
        (median days between them), first_order, last_order, silent (days since the last one),
        revenue and before (decimal: of the trailing 12 months, and of the 12 before), overdue
        (silent for more than twice its own interval; null while two gaps are not known).
        The most revenue first. Filters narrow the orders that are looked at, tiers stay whole.
    """
    window = trailing(scope)
    last = min(window.last, scope.as_of.date())
    found = reader.run(_days(scope, reader, window))
    spent = reader.run(_revenue(scope, reader, window))
    if of_tier is None:
        of_tier = tiers(scope, reader).select("customer_id", "tier")
    silent = (pl.lit(last) - pl.col("last_order")).dt.total_days()
    has_rhythm = pl.col("purchases") > GAPS_NEEDED
    return (
        found.join(spent, on="customer_id", how="left")
        .join(of_tier, on="customer_id", how="left")
        .with_columns(pl.col("revenue").fill_null(0), pl.col("before").fill_null(0), silent=silent)
        .with_columns(
            overdue=pl.when(has_rhythm).then(pl.col("silent") > SILENT * pl.col("interval"))
        )
        .sort("revenue", "before", "customer_id", descending=[True, True, False])
        .select(COLUMNS)
    )


COLUMNS = (
    *("customer_id", "customer_name", "tier", "purchases", "recent", "interval"),
    *("first_order", "last_order", "silent", "revenue", "before", "overdue"),
)


def _days(scope: Scope, reader: Reader, window: Period) -> Select:
    whole = scope.with_period(Period(Period.year(1).start, window.end))
    gaps = purchase_gaps(Source(whole, reader).counting(PURCHASES), (), (), ())
    return (
        gaps.nested("between")
        .filtered(since=window.start)
        .of(
            "customer_id",
            "MAX(customer_name) AS customer_name",
            "COUNT(*) AS purchases",
            "COUNT(CASE WHEN order_day >= $since THEN 1 END) AS recent",
            "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY gap) AS interval",
            "MIN(order_day) AS first_order",
            "MAX(order_day) AS last_order",
            group_by=("1",),
        )
    )


def _revenue(scope: Scope, reader: Reader, window: Period) -> Select:
    """Return what each customer brought in the window and in as many months before it."""
    both = scope.with_period(Period(window.trailing(2 * TIER_MONTHS).start, window.end))
    source = Source(both, reader)
    rows = source.rows(REVENUE).filtered("customer_id IS NOT NULL", since=window.start)
    amount = source.resolved(REVENUE.value, rows.amount)
    return rows.of(
        "customer_id",
        f"SUM(CASE WHEN order_day >= $since THEN {amount} END) AS revenue",
        f"SUM(CASE WHEN order_day < $since THEN {amount} END) AS before",
        group_by=("1",),
    )


# --- RFM ------------------------------------------------------------------------------------------

# By recent, often and much: yes or no each.
SEGMENTS: dict[str, Label] = {
    "YYY": Label("Champions: recent, often, much", "重要价值客户（近、频、高）"),
    "YNY": Label("To develop: recent, seldom, much", "重要发展客户（近、疏、高）"),
    "NYY": Label("To keep: not lately, often, much", "重要保持客户（远、频、高）"),
    "NNY": Label("To win back: not lately, seldom, much", "重要挽留客户（远、疏、高）"),
    "YYN": Label("Loyal and small: recent, often, little", "一般价值客户（近、频、低）"),
    "YNN": Label("New or small: recent, seldom, little", "一般发展客户（近、疏、低）"),
    "NYN": Label("Fading and small: not lately, often, little", "一般保持客户（远、频、低）"),
    "NNN": Label("Lost or small: not lately, seldom, little", "一般挽留客户（远、疏、低）"),
}


@dataclass(frozen=True, slots=True)
class Rfm:
    """Customers of the trailing 12 months with their `segment`, and the limits between the halves.

    `days`: recent up to so many days of silence; `times`: often from above so many purchase days;
    `money`: much from so much revenue on. Each is the median of these customers.
    """

    frame: pl.DataFrame
    days: float | None
    times: float | None
    money: float | None


def rfm(found: pl.DataFrame) -> Rfm:
    """Return the segments of the customers (of `habits`) who bought in the trailing 12 months."""
    bought = found.filter(pl.col("recent") > 0)
    middle = bought.select(pl.col("silent", "recent", "revenue").cast(pl.Float64).median())
    days, times, money = middle.row(0)
    if bought.is_empty():
        return Rfm(bought.with_columns(segment=pl.lit("")), None, None, None)
    letters = (
        pl.col("silent") <= days,
        pl.col("recent") > times,
        pl.col("revenue").cast(pl.Float64) >= money,
    )
    yes_or_no = [pl.when(one).then(pl.lit("Y")).otherwise(pl.lit("N")) for one in letters]
    return Rfm(bought.with_columns(segment=pl.concat_str(yes_or_no)), days, times, money)


# --- contracts ------------------------------------------------------------------------------------


def contracts(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return the newest contract of each customer; nothing where no contract dates are known.

    Columns: customer_id (several ids of one customer are one), contract_end, renewal_intent, owner.
    """
    known = Source(replace(scope, filters=()), reader).plain(
        "customers AS c LEFT JOIN people AS p ON p.sales_rep = c.owner",
        "COALESCE(c.same_as, c.customer_id) AS customer_id",
        "c.contract_end AS contract_end",
        "c.renewal_intent AS renewal_intent",
        "COALESCE(p.name, c.owner) AS owner",
    )
    found = reader.run(known.filtered("c.contract_end IS NOT NULL"))
    newest = found.sort(
        "contract_end", "customer_id", "renewal_intent", "owner", descending=[True] + [False] * 3
    )
    return newest.unique("customer_id", keep="first", maintain_order=True)
