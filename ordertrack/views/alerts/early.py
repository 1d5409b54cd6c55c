"""Early warning: open orders that will likely break their promise, and how often that came true."""

from __future__ import annotations

import polars as pl

from ordertrack.alerts.early_warning import BEFORE, Warnings, early_warnings
from ordertrack.views import currencies, formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

NAMES = {
    "placed": Label("placed", "已下单"),
    "in_production": Label("in production", "生产中"),
    "shipped": Label("shipped", "已发货"),
}


def warned(view: View) -> Warnings | None:
    """Return the orders that are likely late; None where it says nothing that helps."""
    found = early_warnings(view.scope, view.reader)
    return found if found and found.helps and not found.orders.is_empty() else None


def sentence(found: Warnings) -> Text:
    """Say how many are likely late, and how such warnings did on past orders."""
    count = found.orders.height
    likely = (
        t("1 open order will likely break its promise.")
        if count == 1
        else t("{count} open orders will likely break their promise.", count=count)
    )
    return t(
        "{likely} Tried on the last quarter, {days} days before the promise: {hits} of {tried} "
        "warnings came true ({rate}); of all orders that were open then {late} were late.",
        likely=likely,
        days=BEFORE,
        hits=f"{found.hits:,}",
        tried=f"{found.tried:,}",
        rate=formats.percent(found.hits / found.tried),
        late=formats.percent(found.late / found.looked_at),
    )


def sheet(found: Warnings, view: View) -> Sheet:
    """Return the orders, the largest first."""
    names = {name: label.to(view.lang) for name, label in NAMES.items()}
    frame = found.orders.with_columns(
        key="order_no",
        promised=pl.col("promised").dt.to_string("%Y-%m-%d"),
        stage=pl.col("stage").replace_strict(names),
        like=pl.col("like").cast(pl.Int64),
    )
    return Sheet(
        frame,
        (
            Column("order_no", Label("Order no.", "订单号")),
            Column("customer_name", Label("Customer", "客户")),
            Column("promised", Label("Promised", "承诺交付日")),
            Column("stage", Label("Stage", "所处阶段")),
            Column("waited", Label("Days in it", "已历时(天)"), "count"),
            Column("chance", Label("Of orders like it, late", "同类订单延迟比例"), "ratio"),
            Column("like", Label("Orders like it", "同类订单数"), "count"),
            Column("amount", Label("Order amount", "订单金额"), currencies.order_unit(view)),
        ),
    )
