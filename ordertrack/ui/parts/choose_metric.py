"""A field to choose among the metrics that a place offers; the URL keeps the choice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from ordertrack.metrics.model.metric import Metric
from ordertrack.ui.frame import url_state
from ordertrack.ui.frame.language import localize
from ordertrack.views.offered import Place, offered
from ordertrack.views.view import View


def chosen_metric(view: View, place: Place, parameter: str) -> Metric:
    """Return the metric that the URL names, else the most important one that fits the place."""
    metrics = offered(place, view)
    return metrics.get(url_state.chosen().get(parameter, "")) or next(iter(metrics.values()))


def choose_metric(
    view: View,
    place: Place,
    parameter: str,
    label: str,
    *,
    name: Callable[[Metric], str] = lambda metric: localize(metric.label),
    **options: Any,
) -> Metric:
    """Show the field; `options` go to `st.selectbox`."""
    metrics, key = offered(place, view), f"{parameter}_by"
    usual, names = next(iter(metrics)), {key: name(metric) for key, metric in metrics.items()}
    st.session_state[key] = chosen_metric(view, place, parameter).name

    def choose() -> None:
        chosen = st.session_state[key]
        url_state.change(**{parameter: None if chosen == usual else chosen})

    chosen = st.selectbox(
        label, list(metrics), format_func=names.__getitem__, key=key, on_change=choose, **options
    )
    return metrics[chosen]
