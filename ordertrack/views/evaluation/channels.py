"""What channels bring for what they cost: CAC, ROAS and ROI, payback, and a what-if."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, log10
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ordertrack.metrics.analysis import costs as analysis
from ordertrack.metrics.analysis import intervals
from ordertrack.metrics.analysis.intervals import FEW
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.notes import lacks
from ordertrack.views import charts, figures, formats
from ordertrack.views.evaluation import ranges
from ordertrack.views.evaluation.assessed import advice
from ordertrack.views.evaluation.costs import ADVICE, EXPENSES, money
from ordertrack.views.evaluation.plots import Look, Series
from ordertrack.views.evaluation.ranges import Range
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

BUDGET, USE = "expense_budget", "budget_use"
CAC, ROAS, ROI = "acquisition_cost", "channel_roas", "channel_roi"
ASKED = (CAC, ROAS, ROI)
MOST_LAG = 12  # months
NEW = CATALOG["new_customers"].label


def lagged(view: View, months: int) -> View:
    """Return the view with expenses that come so many months before the customers."""
    conventions = replace(view.scope.conventions, channel_lag_months=months)
    return replace(view, scope=replace(view.scope, conventions=conventions))


def missing(view: View) -> Text | None:
    """Return what the data would need for any of these; None where there is something to show."""
    found = [lacks(name, view.scope, view.reader) for name in (CAC, ROAS)]
    if not all(found):
        return None
    return t("This needs {columns}, which the data lack.", columns=found[1])


# --- beside each other ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Channels:
    """One row per channel: see `channels`."""

    frame: pl.DataFrame

    @property
    def paid(self) -> pl.DataFrame:
        """Channels with a name, expenses and a return that is known."""
        known = pl.col("key").is_not_null() & (pl.col("spent") > 0)
        return self.frame.filter(known & pl.col("roas").is_not_null())


def channels(view: View) -> Channels:
    """Return key, name, spent (booked to it), won_for (for winning customers), new, cac, revenue,
    roas with low and high, profit, roi, customers (behind the return); the most spent first.
    """
    scope = view.scope.without_filter("channel")
    found = view.evaluate((*ASKED, "new_customers"), ("channel",), scope)
    frame = found.select(
        pl.col("channel").alias("key"),
        pl.col("channel").alias("name"),
        pl.col(f"{ROAS}__denominator").cast(pl.Float64).alias("spent"),
        pl.col(f"{CAC}__numerator").cast(pl.Float64).alias("won_for"),
        pl.col("new_customers").alias("new"),
        pl.col(CAC).cast(pl.Float64).alias("cac"),
        pl.col(f"{ROAS}__numerator").cast(pl.Float64).alias("revenue"),
        pl.col(ROAS).alias("roas"),
        pl.col(f"{ROI}__numerator").cast(pl.Float64).alias("profit"),
        pl.col(ROI).alias("roi"),
    )
    if lacks(ROAS, view.scope, view.reader):
        behind = pl.DataFrame(schema=_BEHIND)
    else:
        behind = analysis.customers_behind(scope, view.reader).rename({"channel": "key"})
    joined = frame.join(behind.select("key", "customers", "squares"), on="key", how="left")
    rows = [row | _sure(row) for row in joined.to_dicts()]
    schema = joined.schema | {"low": pl.Float64, "high": pl.Float64}
    told = pl.DataFrame(rows, schema=schema).with_columns(pl.col("customers").fill_null(0))
    kept = pl.any_horizontal(pl.col("spent", "won_for", "new", "revenue") > 0)
    order = ("spent", "new", "key")
    return Channels(
        told.filter(kept.fill_null(False)).sort(
            *order, descending=[True, True, False], nulls_last=True
        )
    )


_BEHIND = {"key": pl.String, "customers": pl.Int64, "squares": pl.Float64}


def _sure(row: dict[str, Any]) -> dict[str, float | None]:
    """How far chance moves revenue per expense: which customers came, and what they ordered."""
    customers, spent = row["customers"] or 0, row["spent"]
    if customers < FEW or not spent or spent <= 0:
        return {"low": None, "high": None}
    found = intervals.of_sum(row["revenue"], row["squares"], customers)
    return {"low": max(0.0, found[0] / spent), "high": found[1] / spent} if found else {}


def channels_sheet(found: Channels, view: View) -> Sheet:
    """Return the channels as rows, with the number of customers behind each."""
    unit, lang = money(view), view.lang
    spans = [
        f"n < {FEW}"
        if row["low"] is None
        else f"{formats.percent(row['low'])} – {formats.percent(row['high'])}"
        for row in found.frame.to_dicts()
    ]
    frame = found.frame.with_columns(
        pl.col("key").fill_null(""),
        pl.col("name").fill_null(NOT_RECORDED.to(lang)),
        interval=pl.Series(spans, dtype=pl.String),
    )
    every = (
        Column("name", DIMENSIONS["channel"].label),
        Column("customers", Label("Customers counted", "计入客户数"), "count").briefly(
            "Customers", "客户数"
        ),
        Column("roas", Label("ROAS", "ROAS"), "ratio", EXPLAINED[ROAS]),
        Column("interval", Label("95% interval of ROAS", "ROAS 95% 区间")).briefly(
            "95% interval", "95% 区间"
        ),
        Column("roi", Label("ROI", "ROI"), "ratio", EXPLAINED[ROI]),
        Column("cac", CATALOG[CAC].label, unit, t("Only expenses for winning customers.")).briefly(
            "CAC", "获客成本"
        ),
        Column("new", NEW, "count", t("At the channel of their first order.")),
        Column("spent", EXPENSES, unit, t("Booked to the channel.")),
        Column("revenue", Label("Revenue of new customers", "新客户销售额"), unit).briefly(
            "Their revenue", "销售额"
        ),
        Column("profit", Label("Gross profit of new customers", "新客户毛利"), unit).briefly(
            "Their profit", "毛利"
        ),
    )
    told = [column for column in every if frame[column.name].count()]
    return Sheet(frame, tuple(told))


def with_budgets(found: Channels, view: View) -> Sheet:
    """Return the channels as rows with their budgets, how much of them was used, and advice.

    A channel with a budget of which nothing is spent is one of them. Advice is by twelve months: a
    month of new customers is too few to say what a channel brings.
    """
    year = channels(replace(view, scope=figures.trailing(view, 12))).frame
    if (planned := _planned(view)) is not None:
        found = Channels(_with_unspent(found.frame, planned))
    sheet, frame = channels_sheet(found, view), found.frame
    if planned is not None:
        frame = frame.join(planned, on="key", how="left", nulls_equal=True, maintain_order="left")
    told = {row["key"]: advice.of_channel(row) for row in year.to_dicts()}
    texts = [one.to(view.lang) if (one := told.get(key)) else None for key in frame["key"]]
    frame = frame.with_columns(advice=pl.Series(texts, dtype=pl.String))
    beside = frame.select(name for name in (BUDGET, USE, "advice") if name in frame.columns)
    every = (
        Column(BUDGET, CATALOG[BUDGET].label, money(view)),
        Column(USE, CATALOG[USE].label, "ratio"),
        Column("advice", ADVICE),
    )
    more = [one for one in every if one.name in beside.columns and beside[one.name].count()]
    return Sheet(pl.concat([sheet.frame, beside], how="horizontal"), (*sheet.columns, *more))


def _planned(view: View) -> pl.DataFrame | None:
    """Return key and budgets of channels, and how much of them was used; None where none are known.

    Budgets are of the period: where expenses come earlier by a setting, nothing is held against
    them.
    """
    if not can_tell(view, BUDGET) or view.scope.conventions.channel_lag_months:
        return None
    scope = view.scope.without_filter("channel")
    found = view.evaluate((BUDGET, USE), ("channel",), scope)
    return found.select(pl.col("channel").alias("key"), BUDGET, USE)


def _with_unspent(frame: pl.DataFrame, planned: pl.DataFrame) -> pl.DataFrame:
    """Add the channels that have a budget and neither an expense nor a new customer."""
    named = planned.filter(pl.col("key").is_not_null(), pl.col(BUDGET) > 0)
    alone = named.join(frame, on="key", how="anti").sort(BUDGET, "key", descending=[True, False])
    nothing = dict.fromkeys(("spent", "won_for", "new", "revenue", "customers"), 0)
    rows = alone.select("key", pl.col("key").alias("name")).with_columns(**nothing)
    return pl.concat([frame, rows], how="diagonal_relaxed")


EXPLAINED: dict[str, Text] = {
    ROAS: t("Revenue of the channel's new customers in the period / its expenses."),
    ROI: t("(Gross profit of the channel's new customers − its expenses) / its expenses."),
}


def channels_chart(found: Channels, view: View, ink: str | None) -> go.Figure:
    """Return revenue per expense of each channel with its interval; 100% is a line across."""
    rows = []
    paid = found.paid.filter(pl.col("roas") > 0).sort("roas", descending=True).to_dicts()
    for row in paid:
        sure = row["low"] is not None
        low, high = (row["low"], row["high"]) if sure else (row["roas"], row["roas"])
        low = max(low, row["roas"] / 100)  # what is not above zero has no place on the axis
        told = t(
            "{name}: ROAS {roas}, ROI {roi}, {count} customers",
            name=row["name"],
            roas=formats.percent(row["roas"]),
            roi=formats.percent(row["roi"]),
            count=row["customers"],
        ).to(view.lang)
        tone = 1 if not sure or low <= 1 <= high else 0 if low > 1 else 2
        rows.append(Range(row["key"], row["name"], row["roas"], low, high, told, tone))
    label = CATALOG[ROAS].label.to(view.lang)
    figure = ranges.ranged(rows, 1.0, Look(view.lang, ink, f"{label} (%)"))
    _by_powers(figure.update_xaxes, [v for row in rows for v in (row.value, row.high)])
    return figure


def _by_powers(update: Callable[..., Any], values: Sequence[float | None]) -> None:
    """Scale an axis by powers of ten: returns of channels differ by far more than a factor."""
    known = [value for value in values if value is not None and value > 0] or [1.0]
    low, high = floor(log10(min(*known, 1.0))), ceil(log10(max(*known, 1.0)))
    powers = [10.0**power for power in range(low, high + 1)]
    names = [f"{100 * power:,.10g}%" for power in powers]
    update(type="log", range=[low - 0.05, high + 0.05], tickvals=powers, ticktext=names)


def few(found: Channels) -> list[str]:
    """Return the channels whose return rests on too few customers to be compared."""
    return found.paid.filter(pl.col("customers") < FEW)["name"].to_list()


# --- payback --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Payback:
    """When a new customer has brought what he cost: a row per channel, and the curves behind."""

    frame: pl.DataFrame
    curves: pl.DataFrame


def payback(view: View) -> Payback | Text:
    """Return the payback of the customers won in 12 months, or what the data would need."""
    if lack := lacks(ROI, view.scope, view.reader):
        return t("This needs {columns}, which the data lack.", columns=lack)
    year = replace(view, scope=figures.trailing(view, 12))
    found = channels(year).frame.filter(
        pl.col("key").is_not_null(), pl.col("spent") > 0, pl.col("new") > 0
    )
    curves = analysis.payback(year.scope.without_filter("channel"), view.reader)
    cost = found.select(pl.col("key").alias("channel"), cost=pl.col("spent") / pl.col("new"))
    curves = curves.join(cost, on="channel").with_columns(back=pl.col("profit") / pl.col("cost"))
    reached = curves.filter(pl.col("back") >= 1).group_by("channel").agg(pl.col("age").min())
    last = curves.group_by("channel", maintain_order=True).agg(
        pl.col("age").last().alias("known"), pl.col("back").last(), pl.col("customers").last()
    )
    told = found.select("key", "name", "spent", "new", cost=pl.col("spent") / pl.col("new"))
    told = told.join(last.rename({"channel": "key"}), on="key", how="left")
    told = told.join(reached.rename({"channel": "key"}), on="key", how="left")
    return Payback(told, curves)


def payback_sheet(found: Payback, view: View) -> Sheet:
    """Return the channels as rows: after how many months the cost is back, or how much of it."""
    rows = found.frame.to_dicts()
    frame = found.frame.with_columns(
        months=pl.Series([_months(row, view.lang) for row in rows], dtype=pl.String)
    )
    unit = money(view)
    return Sheet(
        frame,
        (
            Column("name", DIMENSIONS["channel"].label),
            Column("months", Label("Paid back", "回本")),
            Column("cost", Label("Expense per new customer", "每位新客户费用"), unit).briefly(
                "Expense each", "单客费用"
            ),
            Column(
                "back", Label("Gross profit / expense so far", "累计毛利/费用"), "ratio"
            ).briefly("Back so far", "已收回"),
            Column("known", Label("Months known", "已观察月数"), "count").briefly("Months", "月数"),
            Column("new", NEW, "count"),
        ),
    )


def _months(row: dict[str, Any], lang: str) -> str:
    if row["new"] < FEW:
        return t("too few customers").to(lang)
    if row["known"] is None:
        return t("too early to tell").to(lang)
    if row["age"] is None:
        return t("not within {count} months", count=row["known"]).to(lang)
    return t("in month {count}", count=row["age"]).to(lang)


def payback_chart(found: Payback, view: View, ink: str | None) -> go.Figure:
    """Return what of the expense is back by age, a line per channel; 100% is a line across."""
    ages = sorted(set(found.curves["age"].to_list()))
    series = []
    for (channel,), mine in found.curves.group_by("channel", maintain_order=True):
        back = dict(mine.select("age", "back").iter_rows())
        values = [back.get(age) for age in ages]
        told = [
            t(
                "{name}, month {month}: {share} of the expense is back",
                name=channel,
                month=age,
                share=formats.percent(value),
            ).to(view.lang)
            for age, value in zip(ages, values, strict=True)
        ]
        series.append(Series(str(channel), values, told, [str(channel)] * len(ages)))
    look = Look(view.lang, ink, t("Share of the expense that is back (%)").to(view.lang))
    figure = ranges.lines([str(age) for age in ages], series, 1.0, look)
    charts.titled(figure, t("Months since the expense").to(view.lang), ink, across=True)
    _by_powers(figure.update_yaxes, found.curves["back"].to_list())
    return figure
