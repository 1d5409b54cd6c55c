"""What the Overview says of alerts: what is red now, and which orders are due next week."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import polars as pl

from ordertrack.metrics.orders.due_next import DUE_DAYS, due_next
from ordertrack.views import currencies
from ordertrack.views.alerts.board import columns_of, counts
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

COUNTED = ("red", "yellow", "new")


def red_counts(found: pl.DataFrame, lang: str) -> Sheet:
    """Return the counts of the rules by which something is red, as the Alerts page has them."""
    counted = counts(found, COUNTED, lang).filter(pl.col("red") > 0)
    return Sheet(counted, columns_of(COUNTED))


def due(view: View) -> pl.DataFrame:
    """Return the open orders whose promised day lies in the week after as-of."""
    return due_next(replace(view.scope, period=None), view.reader)


def due_sentence(found: pl.DataFrame, view: View) -> Text:
    """Say how many orders are due, and until when."""
    until = view.scope.as_of.date() + timedelta(days=DUE_DAYS)
    if found.height == 1:
        return t("1 open order is due up to {day}.", day=until)
    return t("{count} open orders are due up to {day}.", count=found.height, day=until)


def due_sheet(found: pl.DataFrame, view: View) -> Sheet:
    """Return the orders that are due, the largest first."""
    frame = found.with_columns(key="order_no", promised=pl.col("promised").dt.to_string("%Y-%m-%d"))
    return Sheet(
        frame,
        (
            Column("order_no", Label("Order no.", "订单号")),
            Column("customer_name", Label("Customer", "客户")),
            Column("promised", Label("Promised", "承诺交付日")),
            Column("amount", Label("Order amount", "订单金额"), currencies.order_unit(view)),
        ),
    )
