"""What the Delivery page says: outcomes over months, durations, causes, promises, the backlog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import polars as pl

from ordertrack.metrics.analysis import delivery as analysis
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.period import Period
from ordertrack.views import charts, currencies, figures, formats
from ordertrack.views.evaluation import plots
from ordertrack.views.evaluation.plots import Look, Series
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.offered import can_tell
from ordertrack.views.trend import tick_names
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

CARDS = (
    "on_time_rate",
    "on_time_rate_delivered",
    "otif_rate",
    "fill_rate",
    "order_fill_rate",
    "perfect_order_rate",
    "order_cycle_days",
    "delay_days",
    "backlog",
    "backlog_past_due",
)
MONTHS = 12
OUTCOMES: dict[str, Label] = {
    "early": Label("Before the promised day", "提前"),
    "on_day": Label("On the promised day", "当天"),
    "late": Label("Late", "延迟"),
    "overdue": Label("Not delivered, overdue", "逾期未交付"),
}
DUE = Label("Due orders", "到期订单")
ORDERS = Label("Orders", "订单数")
ON_TIME = CATALOG["on_time_rate"].label


# --- outcomes over months -------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcomes:
    """How the orders due in each month came out; `frame` as of `analysis.outcomes`."""

    frame: pl.DataFrame
    months: list[Period]

    @property
    def is_empty(self) -> bool:
        return not self.frame["due"].sum()


def outcomes(view: View) -> Outcomes:
    """Return the outcomes of the months around the period."""
    scope = figures.around(view, MONTHS)
    assert scope.period is not None
    months = list(scope.period.split("month"))
    every = pl.DataFrame({"month": [month.start for month in months]})
    found = analysis.outcomes(("month",), scope, view.reader)
    frame = every.join(found, on="month", how="left").fill_null(0).sort("month")
    return Outcomes(frame, months)


def outcomes_chart(found: Outcomes, view: View, ink: str | None) -> go.Figure:
    """Return the outcomes as layers; a bar stands for its month."""
    rows, lang = found.frame.to_dicts(), view.lang
    series = [
        Series(
            label.to(lang),
            [row[name] for row in rows],
            [
                f"{month.label(lang)} · {label.to(lang)}: {row[name]:,} "
                f"({formats.percent(formats.share(row[name], row['due']))})"
                for row, month in zip(rows, found.months, strict=True)
            ],
        )
        for name, label in OUTCOMES.items()
    ]
    keys = [str(month) for month in found.months]
    names = tick_names(found.months, "month")
    return plots.stacked(keys, names, series, Look(lang, ink, ORDERS.to(lang)))


def outcomes_sheet(found: Outcomes, lang: str) -> Sheet:
    """Return the months as rows; a row's key is its month."""
    on_time = (pl.col("early") + pl.col("on_day")) / pl.col("due")
    frame = found.frame.with_columns(
        key=pl.Series([str(month) for month in found.months]),
        name=pl.Series([month.label(lang) for month in found.months]),
        rate=pl.when(pl.col("due") > 0).then(on_time),
    )
    counts = [Column(name, label, "count") for name, label in OUTCOMES.items()]
    return Sheet(
        frame,
        (
            Column("name", Label("Month", "月份")),
            *counts,
            Column("due", DUE, "count"),
            Column("rate", ON_TIME, "ratio"),
        ),
    )


# --- how long it takes ----------------------------------------------------------------------------

BARS = 24


@dataclass(frozen=True)
class Cycles:
    """Durations in bands: `frame` has key, name, days_from, days_to (null: open), orders."""

    frame: pl.DataFrame
    sentence: Text

    @property
    def is_empty(self) -> bool:
        return self.frame.is_empty()


def cycles(view: View) -> Cycles:
    """Return the durations of the orders delivered in the period, in bands of equal width."""
    found = analysis.cycle_days(view.scope, view.reader)
    row = figures.figures(view, ["order_cycle_days"])
    told = t(
        "Half of them took up to {median}, nine of ten up to {p90}, on average {mean}. "
        "{open} orders of the period are not delivered yet.",
        median=formats.value(row["order_cycle_days"], "days", view.lang),
        p90=formats.value(row["order_cycle_days__p90"], "days", view.lang),
        mean=formats.value(row["order_cycle_days__mean"], "days", view.lang),
        open=row["order_cycle_days__unknown"],
    )
    return Cycles(_bands(found), told)


def _bands(found: pl.DataFrame) -> pl.DataFrame:
    """Bands up to where 95% of the orders are; the rest in the last one."""
    if found.is_empty():
        return found
    days: list[int] = found["days"].to_list()
    usual = 0.95 * int(found["orders"].sum())
    lowest, highest = min(days[0], 0), days[0]
    for day, before in zip(days, found["orders"].cum_sum(), strict=True):
        highest = day if int(before) <= usual else highest
    width = max(1, -(-(highest - lowest + 1) // BARS))
    last = (highest - lowest) // width + 1
    place = ((pl.col("days") - lowest) // width).clip(upper_bound=last).cast(pl.Int64)
    counted = found.group_by(band=place).agg(pl.col("orders").sum())
    end = last if counted["band"].max() == last else last - 1
    every = pl.DataFrame({"band": list(range(end + 1))})
    bands = every.join(counted, on="band", how="left").fill_null(0).sort("band")
    names = [
        _band_name(lowest + band * width, width, band == last) for band in bands["band"].to_list()
    ]
    return bands.with_columns(key=pl.col("band").cast(pl.String), name=pl.Series(names))


def _band_name(start: int, width: int, is_last: bool) -> str:
    if is_last:
        return f"≥{start}"
    return str(start) if width == 1 else f"{start}–{start + width - 1}"


def cycles_chart(found: Cycles, view: View, ink: str | None) -> go.Figure:
    """Return the durations as bars."""
    frame, lang = found.frame, view.lang
    every = max(1, frame.height // 8)
    ends = (0, frame.height - 1)
    names = [
        name if place in ends or (place % every == 0 and place + every // 2 < ends[1]) else ""
        for place, name in enumerate(frame["name"])
    ]
    hovers = [
        t("{days} days: {count} orders", days=name, count=count).to(lang)
        for name, count in frame.select("name", "orders").iter_rows()
    ]
    look = Look(lang, ink, ORDERS.to(lang))
    counts = frame["orders"].to_list()
    figure = plots.columns(frame["key"].to_list(), names, counts, hovers, look)
    return charts.titled(figure, t("Days").to(lang), ink, across=True)


def cycles_sheet(found: Cycles) -> Sheet:
    """Return the bands as rows."""
    return Sheet(
        found.frame,
        (Column("name", Label("Days", "天数")), Column("orders", ORDERS, "count")),
    )


# --- where and why it is late ---------------------------------------------------------------------


@dataclass(frozen=True)
class Causes:
    """Late orders by reason, the most first: key, name, late, days, share, running.

    An order has one reason, so shares add up; `total` are all late orders, `known` those with one.
    """

    frame: pl.DataFrame
    total: int
    known: int


def causes(view: View) -> Causes:
    """Return the reasons of the late orders of the period."""
    found = view.evaluate(("delay_days",), ("delay_reason",), view.scope).filter(
        pl.col("delay_days__denominator") > 0
    )
    total = found["delay_days__denominator"].sum()
    known = found.filter(pl.col("delay_reason").is_not_null())["delay_days__denominator"].sum()
    frame = (
        found.select(
            pl.col("delay_reason").fill_null("").alias("key"),
            pl.col("delay_reason").fill_null(NOT_RECORDED.to(view.lang)).alias("name"),
            pl.col("delay_days__denominator").alias("late"),
            pl.col("delay_days").alias("days"),
        )
        .sort("late", "key", descending=[True, False])
        .with_columns(share=pl.col("late") / (total or 1))
        .with_columns(running=pl.col("share").cum_sum())
    )
    return Causes(frame, int(total), int(known))


def causes_chart(found: Causes, view: View, ink: str | None) -> go.Figure:
    """Return the reasons as bars, each with its count and the running share."""
    rows = found.frame.head(10).to_dicts()
    return plots.lying(
        [("delay_reason", row["key"]) for row in rows],
        [row["name"] for row in rows],
        [row["late"] for row in rows],
        [f"{row['late']:,} · {formats.percent(row['running'], 0)}" for row in rows],
        [
            f"{row['name']}: {row['late']:,} · " + formats.value(row["days"], "days", view.lang)
            for row in rows
        ],
        Look(view.lang, ink, t("Late orders · running share (%)").to(view.lang)),
    )


def causes_sheet(found: Causes) -> Sheet:
    """Return the reasons as rows; a row's key is the reason."""
    return Sheet(
        found.frame,
        (
            Column("name", DIMENSIONS["delay_reason"].label),
            Column("late", Label("Late orders", "延迟订单"), "count"),
            Column("share", Label("Share", "占比"), "ratio"),
            Column("running", Label("Running share", "累计占比"), "ratio"),
            Column("days", CATALOG["delay_days"].label, "days"),
        ),
    )


REASONS = 8


def lines_by_cause(view: View) -> Sheet:
    """Return late orders of each product line by reason: a row per line, a column per reason.

    An order counts in each of its product lines. The reasons are the most frequent ones.
    """
    by = ("product_line", "delay_reason")
    found = view.evaluate(("delay_days",), by, view.scope)
    late = pl.col("delay_days__denominator")
    told = found.filter(late > 0).select(
        pl.col("product_line").fill_null("").alias("key"),
        pl.col("delay_reason").fill_null("").alias("reason"),
        late.alias("late"),
    )
    frequent = told.group_by("reason").agg(pl.col("late").sum())
    frequent = frequent.sort("late", "reason", descending=[True, False])
    reasons: list[str] = frequent["reason"].head(REASONS).to_list()
    due = view.evaluate(("on_time_rate",), ("product_line",), view.scope).select(
        pl.col("product_line").fill_null("").alias("key"),
        pl.col("on_time_rate__denominator").alias("due"),
        pl.col("on_time_rate").alias("rate"),
    )
    counts = told.group_by("key").agg(
        *[
            pl.col("late").filter(pl.col("reason") == reason).sum().alias(f"reason {place}")
            for place, reason in enumerate(reasons)
        ],
        pl.col("late").sum().alias("late"),
    )
    unnamed = pl.lit(NOT_RECORDED.to(view.lang))
    frame = (
        counts.join(due, on="key", how="left")
        .with_columns(name=pl.when(pl.col("key") == "").then(unnamed).otherwise("key"))
        .sort("late", "key", descending=[True, False])
    )
    columns = [
        Column(f"reason {place}", Label(reason, reason) if reason else NOT_RECORDED, "count")
        for place, reason in enumerate(reasons)
    ]
    return Sheet(
        frame,
        (
            Column("name", DIMENSIONS["product_line"].label),
            Column("due", DUE, "count").if_room(),
            Column("rate", ON_TIME, "ratio").if_room(),
            Column("late", Label("Late orders", "延迟订单"), "count"),
            *columns,
        ),
    )


# --- who moves promises ---------------------------------------------------------------------------


def moved_promises(view: View, dimension: str) -> Sheet:
    """Return who moves promises, a row for each person or product line."""
    found = analysis.moved_promises(dimension, view.scope, view.reader)
    rate = pl.col("moved") / pl.col("due")
    frame = found.with_columns(
        pl.col("key").fill_null(""),
        name=pl.col("name").fill_null(pl.col("key")).fill_null(NOT_RECORDED.to(view.lang)),
        share=rate,
        mean=pl.when(pl.col("later") > 0).then(pl.col("days") / pl.col("later")),
        first=pl.col("kept_first") / pl.col("due"),
        latest=pl.col("kept_latest") / pl.col("due"),
    )
    frame = frame.with_columns(gain=pl.col("latest") - pl.col("first"))
    return Sheet(
        frame,
        (
            Column("name", DIMENSIONS[dimension].label),
            Column("moved", Label("Promise moved", "承诺变更订单"), "count").briefly(
                "Moved", "变更"
            ),
            Column("share", Label("Share moved", "变更占比"), "ratio").briefly("Share", "占比"),
            Column("mean", Label("Later by, on average", "平均推迟"), "days").briefly(
                "Later by", "推迟"
            ),
            Column("first", Label("On time, first promise", "及时率（首次承诺）"), "ratio").briefly(
                "First", "首次"
            ),
            Column(
                "latest", Label("On time, latest promise", "及时率（最新承诺）"), "ratio"
            ).briefly("Latest", "最新"),
            Column(
                "gain",
                Label("Gained by moving", "变更带来的差异"),
                "ratio",
                t("How much better the rate looks by the latest promise than by the first."),
                signed=True,
            ).briefly("Gained", "差异"),
            Column("due", DUE, "count").briefly("Due", "到期"),
        ),
    )


# --- the backlog ----------------------------------------------------------------------------------


def backlog(view: View) -> Sheet:
    """Return the backlog by how late or how soon due it is."""
    found = analysis.backlog_by_age(view.scope, view.reader)
    total = found["amount"].sum()
    frame = found.with_columns(
        key="age",
        name=pl.Series([analysis.AGES[age].to(view.lang) for age in found["age"]]),
        share=pl.col("amount").cast(pl.Float64) / float(total) if total else pl.lit(None),
    )
    return Sheet(
        frame,
        (
            Column("name", Label("Promised day", "承诺日")),
            Column("orders", ORDERS, "count"),
            Column("amount", CATALOG["backlog"].label, currencies.unit(view, CATALOG["backlog"])),
            Column("share", Label("Share", "占比"), "ratio"),
        ),
    )


def backlog_chart(sheet: Sheet, view: View, ink: str | None) -> go.Figure:
    """Return the amounts as lying bars, the latest on top."""
    rows = [row for row in sheet.frame.to_dicts() if row["orders"]]
    unit = currencies.unit(view, CATALOG["backlog"])
    return plots.lying(
        [("age", row["age"]) for row in rows],
        [row["name"] for row in rows],
        [float(row["amount"]) for row in rows],
        [formats.value(row["amount"], unit, view.lang) for row in rows],
        [
            t("{name}: {count} orders", name=row["name"], count=row["orders"]).to(view.lang)
            for row in rows
        ],
        Look(view.lang, ink, formats.counted(CATALOG["backlog"].label, unit, view.lang)),
    )


# --- one rate under each convention ---------------------------------------------------------------


def ladder(view: View) -> Sheet:
    """Return the on-time rate under each convention, beside how far it is from the usual one."""
    found = analysis.ladder(view.scope, view.reader)
    if not can_tell(view, "otif_rate"):  # no order counted in full is not none
        found = found.filter(~pl.col("rung").str.starts_with("otif"))
    usual = usual_rung(view)
    own = found.filter(pl.col("rung") == usual)["rate"][0]
    names = [analysis.RUNGS[name].label.to(view.lang) for name in found["rung"]]
    frame = found.with_columns(
        key="rung",
        name=pl.Series(names),
        miss=pl.col("base") - pl.col("good"),
        gap=pl.col("rate") - pl.lit(own, pl.Float64),
    )
    return Sheet(
        frame,
        (
            Column("name", Label("Convention", "口径")),
            Column("rate", Label("Rate", "比率"), "ratio"),
            Column(
                "gap", Label("Against the usual one", "与现行口径之差"), "ratio", signed=True
            ).briefly("± usual", "差异"),
            Column("good", Label("On time", "及时"), "count"),
            Column("miss", Label("Misses", "未达成"), "count"),
            Column("base", Label("Judged orders", "参与判定订单"), "count").briefly(
                "Judged", "参与判定"
            ),
        ),
    )


def usual_rung(view: View) -> str:
    """Return the convention that the dashboard's own rate has."""
    return f"due_{view.scope.conventions.promise_basis}"


def changed_sides(view: View, one: str, other: str) -> Sheet:
    """Return how many orders change side between two conventions."""
    found = analysis.changed_sides(one, other, view.scope, view.reader)
    frame = found.with_columns(_side_names(view, "before"), _side_names(view, "after"))
    return Sheet(
        frame,
        (
            Column("before", analysis.RUNGS[one].label),
            Column("after", analysis.RUNGS[other].label),
            Column("orders", ORDERS, "count"),
        ),
    )


def orders_that_change_sides(view: View, one: str, other: str, limit: int) -> pl.DataFrame:
    """Return these orders, the newest first."""
    found = analysis.orders_that_change_sides(one, other, view.scope, view.reader, limit)
    return found.with_columns(_side_names(view, "before"), _side_names(view, "after"))


def _side_names(view: View, column: str) -> pl.Expr:
    words = {side: label.to(view.lang) for side, label in analysis.SIDES.items()}
    return pl.col(column).replace(words)


# --- exactly on a limit ---------------------------------------------------------------------------


def limits(view: View) -> list[tuple[str, Label, int]]:
    """Return what lies exactly on a limit: its name, what it is, how many orders."""
    names: Sequence[str] = [name for name in analysis.LIMITS if _has_limit(view, name)]
    return [
        (name, analysis.LIMITS[name], analysis.on_the_limit(name, view.scope, view.reader).height)
        for name in names
    ]


def _has_limit(view: View, name: str) -> bool:
    return can_tell(view, "response_within_24h" if name == "answer" else "on_time_rate")


def numbers_on_the_limit(view: View, name: str, limit: int) -> list[str]:
    """Return the numbers of the orders that lie on a limit."""
    return analysis.on_the_limit(name, view.scope, view.reader, limit)["order_no"].to_list()


def listed_numbers(numbers: Sequence[str], lang: str) -> str:
    """Return order numbers in one line."""
    return formats.listed(list(numbers), lang)
