"""Which metrics a page offers, asked of the catalogue: a new metric is there by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.notes import lacks
from ordertrack.views.view import View

Place = Literal["cards", "ranking", "movers", "bars", "line"]

# What a metric must be to make sense there; `bars` and `line` are the two halves of a trend.
FITS: Mapping[Place, Callable[[Metric], bool]] = {
    "cards": lambda metric: metric.card is not None,
    "ranking": lambda metric: True,
    "movers": lambda metric: True,
    "bars": lambda metric: metric.accumulates and not metric.share,
    "line": lambda metric: not metric.accumulates and not metric.share,
}


def can_tell(view: View, metric: str) -> bool:
    """Return whether the data has the columns that a metric needs."""
    if metric not in view.tells:
        view.tells[metric] = lacks(metric, view.scope, view.reader) is None
    return view.tells[metric]


def fitting(place: Place) -> list[Metric]:
    """Return all metrics that fit a place, the most important first."""
    found = [metric for metric in CATALOG.values() if FITS[place](metric)]
    return sorted(found, key=lambda metric: (metric.card is None, metric.card or 0))


def offered(place: Place, view: View) -> dict[str, Metric]:
    """Return the fitting metrics that the data can answer, by name.

    Where it can answer none, the first is there all the same: the page then says what is lacking.
    """
    fit = fitting(place)
    answered = [metric for metric in fit if can_tell(view, metric.name)]
    return {metric.name: metric for metric in answered or fit[:1]}
