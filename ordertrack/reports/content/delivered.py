"""How the orders of a period were delivered: rates, durations, why they were late, over months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.notes import why_empty
from ordertrack.period import Period
from ordertrack.reports.content import basis, parts
from ordertrack.reports.content.aims import Aim, aims
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import Block, Chart, Paragraph
from ordertrack.reports.content.parts import Line, Part
from ordertrack.views import currencies, figures, formats
from ordertrack.views.evaluation import delivery
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.figures import Compared
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

RATES = (
    "on_time_rate",
    "on_time_rate_delivered",
    "otif_rate",
    "fill_rate",
    "order_fill_rate",
    "perfect_order_rate",
    "order_cycle_days",
    "delay_days",
)
HEADLINES = ("on_time_rate", "otif_rate", "fill_rate", "perfect_order_rate", "order_cycle_days")
CAUSES_SHOWN = 5  # causes with a colour of their own
LATE = Label("Late orders", "延迟订单")
TITLE = Label("Delivery", "交付执行")


# --- rates and durations --------------------------------------------------------------------------


def rates(context: Context) -> Part:
    """Return the rates with target, month before and year before; what the data lack of them."""
    view, lang = context.view, context.lang
    told = [name for name in RATES if can_tell(view, name)]
    blocks: list[Block | None] = [
        parts.key_figures(view, HEADLINES, t("Delivery at a glance")),
        _cycle_text(view),
    ]
    if told:
        sheet = compared_sheet(view, told)
        blocks.append(parts.table(view, sheet, _compared_title(sheet), told))
        if reserves := parts.sentences(parts.not_alike(view, figures.COMPARISONS), lang):
            blocks.append(Paragraph(reserves))
    section = parts.section("delivery", TITLE, blocks, lang, basis.source(view, TITLE, told))
    return Part(section, parts.lacking(view, RATES))


def _compared_title(sheet: Sheet) -> Text:
    if sheet.frame["target"].count():
        return t("Delivery against target and before")
    return t("Delivery beside the period and the year before")


def _cycle_text(view: View) -> Paragraph | None:
    """Say median, 90th percentile and mean of the cycle time."""
    if not can_tell(view, "order_cycle_days"):
        return None
    row = figures.figures(view, ["order_cycle_days"])
    if row["order_cycle_days"] is None:
        return None
    told = {
        name: formats.value(row[f"order_cycle_days{part}"], "days", view.lang)
        for name, part in (("median", ""), ("p90", "__p90"), ("mean", "__mean"))
    }
    text = t(
        "Of the orders delivered in the period half took up to {median} from order to delivery, "
        "nine of ten up to {p90}; the mean is {mean}.",
        **told,
    )
    return Paragraph(text.to(view.lang))


def compared_sheet(view: View, names: Sequence[str]) -> Sheet:
    """Return metrics as rows: value, cases, target, distance, period before, year before."""
    found = figures.compared(view, names)
    wanted = aims(view, names, found.now)
    rows = [_compared_row(view, name, found, wanted.get(name)) for name in names]
    told = [row for row in rows if row["now"] is not None]
    texts = ("name", "now", "cases", "target", "distance", "prior", "since_prior", "yoy", "since")
    return Sheet(
        pl.DataFrame(told, schema=dict.fromkeys(texts, pl.String())),
        (
            Column("name", Label("Figure", "指标")),
            Column("now", Label("Value", "本期")),
            Column("cases", Label("Of cases", "样本数")),
            Column("target", Label("Target", "目标")),
            Column("distance", Label("Against target", "与目标差距")),
            Column("prior", Label("Period before", "上期")),
            Column("since_prior", Label("Change", "环比")),
            Column("yoy", Label("Year before", "上年同期")),
            Column("since", Label("YoY", "同比")),
        ),
    )


def _compared_row(view: View, name: str, found: Compared, aim: Aim | None) -> dict[str, Any]:
    metric, lang = CATALOG[name], view.lang
    unit = currencies.unit(view, metric)

    def text(row: Any) -> str | None:
        known = row is not None and row[name] is not None
        return formats.value(row[name], unit, lang) if known else None

    prior, yoy = (one(view, metric, found) for one in (parts.period_before, parts.year_before))
    cases = found.now.get(f"{name}__denominator")
    return {
        "name": metric.label.to(lang),
        "now": text(found.now),
        "cases": formats.value(cases, "count", lang, exact=True) if cases is not None else None,
        "target": aim.target(lang) if aim else None,
        "distance": (aim.distance(lang) or None) if aim else None,
        "prior": text(found.prior) if prior else None,
        "since_prior": prior.text if prior else None,
        "yoy": text(found.yoy) if yoy else None,
        "since": yoy.text if yoy else None,
    }


# --- why orders were late -------------------------------------------------------------------------


def causes(context: Context) -> Part:
    """Return the causes of late orders as a Pareto chart, and product lines by cause."""
    view, lang = context.view, context.lang
    if not can_tell(view, "delay_days"):
        return Part(None)
    found = delivery.causes(view)
    if not found.total:
        return Part(None)
    title = Label("Causes of delay", "延迟原因")
    if not found.known:
        none = t("No order has a reason of its delay recorded: causes are left out.")
        return Part(None, (none,))
    blocks = [
        Paragraph(causes_text(found).to(lang)),
        causes_chart(found, view),
        parts.table(view, delivery.causes_sheet(found), t("Late orders by cause"), ("delay_days",)),
        *_lines_by_cause(view, found.total),
    ]
    source = basis.source(view, title, ("delay_days", "on_time_rate"))
    return Part(parts.section("causes", title, blocks, lang, source))


def causes_text(found: delivery.Causes) -> Text:
    """Say how many were late, of how many the reason is known, and which is the most frequent."""
    known = found.frame.filter(pl.col("key") != "")
    first = known.row(0, named=True)
    return t(
        "{late} orders due in the period were late; a reason is recorded for {known} of them "
        "({share}). The most frequent is {cause}, with {count} orders.",
        late=found.total,
        known=found.known,
        share=formats.percent(formats.share(found.known, found.total)),
        cause=first["name"],
        count=int(first["late"]),
    )


def causes_chart(found: delivery.Causes, view: View) -> Chart | None:
    """Return the causes as columns, the most frequent first, with their cumulated share."""
    lines = [Line("late", LATE), Line("running", t("Running share"), "ratio", is_line=True)]
    source = basis.source(view, t("Why orders were late"), ("delay_days",))
    return parts.chart("pareto", found.frame, "name", lines, source, view.lang)


def _lines_by_cause(view: View, late: int) -> Iterator[Block | None]:
    if "product_line" not in view.dimensions:
        return
    if why_empty("delay_days", view.scope, view.reader, by=("product_line", "delay_reason")):
        return
    sheet = delivery.lines_by_cause(view)
    yield counted_twice(sheet, late, view.lang)
    caption = t("Late orders by product line and cause")
    yield parts.table(view, sheet, caption, ("delay_days", "on_time_rate"))


def counted_twice(sheet: Sheet, late: int, lang: str) -> Paragraph | None:
    """Say why product lines add up to more late orders than there are, where they do."""
    total = int(sheet.frame["late"].sum())
    if total <= late:
        return None
    text = t(
        "An order counts in each of its product lines, so the lines add up to {total} late orders "
        "instead of {late}.",
        total=total,
        late=late,
    )
    return Paragraph(text.to(lang))


# --- over months ----------------------------------------------------------------------------------


def trend(context: Context) -> Part:
    """Return twelve months: orders and the on-time rate, cycle time, late orders by cause."""
    view = context.view
    both = t("Orders and on-time delivery")
    caption = both if can_tell(view, "on_time_rate") else CATALOG["orders"].label
    blocks = [
        parts.over_months(view, ("orders", "on_time_rate"), caption),
        parts.over_months(view, ("order_cycle_days",), t("Order cycle time, median")),
        late_by_cause(view),
    ]
    title = Label("Trend of twelve months", "近 12 个月趋势")
    return Part(parts.section("trend", title, blocks, view.lang))


def late_by_cause(view: View) -> Chart | None:
    """Return the late orders of twelve months in layers: the most frequent causes, and the rest."""
    if not can_tell(view, "delay_days") or "delay_reason" not in view.dimensions:
        return None
    scope = figures.trailing(view, parts.MONTHS)
    assert scope.period is not None
    found = view.evaluate(("delay_days",), ("month", "delay_reason"), scope).select(
        "month",
        pl.col("delay_reason").alias("cause"),
        pl.col("delay_days__denominator").cast(pl.Float64).alias("late"),
    )
    found = found.filter(pl.col("late") > 0)
    if not found["cause"].count():
        return None
    causes = _frequent(found)
    rest = t("Other causes").to(view.lang)
    unknown = NOT_RECORDED.to(view.lang)
    named = found.with_columns(
        cause=pl.when(pl.col("cause").is_null())
        .then(pl.lit(unknown))
        .when(pl.col("cause").is_in(causes))
        .then("cause")
        .otherwise(pl.lit(rest))
    )
    months = [month.start for month in scope.period.split("month")]
    frame = pl.DataFrame({"month": months})
    layers = [*causes, *(one for one in (rest, unknown) if one in set(named["cause"]))]
    for place, cause in enumerate(layers):
        mine = named.filter(pl.col("cause") == cause).group_by("month")
        frame = frame.join(mine.agg(pl.col("late").sum().alias(f"layer {place}")), "month", "left")
    frame = frame.fill_null(0).sort("month").with_columns(name=pl.col("month").dt.strftime("%Y-%m"))
    lines = [Line(f"layer {place}", Label(one, one)) for place, one in enumerate(layers)]
    source = basis.source(_over(view, scope.period), t("Late orders by cause, month by month"))
    return parts.chart("stacked", frame, "name", lines, source, view.lang)


def _frequent(found: pl.DataFrame) -> list[str]:
    counted = found.drop_nulls("cause").group_by("cause").agg(pl.col("late").sum())
    ranked = counted.filter(pl.col("late") > 0).sort("late", "cause", descending=[True, False])
    return ranked["cause"].head(CAUSES_SHOWN).to_list()


def _over(view: View, period: Period) -> View:
    return replace(view, scope=view.scope.with_period(period))
