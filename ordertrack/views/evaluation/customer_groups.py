"""What the Customers page says of groups: RFM segments, the silent ones, cohorts."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go
import polars as pl

from ordertrack.metrics.analysis.customer_habits import SEGMENTS, Rfm, rfm
from ordertrack.metrics.query.conventions import trailing
from ordertrack.views import formats
from ordertrack.views.evaluation import plots
from ordertrack.views.evaluation.customers import (
    BEFORE,
    CUSTOMER,
    CUSTOMERS,
    INTERVAL,
    LAST,
    LISTED,
    REVENUE,
    SHARE,
    SILENT,
    TIER_NOW,
    Customers,
    money,
)
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

RECENT = Label("Purchase days, 12 months", "近 12 个月购买天数")

# --- RFM ------------------------------------------------------------------------------------------


def segments(found: Customers) -> Rfm:
    """Return the RFM segments of the customers that the filters keep."""
    return rfm(found.habits)


def limits(found: Rfm, view: View) -> Text:
    """Say where the halves meet."""
    return t(
        "Customers of the last 12 months, halved three times at their median: recent is up to "
        "{days} days ago, often is more than {times} purchase days, much is {money} or more.",
        days=f"{found.days:g}",
        times=f"{found.times:g}",
        money=formats.value(found.money, money(view), view.lang),
    )


def segments_sheet(found: Rfm, view: View) -> Sheet:
    """Return the segments as rows; a row's key is the segment."""
    lang, total = view.lang, float(found.frame["revenue"].sum() or 0)
    every = pl.DataFrame(
        {"key": list(SEGMENTS), "name": [label.to(lang) for label in SEGMENTS.values()]}
    )
    counted = found.frame.group_by(key="segment").agg(
        customers=pl.len().cast(pl.Int64),
        revenue=pl.col("revenue").sum(),
        silent=pl.col("silent").median(),
    )
    frame = every.join(counted, on="key", how="left", maintain_order="left").with_columns(
        pl.col("customers").fill_null(0),
        share=pl.col("revenue").cast(pl.Float64) / pl.lit(total if total > 0 else None),
    )
    return Sheet(
        frame,
        (
            Column("name", Label("Segment", "客群")),
            Column("customers", CUSTOMERS, "count"),
            Column("revenue", REVENUE, money(view)),
            Column("share", SHARE, "ratio"),
            Column("silent", Label("Silent for (median)", "未下单时长（中位）"), "days"),
        ),
    )


def segments_chart(sheet: Sheet, view: View, ink: str | None) -> go.Figure:
    """Return the customers of each segment as bars; a bar stands for its segment."""
    rows = sheet.frame.filter(pl.col("customers") > 0).to_dicts()
    shares = [formats.percent(row["share"], 0) for row in rows]
    return plots.lying(
        [("segment", row["key"]) for row in rows],
        [row["name"].split(":")[0].split("（")[0] for row in rows],
        [row["customers"] for row in rows],
        [f"{row['customers']:,} · {share}" for row, share in zip(rows, shares, strict=True)],
        [f"{row['name']} · {row['customers']:,}" for row in rows],
        plots.Look(view.lang, ink, t("Customers · share of revenue (%)").to(view.lang)),
    )


def segment_members(found: Rfm, segment: str, view: View) -> Sheet:
    """Return the customers of a segment, the most revenue first; a row's key is the customer."""
    frame = found.frame.filter(pl.col("segment") == segment).with_columns(key="customer_id")
    return Sheet(
        frame.head(LISTED),
        (
            Column("customer_name", CUSTOMER),
            Column("tier", TIER_NOW),
            Column("revenue", REVENUE, money(view)),
            Column("recent", RECENT, "count"),
            Column("last_order", LAST),
            Column("silent", SILENT, "count"),
        ),
    )


# --- silent against their own rhythm --------------------------------------------------------------


def silence(found: Customers) -> Text:
    """Say how many are silent, and for how many that cannot be told."""
    told = found.habits["overdue"].drop_nulls()
    return t(
        "{count} of {known} customers with a rhythm of their own are silent for more than twice "
        "it. {unknown} bought on fewer than 3 days: their rhythm is not known.",
        count=int(told.sum()),
        known=len(told),
        unknown=found.habits.height - len(told),
    )


def silent_sheet(found: Customers, view: View) -> Sheet:
    """Return the silent customers, those of whom the most revenue is missing first.

    Without amounts in the data, nothing is said of them, and the longest silence comes first.
    """
    since = trailing(view.scope).trailing(24).start
    frame = (
        found.habits.filter("overdue")
        .with_columns(
            key="customer_id",
            times=pl.col("silent") / pl.col("interval"),
            missing=_missing(since),
        )
        .sort("missing", "times", "customer_id", descending=[True, True, False])
    )
    shown = _silent_columns(money(view))
    told = can_tell(view, "grr")
    kept = shown if told else tuple(one for one in shown if one.name not in AMOUNTS)
    return Sheet(frame.head(LISTED), kept)


AMOUNTS = ("tier", "missing", "revenue", "before")


def _silent_columns(unit: str) -> tuple[Column, ...]:
    return (
        Column("customer_name", CUSTOMER),
        Column("tier", TIER_NOW),
        Column("last_order", LAST),
        Column("silent", SILENT, "count"),
        Column("interval", INTERVAL, "days"),
        Column("times", Label("Times its interval", "间隔倍数"), "score"),
        Column(
            "missing",
            Label("Missing so far", "至今少买"),
            unit,
            t(
                "At its pace of the 24 months up to its last order, for the days beyond its "
                "usual interval, at most a year of them. An estimate."
            ),
        ),
        Column("revenue", REVENUE, unit),
        Column("before", BEFORE, unit),
    )


def _missing(since: date) -> pl.Expr:
    """What the days of silence beyond the usual interval would have brought at the former pace."""
    begins = pl.max_horizontal(pl.col("first_order"), pl.lit(since))
    active = (pl.col("last_order") - begins).dt.total_days() + pl.col("interval")
    a_day = (pl.col("revenue") + pl.col("before")).cast(pl.Float64) / active.clip(lower_bound=1)
    beyond = (pl.col("silent") - pl.col("interval")).clip(upper_bound=365)
    return pl.when(pl.col("last_order") >= since).then(a_day * beyond).otherwise(0.0)
