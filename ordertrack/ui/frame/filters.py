"""The filters: a button that opens their fields, and a chip for each that is on.

Up to `LISTED` values are sent whole; beyond that the largest few and what matches the search, so
that 5,000 customer names do not travel with every click.
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.scope import Scope
from ordertrack.ui.frame import scope_changes
from ordertrack.ui.frame.data_source import ReleaseKey, release_key
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.views import filter_values, formats
from ordertrack.views.view import View

WIDTH = 560  # pixels
LISTED = 500
LARGEST = 50
MATCHES = 50
# Offered in this order, when the data has them.
FILTERS = (
    *("team", "sales_rep", "product_line", "product", "region", "channel", "customer", "tier"),
    *("currency", "delay_reason"),
)


def show_filters(view: View) -> None:
    """Show the button that opens the fields, with the number of chosen values."""
    count = sum(len(values) for _, values in view.scope.filters)
    label = tr("Filter ({count})", count=count) if count else tr("Filter")
    box = st.popover(
        label, icon=":material/filter_alt:", type="tertiary", key="scope_filters", on_change="rerun"
    )
    if box.open:
        with box:
            _show_fields(view)


def _show_fields(view: View) -> None:
    offered = [name for name in FILTERS if name in view.dimensions]
    with st.container(width=WIDTH):
        sides = st.columns(2)
        for place, name in enumerate(offered):
            with sides[place % 2]:
                _show_field(view, name)
    lacking = [localize(DIMENSIONS[name].label) for name in FILTERS if name not in offered]
    if lacking:
        st.caption(
            tr(
                "Not in this data: {names}. An export with these columns fills them.",
                names=formats.listed(lacking, language()),
            )
        )


def _show_field(view: View, dimension: str) -> None:
    """A list to choose from, with a search box above it where the list is long."""
    known = _values(dimension, filter_values.all_time(view), release_key(view.release, view.reader))
    offered, chosen = known["key"].to_list(), view.scope.values(dimension)
    if len(offered) > LISTED:
        offered = _search(known, dimension)
    names = dict(known.iter_rows())
    names[""] = names.get("") or tr("Not recorded")
    key = f"filter_{dimension}"
    st.session_state[key] = list(chosen)
    st.multiselect(
        localize(DIMENSIONS[dimension].label),
        [*[value for value in chosen if value not in set(offered)], *offered],
        format_func=lambda value: names.get(value) or value,
        key=key,
        placeholder=tr("All"),
        select_all=False,
        filter_mode="contains",
        on_change=lambda: scope_changes.set_filter(view, dimension, tuple(st.session_state[key])),
    )


@st.cache_resource(max_entries=16, show_spinner=False)
def _values(dimension: str, scope: Scope, release: ReleaseKey) -> pl.DataFrame:
    return filter_values.values(dimension, scope, release.reader())


def _search(known: pl.DataFrame, dimension: str) -> list[str]:
    text = st.text_input(
        tr("Search {what}", what=DIMENSIONS[dimension].label),
        key=f"search_{dimension}",
        type="search",
        live="300ms",
        placeholder=tr("Search {count} entries", count=known.height),
    )
    found = filter_values.search(known, text).head(MATCHES) if text else known.head(LARGEST)
    return found["key"].to_list()


def show_chips(view: View) -> None:
    """Show every filter that is on, in their usual order, each removable with one click."""
    places = {name: place for place, name in enumerate(FILTERS)}
    chosen = sorted(view.scope.filters, key=lambda pair: places.get(pair[0], len(places)))
    if not chosen:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for dimension, values in chosen:
            st.button(
                localize(filter_values.filter_text(view, dimension, values)),
                key=f"chip_{dimension}",
                icon=":material/close:",
                icon_position="right",
                help=tr("Remove this filter"),
                on_click=scope_changes.set_filter,
                args=(view, dimension, ()),
            )
        if len(chosen) > 1:
            st.button(
                tr("Clear all"),
                key="chips_clear",
                type="tertiary",
                on_click=scope_changes.change,
                args=(view,),
                kwargs={"filters": ()},
            )
