"""The table of salespeople's results: targets, growth, customers, collection, causes, measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.notes import why_empty
from ordertrack.period import Period
from ordertrack.records.journal.kinds import CAUSES
from ordertrack.reports.content.context import Context, Rows
from ordertrack.views import currencies
from ordertrack.views.evaluation import people
from ordertrack.views.evaluation.assessed import grades, growth
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.evaluation.targets import ATTAINMENTS
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.offered import can_tell
from ordertrack.views.tracking.actions import LIVE
from ordertrack.views.view import View
from ordertrack.words import LANGUAGES, Label, Text, t

TITLE = Label("Salespeople's results", "销售人员业绩评估表")
METRICS = (
    "revenue",
    "revenue_attainment",
    "new_customers",
    "new_customer_attainment",
    "new_customer_contribution",
    "key_product_attainment",
    "follow_up_conversion",
    "collected",
    "collection_rate",
    "average_order_value",
    "satisfaction",
    "complaint_rate",
)
SOLD = ("revenue", "new_customers", "key_product_attainment__numerator", "collected")
# Column, heading, and where its value is in the answer of the metrics.
MONEY, COUNT = "money", "count"
COLUMNS: tuple[tuple[str, Label | Text, str], ...] = (
    ("revenue_attainment__denominator", Label("Revenue target", "目标销售额"), MONEY),
    ("revenue", Label("Revenue", "实际销售额"), MONEY),
    ("revenue_attainment", Label("Attainment", "达成率"), "ratio"),
    *((column.name, column.label, column.unit) for column in growth.COLUMNS),
    (
        "new_customer_attainment__denominator",
        Label("New customers, target", "目标新客户数"),
        "count",
    ),
    ("new_customers", Label("New customers", "实际新客户数"), "count"),
    ("new_customer_attainment", Label("New customers, attainment", "新客户达成率"), "ratio"),
    ("new_customer_contribution", Label("Share of new customers", "新客户贡献度"), "ratio"),
    ("key_product_attainment__denominator", Label("Key products, target", "重点产品目标"), "units"),
    ("key_product_attainment__numerator", Label("Key products", "重点产品实际"), "units"),
    ("key_product_attainment", Label("Key products, attainment", "重点产品达成率"), "ratio"),
    ("follow_up_conversion", Label("Conversion of leads", "跟进转化率"), "ratio"),
    ("collected", Label("Collected", "回款金额"), MONEY),
    ("collection_rate", Label("Collection rate", "回款率"), "ratio"),
    ("average_order_value", Label("Order value", "客单价"), MONEY),
    ("satisfaction", Label("Satisfaction", "客户满意度"), "score"),
    ("complaint_rate", Label("Complaint rate", "投诉率"), "ratio"),
    ("rank", Label("Rank by revenue", "排名"), "count"),
    ("grade", grades.COLUMN.label, "text"),
    ("causes", Label("Causes of the gap", "未达标原因"), "text"),
    ("measures", Label("Measures", "改进措施"), "text"),
)


def sheet(context: Context) -> Sheet | Text:
    """Return everyone who sold in the period, the largest revenue first."""
    view = context.view
    levels = people.levels(view)
    if not levels or not can_tell(view, "revenue"):
        return t("The data names no salespeople.")
    level = levels[0]
    frame = without_targets_of_nobody(_figures(view, level), level)
    frame = growth.with_growth(frame, view, level, view.scope.without_filter(level))
    frame = _named(grades.with_grades(frame, view), level, view.lang)
    frame = _with_texts(frame, context, level)
    return Sheet(frame, _columns(view, level, frame))


def _figures(view: View, level: str) -> pl.DataFrame:
    scope = view.scope.without_filter(level)
    asked = [
        name
        for name in METRICS
        if can_tell(view, name) and not why_empty(name, scope, view.reader, by=(level,))
    ]
    return view.evaluate(tuple(asked), (level,), scope)


def without_targets_of_nobody(frame: pl.DataFrame, level: str) -> pl.DataFrame:
    """Return the figures without targets of nobody; what nobody sold stays where it is any.

    A target that names no person, such as one of a product, is not one of orders without a person.
    """
    known, sold = pl.col(level).is_not_null(), [name for name in SOLD if name in frame.columns]
    aims = [name for name in frame.columns if name.removesuffix("__denominator") in ATTAINMENTS]
    without = frame.with_columns(pl.when(known).then(name).alias(name) for name in aims)
    return without.filter(known | pl.any_horizontal(pl.col(sold).fill_null(0) != 0))


def _named(frame: pl.DataFrame, level: str, lang: str) -> pl.DataFrame:
    label = f"{level}__label" if f"{level}__label" in frame.columns else level
    known = pl.col(level).is_not_null()
    place = pl.when(known).then(pl.col("revenue")).rank("min", descending=True)
    return frame.with_columns(
        key=pl.col(level).fill_null(""),
        name=pl.coalesce(label, level).fill_null(NOT_RECORDED.to(lang)),
        rank=pl.when(known).then(place),
    ).sort("revenue", "key", descending=[True, False], nulls_last=True)


def _with_texts(frame: pl.DataFrame, context: Context, level: str) -> pl.DataFrame:
    """Add what people wrote: causes of a gap of the period, measures under way."""
    view, period = context.view, context.view.scope.period
    causes, actions = context.written("gap_cause"), context.written("action")
    names = frame["name"].to_list()
    told = period.label(view.lang) if period else ""
    return frame.with_columns(
        period=pl.lit(told),
        causes=pl.Series([_causes(causes, name, view, level) for name in names], dtype=pl.String),
        measures=pl.Series(
            [_measures(actions, name, view.lang) for name in names], dtype=pl.String
        ),
    )


def _causes(rows: Rows, name: str, view: View, level: str) -> str | None:
    """Return the causes that were written for one person and days of the period."""
    scopes = {f"{DIMENSIONS[level].label.to(lang)}: {name}" for lang in LANGUAGES}
    found = [
        " ".join(filter(None, (CAUSES[row["cause"]].to(view.lang), row.get("note"))))
        for row in rows
        if row.get("scope") in scopes and _touches(row.get("period"), view.scope.period)
    ]
    return _listed(found, view.lang)


def _touches(written: Any, period: Period | None) -> bool:
    if period is None or not written:
        return True
    other = written if isinstance(written, Period) else Period.parse(str(written))
    return other.start < period.end and period.start < other.end


def _measures(rows: Rows, name: str, lang: str) -> str | None:
    """Return the measures under way that a person is in charge of, each with its day."""
    mine = [row for row in rows if row.get("owner") == name and row.get("state") in LIVE]
    told = [f"{row['measure']} ({row['due']})" for row in _by_due(mine)]
    return _listed(told, lang)


def _by_due(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(rows, key=lambda row: (str(row["due"]), row["measure"]))


def _listed(texts: Sequence[str], lang: str) -> str | None:
    return ("；" if lang == "zh" else "; ").join(texts) or None


def _columns(view: View, level: str, frame: pl.DataFrame) -> tuple[Column, ...]:
    """Return the template's columns; those that the data cannot fill stay, empty."""
    money = currencies.unit(view, CATALOG["revenue"])
    named = Label("Salesperson", "姓名") if level == "sales_rep" else Label("Team", "团队")
    first = (Column("period", Label("Period", "评估周期")), Column("name", named))
    return (
        *first,
        *(Column(name, label, money if unit == MONEY else unit) for name, label, unit in COLUMNS),
    )
