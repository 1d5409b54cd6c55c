"""Two releases beside each other: which metrics moved, and the orders that moved them.

Imports `evaluate`, `drill` and `query`. The orders are compared inside the database, where every
release that is being read has a schema of its own (`release_7.order_facts`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import polars as pl

from ordertrack.metrics.catalog import metric as metric_named
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.measures import spoken
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import all_of, part_scope, source, used, uses_tiers
from ordertrack.metrics.query.tiers import tier_table
from ordertrack.scope import Scope

PARTS = ("numerator", "denominator")
EXACT = pl.Decimal(38, 8)
FACTS = re.compile(r"\b(order_facts|line_facts|complaint_facts)\b")
# What may explain the change of an order, as it was and as it is.
SHOWN = {
    "amount": "amount",
    "ordered": "order_day",
    "status": "status",
    "promised": "{promise}",
    "delivered": "delivered_at",
}


def moved(before: Reader, after: Reader, metrics: Sequence[str], scope: Scope) -> pl.DataFrame:
    """The metrics whose number differs between two releases, at the same scope.

    Returns:
        metric, before, after, change (decimals; null where there is no number).
    """
    old, new = (evaluate(metrics, [], scope, reader) for reader in (before, after))
    values = pl.DataFrame(
        {
            "metric": list(metrics),
            "before": pl.concat([old[name].cast(EXACT).alias("") for name in metrics]),
            "after": pl.concat([new[name].cast(EXACT).alias("") for name in metrics]),
        }
    )
    differs = pl.col("before").ne_missing(pl.col("after"))
    return values.filter(differs).with_columns(change=pl.col("after") - pl.col("before"))


def orders_behind(
    metric: str, before: Reader, after: Reader, scope: Scope, limit: int | None = None
) -> pl.DataFrame:
    """The orders that moved a metric, the largest change of the numerator first.

    What counts customers lists the orders that make them count. The changes of the numerator add up
    to the metric's own, except where customers are counted.

    Returns:
        order_no, customer_name, what (new, gone, changed), numerator_before/_after,
        denominator_before/_after, and amount, ordered, status, promised, delivered _before/_after.
    """
    before.sql("SELECT 1 AS here")  # opens the release, so that its schema is there
    schema = f"release_{before.release.number}"
    parts, values = _parts_of_orders(metric_named(metric), scope)
    sql = _difference(parts, schema, scope)
    if limit is not None:
        sql += " LIMIT $limit"
    tables = {}
    if uses_tiers((), scope):
        tables |= tier_table(scope, after)
        tables["tiers_before"] = tier_table(scope, before)["tiers"]
    return after.sql(sql, used(sql, {**values, "limit": limit}), tables)


def _difference(parts: str, schema: str, scope: Scope) -> str:
    """Orders whose parts differ between this release and the one in `schema`."""
    shown = ", ".join(
        f"{side}.{spoken(column, scope.conventions)} AS {name}_{when}"
        for name, column in SHOWN.items()
        for side, when in (("b", "before"), ("a", "after"))
    )
    return f"""
        SELECT order_no, COALESCE(a.customer_name, b.customer_name) AS customer_name,
               CASE WHEN b.order_no IS NULL THEN 'new' WHEN a.order_no IS NULL THEN 'gone'
                    ELSE 'changed' END AS what,
               numerator_before, numerator_after, denominator_before, denominator_after, {shown}
        FROM (
            SELECT moved_no AS order_no,
                   SUM(CASE WHEN is_now THEN 0 ELSE numerator END) AS numerator_before,
                   SUM(CASE WHEN is_now THEN numerator ELSE 0 END) AS numerator_after,
                   SUM(CASE WHEN is_now THEN 0 ELSE denominator END) AS denominator_before,
                   SUM(CASE WHEN is_now THEN denominator ELSE 0 END) AS denominator_after
            FROM (SELECT TRUE AS is_now, * FROM ({parts}) AS now
                  UNION ALL
                  SELECT FALSE AS is_now, * FROM ({_in_release(parts, schema)}) AS past) AS sides
            GROUP BY moved_no
        ) AS moved
        LEFT JOIN order_facts AS a USING (order_no)
        LEFT JOIN {schema}.order_facts AS b USING (order_no)
        WHERE numerator_before <> numerator_after OR denominator_before <> denominator_after
        ORDER BY ABS(numerator_after - numerator_before) DESC, order_no
    """


def _parts_of_orders(metric: Metric, scope: Scope) -> tuple[str, dict[str, Any]]:
    """What every row adds to the numerator and the denominator, with the number of its order."""
    selects, values = [], {}
    for part in ("numerator", "denominator"):
        for measure in metric.measures(part):
            rows = source(measure, (), part_scope(metric, part, scope))
            where = spoken(all_of((*rows.where, *measure.where)), scope.conventions)
            value = spoken(measure.value, scope.conventions, rows.amount)
            both = [f"{value if name == part else 0} AS {name}" for name in PARTS]
            selects.append(
                f"SELECT order_no AS moved_no, {', '.join(both)} FROM {rows.table} WHERE {where}"
            )
            values |= rows.values
    return " UNION ALL ".join(selects), values


def _in_release(sql: str, schema: str) -> str:
    """The same question about another release."""
    return FACTS.sub(rf"{schema}.\1", sql).replace("JOIN tiers ", "JOIN tiers_before AS tiers ")
