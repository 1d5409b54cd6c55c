"""Evaluated metrics for the pages, kept by small keys: metrics, dimensions, scope, release.

The kept frames are shared by all sessions: read them, never change them. No page computes a number
itself; it asks here, and here only `metrics` is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.metrics.evaluate import evaluate
from ordertrack.period import ONE_DAY, Grain, Period
from ordertrack.scope import Scope
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.page import View

KEPT = 512  # frames; most have one row, a leaderboard's has one row per value
Row = Mapping[str, Any]


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _evaluated(
    metrics: tuple[str, ...], by: tuple[str, ...], scope: Scope, release: data_source.Stamp
) -> pl.DataFrame:
    return evaluate(metrics, by, scope, release.reader())


def frame(
    view: View, metrics: Sequence[str], by: Sequence[str] = (), scope: Scope | None = None
) -> pl.DataFrame:
    """Metrics by dimensions in the view's scope, or in another one; never change the frame."""
    return _evaluated(
        tuple(metrics), tuple(by), scope or view.scope, data_source.stamp(view.release)
    )


def figures(view: View, metrics: Sequence[str], scope: Scope | None = None) -> Row:
    """The company's (or the filtered part's) figures as one row."""
    return frame(view, metrics, (), scope).row(0, named=True)


@dataclass(frozen=True)
class Compared:
    """Figures beside those of one year earlier and of the period before; None: not comparable."""

    now: Row
    yoy: Row | None
    prior: Row | None


def compared(view: View, metrics: Sequence[str]) -> Compared:
    """The figures of the period with both comparisons."""
    then = {
        kind: replace(view.scope, comparison=kind).compared() if view.scope.period else None
        for kind in ("yoy", "prior")
    }
    return Compared(
        now=figures(view, metrics),
        yoy=figures(view, metrics, then["yoy"]) if _known(view, then["yoy"]) else None,
        prior=figures(view, metrics, then["prior"]) if _known(view, then["prior"]) else None,
    )


def _known(view: View, scope: Scope | None) -> bool:
    """Whether the data reaches back into the comparison period at all."""
    first = view.release.data_from
    return (
        scope is not None
        and scope.period is not None
        and (first is None or scope.period.last >= first)
    )


def trailing(view: View, months: int) -> Scope:
    """The months up to the end of the period, or to as-of where all time is looked at."""
    period = view.scope.period
    return months_to(view, min(period.last, _today(view)) if period else _today(view), months)


def around(view: View, months: int) -> Scope:
    """The newest months; earlier ones where the period would not be seen among them.

    So the months stay where they are while somebody clicks from one to the next.
    """
    newest = months_to(view, _today(view), months)
    period = view.scope.period
    seen = period is None or newest.period is None or period.last >= newest.period.start
    return newest if seen else trailing(view, months)


def months_to(view: View, day: date, months: int) -> Scope:
    """The months up to that of `day`; two at least, none from before the data begins."""
    last = Period.around(day, "month")
    span = last.trailing(months)
    if view.release.data_from:
        begins = Period.around(view.release.data_from, "month").start
        span = Period(max(span.start, min(begins, last.trailing(2).start)), span.end)
    return view.scope.with_period(span)


def _today(view: View) -> date:
    return view.scope.as_of.date()


def over_time(view: View, metrics: Sequence[str], scope: Scope, grain: Grain) -> pl.DataFrame:
    """Metrics per month (or week, day …) of a scope's period, one row for each, also empty ones."""
    assert scope.period is not None
    last = min(scope.period.end, scope.as_of.date() + ONE_DAY)
    span = Period(scope.period.start, max(last, scope.period.start + ONE_DAY))
    every = pl.DataFrame({grain: [piece.start for piece in span.split(grain)]})
    return every.join(frame(view, metrics, (grain,), scope), on=grain, how="left").sort(grain)
