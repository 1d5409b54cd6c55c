"""The fields of the filters, with the values that the data has.

Up to `LISTED` values are sent whole; beyond that the largest few and what matches the search, so
that 5,000 customer names do not travel with every click.
"""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.scope import Scope
from ordertrack.ui.frame import data_source, scope_changes
from ordertrack.ui.frame.language import say, tr
from ordertrack.views import filter_values
from ordertrack.views.view import View

LISTED = 500
LARGEST = 50
MATCHES = 50


def show_field(view: View, dimension: str, chosen: tuple[str, ...]) -> None:
    """Show one filter: a list to choose from, with a search box above it where the list is long."""
    known = values(view, dimension)
    label = say(DIMENSIONS[dimension].label)
    offered = known["key"].to_list()
    if len(offered) > LISTED:
        offered = _searched(known, dimension, label)
    names = dict(zip(known["key"], known["name"], strict=True))
    key = f"filter_{dimension}"
    st.session_state[key] = list(chosen)
    st.multiselect(
        label,
        [*[value for value in chosen if value not in set(offered)], *offered],
        format_func=partial(_named, {**names, "": names.get("") or tr("Not recorded")}),
        key=key,
        placeholder=tr("All"),
        select_all=False,
        filter_mode="contains",
        on_change=_choose,
        args=(view, dimension),
    )


def values(view: View, dimension: str) -> pl.DataFrame:
    """Return all values of a dimension up to as-of: key ("" = not recorded), name."""
    return _values(dimension, filter_values.all_time(view), data_source.release_key(view.release))


@st.cache_resource(max_entries=16, show_spinner=False)
def _values(dimension: str, scope: Scope, release: data_source.ReleaseKey) -> pl.DataFrame:
    return filter_values.values(dimension, scope, release.reader())


def _searched(known: pl.DataFrame, dimension: str, label: str) -> list[str]:
    text = st.text_input(
        tr("Search {what}", what=label),
        key=f"search_{dimension}",
        type="search",
        live="300ms",
        placeholder=tr("Search {count} entries", count=known.height),
    )
    if not text:
        return known["key"].head(LARGEST).to_list()
    return filter_values.search(known, text)["key"].head(MATCHES).to_list()


def _named(names: dict[str, str], value: str) -> str:
    return names.get(value) or value


def _choose(view: View, dimension: str) -> None:
    scope_changes.set_filter(view, dimension, tuple(st.session_state[f"filter_{dimension}"]))
