"""A page of the ledger as a table, the ways to open an order, and the downloads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.metrics.orders import export
from ordertrack.metrics.orders import ledger as orders
from ordertrack.metrics.orders.ledger import Asked, Totals
from ordertrack.model import STATUSES
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, say, tr
from ordertrack.ui.frame.page import View
from ordertrack.ui.orders import ledger_columns, ledger_widths
from ordertrack.ui.orders.ledger_url import asked_for, open_order, sort_by
from ordertrack.ui.parts import tables
from ordertrack.views import verdicts
from ordertrack.words import t

CSV_ROWS = 200_000  # with all its columns this is what a server can hold for several people at once
ROW_HEIGHT = 32
_MOVED = t("moved")


def show(view: View, found: pl.DataFrame, asked: Asked, columns: Sequence[str]) -> None:
    """One page of orders; the order number opens the order, a heading sorts all orders by it."""
    numbers = tuple(found["order_no"])
    shown = worded(found, language())
    st.dataframe(
        _openable(shown).select(columns),
        column_config={name: _column(name, shown, view) for name in columns},
        hide_index=True,
        placeholder="",
        row_height=ROW_HEIGHT,
        height=min(ROW_HEIGHT * (len(numbers) + 1) + 3, 640),
        key="ledger_table",
        on_select=_sort_by_heading,
        selection_mode="single-column",
        alt=tr("The orders that match, one row per order"),
    )


def worded(found: pl.DataFrame, lang: str) -> pl.DataFrame:
    """Codes as words, several products as the first and how many more, moments as their days.

    A promise that moved is said beside the verdict, which may be judged against the first one.
    """
    more = pl.col("product_count") - 1
    product = pl.when(more > 0).then(pl.format("{} +{}", "first_product", more))
    verdict = pl.when("promise_moved").then(pl.col("verdict") + f" · {_MOVED.to(lang)}")
    statuses = {code: label.to(lang) for code, label in STATUSES.items()}
    return verdicts.worded(found, lang).with_columns(
        pl.col("status").replace(statuses),
        pl.selectors.datetime().dt.date(),
        verdict=verdict.otherwise(pl.col("verdict")),
        first_product=product.otherwise(pl.col("first_product")),
    )


def _openable(orders: pl.DataFrame) -> pl.DataFrame:
    """The order number as a button that looks like one."""
    return orders.with_columns(order_no=":material/open_in_full: " + pl.col("order_no"))


def _column(name: str, shown: pl.DataFrame, view: View) -> Any:
    label, dtype = ledger_columns.title(name), shown.schema[name]
    width = ledger_widths.room(name, label, shown[name])
    if name == "order_no":
        return _number_column(label, width, tuple(shown[name]))
    if dtype == pl.Date:
        return st.column_config.DateColumn(label, format="YYYY-MM-DD", width=width)
    if dtype.is_decimal():
        return st.column_config.NumberColumn(label, format="%,.2f", width=width)
    if dtype.is_integer():
        return st.column_config.NumberColumn(label, format="%,d", width=width)
    # Which promise is judged: beside the latest one a verdict may look wrong.
    judged = say(verdicts.basis(view.scope)) if name == "verdict" else None
    return st.column_config.TextColumn(label, width=width, help=judged)


def _number_column(label: str, width: int, numbers: tuple[str, ...]) -> Any:
    return st.column_config.ButtonColumn(
        label,
        type="tertiary",
        alignment="left",
        pinned=True,
        width=width,
        key="ledger_open",
        on_click=_open_clicked,
        args=(numbers,),
    )


# --- opening an order -----------------------------------------------------------------------------


def _open_clicked(numbers: tuple[str, ...]) -> None:
    click = st.session_state.get("ledger_open")
    if click is not None:
        open_order(numbers[click["row"]])


def open_by_number(numbers: Sequence[str]) -> None:
    """The way without a mouse: pick or type an order number."""
    st.selectbox(
        tr("Open an order"),
        numbers,
        index=None,
        key="ledger_number",
        placeholder=tr("Open an order: pick or type its number"),
        accept_new_options=True,
        label_visibility="collapsed",
        icon=":material/open_in_new:",
        on_change=lambda: open_order((st.session_state["ledger_number"] or "").strip()),
        width=320,
    )


def _sort_by_heading() -> None:
    """A heading sorts in the database; a second click on it turns the order round."""
    asked = asked_for()
    picked = st.session_state["ledger_table"]["selection"]["columns"]
    column = {"verdict": "days_late"}.get(picked[0], picked[0]) if picked else asked.sort
    if column == asked.sort:
        sort_by(column, not asked.descending)
    elif column in orders.SORTS:
        sort_by(column, column in ("amount", "ordered_at", "days_late", "delivered_at"))


# --- downloads ------------------------------------------------------------------------------------


def downloads(view: View, asked: Asked, totals: Totals) -> None:
    """The whole filtered ledger: the template's sheet, or what is on show as csv."""
    reader, scope, lang = data_source.reader(view.release), view.scope, language()
    columns = ledger_columns.chosen(asked)
    titles = {name: ledger_columns.title(name) for name in columns}

    def sheet() -> bytes:
        return export.workbook(export.template_rows(asked, scope, reader))

    def table() -> bytes:
        found = orders.page(asked, scope, reader, limit=CSV_ROWS)
        return tables.csv(worded(found, lang).select(columns).rename(titles), lang)

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            tr("Excel (template layout)"),
            sheet,
            f"{export.SHEET}.xlsx",
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
            f"{tr('order ledger')}.csv",
            "text/csv",
            key="ledger_csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            help=tr("One row per order. At most {count} rows.", count=CSV_ROWS),
        )
        if totals.lines > export.ROWS:
            st.caption(tr("Excel holds the first {count} rows.", count=export.ROWS))
