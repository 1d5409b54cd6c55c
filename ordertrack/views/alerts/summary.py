"""What the Overview says of alerts: what is red now, and which orders are due next week."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import polars as pl

from ordertrack.metrics.orders.due_next import DUE_DAYS, due_next
from ordertrack.records.journal.alert_kinds import RULES
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t


def red_counts(found: pl.DataFrame, lang: str) -> Sheet:
    """Return how many alerts of each rule are red, and how many of them are new."""
    red = found.filter(pl.col("level") == "red")
    counted = red.group_by("rule", maintain_order=True).agg(
        red=pl.len().cast(pl.Int64), new=pl.col("is_new").sum().cast(pl.Int64)
    )
    names = {name: label.to(lang) for name, label in RULES.items()}
    frame = counted.with_columns(key="rule", rule=pl.col("rule").replace_strict(names))
    return Sheet(
        frame,
        (
            Column("rule", Label("Rule", "规则")),
            Column("red", Label("Red", "红色"), "count"),
            Column("new", Label("New since the day before", "较前一日新增"), "count"),
        ),
    )


def due(view: View) -> pl.DataFrame:
    """Return the open orders whose promised day lies in the week after as-of."""
    return due_next(replace(view.scope, period=None), view.reader)


def due_sentence(found: pl.DataFrame, view: View) -> Text:
    """Say how many orders are due, and until when."""
    until = view.scope.as_of.date() + timedelta(days=DUE_DAYS)
    return t("{count} open orders are due up to {day}.", count=f"{found.height:,}", day=until)


def due_sheet(found: pl.DataFrame) -> Sheet:
    """Return the orders that are due, the largest first."""
    frame = found.with_columns(key="order_no", promised=pl.col("promised").dt.to_string("%Y-%m-%d"))
    return Sheet(
        frame,
        (
            Column("order_no", Label("Order no.", "订单号")),
            Column("customer_name", Label("Customer", "客户")),
            Column("promised", Label("Promised", "承诺交付日")),
            Column("amount", Label("Order amount", "订单金额"), "money"),
        ),
    )
