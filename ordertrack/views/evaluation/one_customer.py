"""What one customer's page says: its tier over time, months, products, contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ordertrack.metrics.analysis import customer_habits, tier_moves
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.notes import lacks
from ordertrack.metrics.query.conventions import trailing
from ordertrack.metrics.query.names import keys_named
from ordertrack.metrics.rows import Page, count_rows, rows
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.views import currencies, figures, formats
from ordertrack.views.evaluation import plots
from ordertrack.views.evaluation.customers import NO_TIER, REVENUE, TIER_NOW, TIERS
from ordertrack.views.evaluation.plots import Look, Series
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.evaluation.tier_care import INTENTS
from ordertrack.views.filter_values import NOT_RECORDED, names
from ordertrack.views.trend import tick_names
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

CARDS = (
    "revenue",
    "orders",
    "average_order_value",
    "gross_margin",
    "on_time_rate",
    "order_cycle_days",
    "complaint_rate",
    "satisfaction",
    "backlog",
    "overdue_receivables",
)
MONTHS = 24
PRODUCTS = 50
ORDERS = 200


def name(view: View, customer: str) -> str:
    """Return what people call the customer."""
    return names(view, "customer", (customer,))[0]


def key_of(view: View, text: str) -> str:
    """Return the number of the customer that somebody typed, who may have typed the name."""
    found = keys_named(DIMENSIONS["customer"], text, view.scope, view.reader)
    return found[0] if found else text


def summary(view: View, customer: str) -> list[Text]:
    """Say in a few sentences who this is: rhythm, silence, contract; nothing without orders."""
    found = customer_habits.habits(view.scope.with_filter("customer", customer), view.reader)
    mine = found.filter(pl.col("customer_id") == customer)
    if mine.is_empty():
        return []
    row = mine.row(0, named=True)
    return [_rhythm(row, view), *_silence(row, view), *_contract(customer, view)]


def _rhythm(row: dict[str, Any], view: View) -> Text:
    return t(
        "Tier {tier}. First purchase in this data {first}; bought on {count} days, last on {last}.",
        tier=row["tier"] or NO_TIER,
        first=row["first_order"],
        count=row["purchases"],
        last=row["last_order"],
    )


def _silence(row: dict[str, Any], view: View) -> list[Text]:
    if row["overdue"] is None:
        return [t("It bought on fewer than 3 days: its rhythm is not known.")]
    values = {
        "silent": formats.value(row["silent"], "days", view.lang, exact=True),
        "interval": formats.value(row["interval"], "days", view.lang),
    }
    if row["overdue"]:
        return [t("Silent for {silent}: more than twice its usual {interval}.", **values)]
    return [t("Silent for {silent}, within twice its usual {interval}.", **values)]


def _contract(customer: str, view: View) -> list[Text]:
    found = customer_habits.contracts(view.scope, view.reader)
    mine = found.filter(pl.col("customer_id") == customer)
    if mine.is_empty():
        return []
    row = mine.row(0, named=True)
    told = {
        "day": row["contract_end"],
        "intent": INTENTS.get(row["renewal_intent"], NOT_RECORDED),
        "owner": row["owner"] or NOT_RECORDED,
    }
    if row["contract_end"] < view.scope.as_of.date():
        return [t("Its contract ended on {day}; renewal intent: {intent}; owner: {owner}.", **told)]
    return [t("Its contract ends on {day}; renewal intent: {intent}; owner: {owner}.", **told)]


# --- tier over time -------------------------------------------------------------------------------


def tiers(view: View, customer: str) -> pl.DataFrame:
    """Return the tier at the end of each of the last 12 months (of `tier_history`)."""
    return tier_moves.tier_history(customer, view.scope, view.reader)


def tiers_chart(found: pl.DataFrame, view: View, ink: str | None) -> go.Figure:
    """Return the revenue of 12 months at each month's end, in the tone of its tier."""
    months, lang = _months(found), view.lang
    unit = _unit(view)
    rows_ = found.to_dicts()
    series = [
        Series(
            f"{TIER_NOW.to(lang)} {tier}",
            [float(row["revenue"]) if row["tier"] == tier else None for row in rows_],
            [_place(row, month, unit, lang) for row, month in zip(rows_, months, strict=True)],
        )
        for tier in TIERS
    ]
    keys = [str(month) for month in months]
    label = Label("Revenue, 12 months", "近 12 个月销售额")
    look = Look(lang, ink, formats.counted(label, unit, lang))
    return plots.stacked(keys, tick_names(months, "month"), series, look, 260)


def _months(found: pl.DataFrame) -> list[Period]:
    return [Period.around(day, "month") for day in found["month"]]


def _place(row: dict[str, Any], month: Period, unit: str, lang: str) -> str:
    if row["tier"] is None:
        return month.label(lang)
    return t(
        "{month}: {tier}, {revenue} in 12 months, place {place} of {count}",
        month=month.label(lang),
        tier=row["tier"],
        revenue=formats.value(row["revenue"], unit, lang),
        place=row["place"],
        count=row["customers"],
    ).to(lang)


def tiers_sheet(found: pl.DataFrame, view: View) -> Sheet:
    """Return the months as rows, the newest first; a row's key is the month."""
    months = _months(found)
    frame = found.with_columns(
        key=pl.Series([str(month) for month in months], dtype=pl.String),
        name=pl.Series([month.label(view.lang) for month in months], dtype=pl.String),
        tier=pl.col("tier").fill_null(NO_TIER.to(view.lang)),
    ).reverse()
    return Sheet(
        frame,
        (
            Column("name", Label("Month", "月份")),
            Column("tier", TIER_NOW),
            Column("revenue", REVENUE, _unit(view)),
            Column("place", Label("Place by revenue", "销售额名次"), "count"),
            Column("customers", Label("of customers", "客户总数"), "count"),
        ),
    )


def _unit(view: View) -> str:
    year = view.scope.with_period(trailing(view.scope))
    return currencies.unit(view, CATALOG["revenue"], year)


# --- months and products --------------------------------------------------------------------------


@dataclass(frozen=True)
class History:
    """Revenue and orders of each month around the period."""

    frame: pl.DataFrame
    months: list[Period]

    @property
    def is_empty(self) -> bool:
        return not self.frame["orders"].sum()


def history(view: View) -> History:
    """Return the customer's months; the scope is filtered by the customer already."""
    found = figures.over_time(view, ["revenue", "orders"], figures.around(view, MONTHS), "month")
    months = [Period.around(day, "month") for day in found["month"]]
    return History(found.with_columns(pl.col("orders").fill_null(0)), months)


def history_chart(found: History, view: View, ink: str | None) -> go.Figure:
    """Return revenue per month as bars; a bar stands for its month."""
    unit, lang = _unit(view), view.lang
    amounts = found.frame["revenue"].to_list()
    hovers = [
        t(
            "{month}: {revenue}, {count} orders",
            month=month.label(lang),
            revenue=formats.value(amount, unit, lang),
            count=count,
        ).to(lang)
        for month, amount, count in zip(found.months, amounts, found.frame["orders"], strict=True)
    ]
    return plots.columns(
        [str(month) for month in found.months],
        tick_names(found.months, "month"),
        [float(amount or 0) for amount in amounts],
        hovers,
        Look(lang, ink, formats.counted(CATALOG["revenue"].label, unit, lang)),
    )


def history_sheet(found: History, view: View) -> Sheet:
    """Return the months as rows, the newest first; a row's key is the month."""
    frame = found.frame.with_columns(
        key=pl.Series([str(month) for month in found.months]),
        name=pl.Series([month.label(view.lang) for month in found.months]),
    ).reverse()
    return Sheet(
        frame,
        (
            Column("name", Label("Month", "月份")),
            Column("revenue", CATALOG["revenue"].label, _unit(view)),
            Column("orders", CATALOG["orders"].label, "count"),
        ),
    )


def products(view: View) -> Sheet | None:
    """Return what the customer bought in 12 months beside the 12 before; None without products."""
    if "product" not in view.dimensions:
        return None
    window, knows_units = trailing(view.scope), not lacks("units", view.scope, view.reader)
    both = [
        _products_in(view, period)
        for period in (window, Period(window.trailing(24).start, window.start))
    ]
    now, then = both
    frame = (
        now.join(
            then.select("key", before="revenue", name_before="name"),
            on="key",
            how="full",
            coalesce=True,
        )
        .with_columns(
            pl.coalesce("name", "name_before").alias("name"),
            pl.col("revenue", "before").fill_null(0),
            *([pl.col("units").fill_null(0)] if knows_units else []),
        )
        .with_columns(change=pl.col("revenue") - pl.col("before"))
        .sort("revenue", "before", "key", descending=[True, True, False], nulls_last=True)
    )
    unit = _unit(view)
    return Sheet(
        frame.head(PRODUCTS),
        (
            Column("name", DIMENSIONS["product"].label),
            Column("revenue", Label("12 months", "近 12 个月"), unit),
            Column("before", Label("12 before", "再前 12 个月"), unit),
            Column("change", Label("Change", "变化"), unit, signed=True),
            Column("units", CATALOG["units"].label, "units"),
        ),
    )


def _products_in(view: View, period: Period) -> pl.DataFrame:
    asked = ("revenue",) if lacks("units", view.scope, view.reader) else ("revenue", "units")
    found = view.evaluate(asked, ("product",), view.scope.with_period(period))
    units = pl.col("units") if "units" in asked else pl.lit(None, pl.Decimal(38, 3))
    return found.select(
        pl.col("product").fill_null("").alias("key"),
        pl.coalesce("product__label", "product")
        .fill_null(NOT_RECORDED.to(view.lang))
        .alias("name"),
        pl.col("revenue"),
        units.alias("units"),
    )


# --- orders ---------------------------------------------------------------------------------------

SHOWN = (
    "order_no",
    "ordered_at",
    "product",
    "amount",
    "currency",
    "status",
    "promised",
    "delivered",
)


def orders(view: View, metric: str, scope: Scope) -> tuple[pl.DataFrame, int]:
    """Return the newest orders behind a metric, and how many there are."""
    count = count_rows(metric, "numerator", scope, view.reader)
    found = rows(metric, "numerator", scope, view.reader, page=Page(ORDERS, order="-ordered_at"))
    known = [name for name in SHOWN if name in found.columns and found[name].count()]
    return found.select(known), count


def ever(view: View) -> Scope:
    """Return the view's scope over all time up to as-of."""
    return view.scope.with_period(None)
