"""What moved most: who and what contributed to the change of a figure against the comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.model.metric import Metric
from ordertrack.period import Period
from ordertrack.views import changes, charts, currencies, formats, markup
from ordertrack.views.figures import figures
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.ranking import EACH_WAY, Ranking
from ordertrack.views.view import View
from ordertrack.words import Text, t

# A tier is computed from revenue: it explains nothing.
SPLIT_BY = ("team", "sales_rep", "product_line", "product", "region", "channel", "customer")
NAME_LENGTH = 22


@dataclass(frozen=True)
class Change:
    """A metric now and in the period that it is compared with; `then` is neither 0 nor missing."""

    metric: Metric
    now: Any
    then: Any
    before: Period
    unit: str

    def headline(self, lang: str) -> Text:
        """Say the change in one sentence."""
        difference = Decimal(str(self.now or 0)) - Decimal(str(self.then))
        change = changes.change(self.now or 0, self.then, self.metric, self.unit, lang)
        return t(
            "{metric} {now}, {change} against {period} ({difference}).",
            metric=self.metric.label,
            now=formats.value(self.now, self.unit, lang),
            change=change.text,
            period=self.before.label(lang),
            difference=formats.signed(difference, lang, self.unit),
        )


def change(view: View, metric: Metric) -> Change | Text:
    """Return the change of a metric, or why there is none to explain."""
    before = view.scope.compared()
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
    if not then:
        return t(
            "There is no {metric} in {period} to compare with.",
            metric=formats.within(metric.label),
            period=before.period.label(view.lang),
        )
    return Change(metric, now, then, before.period, currencies.unit(view, metric))


def title(metric: Metric) -> Text:
    return t("What moved {metric} most", metric=formats.within(metric.label))


def alt(metric: Metric) -> Text:
    return t(
        "The largest contributions to the change in {metric}; the lists show them all",
        metric=formats.within(metric.label),
    )


def split_by(view: View) -> list[str]:
    """Return the dimensions that may explain a change: the data's, but for those filtered by."""
    return [name for name in SPLIT_BY if name in view.dimensions and not view.scope.values(name)]


def largest(rankings: Mapping[str, Ranking]) -> pl.DataFrame:
    """Return the largest rises and falls over all dimensions; under a hundredth is left out.

    Columns: dimension, key, name, now, then, change.
    """
    parts = [
        ranked.changes.with_columns(dimension=pl.lit(dimension))
        for dimension, ranked in rankings.items()
        if ranked.known > 1  # a single value has moved as the whole has, and explains nothing
    ]
    if not parts:
        return pl.DataFrame()
    changes = pl.concat(parts)
    worth = changes["change"].abs().max()
    ordered = changes.filter(pl.col("change").abs() * 100 >= (worth or 0)).sort(
        "change", "dimension", "key", descending=[True, False, False]
    )
    rises = ordered.filter(pl.col("change") > 0).head(EACH_WAY)
    return pl.concat([rises, ordered.filter(pl.col("change") < 0).tail(EACH_WAY)])


def chart(moved: Change, changes: pl.DataFrame, lang: str, ink: str | None) -> go.Figure:
    """Return the changes as bars; a bar stands for its dimension and key."""
    rows = changes.to_dicts()
    return charts.movers(
        names_of(rows, lang),
        [(row["dimension"], row["key"]) for row in rows],
        [float(row["change"]) for row in rows],
        [formats.signed(row["change"], lang) for row in rows],
        [_hover(row, moved, lang) for row in rows],
        ink=ink,
    )


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
    points = Decimal(str(row["change"])) / Decimal(str(moved.then)) * 100
    then, now = (
        markup.plotly(formats.value(row[when] or 0, moved.unit, lang)) for when in ("then", "now")
    )
    share = t("{points} points of the change", points=f"{points:+.1f}").to(lang)
    return f"{markup.plotly(_called(row, lang))}<br>{then} → {now}<br>{share}"
