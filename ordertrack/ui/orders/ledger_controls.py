"""What stands above the ledger: quick filters, search, status, sorting, columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from ordertrack.metrics.orders.ledger import LedgerQuery, QuickFilter
from ordertrack.model import NOT_COUNTED, STATUSES
from ordertrack.model.protection import pasted
from ordertrack.ui.frame import scope_changes
from ordertrack.ui.frame.language import language, localize, localize_plain, tr
from ordertrack.ui.orders.ledger_columns import show_column_picker
from ordertrack.ui.orders.ledger_url import change, sort_by
from ordertrack.views.cards import is_over, other_moment
from ordertrack.views.markup import Markdown
from ordertrack.views.orders.ledger import (
    BASES,
    QUICK_FILTERS,
    SORTS,
    lists_a_stock,
    number_name,
    populations,
    sort_name,
)
from ordertrack.views.view import View
from ordertrack.words import Text


def show_controls(view: View, query: LedgerQuery, counts: Mapping[QuickFilter, int]) -> None:
    """Show the controls; `counts`: how many orders each quick filter would list."""
    _show_number(query)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        for which, names in populations(query, view.scope, view.lang).items():
            _show_quick_filters(which, names, query, counts)
        if is_over(view) and lists_a_stock(query):
            _show_moment(view)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _show_search(query)
        _show_basis(query)
        _show_status(view, query)
        _show_sort(query)
        show_column_picker(view, query)


def _show_number(query: LedgerQuery) -> None:
    """A chip for the number whose orders are listed; a click lists all orders of the period."""
    if query.behind:
        st.button(
            localize(number_name(query.behind)),
            key="ledger_number_chip",
            icon=":material/close:",
            icon_position="right",
            help=tr("List all orders instead"),
            on_click=change,
            kwargs={"metric": None, "part": None},
        )


def _show_basis(query: LedgerQuery) -> None:
    """What places orders in the period; those behind a number are placed as the number does."""

    def choose() -> None:
        chosen = st.session_state["ledger_basis"]
        change(basis=None if chosen == "order" else chosen)

    names = {name: localize_plain(text) for name, text in BASES.items()}
    st.session_state["ledger_basis"] = query.basis
    st.selectbox(
        tr("Placed by"),
        tuple(names),
        format_func=names.__getitem__,
        key="ledger_basis",
        label_visibility="collapsed",
        icon=":material/event:",
        disabled=query.behind is not None,
        help=tr("Orders behind a number are placed as the number places them."),
        on_change=choose,
        width=180,
    )


def _show_quick_filters(
    which: Text,
    filters: Sequence[QuickFilter],
    query: LedgerQuery,
    counts: Mapping[QuickFilter, int],
) -> None:
    """The quick filters of one population under its name, so that no two are taken for one."""
    names = {name: f"{localize(QUICK_FILTERS[name])} {counts[name]:,}" for name in filters}
    key = f"ledger_show_{filters[0]}"

    def choose() -> None:
        chosen = st.session_state[key]
        change(show=None if chosen == "all" else chosen or query.quick_filter)

    st.session_state[key] = query.quick_filter if query.quick_filter in names else None
    label = localize(which)
    st.segmented_control(
        Markdown(label[:1].upper() + label[1:]),
        tuple(names),
        format_func=names.__getitem__,
        key=key,
        width="content",
        on_change=choose,
    )


def _show_moment(view: View) -> None:
    """The switch between what was open at the period's end and what is open now."""
    st.button(
        localize(other_moment(view)),
        key="ledger_stock",
        type="tertiary",
        icon=":material/swap_horiz:",
        on_click=scope_changes.change,
        args=(view,),
        kwargs={"stocks": "end" if view.scope.stocks == "now" else "now"},
    )


def _show_search(query: LedgerQuery) -> None:
    st.session_state["ledger_search"] = query.search
    st.text_input(
        tr("Search"),
        key="ledger_search",
        type="search",
        placeholder=tr("Order no., customer or product"),
        label_visibility="collapsed",
        on_change=lambda: change(q=pasted(st.session_state["ledger_search"])),
    )


def _show_status(view: View, query: LedgerQuery) -> None:
    def choose() -> None:
        chosen = tuple(st.session_state["ledger_status"])
        scope_changes.set_filter(view, "status", chosen)
        apart = bool(chosen) and set(chosen) <= set(NOT_COUNTED)
        if apart:  # they are listed apart, and nowhere else
            change(show="not_counted")
        else:
            change(**({"show": None} if query.quick_filter == "not_counted" else {}))

    st.session_state["ledger_status"] = [s for s in view.scope.values("status") if s in STATUSES]
    st.multiselect(
        tr("Status"),
        tuple(STATUSES),
        format_func=lambda status: localize(STATUSES[status]),
        key="ledger_status",
        placeholder=tr("Any status"),
        label_visibility="collapsed",
        select_all=False,
        on_change=choose,
        width=240,
    )


def _show_sort(query: LedgerQuery) -> None:
    here, lang = (query.sort, query.descending), language()
    st.session_state["ledger_sort"] = here
    st.selectbox(
        tr("Sort"),
        SORTS if here in SORTS else (*SORTS, here),
        format_func=lambda sort: sort_name(*sort, lang),
        key="ledger_sort",
        label_visibility="collapsed",
        icon=":material/sort:",
        on_change=lambda: sort_by(*st.session_state["ledger_sort"]),
        width=220,
    )
