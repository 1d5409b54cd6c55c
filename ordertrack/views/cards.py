"""The KPI cards: value, change against last year and the period before, twelve months as a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.notes import lacks, why_empty
from ordertrack.scope import Comparison, Scope
from ordertrack.views import figures, formats
from ordertrack.views.offered import fitting
from ordertrack.views.view import View
from ordertrack.words import Text, t

PLACES = 10
SPARK_MONTHS = 12
KINDS: dict[Comparison, Text] = {"yoy": t("YoY"), "prior": t("Prior")}

Arrow = Literal["up", "down", "off"]


@dataclass(frozen=True)
class Card:
    """One figure as shown; `reason` says why it is empty, `moment` when a stock was counted."""

    metric: Metric
    value: str
    help: str
    delta: str | None
    arrow: Arrow
    beside: str
    spark: Sequence[float] | None
    reason: str | None
    moment: str | None


def cards(view: View) -> list[Card]:
    """Return the cards in order of importance; what the data lacks makes room for the next."""
    answered = [m for m in fitting("cards") if lacks(m.name, view.scope, view.reader) is None]
    metrics = answered[:PLACES]
    if not metrics:
        return []
    found = figures.compared(view, [metric.name for metric in metrics])
    sparks = _sparks(view, metrics)
    return [_card(metric, found, sparks[metric.name], view) for metric in metrics]


def lacking(view: View) -> dict[str, list[str]]:
    """Return what an export would need for the most important cards: columns → labels of cards."""
    alike: dict[str, list[str]] = {}
    for metric in fitting("cards")[:PLACES]:
        if columns := lacks(metric.name, view.scope, view.reader):
            alike.setdefault(columns.to(view.lang), []).append(metric.label.to(view.lang))
    return alike


def _sparks(view: View, metrics: Sequence[Metric]) -> dict[str, list[float]]:
    """Twelve months up to the period's end; of stocks up to as-of, where their value stands."""
    stocks = [metric.name for metric in metrics if metric.date == "stock"]
    flows = [metric for metric in metrics if metric.date != "stock"]
    flowing = figures.trailing(view, SPARK_MONTHS)
    standing = figures.months_to(view, view.scope.as_of.date(), SPARK_MONTHS)
    flowed = figures.over_time(view, [metric.name for metric in flows], flowing, "month")
    stood = figures.over_time(view, stocks, standing, "month")
    whole = flowed.head(-1) if flowing.is_cut else flowed
    return {
        **{m.name: _line((whole if m.accumulates else flowed)[m.name]) for m in flows},
        **{name: _line(stood[name]) for name in stocks},
    }


def _line(months: pl.Series) -> list[float]:
    """The months that have a value; nothing from fewer than three."""
    points = months.cast(pl.Float64).drop_nulls().to_list()
    return points if len(points) > 2 else []


def _card(metric: Metric, found: figures.Compared, spark: list[float], view: View) -> Card:
    name, lang = metric.name, view.lang
    now = found.now[name]
    changes: dict[Comparison, str | None] = {
        "yoy": formats.change(now, found.yoy[name], metric.unit, lang) if found.yoy else None,
        "prior": formats.change(now, found.prior[name], metric.unit, lang) if found.prior else None,
    }
    texts = [f"{KINDS[k].to(lang)} {changes[k] or formats.NONE}" for k in comparisons(view.scope)]
    first = next((changes[kind] for kind in comparisons(view.scope)), None)
    reason = why_empty(name, view.scope, view.reader, found.now)
    return Card(
        metric=metric,
        value=formats.value(now, metric.unit, lang),
        help=_help(formats.value(now, metric.unit, lang, exact=True), view),
        delta=texts[0] if texts else None,
        arrow=_arrow(first),
        beside=" ".join(texts[1:]),
        spark=spark or None,
        reason=reason.to(lang) if reason else None,
        moment=_moment(metric, view),
    )


def comparisons(scope: Scope) -> tuple[Comparison, ...]:
    """Return the chosen comparison, then the other where it is another stretch of time."""
    if scope.period is None or scope.comparison is None:
        return ()
    if scope.period.year_before() == scope.period.previous():
        return (scope.comparison,)
    return ("prior", "yoy") if scope.comparison == "prior" else ("yoy", "prior")


def _help(exact: str, view: View) -> str:
    """The number to the last digit, and what its changes are measured against."""
    lines = [t("{exact}. Where this number comes from", exact=exact).to(view.lang)]
    for kind in comparisons(view.scope):
        before = replace(view.scope, comparison=kind).compared()
        if before and before.period:
            against = t("against {period}", period=before.period.label(view.lang)).to(view.lang)
            lines.append(f"{KINDS[kind].to(view.lang)}: {against}")
    return "  \n".join(lines)


def _moment(metric: Metric, view: View) -> str | None:
    """When a stock was counted, where one could take it for that of the period."""
    period, as_of = view.scope.period, view.scope.as_of
    if metric.date != "stock" or period is None or period.last >= as_of.date():
        return None
    return t("As of {moment}", moment=formats.day(as_of)).to(view.lang)


def _arrow(change: str | None) -> Arrow:
    if not change or change[0] not in ("+", formats.MINUS):
        return "off"
    return "up" if change[0] == "+" else "down"
