"""The filters: a button that opens their fields, and a chip for each that is on."""

from __future__ import annotations

import streamlit as st

from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.ui.frame import filter_options, scope_changes
from ordertrack.ui.frame.language import language, say, tr
from ordertrack.views import formats
from ordertrack.views.filter_values import filter_text
from ordertrack.views.view import View

FILTER_WIDTH = 560  # pixels
# Offered in this order, when the data has them.
FILTERS = ("team", "sales_rep", "product_line", "product", "region", "channel", "customer", "tier")


def show_filters(view: View) -> None:
    """Show the button that opens the fields, with the number of chosen values."""
    count = sum(len(values) for _, values in view.scope.filters)
    label = tr("Filter ({count})", count=count) if count else tr("Filter")
    box = st.popover(
        label, icon=":material/filter_alt:", type="tertiary", key="scope_filters", on_change="rerun"
    )
    if box.open:
        with box:
            _fields(view)


def _fields(view: View) -> None:
    offered = [name for name in FILTERS if name in view.dimensions]
    chosen = dict(view.scope.filters)
    with st.container(width=FILTER_WIDTH):
        left, right = st.columns(2)
        for place, name in enumerate(offered):
            with left if place % 2 == 0 else right:
                filter_options.show_field(view, name, chosen.get(name, ()))
    lacking = [say(DIMENSIONS[n].label) for n in FILTERS if n in DIMENSIONS and n not in offered]
    if lacking:
        st.caption(
            tr(
                "Not in this data: {names}. An export with these columns fills them.",
                names=formats.listed(lacking, language()),
            )
        )


def show_chips(view: View) -> None:
    """Show every filter that is on, each removable with one click."""
    if not view.scope.filters:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for dimension, values in sorted(view.scope.filters, key=lambda pair: _place(pair[0])):
            st.button(
                say(filter_text(view, dimension, values)),
                key=f"chip_{dimension}",
                icon=":material/close:",
                icon_position="right",
                help=tr("Remove this filter"),
                on_click=scope_changes.set_filter,
                args=(view, dimension, ()),
            )
        if len(view.scope.filters) > 1:
            st.button(
                tr("Clear all"),
                key="chips_clear",
                type="tertiary",
                on_click=scope_changes.change,
                args=(view,),
                kwargs={"filters": ()},
            )


def _place(dimension: str) -> int:
    """Chips stand in the order of the filters."""
    return FILTERS.index(dimension) if dimension in FILTERS else len(FILTERS)
