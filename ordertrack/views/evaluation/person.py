"""What the page of one salesperson says: who it is, customers, open orders, targets, leads."""

from __future__ import annotations

from typing import Any

import polars as pl

from ordertrack.metrics.analysis import people as analysis
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.notes import lacks
from ordertrack.metrics.orders import ledger
from ordertrack.metrics.orders.ledger import LedgerQuery
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.views import currencies, figures, formats
from ordertrack.views.evaluation.people import MEASURES
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.verdicts import with_verdict_words
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

CARDS = tuple(name for name in MEASURES if name != "revenue_attainment")
OPEN = LedgerQuery(quick_filter="open", sort="promised_first", descending=False)


def everybody(view: View) -> pl.DataFrame:
    """Return all salespeople that the data knows, by name."""
    return analysis.everybody(view.scope, view.reader)


def about(row: dict[str, Any]) -> Text | None:
    """Say in one line what the list of people tells of somebody."""
    team, since, until = row["team"], row["active_from"], row["active_to"]
    days = {"since": formats.day(since), "until": formats.day(until)}
    if since and until:
        there = t("employed from {since} to {until}", **days)
    elif since:
        there = t("employed since {since}", **days)
    elif until:
        there = t("employed until {until}", **days)
    else:
        return t("Team {team}", team=team) if team else None
    if team is None:
        return there
    return t("Team {team}, {there}", team=team, there=there)


def cards(view: View) -> tuple[str, ...]:
    """Return the cards: attainment only where somebody has a target."""
    return (*CARDS[:1], "revenue_attainment", *CARDS[1:])


# --- customers ------------------------------------------------------------------------------------


def customers(view: View, limit: int) -> Sheet:
    """Return whom this person sold to in the period, the largest revenue first."""
    found = analysis.customers_of(view.scope, view.reader, limit)
    revenue = CATALOG["revenue"]
    whole = figures.figures(view, ["revenue"])["revenue"]
    share = (
        pl.col("revenue").cast(pl.Float64) / float(whole) if whole and whole > 0 else pl.lit(None)
    )
    frame = found.with_columns(
        pl.col("key").fill_null(""),
        name=pl.coalesce("name", "key").fill_null(NOT_RECORDED.to(view.lang)),
        share=share,
        last=pl.Series([formats.day(day) for day in found["last_order"]], dtype=pl.String),
    )
    return Sheet(
        frame,
        (
            Column("name", Label("Customer", "客户")),
            Column("orders", Label("Orders", "订单数"), "count"),
            Column("revenue", revenue.label, currencies.unit(view, revenue)),
            Column("share", Label("Share", "占比"), "ratio"),
            Column("last", Label("Last order", "最近下单")),
        ),
    )


# --- open orders ----------------------------------------------------------------------------------


def open_when(view: View) -> str:
    """Return the moment at which orders are open: the period's end, or as-of."""
    return formats.when(ledger.looked_from(OPEN, view.scope).as_of)


def open_count(view: View) -> int:
    """Return how many orders are open, whenever they were placed."""
    return ledger.counts(OPEN, view.scope, view.reader)["open"]


def open_orders(view: View, limit: int) -> pl.DataFrame:
    """Return the open orders, the earliest promise first."""
    found = ledger.page(OPEN, view.scope, view.reader, limit=limit)
    columns = ("order_no", "customer_name", "promise", "verdict", "amount")
    promise = f"promised_{view.scope.conventions.promise_basis}"
    unit = currencies.order_unit(view)
    told = with_verdict_words(found, view.lang).with_columns(
        promise=pl.Series([formats.day(day) for day in found[promise]], dtype=pl.String),
        amount=pl.Series(formats.column(found["amount"], unit, view.lang), dtype=pl.String),
    )
    return told.select(columns)


# --- targets --------------------------------------------------------------------------------------


def targets(view: View) -> Sheet | None:
    """Return revenue against target in each month of the year; None without a target."""
    if lacks("revenue_attainment", view.scope, view.reader):
        return None
    name, scope = "revenue_attainment", _year(view)
    assert scope.period is not None
    months = list(scope.period.split("month"))
    found = view.evaluate((name,), ("month",), scope)
    every = pl.DataFrame({"month": [month.start for month in months]})
    joined = every.join(found, on="month", how="left").sort("month")
    if not joined[f"{name}__denominator"].count():
        return None
    unit = currencies.unit(view, CATALOG["revenue"])
    begun = pl.col("month") <= view.scope.as_of.date()
    frame = joined.with_columns(
        key=pl.Series([str(month) for month in months]),
        name=pl.Series([month.label(view.lang) for month in months]),
        actual=pl.when(begun).then(pl.col(f"{name}__numerator")),
        target=pl.col(f"{name}__denominator"),
        rate=pl.when(begun).then(pl.col(name)),
    )
    return Sheet(
        frame,
        (
            Column("name", Label("Month", "月份")),
            Column("actual", Label("Actual", "实际"), unit),
            Column("target", Label("Target", "目标"), unit),
            Column("rate", CATALOG[name].label, "ratio"),
        ),
    )


def _year(view: View) -> Scope:
    """Return the year that the period ends in, or that of as-of."""
    period, today = view.scope.period, view.scope.as_of.date()
    last = min(period.last, today) if period else today
    return view.scope.with_period(Period.around(last, "year"))
