"""What moved most: who and what contributed to the change of a figure against the comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ordertrack.metrics.analysis.contribution import EFFECTS, contribution
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.model.metric import Metric
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.views import changes, charts, currencies, formats, markup
from ordertrack.views.figures import base_name, base_of, figures
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.view import Evaluate, View
from ordertrack.words import Text, t

# A tier is computed from revenue, a reason for delay is given to what is late: neither explains.
SPLIT_BY = ("team", "sales_rep", "product_line", "product", "region", "channel", "customer")
NAME_LENGTH = 22
EACH_WAY = 4
NOISE = 1e-6  # a part below this comes from dividing, and nobody could read it
UNIT_OF_CHANGE = {"score": "score", "days": "days", "ratio": "ratio"}


@dataclass(frozen=True)
class Change:
    """A metric now and in the period that it is compared with; neither is missing."""

    metric: Metric
    now: Any
    then: Any
    before: Scope
    unit: str
    against: str

    @property
    def period(self) -> Period:
        """The period that it is compared with."""
        assert self.before.period is not None
        return self.before.period

    def headline(self, lang: str) -> Text:
        """Say the change in one sentence."""
        unit = self.unit
        values = {
            "metric": self.metric.label,
            "now": formats.value(self.now, unit, lang),
            "change": changes.change(self.now, self.then, self.metric, unit, lang).text,
            "period": self.against,
        }
        if unit in UNIT_OF_CHANGE:
            then = formats.value(self.then, unit, lang)
            return t("{metric} {now}, {change} against {period} ({then}).", then=then, **values)
        difference = formats.signed(Decimal(str(self.now)) - Decimal(str(self.then)), lang, unit)
        return t(
            "{metric} {now}, {change} against {period} ({difference}).",
            difference=difference,
            **values,
        )


def change(view: View, metric: Metric) -> Change | Text:
    """Return the change of a metric, or why there is none to explain."""
    before = base_of(metric, view.scope)
    if view.scope.period and before is None and view.scope.comparison:
        return t("This period has not begun.")
    if before is None or before.period is None:
        return t("Choose a period and a comparison to see what changed.")
    if not currencies.comparable(view, metric, before):
        return t(
            "The amounts of {period} are in another currency.",
            period=before.period.label(view.lang),
        )
    now = figures(view, [metric.name])[metric.name]
    then = figures(view, [metric.name], before)[metric.name]
    if then is None or (metric.accumulates and not then):
        return _nothing(metric, before.period, view.lang)
    if now is None and not metric.accumulates:
        assert view.scope.period is not None
        return _nothing(metric, view.scope.period, view.lang)
    against = base_name(metric, view.scope, before, view.lang)
    return Change(metric, now or 0, then, before, currencies.unit(view, metric), against)


def _nothing(metric: Metric, period: Period, lang: str) -> Text:
    return t(
        "There is no {metric} in {period} to compare with.",
        metric=formats.within(metric.label),
        period=period.label(lang),
    )


def title(metric: Metric) -> Text:
    return t("What moved {metric} most", metric=formats.within(metric.label))


def alt(metric: Metric) -> Text:
    return t(
        "The largest contributions to the change in {metric}; the table shows them too",
        metric=formats.within(metric.label),
    )


def method(metric: Metric) -> Text:
    """Say how a change is split among groups."""
    if metric.share:
        return t("Each group's part is the change of its own share.")
    if metric.median:
        return t(
            "A median cannot be split: this is the change of the mean. A part is how far the "
            "group's own mean moved (rate) and how much more or less it weighs (mix); all parts "
            "of a dimension add up to the change."
        )
    if metric.denominator:
        return t(
            "A part is how far the group's own figure moved (rate) and how much more or less it "
            "weighs in the whole (mix), each half-way between the two periods; all parts of a "
            "dimension add up to the change."
        )
    return t("Dimensions overlap: the same order counts once in each of them.")


def split_by(view: View) -> list[str]:
    """Return the dimensions that may explain a change: the data's, but for those filtered by."""
    return [name for name in SPLIT_BY if name in view.dimensions and not view.scope.values(name)]


# --- the parts of a change ------------------------------------------------------------------------


@dataclass(frozen=True)
class Moved:
    """The largest parts of a change by one dimension: `groups` as in `analysis.contribution`.

    `others` sums up the groups that are not among them, `known` counts all. `overlap` is what is
    counted in several groups. All of it adds up to `change`.
    """

    groups: pl.DataFrame
    others: Mapping[str, float | None]
    known: int
    overlap: float
    change: float


def moved(dimension: str, metric: Metric, now: Scope, then: Scope, evaluate: Evaluate) -> Moved:
    """Return the largest parts of a change by one dimension, rises first."""
    found = contribution(dimension, metric, now, then, evaluate)
    largest = _largest(found.groups)
    rest = found.groups.join(largest, on="key", how="anti")
    sums = rest.select(pl.col(EFFECTS).sum()).row(0, named=True)
    others = {name: sums[name] if rest[name].count() else None for name in EFFECTS}
    return Moved(largest, others, found.groups.height, found.overlap, found.change)


def _largest(groups: pl.DataFrame) -> pl.DataFrame:
    """The largest rises, then the largest falls."""
    ordered = groups.sort("change", "key", descending=[True, False], nulls_last=True)
    rises = ordered.filter(pl.col("change") > NOISE).head(EACH_WAY)
    return pl.concat([rises, ordered.filter(pl.col("change") < -NOISE).tail(EACH_WAY)])


def largest(parts: Mapping[str, Moved]) -> pl.DataFrame:
    """Return the largest rises and falls over all dimensions; under a hundredth is left out.

    Columns: dimension, key, name, now, then, n, rate, mix, change.
    """
    told = [
        part.groups.with_columns(dimension=pl.lit(dimension))
        for dimension, part in parts.items()
        if part.known > 1  # a single value has moved as the whole has, and explains nothing
    ]
    if not told:
        return pl.DataFrame()
    changes = pl.concat(told)
    worth = changes["change"].abs().max()
    ordered = changes.filter(pl.col("change").abs() * 100 >= (worth or 0)).sort(
        "change", "dimension", "key", descending=[True, False, False]
    )
    rises = ordered.filter(pl.col("change") > 0).head(EACH_WAY)
    return pl.concat([rises, ordered.filter(pl.col("change") < 0).tail(EACH_WAY)])


# --- as people read it ----------------------------------------------------------------------------


def chart(moved: Change, changes: pl.DataFrame, lang: str, ink: str | None) -> go.Figure:
    """Return the changes as bars; a bar stands for its dimension and key."""
    rows, unit = changes.to_dicts(), moved.unit
    figure = charts.movers(
        names_of(rows, lang),
        [(row["dimension"], row["key"]) for row in rows],
        [float(row["change"]) for row in rows],
        [signed(row["change"], unit, lang) for row in rows],
        [_hover(row, moved, lang) for row in rows],
        ink=ink,
    )
    changed = t("Change: {metric}", metric=moved.metric.label).to(lang)
    figure.update_layout(height=figure.layout.height + charts.TITLE)
    return charts.titled(figure, formats.counted(changed, moved.unit, lang), ink, across=True)


def table(part: Moved, metric: Metric, lang: str, money: str = "money") -> pl.DataFrame:
    """Return the parts of a change by one dimension, down to the change that they add up to.

    Columns: name, then, now, and n, rate, mix for rates, change. `money`: the unit of amounts.
    """
    unit = money if metric.unit == "money" else metric.unit
    rows = [_line(_called(row, lang), row, unit, lang) for row in part.groups.to_dicts()]
    if rest := part.known - part.groups.height:
        rows.append(_line(t("{count} others", count=rest).to(lang), part.others, unit, lang))
    if abs(part.overlap) > NOISE:
        overlap = {"change": part.overlap}
        rows.append(_line(t("Counted in several").to(lang), overlap, unit, lang))
    rows.append(_line(t("All together").to(lang), {"change": part.change}, unit, lang))
    no_rate = metric.denominator is None or metric.share
    return pl.DataFrame(rows).drop(["n", "rate", "mix"] if no_rate else [])


def _line(name: str, row: Mapping[str, Any], unit: str, lang: str) -> dict[str, str]:
    effects = {name: signed(row.get(name), unit, lang) for name in ("rate", "mix", "change")}
    return {
        "name": name,
        "then": formats.value(row.get("then"), unit, lang) if "then" in row else "",
        "now": formats.value(row.get("now"), unit, lang) if "now" in row else "",
        "n": formats.value(row["n"], "count", lang, exact=True) if row.get("n") else "",
        **effects,
    }


def signed(amount: Any, unit: str, lang: str) -> str:
    """Return a part of a change with its sign and unit; nothing where there is none."""
    return "" if amount is None else formats.change(amount, 0, unit, lang) or ""


def _called(row: Mapping[str, Any], lang: str) -> str:
    return row["name"] or row["key"] or NOT_RECORDED.to(lang)


def names_of(rows: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    """Return what stands beside the bars; where two names are cut to the same, their keys too."""
    names = [_name(row, lang) for row in rows]
    return [
        f"{name} ({row['key']})" if names.count(name) > 1 else name
        for name, row in zip(names, rows, strict=True)
    ]


def _name(row: Mapping[str, Any], lang: str) -> str:
    name, label = _called(row, lang), DIMENSIONS[row["dimension"]].label.to(lang)
    short = name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1] + "…"
    return f"{short} · {label}"


def _hover(row: Mapping[str, Any], moved: Change, lang: str) -> str:
    nothing = 0 if moved.metric.accumulates else None  # who sold nothing sold 0
    then, now = (
        markup.plotly(formats.value(nothing if row[when] is None else row[when], moved.unit, lang))
        for when in ("then", "now")
    )
    if row["rate"] is not None:
        unit = moved.metric.unit
        parts = t(
            "rate {rate}, mix {mix}",
            rate=signed(row["rate"], unit, lang),
            mix=signed(row["mix"], unit, lang),
        ).to(lang)
    else:
        points = Decimal(str(row["change"])) / Decimal(str(moved.then)) * 100
        parts = t("{points} points of the change", points=f"{points:+.1f}").to(lang)
    return f"{markup.plotly(_called(row, lang))}<br>{then} → {now}<br>{parts}"
