"""What the Targets page says: attainment and its reconciliation, the pace, the gap explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ordertrack.errors import OrdertrackError
from ordertrack.metrics.analysis import variance
from ordertrack.metrics.analysis.variance import Against, Variance
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.notes import target_warnings, why_empty
from ordertrack.period import Grain, Period
from ordertrack.views import currencies, figures, formats
from ordertrack.views.evaluation import plots
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.filter_values import NOT_RECORDED, names
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

CARDS = (
    "revenue",
    "revenue_attainment",
    "pace",
    "new_customer_attainment",
    "key_product_attainment",
)
ATTAINMENTS = ("revenue_attainment", "new_customer_attainment", "key_product_attainment")
LEVELS = ("team", "sales_rep", "product_line", "product")
TARGET = Label("Target", "目标")
ACTUAL = Label("Actual", "实际")
GAP = Label("Gap", "差额")
NO_TARGET = Label("no target", "无目标")
AGAINST: dict[Against, Label] = {
    "target": Label("Target", "目标"),
    "yoy": Label("Last year", "去年同期"),
    "prior": Label("Period before", "上一期"),
}


LENGTHS: tuple[Grain, ...] = ("month", "quarter", "year")


def offered(view: View) -> list[str]:
    """Return the attainments that this data can answer."""
    return [name for name in ATTAINMENTS if can_tell(view, name)]


def nearest(view: View) -> Period | None:
    """Return the latest period with sales and targets, where the chosen one has no target at all.

    Periods as long as the chosen one come first: targets of the year leave its months without one.
    """
    metrics, chosen = offered(view), view.scope.period
    if chosen is None or not metrics or any(_has_target(view, name) for name in metrics):
        return None
    for grain in sorted(LENGTHS, key=lambda grain: grain != chosen.kind):
        if found := _latest(view, metrics, grain):
            return found
    return None


def _has_target(view: View, metric: str) -> bool:
    return bool(_by(view, metric)[f"{metric}__denominator"].count())


def _latest(view: View, metrics: Sequence[str], grain: Grain) -> Period | None:
    """Return the last period of a length that has begun, with a target and something sold."""
    found = view.evaluate(tuple(metrics), (grain,), view.scope.with_period(None))
    has_both = pl.any_horizontal(
        pl.col(f"{name}__denominator").is_not_null() & (pl.col(f"{name}__numerator") > 0)
        for name in metrics
    )
    starts = found.filter(has_both)[grain].cast(pl.Date)
    begun = starts.filter(starts <= view.scope.as_of.date()).to_list()
    return Period.around(max(begun), grain) if begun else None


def levels(view: View, metric: str) -> list[str]:
    """Return the dimensions by which an attainment can be split with at least one target."""
    return [
        level
        for level in LEVELS
        if level in view.dimensions
        and not why_empty(metric, view.scope, view.reader, by=(level,))
        and _by(view, metric, level)[f"{metric}__denominator"].count()
    ]


def _by(view: View, metric: str, *dims: str) -> pl.DataFrame:
    return view.evaluate((metric,), dims, view.scope)


def unit(view: View, metric: str) -> str:
    """Return the unit of what an attainment compares with its target."""
    measure = CATALOG[metric].numerator
    return currencies.unit(view, CATALOG["revenue"]) if measure.unit == "money" else measure.unit


# --- attainment by level --------------------------------------------------------------------------


@dataclass(frozen=True)
class Attained:
    """Who reached what: `rows` (the largest shortfall first), and how they add up to the whole."""

    rows: Sheet
    sums: Sheet
    below: list[str]


def attained(view: View, metric: str, level: str) -> Attained:
    """Return actual, target and attainment of everyone on a level, and the reconciliation."""
    found = _by(view, metric, level)
    told = _told(found, metric, level, view.lang)
    whole = _by(view, metric).row(0, named=True)
    return Attained(
        Sheet(told, _columns(view, metric, DIMENSIONS[level].label)),
        Sheet(_sums(told, whole, metric, view.lang), _columns(view, metric, Label("Sum", "合计"))),
        told.filter(pl.col("rate") < 1)["name"].to_list(),
    )


def _told(found: pl.DataFrame, metric: str, level: str, lang: str) -> pl.DataFrame:
    label = f"{level}__label" if f"{level}__label" in found.columns else level
    return (
        found.select(
            pl.col(level).fill_null("").alias("key"),
            pl.coalesce(label, level).fill_null(NOT_RECORDED.to(lang)).alias("name"),
            pl.col(f"{metric}__numerator").alias("actual"),
            pl.col(f"{metric}__denominator").alias("target"),
            pl.col(metric).alias("rate"),
        )
        .with_columns(gap=pl.col("actual") - pl.col("target"))
        .sort("gap", "actual", "key", descending=[False, True, False], nulls_last=True)
    )


def _columns(view: View, metric: str, first: Label) -> tuple[Column, ...]:
    amounts = unit(view, metric)
    return (
        Column("name", first),
        Column("actual", ACTUAL, amounts),
        Column("target", TARGET, amounts),
        Column("rate", CATALOG[metric].label, "ratio").briefly("Attainment", "达成率"),
        Column("gap", GAP, amounts, signed=True),
    )


def _sums(told: pl.DataFrame, whole: dict[str, Any], metric: str, lang: str) -> pl.DataFrame:
    """With a target + without one + not recorded + counted in several = the company."""
    named = told.filter(pl.col("key") != "")
    parts = (
        (t("With a target"), named.filter(pl.col("target").is_not_null())),
        (t("Without a target"), named.filter(pl.col("target").is_null())),
        (NOT_RECORDED, told.filter(pl.col("key") == "")),
    )
    rows = [_sum(text.to(lang), part) for text, part in parts if part.height]
    actual, target = whole[f"{metric}__numerator"] or 0, whole[f"{metric}__denominator"]
    several = actual - sum(row["actual"] or 0 for row in rows)
    if abs(several) > 0:
        rows.append(_row(t("Counted in several, or in none of them").to(lang), several, None))
    between = None if target is None else target - sum(row["target"] or 0 for row in rows)
    if between:
        rows.append(
            _row(t("The level's targets differ from the company's by").to(lang), None, between)
        )
    rows.append(_row(t("Whole company, or what is filtered").to(lang), actual, target))
    schema = told.schema
    return pl.DataFrame(rows, schema={name: schema[name] for name in rows[0]})


def _sum(name: str, part: pl.DataFrame) -> dict[str, Any]:
    has_target = part["target"].count() > 0
    return _row(name, part["actual"].sum(), part["target"].sum() if has_target else None)


def _row(name: str, actual: Any, target: Any) -> dict[str, Any]:
    known = actual is not None and target
    return {
        "key": "",
        "name": name,
        "actual": actual,
        "target": target,
        "rate": float(actual) / float(target) if known else None,
        "gap": actual - target if known else None,
    }


# --- pace -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pace:
    """Where a running period stands: working days, and what each of those left has to bring."""

    days: int
    over: int
    left: int
    actual: Decimal
    target: Decimal
    needed: Decimal | None
    so_far: Decimal | None
    notice: Text | None

    @property
    def share_over(self) -> float:
        """The share of the working days that are over."""
        return self.over / self.days if self.days else 1.0

    def sentence(self, unit: str, lang: str) -> Text:
        """Say it in one sentence."""

        def amount(value: Any) -> str:
            return formats.value(value, unit, lang)

        if not self.left:
            return t(
                "The period is over: {actual} of {target}.",
                actual=amount(self.actual),
                target=amount(self.target),
            )
        if self.actual >= self.target:
            return t(
                "The target of {target} is reached. Working days left: {left}.",
                target=amount(self.target),
                left=self.left,
            )
        return t(
            "{over} of {days} working days are over. {rest} are missing: {needed} on each of the "
            "{left} working days left, against {so_far} a day so far.",
            over=self.over,
            days=self.days,
            rest=amount(self.target - self.actual),
            needed=amount(self.needed),
            left=self.left,
            so_far=amount(self.so_far),
        )


def pace(view: View) -> Pace | None:
    """Return the pace of revenue; None without a period or a target."""
    period = view.scope.period
    if period is None or not can_tell(view, "revenue_attainment"):
        return None
    row = figures.figures(view, ["revenue_attainment"])
    target = row["revenue_attainment__denominator"]
    if not target:
        return None
    workdays = view.scope.conventions.workdays
    days = workdays.count(period.start, period.end)
    over = workdays.count(period.start, min(view.scope.closed_before, period.end))
    actual = row["revenue_attainment__numerator"] or Decimal(0)
    left = days - max(over, 0)
    return Pace(
        days=days,
        over=max(over, 0),
        left=left,
        actual=actual,
        target=target,
        needed=(target - actual) / left if left else None,
        so_far=actual / over if over > 0 else None,
        notice=workdays.notice({period.start.year, period.last.year}),
    )


def notices(view: View, metric: str) -> list[Text]:
    """Return what a reader of an attainment should know of its target."""
    return target_warnings(metric, view.scope, view.reader)


# --- the gap explained ----------------------------------------------------------------------------


def explained(view: View, against: Against) -> Variance | Text:
    """Return why revenue differs from what it is held against, or why that cannot be said."""
    try:
        return variance.explain(against, view.scope, view.reader)
    except OrdertrackError as error:
        return error.text


def headline(found: Variance, view: View, against: Against) -> Text:
    """Say the difference in one sentence."""
    money = currencies.unit(view, CATALOG["revenue"])
    return t(
        "Revenue {now} against {before} ({what}): {change}.",
        now=formats.value(found.now, money, view.lang),
        before=formats.value(found.before, money, view.lang),
        what=formats.within(AGAINST[against]),
        change=formats.signed(found.change, view.lang, money),
    )


PARTS_SHOWN = 12


def variance_chart(found: Variance, view: View, ink: str | None) -> go.Figure:
    """Return the parts of a difference as lying bars, the largest first."""
    parts = sorted(found.parts, key=lambda part: -abs(part.value))[:PARTS_SHOWN]
    money = currencies.unit(view, CATALOG["revenue"])
    names = [part.name.to(view.lang) for part in parts]
    labels = [formats.signed(part.value, view.lang, money) for part in parts]
    return plots.lying(
        [("part", name) for name in names],
        names,
        [float(part.value) for part in parts],
        labels,
        [f"{name}: {label}" for name, label in zip(names, labels, strict=True)],
        plots.Look(view.lang, ink, formats.counted(CATALOG["revenue"].label, money, view.lang)),
    )


def variance_sheet(found: Variance, view: View) -> Sheet:
    """Return the parts and the difference that they add up to."""
    lang, money = view.lang, currencies.unit(view, CATALOG["revenue"])
    rows = [(part.name.to(lang), part.value) for part in found.parts]
    rows.append((t("All together").to(lang), found.change))
    frame = pl.DataFrame(
        {"name": [name for name, _ in rows], "value": [value for _, value in rows]},
        schema={"name": pl.String, "value": pl.Decimal(38, 4)},
    )
    label = variance.METHODS[found.method]
    return Sheet(frame, (Column("name", label), Column("value", GAP, money, signed=True)))


def scope_words(view: View) -> str:
    """Return what the view is narrowed to, in words; the whole company where it is not."""
    lang = view.lang
    told = [
        (DIMENSIONS[name].label.to(lang), formats.listed(names(view, name, values), lang))
        for name, values in view.scope.filters
    ]
    return "; ".join(f"{label}: {chosen}" for label, chosen in told) or t("Whole company").to(
        view.lang
    )
