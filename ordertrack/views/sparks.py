"""The months of a figure as a small line: what each point says, and which rest on few cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ordertrack.metrics.model.metric import Metric
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.views import charts, currencies, figures, formats
from ordertrack.views.view import View
from ordertrack.words import Text, t

MONTHS = 12
FEWEST = 3  # points that make a line
THIN = 10  # a rate of fewer cases says little: its point is hollow


@dataclass(frozen=True)
class Spark:
    """A line over months: a value (None: no number), a hover and a mark for each of them."""

    metric: Metric
    months: Sequence[str]
    values: Sequence[float | None]
    hovers: Sequence[str]
    thin: Sequence[bool]

    def alt(self) -> Text:
        """Say the line in words, for those who do not see it."""
        known = [place for place, value in enumerate(self.values) if value is not None]
        return t(
            "{metric}, month by month: {first} to {last}",
            metric=self.metric.label,
            first=self.hovers[known[0]],
            last=self.hovers[known[-1]],
        )

    def figure(self) -> go.Figure:
        """Return the line as a chart."""
        return charts.spark(self.months, self.values, self.hovers, self.thin)


def sparks(view: View, metrics: Sequence[Metric]) -> dict[str, Spark | None]:
    """Return twelve months up to the period's end, for each metric by name; None without a line.

    A stock has its months up to the moment at which it is counted.
    """
    flowing = figures.trailing(view, MONTHS)
    standing = figures.months_to(view, view.scope.stock_moment.date(), MONTHS)
    found: dict[str, Spark | None] = {}
    for scope, stock in ((flowing, False), (standing, True)):
        mine = [metric for metric in metrics if (metric.date == "stock") is stock]
        months = figures.over_time(view, [metric.name for metric in mine], scope, "month")
        found |= {metric.name: _spark(view, metric, months, scope) for metric in mine}
    return found


def _spark(view: View, metric: Metric, months: pl.DataFrame, scope: Scope) -> Spark | None:
    """A running month is left out where it would look like a fall."""
    if metric.accumulates and metric.date != "stock" and scope.is_cut:
        months = months.head(-1)
    values = months[metric.name].cast(pl.Float64).to_list()
    if len(values) - values.count(None) < FEWEST:
        return None
    unit, rows = currencies.unit(view, metric, scope), months.to_dicts()
    names = [Period.around(row["month"], "month").label(view.lang) for row in rows]
    return Spark(
        metric,
        names,
        values,
        [
            f"{name}: {point(row, metric, unit, view.lang)}"
            for name, row in zip(names, rows, strict=True)
        ],
        [is_thin(row, metric) for row in rows],
    )


def point(row: Mapping[str, Any], metric: Metric, unit: str, lang: str) -> str:
    """Return the value of a point, with how many cases it rests on where it is a rate."""
    written, cases = formats.value(row[metric.name], unit, lang), cases_of(row, metric)
    return written if cases is None else f"{written} (n = {cases:,})"


def cases_of(row: Mapping[str, Any], metric: Metric) -> int | None:
    """Return how many cases a rate, mean or median is taken over; None for what is added up."""
    if metric.denominator is None or metric.denominator.unit != "count":
        return None
    return row.get(f"{metric.name}__denominator") or 0


def is_thin(row: Mapping[str, Any], metric: Metric) -> bool:
    """Return whether a point rests on so few cases that it says little."""
    cases = cases_of(row, metric)
    return cases is not None and 0 < cases < THIN
