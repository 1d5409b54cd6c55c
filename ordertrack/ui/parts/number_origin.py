"""Where a number comes from, as a drawer: what `views.origin` says, and the rows behind it."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from ordertrack.metrics.model.metric import Metric, Part
from ordertrack.metrics.notes import warnings, why_empty
from ordertrack.metrics.rows import Page, count_rows, rows
from ordertrack.ui.frame import cached_figures, data_source, menu
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.parts import order_links, raw_rows, tables
from ordertrack.ui.parts.drawer import open_drawer
from ordertrack.ui.parts.panel import show_sheet
from ordertrack.views import currencies, formats, origin
from ordertrack.views.figures import Row, figures
from ordertrack.views.markup import markdown
from ordertrack.views.orders import edits
from ordertrack.views.view import View
from ordertrack.words import t

DRAWER = 880  # pixels


def open_origin(view: View, metric: Metric) -> None:
    """Open the origin of a metric in the view's scope as a drawer on the right."""

    def content() -> None:
        row = figures(view, [metric.name])
        _show_number(view, metric, row)
        if reason := why_empty(metric.name, view.scope, view.reader, row):
            st.info(localize(reason), icon=":material/info:")
        for warning in warnings(metric.name, view.scope, view.reader):
            st.info(localize(warning), icon=":material/info:")
        tables.show_facts(origin.origin(view, metric, row))
        _show_edits(view, metric)
        if parts := origin.parts_with_rows(row, metric):
            _show_rows(view, metric, row, parts)

    open_drawer(localize(metric.label), DRAWER, content)


def _show_number(view: View, metric: Metric, row: Row) -> None:
    unit = currencies.unit(view, metric)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.metric(
            origin.scope_text(view),
            markdown(formats.value(row[metric.name], unit, view.lang, exact=True)),
            width="stretch",
        )
        st.page_link(
            menu.script("definitions"),
            label=tr("Definition"),
            icon=":material/menu_book:",
            query_params={"metric": metric.name},
        )


def _show_edits(view: View, metric: Metric) -> None:
    """What people wrote over the export of the orders behind the number."""
    laid = cached_figures.kept(view, edits.behind, metric.name)
    if said := edits.rests_on(laid):
        journal = data_source.warehouse().records.journal
        entries = [*journal.entries("order_edit"), *journal.entries("complaint_edit")]
        with st.expander(localize(said), icon=":material/edit:"):
            sheet = edits.sheet(edits.edit_lines(laid, entries), view.lang)
            show_sheet(sheet, f"origin_edits_{metric.name}", t("The edits behind the number"))


def _show_rows(view: View, metric: Metric, row: Row, parts: list[Any]) -> None:
    """The rows that add up to a part, a page at a time."""
    money = currencies.in_unit("money", currencies.currencies_of(view, metric))
    names = {
        part: f"{localize(origin.part_name(metric, part))} "
        + markdown(origin.part_value(row, metric, part, view.lang, money))
        for part in parts
    }
    part: Any = st.segmented_control(
        tr("Rows behind the number"),
        parts,
        default=parts[0],
        required=True,
        format_func=names.__getitem__,
        key=f"origin_part_{metric.name}",
    )
    count = count_rows(metric.name, part, view.scope, view.reader)
    place = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        first = tables.show_pages(count, f"origin_page_{metric.name}_{part}")
        tables.show_downloads(
            raw_rows.with_places(
                view,
                lambda limit: rows(metric.name, part, view.scope, view.reader, page=Page(limit)),
            ),
            count,
            f"{metric.name}_{part}",
            f"origin_{metric.name}_{part}",
        )
    with place:
        found = rows(metric.name, part, view.scope, view.reader, page=Page(tables.PAGE, first))
        _show_page(view, metric, part, found)


def _show_page(view: View, metric: Metric, part: Part, found: pl.DataFrame) -> None:
    """One page of rows, with the ways from it to the orders."""
    key = f"origin_{metric.name}_{part}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        count = cached_figures.orders_behind(view, metric, part)
        order_links.show_ledger_link(metric, part, count)
        order_links.show_number_field(found, f"{key}_number")
    tables.show_table(
        order_links.with_buttons(found),
        alt=tr("The rows behind {metric}", metric=metric.label),
        height=380,
        key=f"{key}_rows",
        column_config=order_links.order_column(found, f"{key}_open"),
    )
    raw_rows.show_raw_rows_below(view, found, f"{key}_raw")
