"""Evaluated metrics, kept by small keys: metrics, dimensions, scope, release.

The kept frames are shared by all sessions: read them, never change them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, TypeVar

import polars as pl
import streamlit as st

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.metric import Metric, Part
from ordertrack.metrics.rows import count_orders
from ordertrack.scope import Scope
from ordertrack.ui.frame.data_source import ReleaseKey, release_key
from ordertrack.views import movers, ranking
from ordertrack.views.movers import Change, Moved
from ordertrack.views.ranking import Order, Ranking
from ordertrack.views.view import Evaluate, View
from ordertrack.warehouse import Reader, Release

T = TypeVar("T")
KEPT = 512  # frames; most have one row, a series one per month
GROUPED = 32  # frames that may have a row per customer: what a page's lists and movers share


def evaluator(release: Release, reader: Reader) -> Evaluate:
    """Return `evaluate` over a release, with the newest answers kept."""
    key = release_key(release, reader)
    return lambda metrics, by, scope: _evaluated(metrics, by, scope, key)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _evaluated(
    metrics: tuple[str, ...], by: tuple[str, ...], scope: Scope, release: ReleaseKey
) -> pl.DataFrame:
    return evaluate(metrics, by, scope, release.reader())


def kept(view: View, answer: Callable[..., T], *args: Hashable) -> T:
    """Return `answer(view, *args)`, the newest of which are kept: for what a panel asks.

    `answer` is a function of `views`, which depends on the view's release, scope and language
    alone. What it returns is shared: read it, never change it.
    """
    name = f"{answer.__module__}.{getattr(answer, '__qualname__', answer)}"
    key = release_key(view.release, view.reader)
    return _kept(name, args, view.scope, view.lang, key, partial(answer, view, *args))


@st.cache_resource(max_entries=GROUPED, show_spinner=False)
def _kept(
    name: str,
    args: tuple[Hashable, ...],
    scope: Scope,
    lang: str,
    release: ReleaseKey,
    _ask: Callable[[], Any],
) -> Any:
    return _ask()


def ranked(view: View, dimension: str, metric: Metric, order: Order) -> Ranking:
    """Return the short ranking; the filter of the dimension itself does not narrow it."""
    scope = view.scope.without_filter(dimension)
    return _ranked(dimension, metric.name, order, scope, release_key(view.release, view.reader))


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _ranked(
    dimension: str, metric: str, order: Order, scope: Scope, release: ReleaseKey
) -> Ranking:
    return ranking.ranking(dimension, CATALOG[metric], order, scope, _grouping(release))


def moved(view: View, dimension: str, change: Change) -> Moved:
    """Return the largest parts of a change by a dimension."""
    name, key = change.metric.name, release_key(view.release, view.reader)
    return _moved(dimension, name, view.scope, change.before, key)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _moved(dimension: str, metric: str, now: Scope, then: Scope, release: ReleaseKey) -> Moved:
    return movers.moved(dimension, CATALOG[metric], now, then, _grouping(release))


def grouping(view: View) -> Evaluate:
    """Return `evaluate` for groups of a view, for what is shown in full."""
    return _grouping(release_key(view.release, view.reader))


def _grouping(release: ReleaseKey) -> Evaluate:
    """Return `evaluate` for groups: the newest few are kept, as the next list may ask them too."""

    def evaluated(metrics: tuple[str, ...], by: tuple[str, ...], scope: Scope) -> pl.DataFrame:
        kept = _grouped if by else _evaluated
        return kept(metrics, by, scope, release)

    return evaluated


@st.cache_resource(max_entries=GROUPED, show_spinner=False)
def _grouped(
    metrics: tuple[str, ...], by: tuple[str, ...], scope: Scope, release: ReleaseKey
) -> pl.DataFrame:
    return evaluate(metrics, by, scope, release.reader())


def orders_behind(view: View, metric: Metric, part: Part) -> int:
    """Return how many orders stand behind a part of a metric."""
    return _orders_behind(metric.name, part, view.scope, release_key(view.release, view.reader))


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _orders_behind(metric: str, part: Part, scope: Scope, release: ReleaseKey) -> int:
    return count_orders(metric, part, scope, release.reader())
