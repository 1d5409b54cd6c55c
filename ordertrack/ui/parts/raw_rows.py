"""The rows of the uploaded files behind orders: on screen as they stood, in downloads their places.

Raw rows show all that stood in them, so who may see only a part sees none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl
import streamlit as st

from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import tr
from ordertrack.ui.parts import tables
from ordertrack.views.orders import order
from ordertrack.views.view import View
from ordertrack.warehouse import raw_rows

Fetch = Callable[[int], pl.DataFrame]


def show_raw_rows(view: View, numbers: Sequence[str], key: str) -> None:
    """Show file, sheet, row number, and under the file's own headers what stood there."""
    if not _may_see(view):
        st.caption(tr("Raw rows show all that stood in them: who may see a part sees none."))
        return
    warehouse = data_source.warehouse()
    found = raw_rows.of_orders(warehouse.storage, warehouse.records, view.release, numbers)
    if not found:
        st.caption(tr("No row is kept: it was imported before raw rows were, or is pruned."))
    for place, one in enumerate(found):
        release = warehouse.release(one.file.number)
        st.markdown(order.raw_place(one.file, release, view.lang))
        tables.show_frame(
            order.raw_cells(one.rows, one.file.headers, view.lang),
            column_config={},
            hide_index=True,
            height="content",
            placeholder="",
            key=f"{key}_{place}",
            alt=tr("Rows of orders as they stood in the file"),
        )


def show_raw_rows_below(view: View, found: pl.DataFrame, key: str) -> None:
    """Show a box that opens to the raw rows of the orders of a table."""
    if "order_no" not in found.columns:
        return
    box = st.expander(tr("Raw rows of the exports"), on_change="rerun", key=key)
    if box.open:
        with box:
            numbers = found["order_no"].drop_nulls().unique(maintain_order=True).to_list()
            show_raw_rows(view, numbers, key)


def with_places(view: View, fetch: Fetch) -> Fetch:
    """Return a fetch for a download that adds file and row of each order, where they are kept."""
    warehouse, may_see = data_source.warehouse(), _may_see(view)

    def fetched(limit: int) -> pl.DataFrame:
        found = fetch(limit)
        if not may_see or "order_no" not in found.columns:
            return found
        numbers = found["order_no"].drop_nulls()
        places = raw_rows.places(warehouse.storage, warehouse.records, view.release, numbers)
        joined = found.join(places, on="order_no", how="left", maintain_order="left")
        return joined if places.height else found

    return fetched


def _may_see(view: View) -> bool:
    access = view.scope.access
    return access.sees_every_row and not access.hidden
