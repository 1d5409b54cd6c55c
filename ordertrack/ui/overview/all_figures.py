"""Every figure that the data can answer, as a table; a name opens where the number comes from."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from ordertrack.metrics.catalog import CATALOG
from ordertrack.ui.frame.language import localize_plain, tr, tr_plain
from ordertrack.ui.parts import tables
from ordertrack.ui.parts.number_origin import open_origin
from ordertrack.views import cards, changes
from ordertrack.views.markup import button
from ordertrack.views.view import View

PICK, PICKED = "figures_pick", "figure_picked"
ROW_HEIGHT = 32
NAME_WIDTH = 210


def show_all_figures(view: View) -> None:
    """Show the table in a box that opens at a click, or where the URL names a figure."""
    linked = st.query_params.get(cards.LINK)
    if linked in CATALOG:
        del st.query_params[cards.LINK]  # once: the next run is about something else
        st.session_state["all_figures"] = True
        st.session_state[PICKED] = linked
    count = len(cards.answered(view))
    label = tr("All {count} figures that this data can tell", count=count)
    box = st.expander(label, key="all_figures", icon=":material/table_rows:", on_change="rerun")
    if box.open:
        with box:
            _show_table(view)
    if picked := st.session_state.pop(PICKED, None):
        open_origin(view, CATALOG[picked])


def _show_table(view: View) -> None:
    found = cards.all_figures(view)
    tables.show_frame(
        found.drop("metric").with_columns(name=pl.col("name").map_elements(button, pl.String)),
        column_config=_columns(tuple(found["metric"])),
        hide_index=True,
        placeholder="",
        row_height=ROW_HEIGHT,
        height="content",
        key="all_figures_table",
        alt=tr("All figures with their changes"),
    )
    tables.show_downloads(lambda limit: found.head(limit), found.height, "figures", "figures")


def _columns(names: tuple[str, ...]) -> dict[str, Any]:
    text = st.column_config.TextColumn
    kinds = {
        kind: text(localize_plain(label), alignment="right")
        for kind, label in changes.KINDS.items()
    }
    return {
        "name": st.column_config.ButtonColumn(
            tr_plain("Figure"),
            type="tertiary",
            alignment="left",
            width=NAME_WIDTH,
            key=PICK,
            on_click=_pick,
            args=(names,),
        ),
        "now": text(tr_plain("This period"), alignment="right"),
        "parts": text(tr_plain("Numerator / denominator"), alignment="right"),
        **kinds,
        "unknown": st.column_config.NumberColumn(tr_plain("Unknown"), format="%,d"),
        "notes": text(tr_plain("Note")),
    }


def _pick(names: tuple[str, ...]) -> None:
    row = tables.clicked_row(PICK)
    if row is not None:
        st.session_state[PICKED] = names[row]
