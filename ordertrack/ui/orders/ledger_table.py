"""A page of the ledger as a table, the ways to open an order, and the downloads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.metrics.orders import export
from ordertrack.metrics.orders import ledger as orders
from ordertrack.metrics.orders.ledger import LedgerQuery, Totals
from ordertrack.model.protection import pasted
from ordertrack.ui.frame.demo_mark import file_name
from ordertrack.ui.frame.language import localize, tr, tr_plain
from ordertrack.ui.orders.ledger_columns import chosen_columns
from ordertrack.ui.orders.ledger_url import from_url, open_order, sort_by
from ordertrack.ui.orders.ledger_widths import column_width
from ordertrack.ui.parts import tables
from ordertrack.views import table_files, verdicts
from ordertrack.views.orders import ledger_columns
from ordertrack.views.view import View

CSV_ROWS = 200_000  # with all its columns this is what a server can hold for several people at once
ROW_HEIGHT = 32
LARGEST_FIRST = ("amount", "filtered_amount", "ordered_at", "days_late", "delivered_at")


def show_orders(view: View, found: pl.DataFrame, columns: Sequence[str]) -> None:
    """Show one page of orders; a number opens the order, a heading sorts all orders by it."""
    in_words = ledger_columns.in_words(found, view.lang)
    numbers = tuple(found["order_no"])
    one_line = pl.col("order_no").str.replace_all(r"\s+", " ")  # an icon stands before one line
    icons = in_words.with_columns(order_no=":material/open_in_full: " + one_line)
    tables.show_frame(
        icons.select(columns),
        column_config={name: _column(name, in_words[name], view) for name in columns},
        clip=True,  # the order's own page and the files have every text whole
        hide_index=True,
        placeholder="",
        row_height=ROW_HEIGHT,
        height=min(ROW_HEIGHT * (len(numbers) + 1) + 3, 640),
        key="ledger_table",
        on_select=_sort_by_heading,
        selection_mode="single-column",
        alt=tr("The orders that match, one row per order"),
    )


def _column(name: str, values: pl.Series, view: View) -> Any:
    title = ledger_columns.heading(name, view)
    width = column_width(name, title, values)
    if name == "order_no":
        return st.column_config.ButtonColumn(
            title,
            type="tertiary",
            alignment="left",
            pinned=True,
            width=width,
            key="ledger_open",
            on_click=_open_clicked,
            args=(tuple(values),),
        )
    # Which promise is judged: beside the latest one a verdict may look wrong.
    options = {"help": localize(verdicts.basis(view.scope))} if name == "verdict" else {}
    return tables.column(title, values.dtype, width=width, **options)


# --- opening an order -----------------------------------------------------------------------------


def _open_clicked(numbers: tuple[str, ...]) -> None:
    row = tables.clicked_row("ledger_open")
    if row is not None:
        open_order(numbers[row])


def show_number_field(numbers: Sequence[str]) -> None:
    """Show the way without a mouse: pick or type an order number."""
    st.selectbox(
        tr("Open an order"),
        numbers,
        index=None,
        key="ledger_number",
        placeholder=tr("Open an order: pick or type its number"),
        accept_new_options=True,
        label_visibility="collapsed",
        icon=":material/open_in_new:",
        on_change=lambda: open_order(pasted(st.session_state["ledger_number"])),
        width=320,
    )


def _sort_by_heading() -> None:
    """A heading sorts in the database; a second click on it turns the order round."""
    query = from_url()
    picked = st.session_state["ledger_table"]["selection"]["columns"]
    column = {"verdict": "days_late"}.get(picked[0], picked[0]) if picked else query.sort
    if column == query.sort:
        sort_by(column, not query.descending)
    elif column in orders.SORTS:
        sort_by(column, column in LARGEST_FIRST)


# --- downloads ------------------------------------------------------------------------------------


def show_downloads(view: View, query: LedgerQuery, totals: Totals) -> None:
    """Show buttons for the whole filtered ledger: the template's sheet, or this table as csv."""
    reader, scope, lang = view.reader, view.scope, view.lang
    columns = chosen_columns(view, query)
    titles = {name: ledger_columns.heading(name, view) for name in columns}

    def sheet() -> bytes:
        return export.workbook(export.template_rows(query, scope, reader))

    def table() -> bytes:
        found = orders.page(query, scope, reader, limit=CSV_ROWS)
        in_words = ledger_columns.in_words(found, lang)
        return table_files.csv(in_words.select(columns).rename(titles), lang)

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            tr("Excel (template layout)"),
            sheet,
            file_name(export.SHEET, "xlsx"),
            key="ledger_xlsx",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            help=tr(
                "One row per order line in the template's twelve columns; mend it and import it "
                "again. At most {count} rows.",
                count=export.ROWS,
            ),
        )
        st.download_button(
            tr("CSV (as shown)"),
            table,
            file_name(tr_plain("order ledger"), "csv"),
            "text/csv",
            key="ledger_csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            help=tr("One row per order. At most {count} rows.", count=CSV_ROWS),
        )
        if totals.lines > export.ROWS:
            st.caption(tr("Excel holds the first {count} rows.", count=export.ROWS))
