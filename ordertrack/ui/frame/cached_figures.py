"""Evaluated metrics, kept by small keys: metrics, dimensions, scope, release.

The kept frames are shared by all sessions: read them, never change them.
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.metric import Metric
from ordertrack.scope import Scope
from ordertrack.ui.frame.data_source import ReleaseKey, release_key
from ordertrack.views import ranking
from ordertrack.views.ranking import Ranking
from ordertrack.views.view import Evaluate, View
from ordertrack.warehouse import Release

KEPT = 512  # frames; most have one row, a series one per month


def evaluator(release: Release) -> Evaluate:
    """Return `evaluate` over a release, with the newest answers kept."""
    key = release_key(release)
    return lambda metrics, by, scope: _evaluated(metrics, by, scope, key)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _evaluated(
    metrics: tuple[str, ...], by: tuple[str, ...], scope: Scope, release: ReleaseKey
) -> pl.DataFrame:
    return evaluate(metrics, by, scope, release.reader())


def ranked(view: View, dimension: str, metric: Metric) -> Ranking:
    """Return the short ranking; the filter of the dimension itself does not narrow it."""
    scope = view.scope.without_filter(dimension)
    return _ranked(dimension, metric.name, scope, release_key(view.release))


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _ranked(dimension: str, metric: str, scope: Scope, release: ReleaseKey) -> Ranking:
    return ranking.ranking(dimension, CATALOG[metric], scope, release.reader())
