"""Typing over orders in the ledger, and adding new ones in the columns of the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.model import STATUSES
from ordertrack.records.journal import Change
from ordertrack.settings import settings
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, localize_plain, tr
from ordertrack.ui.orders import edit_grid
from ordertrack.ui.orders.edit_grid import OrderGrid
from ordertrack.ui.parts import editing
from ordertrack.ui.parts.editing import Cells, Words
from ordertrack.views.view import View
from ordertrack.words import t

SWITCH = "ledger_edit"
ROW_HEIGHT, MOST_ROWS = 35, 18
SCORES = ("1", "2", "3", "4", "5")
SAVED, SAVED_ONE = t("Saved: {count} values."), t("Saved: 1 value.")
ADDED = t("Added: {count} values of new orders.")
CHANGED = t("Somebody changed these orders meanwhile; nothing was saved:")
WORDS = Words(SAVED, CHANGED, one=SAVED_ONE)
NAME = "edit"  # of the table in a session


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


@dataclass(frozen=True)
class OrderTable:
    """Orders as a table to type into, as `ui.parts.editing` knows tables."""

    name: str
    place: str
    grid: OrderGrid

    def changes(self, edited: Cells) -> list[Change]:
        """Return what the journal has to keep of these cells."""
        return self.grid.changes(edited)


def show_editor(view: View, found: pl.DataFrame) -> None:
    """Show a page of orders as a table to type into, and what is not saved yet."""
    exported = data_source.warehouse().exported(view.release)
    zone = settings().time_zone
    grid = edit_grid.order_grid(view, exported, found, edit_grid.COLUMNS, zone)
    place = f"{view.release.number}_{abs(hash(tuple(found['order_no'])))}"
    table = OrderTable(NAME, place, grid)
    _show_table(view, table, ("order_no", "customer_name"))
    editing.show_save(view, table, WORDS)


def show_saved() -> None:
    """Say once what was saved where no order is left in the list."""
    editing.show_saved(NAME, WORDS)


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
        table = OrderTable("new_orders", str(view.release.number), grid)
        _show_table(view, table, ())
        editing.show_save(view, table, Words(ADDED, CHANGED))


def _show_table(view: View, table: OrderTable, fixed: Sequence[str]) -> None:
    editing.keep_typed(table)
    editing.remember_what_is_seen(table, view.reader.written.position)
    shown = table.grid.with_cells(editing.filled(table))
    st.data_editor(
        shown,
        key=editing.editor_key(table),
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
