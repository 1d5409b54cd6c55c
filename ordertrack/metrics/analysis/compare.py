"""Two releases beside each other: which metrics moved, and the orders that moved them.

Imports `evaluate` and `query`. The orders are compared inside the database, where the tables of the
earlier release are read as `past_…` beside those of the later one.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ordertrack.facts.select import PAST, Select, union
from ordertrack.metrics.catalog import metric as metric_named
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.query.conventions import resolved
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source, part_scope
from ordertrack.scope import Scope

PARTS = ("numerator", "denominator")
EXACT = pl.Decimal(38, 8)
# What may explain the change of an order, as it was and as it is.
ORDER_COLUMNS = {
    "amount": "amount",
    "currency": "currency",
    "ordered": "order_day",
    "status": "status",
    "promised": "{promise}",
    "delivered": "delivered_at",
}


def changed_metrics(
    before: Reader, after: Reader, metrics: Sequence[str], scope: Scope
) -> pl.DataFrame:
    """Return the metrics whose number differs between two releases, at the same scope.

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
    """Return the orders that moved a metric, the largest change of the numerator first.

    What counts customers lists the orders that make them count. The changes of the numerator add up
    to the metric's own, except where customers are counted.

    Returns:
        order_no, customer_name, what (new, gone, changed), numerator_before/_after,
        denominator_before/_after, and amount, currency, ordered, status, promised, delivered
        _before/_after.
    """
    chosen = metric_named(metric)
    now = _parts_of_orders(chosen, scope, after).of("TRUE AS is_now", "*")
    past = _parts_of_orders(chosen, scope, before, past=True).of("FALSE AS is_now", "*")
    sums = [
        f"SUM(CASE WHEN {'is_now' if when == 'after' else 'NOT is_now'} THEN {part} ELSE 0 END) "
        f"AS {part}_{when}"
        for part in PARTS
        for when in ("before", "after")
    ]
    by_order = union([past, now], "sides").of("moved_no AS order_no", *sums, group_by=("moved_no",))
    difference = (
        by_order.nested("moved")
        .joined("LEFT JOIN order_facts AS a USING (order_no)")
        .joined(f"LEFT JOIN {PAST}order_facts AS b USING (order_no)")
        .filtered(
            "(numerator_before <> numerator_after OR denominator_before <> denominator_after)"
        )
        .of(*_columns(scope))
        .ordered("ABS(numerator_after - numerator_before) DESC", "order_no")
    )
    return after.run(difference.page(limit), past=before)


def _columns(scope: Scope) -> list[str]:
    parts = [f"{part}_{when}" for part in PARTS for when in ("before", "after")]
    orders = [
        f"{side}.{resolved(column, scope.conventions)} AS {name}_{when}"
        for name, column in ORDER_COLUMNS.items()
        for side, when in (("b", "before"), ("a", "after"))
    ]
    return [
        "order_no",
        "COALESCE(a.customer_name, b.customer_name) AS customer_name",
        "CASE WHEN b.order_no IS NULL THEN 'new' WHEN a.order_no IS NULL THEN 'gone' "
        "ELSE 'changed' END AS what",
        *parts,
        *orders,
    ]


def _parts_of_orders(metric: Metric, scope: Scope, reader: Reader, past: bool = False) -> Select:
    """What every row adds to the numerator and the denominator, with the number of its order."""
    selects = []
    for part in PARTS:
        source = Source(part_scope(metric, part, scope), reader, past=past)
        for measure in metric.measures(part):
            rows = source.counting(measure)
            value = source.resolved(measure.value, rows.amount)
            both = [f"{value if name == part else 0} AS {name}" for name in PARTS]
            selects.append(rows.of("order_no AS moved_no", *both))
    return union(selects, "parts")
