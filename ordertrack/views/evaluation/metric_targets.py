"""Targets of any figure, and benchmarks: the value beside what it is held against.

A rate, a duration or a score is held against the target of any period that holds the scope's; what
grows with the length of a period only against that of the same period.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from ordertrack.metrics.analysis.stated_targets import imported_benchmarks, stated_targets
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.notes import why_empty
from ordertrack.period import Period
from ordertrack.records.journal.kinds import WHOLE_COMPANY
from ordertrack.scope import Scope
from ordertrack.views import currencies, formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.evaluation.target_grid import COMPANY, DIMENSION_OF, MEASURES
from ordertrack.views.view import View
from ordertrack.words import Label

FIGURE = Label("Figure", "指标")
SHOWN = 100


def can_have_target(metric: Metric) -> bool:
    """Return whether a target of this figure means something: not an attainment itself."""
    return metric.group != "targets" and not metric.share


def offered(view: View) -> list[str]:
    """Return the figures other than revenue, new customers and units that can have a target."""
    return [name for name, one in CATALOG.items() if can_have_target(one) and name not in MEASURES]


def reached(view: View) -> Sheet:
    """Return figures that have a target for this period, with value, target and distance."""
    rows = list(_rows(view))[:SHOWN]
    texts = ("key", "name", "who", "period", "now", "target", "distance", "verdict")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(texts, pl.String()))
    return Sheet(
        frame,
        (
            Column("name", FIGURE),
            Column("who", Label("For", "对象")).if_room(),
            Column("period", Label("Period", "期间")).if_room(),
            Column("now", Label("Actual", "实际")),
            Column("target", Label("Target", "目标")),
            Column("distance", Label("Distance", "差距")),
            Column("verdict", Label("Verdict", "结论")),
        ),
    )


def _rows(view: View) -> Iterator[dict[str, str]]:
    stated = stated_targets(view.scope, view.reader)
    for row in stated.filter(pl.col("measure").is_in(offered(view))).to_dicts():
        metric = CATALOG[row["measure"]]
        if not _holds(row["period"], metric, view.scope.period):
            continue
        if (scope := _scope_of(row, view.scope)) is not None:
            yield _row(row, metric, scope, view)


def of_the_whole(view: View) -> dict[str, Any]:
    """Return the targets of the whole company for this period, by figure; the closest period's.

    Only of figures that `offered` names; nothing where the view is narrowed to a part.
    """
    if view.scope.filters:
        return {}
    stated = stated_targets(view.scope, view.reader)
    whole = stated.filter(pl.col("measure").is_in(offered(view)), pl.col("who").is_null())
    rows = [
        row
        for row in whole.to_dicts()
        if _holds(row["period"], CATALOG[row["measure"]], view.scope.period)
    ]
    rows.sort(key=lambda row: -Period.parse(row["period"]).days)
    return {row["measure"]: row["value"] for row in rows}


def _holds(text: str, metric: Metric, period: Period | None) -> bool:
    """Return whether the target of a period can be held against the figure of another."""
    whole = Period.parse(text)
    if period is None:
        return False
    if metric.accumulates:
        return (whole.start, whole.end) == (period.start, period.end)
    return whole.start <= period.start and period.end <= whole.end


def _scope_of(row: dict[str, Any], scope: Scope) -> Scope | None:
    """Return the scope of whom the target is for; None where the view is narrowed to others."""
    dimension = DIMENSION_OF.get(row["level"])
    if dimension is None:
        return scope if not scope.filters else None
    if row["who"] not in (scope.values(dimension) or (row["who"],)):
        return None
    return scope.with_filter(dimension, row["who"])


def _row(row: dict[str, Any], metric: Metric, scope: Scope, view: View) -> dict[str, str]:
    now = None
    if why_empty(metric.name, scope, view.reader) is None:
        now = view.evaluate((metric.name,), (), scope)[metric.name][0]
    unit = currencies.unit(replace(view, scope=scope), metric)
    return {
        "key": metric.name,
        "name": metric.label.to(view.lang),
        "who": row["name"] or row["who"] or COMPANY.to(view.lang),
        "period": Period.parse(row["period"]).label(view.lang),
        "now": formats.value(now, unit, view.lang),
        "target": formats.value(row["value"], unit, view.lang),
        "distance": _distance(now, row["value"], unit, view.lang),
        "verdict": _verdict(now, row["value"], metric).to(view.lang),
    }


def _distance(now: Any, target: Any, unit: str, lang: str) -> str:
    """Return how far a value is from its target, in its unit."""
    if now is None:
        return formats.NONE
    if unit in ("ratio", "days", "score"):
        return formats.change(now, target, unit, lang) or formats.NONE
    return formats.signed(type(target)(str(now)) - target, lang, unit)


def _verdict(now: Any, target: Any, metric: Metric) -> Label:
    if now is None:
        return Label("cannot be told", "无法判定")
    if metric.better is None:
        return Label("no direction", "无方向")
    good = float(now) >= float(target) if metric.better == "up" else float(now) <= float(target)
    return Label("reached", "已达成") if good else Label("missed", "未达成")


# --- benchmarks -----------------------------------------------------------------------------------


def benchmarks(view: View, typed: Sequence[Mapping[str, Any]]) -> Sheet:
    """Return typed and imported benchmarks beside the value of the same scope.

    Each names source, year and scope: without these three there is nothing to compare with.
    """
    every = [*typed, *_imported(view)]
    rows = [_benchmark(row, view) for row in every if row["metric"] in CATALOG]
    texts = ("name", "scope", "now", "value", "distance", "source", "year")
    return Sheet(
        pl.DataFrame(rows, schema=dict.fromkeys(texts, pl.String())),
        (
            Column("name", FIGURE),
            Column("scope", Label("Scope", "范围")),
            Column("now", Label("Ours", "本公司")),
            Column("value", Label("Benchmark", "基准值")),
            Column("distance", Label("Distance", "差距")),
            Column("source", Label("Source", "来源")),
            Column("year", Label("Year", "年份")),
        ),
    )


def names_strangers(sheet: Sheet) -> bool:
    """Return whether a benchmark is about something that this company has no number of."""
    return formats.NONE in sheet.frame["now"]


def _imported(view: View) -> Iterator[dict[str, Any]]:
    """Give imported benchmarks as typed ones are written."""
    labels = {one.label.to(lang): name for name, one in CATALOG.items() for lang in ("en", "zh")}
    for row in imported_benchmarks(view.scope, view.reader).to_dicts():
        metric = labels.get(row["measure"], row["measure"])
        whole = row["scope"].strip().casefold() in WHOLE
        yield {**row, "metric": metric, "dimension": WHOLE_COMPANY if whole else None}


WHOLE = {"company", "whole company", "全公司", "公司", "整体"}


def _benchmark(row: Mapping[str, Any], view: View) -> dict[str, str]:
    metric, scope = CATALOG[row["metric"]], view.scope
    whole, now = row["dimension"] == WHOLE_COMPANY, None
    if row["dimension"] and not whole:
        scope = scope.with_filter(row["dimension"], row["scope"])
    if row["dimension"] and why_empty(metric.name, scope, view.reader) is None:
        now = view.evaluate((metric.name,), (), scope)[metric.name][0]
    unit = currencies.unit(replace(view, scope=scope), metric)
    return {
        "name": metric.label.to(view.lang),
        "scope": COMPANY.to(view.lang) if whole else row["scope"],
        "now": formats.value(now, unit, view.lang),
        "value": formats.value(row["value"], unit, view.lang),
        "distance": _distance(now, row["value"], unit, view.lang),
        "source": row["source"],
        "year": str(row["year"]),
    }


BENCHMARKED = ("team", "sales_rep", "product_line", "region", "channel")


def benchmark_dimensions(view: View) -> dict[str, str]:
    """Return what a benchmark can be about: the whole company, or a value of a dimension."""
    names = [name for name in BENCHMARKED if name in view.dimensions]
    labels = {name: DIMENSIONS[name].label.to(view.lang) for name in names}
    return {WHOLE_COMPANY: COMPANY.to(view.lang)} | labels


def metric_names(view: View) -> dict[str, str]:
    """Return the figures by what people call them."""
    named = (one for one in CATALOG.values() if can_have_target(one))
    return {metric.name: metric.label.to(view.lang) for metric in named}


def completed(values: dict[str, Any]) -> dict[str, Any]:
    """Return a typed benchmark with its scope, which the whole company need not name."""
    whole = values["dimension"] == WHOLE_COMPANY
    return {**values, "scope": WHOLE_COMPANY} if whole else values
