"""What the People page says: who stands where and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ordertrack.metrics.analysis import people as analysis
from ordertrack.metrics.analysis.intervals import FEW
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.notes import lacks, why_empty
from ordertrack.views import currencies, formats
from ordertrack.views.evaluation import ranges
from ordertrack.views.evaluation.assessed import grades, growth
from ordertrack.views.evaluation.plots import Look
from ordertrack.views.evaluation.ranges import Range
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

CARDS = (
    "revenue",
    "revenue_per_head",
    "new_customer_contribution",
    "follow_up_conversion",
    "follow_up_conversion_closed",
    "collection_rate",
    "satisfaction",
    "on_time_rate",
)
MEASURES = (
    "revenue",
    "revenue_attainment",
    "new_customer_contribution",
    "follow_up_conversion",
    "follow_up_conversion_closed",
    "collection_rate",
    "satisfaction",
    "on_time_rate",
)
LEVELS = ("sales_rep", "team")
DRAWN = 20  # rows of the chart; the table has them all
AGAINST: dict[int, Text] = {
    1: t("above"),
    0: t("cannot tell"),
    -1: t("below"),
}


def levels(view: View) -> list[str]:
    """Return whether people, teams or both can be told apart."""
    return [name for name in LEVELS if name in view.dimensions]


def offered(view: View, level: str) -> list[str]:
    """Return the metrics by which this data can rank people or teams."""
    return [
        name
        for name in MEASURES
        if not lacks(name, view.scope, view.reader)
        and not why_empty(name, view.scope, view.reader, by=(level,))
    ]


# --- who stands where -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """A ranking: `frame` as of `analysis.standing`, what it is held against, the unit."""

    metric: Metric
    level: str
    frame: pl.DataFrame
    whole: Any
    unit: str

    @property
    def ranked(self) -> pl.DataFrame:
        return self.frame.filter(pl.col("place").is_not_null())

    @property
    def few(self) -> int:
        """How many rest on too little to have a place."""
        named = self.frame.filter(pl.col("key").is_not_null())
        return named.height - self.ranked.height


def standing(view: View, name: str, level: str) -> Standing:
    """Return people or teams ranked by a metric."""
    metric, everyone = CATALOG[name], view.scope.without_filter(level)

    def known(by: tuple[str, ...]) -> pl.DataFrame:
        names = _beside_each_other(view, level) if by else (name,)
        return view.evaluate(names, by, everyone)

    frame = analysis.standing(name, level, everyone, view.reader, known)
    ranked = frame.filter(pl.col("place").is_not_null())
    whole = known(())[name][0] if metric.denominator else ranked["value"].mean()
    return Standing(metric, level, frame, whole, currencies.unit(view, metric))


def notes(found: Standing, lang: str) -> list[Text]:
    """Say what the ranking means, and who is not in it."""
    said = []
    if found.whole is not None:
        value = formats.value(found.whole, found.unit, lang)
        of_all = t("The dotted line is the company: {value}.", value=value)
        of_mean = t("The dotted line is the mean of those ranked: {value}.", value=value)
        said.append(of_all if found.metric.denominator else of_mean)
    apart = found.ranked.filter(pl.col("against") != 0).height
    if found.ranked.height:
        said.append(
            t(
                "{apart} of {count} clearly differ from it; of the others chance may be the cause.",
                apart=apart,
                count=found.ranked.height,
            )
        )
    if found.few:
        said.append(
            t(
                "{count} rest on fewer than {few} cases and are not ranked: they stand below.",
                count=found.few,
                few=FEW,
            )
        )
    nobody = found.frame.filter(pl.col("key").is_null())["n"].sum()
    if nobody:
        said.append(
            t(
                "{count} cases name nobody and are in the company's number only: where a name is "
                "recorded for some outcomes alone, these numbers mislead.",
                count=nobody,
            )
        )
    return said


def standing_chart(found: Standing, view: View, ink: str | None) -> go.Figure:
    """Return the ranking as points with their intervals, the best on top."""
    rows = [
        Range(
            row["key"],
            row["name"],
            row["value"],
            row["low"],
            row["high"],
            _hover(row, found, view.lang),
            {1: 0, 0: 1, -1: 2}[row["against"] * (-1 if found.metric.better == "down" else 1)],
        )
        for row in found.ranked.head(DRAWN).to_dicts()
    ]
    whole = None if found.whole is None else float(found.whole)
    counts = formats.counted(found.metric.label, found.unit, view.lang)
    figure = ranges.ranged(rows, whole, Look(view.lang, ink, counts))
    if found.metric.unit == "ratio":
        figure.update_xaxes(tickformat=".0%")
    else:
        ends = [row.high for row in rows] or [0.0]
        values, texts = formats.ticks(max(ends), view.lang)
        if found.metric.unit == "money":
            figure.update_xaxes(tickvals=values, ticktext=texts)
    return figure


def _hover(row: dict[str, Any], found: Standing, lang: str) -> str:
    value = formats.value(row["value"], found.unit, lang)
    return f"{row['name']}: {value} ({interval(row, found.unit, lang)}), n = {row['n']:,}"


def interval(row: dict[str, Any], unit: str, lang: str) -> str:
    """Write an interval: `41.0%–52.3%`; `—` where it is not known."""
    if row["low"] is None:
        return formats.NONE
    low, high = formats.column([row["low"], row["high"]], unit, lang)
    return f"{low} – {high}"


def standing_sheet(found: Standing, lang: str) -> Sheet:
    """Return everyone as a row: those without a place below."""
    rows = found.frame.to_dicts()
    frame = found.frame.with_columns(
        pl.col("key").fill_null(""),
        pl.col("name").fill_null(NOT_RECORDED.to(lang)),
        place=pl.Series([_place(row) for row in rows], dtype=pl.String),
        interval=pl.Series([interval(row, found.unit, lang) for row in rows], dtype=pl.String),
        against=pl.Series(
            [AGAINST[row["against"]].to(lang) if row["place"] else None for row in rows],
            dtype=pl.String,
        ),
    )
    what = Label("Against the company", "与公司相比")
    mean = Label("Against the mean", "与均值相比")
    return Sheet(
        frame,
        (
            Column("name", DIMENSIONS[found.level].label),
            Column(
                "place",
                Label("Place", "名次"),
                help=t("In brackets the places that the interval allows."),
            ),
            Column("value", found.metric.label, found.unit),
            Column("interval", Label("95% interval", "95% 区间")),
            Column("n", Label("Cases", "样本数"), "count").if_room(),
            Column("against", what if found.metric.denominator else mean).briefly(
                "Compared", "对比"
            ),
        ),
    )


def _place(row: dict[str, Any]) -> str | None:
    if row["place"] is None:
        return None
    span = str(row["first"]) if row["first"] == row["last"] else f"{row['first']}–{row['last']}"
    return f"{row['place']} ({span})"


# --- everything about everyone --------------------------------------------------------------------


TARGET = f"{grades.ATTAINMENT}__denominator"
# Headings on a screen, where all figures stand beside each other.
SHORT = {
    "revenue_attainment": Label("Attainment", "达成率"),
    "new_customer_contribution": Label("New customers", "新客户"),
    "follow_up_conversion": Label("Conversion", "转化率"),
    "follow_up_conversion_closed": Label("Of closed", "关闭转化"),
    "collection_rate": Label("Collected", "回款率"),
    "satisfaction": Label("Satisfaction", "满意度"),
    "on_time_rate": Label("On time", "及时率"),
}


def _beside_each_other(view: View, level: str) -> tuple[str, ...]:
    """The measures of all panels, so that they are asked once."""
    lacking = lacks("orders", view.scope, view.reader)
    return (*(() if lacking else ("orders",)), *offered(view, level))


def everyone(view: View, level: str) -> Sheet:
    """Return all measures of people or teams beside each other, the largest revenue first."""
    names = _beside_each_other(view, level)
    scope = view.scope.without_filter(level)
    found = view.evaluate(names, (level,), scope)
    label = f"{level}__label" if f"{level}__label" in found.columns else level
    frame = found.with_columns(
        key=pl.col(level).fill_null(""),
        name=pl.coalesce(label, level).fill_null(NOT_RECORDED.to(view.lang)),
    )
    if "revenue" in names:
        frame = growth.with_growth(frame, view, level, scope)
    frame = grades.with_grades(frame, view)
    first = next((name for name in ("revenue", "follow_up_conversion") if name in names), None)
    order = f"{first}__numerator" if first else "name"
    columns = [
        Column(
            name, CATALOG[name].label, currencies.unit(view, CATALOG[name]), short=SHORT.get(name)
        )
        for name in names
    ]
    if "follow_up_conversion" in names:
        place = names.index("follow_up_conversion") + 2
        leads = Column(
            "follow_up_conversion__n", Label("Leads followed up", "已跟进线索"), "count"
        ).briefly("Leads", "线索")
        columns.insert(place - 1, leads)
    columns = _with_assessed(columns, frame)
    return Sheet(
        frame.sort(order, "name", descending=[first is not None, False], nulls_last=True),
        (Column("name", DIMENSIONS[level].label), *columns),
    )


def _with_assessed(columns: Sequence[Column], frame: pl.DataFrame) -> list[Column]:
    """Put growth behind revenue, the target before what was attained of it, the grade behind."""
    found: list[Column] = []
    for column in columns:
        if column.name == grades.ATTAINMENT:
            money = next((one.unit for one in columns if one.name == "revenue"), "money")
            target = Column(TARGET, Label("Revenue target", "目标销售额"), money)
            found.append(target.briefly("Target", "目标"))
        found.append(column)
        if column.name == "revenue":
            found += growth.told(frame)
        if column.name == grades.ATTAINMENT and frame["grade"].count():
            found.append(grades.COLUMN)
    return found


# --- one of them ----------------------------------------------------------------------------------


def of_person(view: View, person: str) -> View:
    """Return the view of one person's own orders, leads and targets."""
    return replace(view, scope=view.scope.with_filter("sales_rep", person))
