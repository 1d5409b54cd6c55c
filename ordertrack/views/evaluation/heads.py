"""What is said of revenue per head: a year of it, against benchmarks that name their source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from ordertrack.metrics.analysis import people as analysis
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.notes import why_empty
from ordertrack.period import Period
from ordertrack.views import currencies, figures, formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t


@dataclass(frozen=True)
class PerHead:
    """Revenue per head of a year and its benchmarks; `incomplete` are those that cannot be used."""

    year: Period
    value: Any
    heads: Any
    frame: pl.DataFrame
    incomplete: int
    unit: str

    def sentence(self, lang: str) -> Text:
        """Say it in one sentence."""
        return t(
            "{period}: {value} of revenue per head, with {heads} people on average.",
            period=self.year.label(lang),
            value=formats.value(self.value, self.unit, lang),
            heads=formats.value(self.heads, "units", lang),
        )


def per_head(view: View) -> PerHead | Text:
    """Return revenue per head of the 12 months to the period's end, or why it is not known."""
    metric = CATALOG["revenue_per_head"]
    year = figures.trailing(view, 12)
    assert year.period is not None
    if reason := why_empty(metric.name, year, view.reader):
        return reason
    row = figures.figures(view, [metric.name], year)
    value = row[metric.name]
    if value is None:
        return why_empty(metric.name, year, view.reader, row) or t("It is not known.")
    found = analysis.benchmarks(metric, year, view.reader)
    complete = pl.all_horizontal(pl.col("source", "year", "scope").is_not_null())
    usable = found.filter(complete, pl.col("value") > 0)
    return PerHead(
        year.period,
        value,
        row[f"{metric.name}__denominator"],
        usable.with_columns(ratio=float(value) / pl.col("value").cast(pl.Float64)),
        found.height - usable.height,
        currencies.unit(view, metric),
    )


def per_head_sheet(found: PerHead) -> Sheet:
    """Return the benchmarks as rows, with their source, year and scope."""
    return Sheet(
        found.frame,
        (
            Column("scope", Label("Scope", "范围")),
            Column("year", Label("Year", "年份")),
            Column("source", Label("Source", "来源")),
            Column("value", Label("Benchmark", "基准值"), found.unit),
            Column("ratio", Label("Own / benchmark", "本公司/基准"), "ratio"),
        ),
    )
