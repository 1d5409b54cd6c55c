"""Open orders that will likely break their promise, by how long orders like them took.

An order like another has its product line and has come as far. Of those delivered in the year
before as-of it is known how long they took from there on; an open order that has waited `a` days
and has `b` left is likely late where most of those that took longer than `a` took longer than
`a + b`. Whether that is worth anything is tried on the newest quarter, with what was known before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from ordertrack.facts.conditions import UNDATED
from ordertrack.metrics.analysis.intervals import wilson
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.scope import Scope
from ordertrack.words import t

YEAR, QUARTER = timedelta(days=365), timedelta(days=92)
BEFORE = 3  # days before its promise at which a past order is looked at
LIKELY = 0.7
FEWEST = 10  # orders like it, and warnings that were tried
ORDERS = Measure(
    "orders_with_promise",
    t("Orders with a promised day."),
    where=("{promise} IS NOT NULL", f"NOT {UNDATED}"),
    window="ever",
)
STAGES = ("shipped", "in_production", "placed")
NEEDS = ("order_facts.{promise}", "order_facts.delivered_at")


@dataclass(frozen=True)
class Warnings:
    """Open orders that are likely late, and how such warnings did on past orders.

    `orders` has order_no, customer_id, customer_name, amount, promised, stage, chance, like.
    `hits` of `tried` warnings came true; `late` of all `looked_at` orders were late.
    """

    orders: pl.DataFrame
    hits: int
    tried: int
    late: int
    looked_at: int

    @property
    def helps(self) -> bool:
        """Whether a warning says more than that some orders are always late."""
        if self.tried < FEWEST or not self.looked_at:
            return False
        interval = wilson(self.hits, self.tried)
        return interval is not None and interval[0] > self.late / self.looked_at


def early_warnings(scope: Scope, reader: Reader) -> Warnings | None:
    """Return the orders that are likely late; None where the data tells no promise or delivery."""
    source = Source(replace(scope, period=None, comparison=None), reader)
    if not all(reader.covers(source.resolved(need)) for need in NEEDS):
        return None
    found = _orders(source)
    today = scope.as_of.date()
    known = _took(found.filter(pl.col("delivered").is_between(today - YEAR, today)), today)
    still = found.filter(pl.col("delivered").is_null() & (pl.col("promised") > today))
    warned = _chances(_reached(still, pl.lit(today)), known)
    warned = warned.filter(pl.col("chance") >= LIKELY).sort(
        "amount", "order_no", descending=[True, False], nulls_last=True
    )
    return Warnings(warned, *_tried(found, today))


def _orders(source: Source) -> pl.DataFrame:
    """Return what is known of every order at as-of, in days; what comes later has not happened."""
    day = "CAST(CASE WHEN {0} <= $as_of THEN {0} END AS DATE) AS {1}"
    promise = source.resolved("{promise}")
    recent = source.scope.as_of.date() - 3 * YEAR
    rows = (
        source.counting(ORDERS)
        .filtered("order_day >= $recent", recent=recent)
        .of(
            *("order_no", "customer_id", "customer_name", "amount", "order_day AS placed"),
            f"{promise} AS promised",
            day.format("production_started_at", "in_production"),
            day.format("shipped_at", "shipped"),
            day.format("delivered_at", "delivered"),
        )
    )
    lines = source.plain("line_facts", "order_no AS of_order", "MIN(product_line) AS product_line")
    lines = replace(lines, group_by=("order_no",)).filtered("order_day >= $recent", recent=recent)
    orders = source.reader.run(rows)
    return orders.join(
        source.reader.run(lines), left_on="order_no", right_on="of_order", how="left"
    )


def _reached(orders: pl.DataFrame, at: pl.Expr) -> pl.DataFrame:
    """Return orders with the stage that each had reached on a day, since when, what is left."""
    stage, since = pl.lit(None, pl.String), pl.lit(None, pl.Date)
    for name in reversed(STAGES):
        there = pl.col(name).is_not_null() & (pl.col(name) <= at)
        stage = pl.when(there).then(pl.lit(name)).otherwise(stage)
        since = pl.when(there).then(pl.col(name)).otherwise(since)
    with_stage = orders.with_columns(stage=stage, reached=since)
    return with_stage.with_columns(
        waited=(at - pl.col("reached")).dt.total_days(),
        limit=(pl.col("promised") - pl.col("reached")).dt.total_days(),
    ).drop_nulls("stage")


def _took(delivered: pl.DataFrame, until: date) -> pl.DataFrame:
    """Return how many days past orders took from each of their stages to their delivery."""
    parts = [
        delivered.filter(pl.col(name) <= pl.col("delivered")).select(
            "product_line",
            stage=pl.lit(name),
            took=(pl.col("delivered") - pl.col(name)).dt.total_days(),
        )
        for name in STAGES
    ]
    return pl.concat(parts)


def _chances(open_orders: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return orders with the share of like ones that took too long, where there are enough."""
    found = open_orders.with_row_index("row")
    pairs = found.select("row", "product_line", "stage", "waited", "limit").join(
        known.group_by("product_line", "stage", "took").len(),
        on=("product_line", "stage"),
        nulls_equal=True,
    )
    longer = pairs.filter(pl.col("took") >= pl.col("waited"))
    counted = longer.group_by("row").agg(
        like=pl.col("len").sum(),
        over=pl.col("len").filter(pl.col("took") > pl.col("limit")).sum(),
    )
    chances = counted.filter(pl.col("like") >= FEWEST).with_columns(
        chance=pl.col("over") / pl.col("like")
    )
    return found.join(chances, on="row").drop("row", "over")


def _tried(found: pl.DataFrame, today: date) -> tuple[int, int, int, int]:
    """Return hits, warnings, late ones and all, of orders promised in the newest quarter.

    Each is looked at some days before its promise, with what was known when the quarter began.
    """
    begun = today - QUARTER
    known = _took(found.filter(pl.col("delivered").is_between(begun - YEAR, begun)), begun)
    held = found.filter(pl.col("promised").is_between(begun, today, closed="right"))
    at = pl.col("promised") - pl.duration(days=BEFORE)
    there = held.filter(
        (pl.col("placed") <= at) & (pl.col("delivered").is_null() | (pl.col("delivered") > at))
    )
    late = pl.col("delivered").is_null() | (pl.col("delivered") > pl.col("promised"))
    looked = _reached(there.filter(pl.col("promised") < today), at).with_columns(late=late)
    warned = _chances(looked, known).filter(pl.col("chance") >= LIKELY)
    return int(warned["late"].sum()), warned.height, int(looked["late"].sum()), looked.height
