"""How customers buy: their rhythm, how long they have been silent, RFM segments, contracts.

Imports `query` and `customer_list`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from ordertrack.facts.select import Select
from ordertrack.metrics.analysis.customer_list import PURCHASES, SILENT, with_rhythm
from ordertrack.metrics.definitions.sales import REVENUE
from ordertrack.metrics.model.measures import PURCHASE
from ordertrack.metrics.query.conventions import TIER_MONTHS, trailing
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source, table_of
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
    found = _bought(scope, reader, window)
    if of_tier is None:
        of_tier = tiers(scope, reader).select("customer_id", "tier")
    silent = (pl.lit(last) - pl.col("last_order")).dt.total_days()
    has_rhythm = pl.col("purchases") > GAPS_NEEDED
    return (
        found.join(of_tier, on="customer_id", how="left")
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


def _bought(scope: Scope, reader: Reader, window: Period) -> pl.DataFrame:
    """Return what each customer bought up to the window's end, and for how much in the window.

    Days and amounts come from the same orders: they are read once. Only where a filter has amounts
    come from the lines they are asked apart.
    """
    whole = scope.with_period(Period(Period.year(1).start, window.end))
    source = Source(whole, reader)
    days = source.counting(PURCHASES)
    columns = ("customer_id", *_DAYS)
    if table_of(REVENUE, (), whole) != table_of(PURCHASES, (), whole):
        found = reader.run(days.of(*columns, group_by=("1",)))
        spent = reader.run(_revenue(scope, reader, window))
        return with_rhythm(found, window.start).join(spent, on="customer_id", how="left")
    rows = source.rows(PURCHASES).filtered("customer_id IS NOT NULL")
    rows = rows.filtered(since=window.start, former=_former(window))
    amount = source.resolved(REVENUE.value, rows.amount)
    found = reader.run(rows.of(*columns, *_spent(amount), group_by=("1",)))
    return with_rhythm(found, window.start)


# Returns are orders, but no purchases.
_DAYS = (
    f"MAX(CASE WHEN {PURCHASE} THEN customer_name END) AS customer_name",
    f"ARRAY_AGG(CASE WHEN {PURCHASE} THEN order_day END) AS days",
)


def _spent(amount: str) -> tuple[str, str]:
    within = "order_day >= $former AND order_day < $since"
    return (
        f"SUM(CASE WHEN order_day >= $since THEN {amount} END) AS revenue",
        f"SUM(CASE WHEN {within} THEN {amount} END) AS before",
    )


def _former(window: Period) -> date:
    return window.trailing(2 * TIER_MONTHS).start


def _revenue(scope: Scope, reader: Reader, window: Period) -> Select:
    """Return what each customer brought in the window and in as many months before it."""
    source = Source(scope.with_period(Period(_former(window), window.end)), reader)
    rows = source.rows(REVENUE).filtered("customer_id IS NOT NULL")
    rows = rows.filtered(since=window.start, former=_former(window))
    amount = source.resolved(REVENUE.value, rows.amount)
    return rows.of("customer_id", *_spent(amount), group_by=("1",))


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
    """Return the contract of each customer as `imported_contracts`, what people typed over it.

    An end, an intent and who looks after the customer count as they stand in the renewal table.
    """
    imported = imported_contracts(scope, reader)
    names = {"contract_end": "contract_end", "renewal_intent": "intent", "owner": "owner"}
    typed = reader.typed("renewal").select(
        customer_id="customer", **{f"typed_{name}": field for name, field in names.items()}
    )
    if typed.is_empty():
        return imported
    seen = Source(replace(scope, filters=()), reader).plain("order_facts", "customer_id")
    seen = replace(seen, frames={**seen.frames, "typed_renewals": typed.select("customer_id")})
    wanted = "customer_id IN (SELECT customer_id FROM typed_renewals)"
    buyers = reader.run(replace(seen.filtered(wanted), group_by=("customer_id",)))
    known = pl.concat([imported["customer_id"], buyers["customer_id"]]).unique(maintain_order=True)
    found = (
        known.to_frame()
        .join(imported, on="customer_id", how="left", maintain_order="left")
        .join(typed, on="customer_id", how="left", maintain_order="left")
    )
    return found.select(
        "customer_id", *(pl.coalesce(f"typed_{name}", name).alias(name) for name in names)
    ).drop_nulls("contract_end")


def imported_contracts(scope: Scope, reader: Reader) -> pl.DataFrame:
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
