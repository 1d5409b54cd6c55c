"""Open orders whose promise falls due soon."""

from __future__ import annotations

import polars as pl

from ordertrack.facts.conditions import UNDATED
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.scope import Scope
from ordertrack.words import t

DUE_DAYS = 7
DUE_NEXT = Measure(
    "orders_due_next",
    t("Orders not delivered at as-of whose promised day lies in the week after it."),
    where=(
        "{promise} >= $closed",
        f"DATE_DIFF('day', $as_of_day, {{promise}}) <= {DUE_DAYS}",
        "(delivered_at IS NULL OR delivered_at > $as_of)",
        f"NOT {UNDATED}",
    ),
    window="ever",
)


def due_next(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return the orders that are due in the week after the as-of day, the largest first."""
    source = Source(scope, reader)
    promise = source.resolved("{promise}")
    rows = source.counting(DUE_NEXT).of(
        "order_no", "customer_id", "customer_name", f"{promise} AS promised", "amount", "status"
    )
    return reader.run(rows.ordered("amount DESC NULLS LAST", "order_no"))
