"""The order ledger: controls, what is listed, the table, paging.

The database searches, sorts and pages; one page of orders comes here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from ordertrack.metrics.notes import why_no_rows
from ordertrack.metrics.orders import ledger as orders
from ordertrack.metrics.orders.ledger import LedgerQuery, QuickFilter, Totals
from ordertrack.metrics.orders.search import fitting, products
from ordertrack.scope import Scope
from ordertrack.ui.frame import scope_changes, url_state
from ordertrack.ui.frame.data_source import ReleaseKey, release_key, warehouse
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.orders import editing, ledger_table, limits
from ordertrack.ui.orders.ledger_columns import chosen_columns
from ordertrack.ui.orders.ledger_controls import show_controls
from ordertrack.ui.orders.ledger_url import change, forget_unknown, from_url, page_number
from ordertrack.views import currencies
from ordertrack.views.filter_values import all_time
from ordertrack.views.orders.ledger import amounts_text, summary, which_orders
from ordertrack.views.view import View

PAGE = 50


def show_ledger(view: View) -> None:
    """Show the ledger in the view's scope."""
    forget_unknown()
    query, release = _answered(view, from_url()), release_key(view.release, view.reader)
    if query.search:
        known = _products(all_time(view), release)
        query = replace(query, products=fitting(query.search, known))
    counts = _counts(query, view.scope, release)
    show_controls(view, query, counts)
    totals = _totals(query, view.scope, release)
    if not totals.orders:
        editing.show_saved()
        _show_nothing(view, query, counts)
        editing.show_new_orders(view)
        return
    which = localize(which_orders(query, view.scope, view.lang))
    several = len(currencies.of_release(view)) > 1
    by_currency = _amounts(query, view.scope, release) if several else None
    said = summary(query, totals, amounts_text(view, totals, by_currency), view.lang)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{said} :gray[— {which}]", width="stretch")
        editing.show_switch(view)
    last = max(1, -(-totals.orders // PAGE))
    number = min(page_number(), last)
    cases = warehouse().records.journal.position("case")
    found = _page(query, view.scope, release, number, cases)
    if editing.is_on():
        editing.show_editor(view, found)
    else:
        ledger_table.show_orders(view, found, chosen_columns(view, query))
    if last > 1:
        _show_pages(number, last)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        ledger_table.show_number_field(found["order_no"].to_list())
        if not editing.is_on():
            st.caption(
                tr("Click an order number to open it, a heading to sort. Scroll sideways for more.")
            )
    ledger_table.show_downloads(view, query, totals)
    editing.show_new_orders(view)
    limits.show_limits(view)


def _answered(view: View, query: LedgerQuery) -> LedgerQuery:
    """Say where the data cannot answer the number whose orders are asked for; list all then."""
    reason = query.behind and why_no_rows(query.behind.metric, view.scope, view.reader)
    if not reason:
        return query
    st.warning(localize(reason), icon=":material/link_off:")
    return replace(query, behind=None)


def _show_pages(number: int, last: int) -> None:
    key = f"ledger_page_{number}"  # named after the page, so that the back button moves it too

    def turn() -> None:
        chosen = st.session_state[key]
        change(page=None if chosen == 1 else str(chosen))

    with st.container(horizontal_alignment="center"):
        st.pagination(last, default=number, key=key, on_change=turn)


def _show_nothing(view: View, query: LedgerQuery, counts: Mapping[QuickFilter, int]) -> None:
    """An empty ledger: why, and the ways out."""
    st.info(
        tr("No order matches: {which}.", which=which_orders(query, view.scope, view.lang)),
        icon=":material/search_off:",
    )
    with st.container(horizontal=True):
        apart = counts["not_counted"]
        if apart and query.quick_filter != "not_counted":
            st.button(
                tr("Show the {count} that are cancelled or drafts", count=apart),
                key="ledger_apart",
                on_click=partial(change, show="not_counted"),
            )
        if query.search or query.quick_filter != "all" or query.behind:
            clear = partial(change, q=None, show=None, metric=None, part=None)
            st.button(tr("Clear search and quick filter"), key="ledger_clear", on_click=clear)
        if view.scope.period is not None:
            st.button(
                tr("Search all time"),
                key="ledger_all_time",
                on_click=scope_changes.set_period,
                args=(view, None),
            )
        if view.scope.filters:
            st.button(
                tr("Clear filters"),
                key="ledger_no_filters",
                on_click=url_state.choose_scope,
                args=(replace(view.scope, filters=()), view.default),
            )


# --- kept answers ---------------------------------------------------------------------------------


@st.cache_resource(max_entries=8, show_spinner=False)
def _products(scope: Scope, release: ReleaseKey) -> pl.DataFrame:
    return products(scope, release.reader())


@st.cache_resource(max_entries=256, show_spinner=False)
def _totals(query: LedgerQuery, scope: Scope, release: ReleaseKey) -> Totals:
    return orders.totals(query, scope, release.reader())


@st.cache_resource(max_entries=64, show_spinner=False)
def _amounts(query: LedgerQuery, scope: Scope, release: ReleaseKey) -> pl.DataFrame:
    return orders.amounts(query, scope, release.reader())


@st.cache_resource(max_entries=256, show_spinner=False)
def _counts(query: LedgerQuery, scope: Scope, release: ReleaseKey) -> dict[QuickFilter, int]:
    return orders.counts(query, scope, release.reader())


@st.cache_resource(max_entries=128, show_spinner=False)
def _page(
    query: LedgerQuery, scope: Scope, release: ReleaseKey, number: int, cases: int
) -> pl.DataFrame:
    """Return a page of the ledger; `cases`, the newest case, because notes on cases are in it."""
    return orders.page(query, scope, release.reader(), limit=PAGE, offset=(number - 1) * PAGE)
