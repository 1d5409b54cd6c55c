"""Figures of a view: beside their comparisons, and over time. Imports `view`, `period`, `scope`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.notes import begins_with
from ordertrack.period import ONE_DAY, Grain, Period
from ordertrack.scope import Comparison, Scope
from ordertrack.views.view import View
from ordertrack.words import t

Row = Mapping[str, Any]
COMPARISONS: tuple[Comparison, ...] = ("yoy", "prior")
A_WEEK = timedelta(days=7)  # without an order, as around a new year, is no short history


def figures(view: View, metrics: Sequence[str], scope: Scope | None = None) -> Row:
    """Return the company's (or the filtered part's) figures as one row."""
    return view.evaluate(tuple(metrics), (), scope or view.scope).row(0, named=True)


@dataclass(frozen=True)
class Compared:
    """Figures beside those of one year earlier and of the period before; None: not comparable."""

    now: Row
    yoy: Row | None
    prior: Row | None


def compared(
    view: View, metrics: Sequence[str], kinds: Sequence[Comparison] = COMPARISONS
) -> Compared:
    """Return the figures of the period with its comparisons, of the kinds that are asked for.

    What ripens is looked at when the comparison was as old. What looks back over months is held
    against nothing where the data begin within the months of the comparison.
    """
    rows = {kind: _beside(view, metrics, kind) for kind in kinds}
    return Compared(figures(view, metrics), rows.get("yoy"), rows.get("prior"))


def _beside(view: View, metrics: Sequence[str], kind: Comparison) -> Row | None:
    base = replace(view.scope, comparison=kind).compared()
    if base is None or not reaches(view, base):
        return None
    asked: dict[Scope, list[str]] = {}
    for name in metrics:
        asked.setdefault(held_against(CATALOG[name], view.scope, base), []).append(name)
    row: dict[str, Any] = {}
    for scope, names in asked.items():
        row |= figures(view, names, scope)
    return row | {name: None for name in metrics if _is_short(name, base, view)}


def held_against(metric: Metric, scope: Scope, base: Scope) -> Scope:
    """Return a comparison as a metric is held against it: what ripens when it was as old."""
    at = as_old(scope, base) if metric.ripens else None
    return replace(base, comparison=None).with_as_of(at) if at else base


def base_of(metric: Metric, scope: Scope) -> Scope | None:
    """Return what a metric is held against by the comparison of a scope; None: nothing."""
    base = scope.compared()
    return held_against(metric, scope, base) if base else None


def base_name(metric: Metric, scope: Scope, base: Scope, lang: str) -> str:
    """Return what a comparison is called; of what ripens, with the day on which it is looked at."""
    period = base.period.label(lang) if base.period else ""
    at = as_old(scope, base) if metric.ripens else None
    if at is None:
        return period
    return t("{period} as it was on {day}", period=period, day=at.date()).to(lang)


def as_old(scope: Scope, base: Scope) -> datetime | None:
    """Return when a comparison was as old as the period is at as-of.

    None where the period runs still: then its comparison is cut alike.
    """
    if scope.is_cut or scope.period is None or base.period is None:
        return None
    return scope.as_of - (scope.period.last - base.period.last)


def begins_within(view: View, base: Scope | None) -> date | None:
    """Return the day on which the data begin, where it lies within a comparison period."""
    first = view.release.data_from
    if first is None or base is None or base.period is None:
        return None
    return first if base.period.start + A_WEEK < first <= base.period.last else None


def holds(view: View, base: Scope | None) -> bool:
    """Whether the data hold the whole of a comparison period, not a part of it."""
    return reaches(view, base) and not begins_within(view, base)


def _is_short(name: str, base: Scope, view: View) -> bool:
    """Return whether the data begin within the months on which a figure looks back."""
    first, begins = view.release.data_from, begins_with(CATALOG[name], base)
    return first is not None and begins is not None and begins + A_WEEK < first


def reaches(view: View, scope: Scope | None) -> bool:
    """Whether the data reaches back into the comparison period at all."""
    first = view.release.data_from
    return (
        scope is not None
        and scope.period is not None
        and (first is None or scope.period.last >= first)
    )


def trailing(view: View, months: int) -> Scope:
    """Return the months up to the end of the period, or to as-of where all time is looked at."""
    period, today = view.scope.period, view.scope.as_of.date()
    return months_to(view, min(period.last, today) if period else today, months)


def around(view: View, months: int) -> Scope:
    """Return the newest months; earlier ones where the period would not be seen among them.

    So the months stay where they are while somebody clicks from one to the next.
    """
    newest = months_to(view, view.scope.as_of.date(), months)
    period = view.scope.period
    seen = period is None or newest.period is None or period.last >= newest.period.start
    return newest if seen else trailing(view, months)


def months_to(view: View, day: date, months: int) -> Scope:
    """Return the months up to that of `day`; two at least, none from before the data begins."""
    last = Period.around(day, "month")
    span = last.trailing(months)
    if view.release.data_from:
        begins = Period.around(view.release.data_from, "month").start
        span = Period(max(span.start, min(begins, last.trailing(2).start)), span.end)
    return view.scope.with_period(span)


def over_time(view: View, metrics: Sequence[str], scope: Scope, grain: Grain) -> pl.DataFrame:
    """Return metrics per month (or week, day …) of a scope's period, a row for each, even empty."""
    assert scope.period is not None
    last = min(scope.period.end, scope.as_of.date() + ONE_DAY)
    span = Period(scope.period.start, max(last, scope.period.start + ONE_DAY))
    every = pl.DataFrame({grain: [piece.start for piece in span.split(grain)]})
    found = view.evaluate(tuple(metrics), (grain,), scope)
    return every.join(found, on=grain, how="left").sort(grain)
