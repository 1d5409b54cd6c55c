"""Typing over orders in the ledger, and adding new ones in the columns of the template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.model import STATUSES
from ordertrack.settings import settings
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, localize_plain, tr
from ordertrack.ui.orders import edit_grid
from ordertrack.ui.orders.edit_grid import OrderGrid
from ordertrack.ui.parts.unsaved import Typed, show_save
from ordertrack.views.view import View
from ordertrack.words import t

SWITCH = "ledger_edit"
ROW_HEIGHT, MOST_ROWS = 35, 18
SCORES = ("1", "2", "3", "4", "5")
CHANGED = t("Somebody changed these orders meanwhile; nothing was saved:")


def is_on() -> bool:
    """Return whether the ledger is being typed into."""
    return bool(st.session_state.get(SWITCH))


def show_switch(view: View) -> None:
    """Show the switch between looking and typing; only the newest release is typed over."""
    newest = view.release.number == data_source.latest_number()
    st.toggle(
        tr("Edit"),
        key=SWITCH,
        disabled=not newest,
        help=tr("Type over status, days, people and notes; imports keep what you type.")
        if newest
        else tr("Edits are typed over the newest release. Look at that one to edit."),
    )


def show_editor(view: View, found: pl.DataFrame) -> None:
    """Show a page of orders as a table to type into, and what is not saved yet."""
    exported = data_source.warehouse().exported(view.release)
    grid = edit_grid.order_grid(view, exported, found, edit_grid.COLUMNS, settings().time_zone)
    place = f"{view.release.number}_{abs(hash(tuple(found['order_no'])))}"
    typed = Typed(
        "edit",
        place,
        grid.changes,
        lambda count: t("Saved: {count} values.", count=count),
        CHANGED,
    )
    typed.remember_what_is_seen(view.reader.written.position)
    _show_table(grid, typed, ("order_no", "customer_name"))
    show_save(view, typed)


def show_new_orders(view: View) -> None:
    """Show blank rows for orders that no export has brought yet, behind a click."""
    box = st.expander(tr("Add orders by hand"), key="new_orders_box", on_change="rerun")
    if not box.open:
        return
    with box:
        st.caption(
            tr(
                "An order typed here counts at once. When an export brings its number, what the"
                " export says takes its place."
            )
        )
        exported = data_source.warehouse().exported(view.release)
        grid = edit_grid.new_orders(exported, settings().time_zone)
        typed = Typed(
            "new_orders",
            f"new_{view.release.number}",
            grid.changes,
            lambda count: t("Added: {count} values of new orders.", count=count),
            CHANGED,
        )
        typed.remember_what_is_seen(view.reader.written.position)
        _show_table(grid, typed, ())
        show_save(view, typed)


def _show_table(grid: OrderGrid, typed: Typed, fixed: Sequence[str]) -> None:
    shown = grid.with_cells(typed.filled_in)
    st.data_editor(
        shown,
        key=typed.editor_key,
        column_config={name: _column(name, name in fixed) for name in shown.columns},
        disabled=list(fixed),
        hide_index=True,
        placeholder="",
        num_rows="fixed",
        height=ROW_HEIGHT * (min(shown.height, MOST_ROWS) + 1) + 3,
    )


def _column(name: str, fixed: bool) -> Any:
    title = edit_grid.title(name, language())
    if name == "status":
        words = {code: localize_plain(label) for code, label in STATUSES.items()}
        return st.column_config.SelectboxColumn(
            title, options=list(words), format_func=lambda code: words.get(str(code), str(code))
        )
    if name == "satisfaction":
        return st.column_config.SelectboxColumn(title, options=SCORES)
    return st.column_config.TextColumn(title, pinned=name == "order_no" or None, disabled=fixed)
