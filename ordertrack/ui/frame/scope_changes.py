"""Choosing a period, a filter, a comparison: what widgets, chart clicks and chips call.

All of it is meant for callbacks. It starts from what is chosen at that moment, so that two quick
clicks both count, whatever the page had drawn.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.ui.frame import url_state
from ordertrack.views.view import View


def chosen_scope(view: View) -> Scope:
    """Return the scope at this moment."""
    return url_state.scope(view.default)


def change(view: View, **changes: Any) -> None:
    """Change fields of the scope: comparison, as_of, filters."""
    url_state.choose_scope(replace(chosen_scope(view), **changes), view.default)


def set_period(view: View, text: str | None) -> None:
    """Choose a period by its text; None is all time."""
    period = Period.parse(text) if text else None
    url_state.choose_scope(chosen_scope(view).with_period(period), view.default)
    url_state.change(range=None)


def set_range(view: View, period: Period) -> None:
    """Choose a first and a last day, also where they are those of a month, quarter or year."""
    url_state.choose_scope(chosen_scope(view).with_period(period), view.default)
    url_state.change(range=None if period.kind == "custom" else "days")


def set_filter(view: View, dimension: str, values: tuple[str, ...]) -> None:
    """Filter by these values of a dimension; none takes the filter away."""
    scope = chosen_scope(view)
    after = scope.with_filter(dimension, values) if values else scope.without_filter(dimension)
    url_state.choose_scope(after, view.default)
