"""What happened to orders in some days, and how far open ones have come. Imports `query`.

An order is counted on the day of each event: placed, shipped, delivered, completed, paid. So a week
can be held against the week before, whenever its orders were placed.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ordertrack.facts.conditions import COMPLETED, UNDATED
from ordertrack.facts.select import Select
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.words import t

ORDERS = Measure("orders_ever", t("Counted orders placed up to as-of."), window="ever")
# Each event: its moment, what it is worth, and the facts without which nobody knows of it.
EVENTS: dict[str, tuple[str, str, str]] = {
    "placed": ("ordered_at", "{amount}", "order_facts.ordered_at"),
    "shipped": ("shipped_at", "{amount}", "order_facts.shipped_at"),
    "delivered": ("delivered_at", "{amount}", "order_facts.delivered_at"),
    "completed": ("finished_at", "{amount}", "order_facts.finished_at"),
    "collected": ("paid_at", "paid_amount", "order_facts.paid_at"),
}
# How far an open order had come at as-of, by the newest of its moments, else by its status. What
# was paid in advance has come no further for that.
STAGE = """CASE WHEN delivered_at <= $as_of THEN 'awaiting_acceptance'
     WHEN delivered_at IS NULL AND status = 'awaiting_acceptance' THEN 'awaiting_acceptance'
     WHEN shipped_at <= $as_of THEN 'shipped'
     WHEN COALESCE(delivered_at, shipped_at) IS NULL
          AND status IN ('shipped', 'partly_delivered') THEN 'shipped'
     WHEN production_started_at <= $as_of THEN 'in_production'
     WHEN COALESCE(delivered_at, shipped_at, production_started_at) IS NULL
          AND status = 'in_production' THEN 'in_production'
     ELSE 'placed' END"""
OPEN_STAGES = ("placed", "in_production", "shipped", "awaiting_acceptance")


def happened(window: Period, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return the events of some days up to as-of: event, orders, amount; a row for each known one.

    An event that no export tells of has no row.
    """
    known = {name: one for name, one in EVENTS.items() if reader.covers(one[2])}
    if not known:
        return pl.DataFrame(schema={"event": pl.String, "orders": pl.Int64, "amount": pl.Decimal})
    source = Source(replace(scope, period=None), reader)
    rows = source.rows(ORDERS)
    rows = replace(rows, params={**rows.params, "first": window.start, "end": window.end})
    sums = []
    for name, (moment, worth, _) in known.items():
        inside = f"{moment} >= $first AND {moment} < $end AND {moment} <= $as_of"
        value = source.resolved(worth, rows.amount)
        sums.append(f"COUNT(CASE WHEN {inside} THEN 1 END) AS {name}_orders")
        sums.append(f"SUM(CASE WHEN {inside} THEN {value} END) AS {name}_amount")
    found = reader.run(rows.of(*sums)).row(0, named=True)
    return pl.DataFrame(
        [
            {"event": name, "orders": found[f"{name}_orders"], "amount": found[f"{name}_amount"]}
            for name in known
        ],
        schema={"event": pl.String, "orders": pl.Int64, "amount": pl.Decimal(38, 4)},
    )


def stages(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return the open orders at as-of by how far they have come: stage, orders, amount."""
    rows = _open_rows(scope, reader)
    asked = rows.of(
        f"{STAGE} AS stage", "COUNT(*) AS orders", f"SUM({rows.amount}) AS amount", group_by=("1",)
    )
    found = reader.run(asked)
    order = pl.DataFrame({"stage": list(OPEN_STAGES)})
    return order.join(found, on="stage", how="left").drop_nulls("orders")


def promised(window: Period, scope: Scope, reader: Reader, limit: int) -> pl.DataFrame:
    """Return the largest orders that are not delivered and promised for some days.

    Columns: order_no, customer_id, customer_name, amount, promised, owner, stage.
    """
    source = Source(replace(scope, period=None), reader)
    rows = _open_rows(scope, reader)
    rows = replace(rows, params={**rows.params, "first": window.start, "end": window.end})
    promise = source.resolved("{promise}")
    due = rows.filtered(f"{promise} >= $first AND {promise} < $end")
    undelivered = due.filtered(
        "(delivered_at IS NULL OR delivered_at > $as_of)", f"NOT COALESCE({UNDATED}, FALSE)"
    )
    asked = undelivered.of(
        "order_no",
        "customer_id",
        "COALESCE(customer_name, customer_id) AS customer_name",
        f"{rows.amount} AS amount",
        f"{promise} AS promised",
        "COALESCE(sales_rep_name, sales_rep) AS owner",
        f"{STAGE} AS stage",
    )
    return reader.run(asked.ordered("amount DESC NULLS LAST", "order_no").page(limit))


def _open_rows(scope: Scope, reader: Reader) -> Select:
    rows = Source(replace(scope, period=None), reader).rows(ORDERS)
    return rows.filtered(f"NOT COALESCE({COMPLETED}, FALSE)", "COALESCE(amount, 0) >= 0")
