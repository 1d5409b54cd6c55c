"""The order ledger: quick filters, search, sorting, paging, and what they add up to.

The database searches, sorts and pages; one page of orders comes here.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from ordertrack.metrics.orders import ledger as orders
from ordertrack.metrics.orders.ledger import Asked, Show, Totals
from ordertrack.metrics.orders.search import fitting, products
from ordertrack.model import STATUSES
from ordertrack.scope import Scope, end_of_day
from ordertrack.ui.frame import data_source, scope_changes, url_state
from ordertrack.ui.frame.language import language, say, tr
from ordertrack.ui.frame.page import View
from ordertrack.ui.orders import ledger_columns, ledger_table
from ordertrack.ui.orders.ledger_url import ask, asked_for, page_number, sort_by
from ordertrack.views import formats

PAGE = 50
# What is worth sorting by, without a click on a header: (column, largest first).
SORTS: tuple[tuple[str, bool], ...] = (
    ("ordered_at", True),
    ("ordered_at", False),
    ("amount", True),
    ("days_late", True),
    ("promised_latest", False),
    ("delivered_at", True),
    ("customer_name", False),
    ("order_no", False),
)


def show(view: View) -> None:
    """The ledger in the view's scope."""
    asked = asked_for()
    if asked.search:
        whole = Scope(end_of_day(view.scope.as_of.date()), access=view.scope.access)
        known = _products(whole, data_source.stamp(view.release))
        asked = replace(asked, products=fitting(asked.search, known))
    _controls(view, asked)
    totals = _totals(asked, view.scope, data_source.stamp(view.release))
    if not totals.orders:
        _nothing(view, asked)
        return
    st.markdown(_summary(view, asked, totals))
    last = max(1, -(-totals.orders // PAGE))
    number = min(page_number(), last)
    found = _page(asked, view.scope, data_source.stamp(view.release), number)
    ledger_table.show(view, found, asked, ledger_columns.chosen(asked))
    _pages(number, last)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        ledger_table.open_by_number(found["order_no"].to_list())
        st.caption(
            tr("Click an order number to open it, a heading to sort. Scroll sideways for more.")
        )
    ledger_table.downloads(view, asked, totals)


# --- the controls ---------------------------------------------------------------------------------


def _controls(view: View, asked: Asked) -> None:
    _quick(view, asked)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _search(asked)
        _status(view)
        _sort(asked)
        ledger_columns.picker(asked)


def _quick(view: View, asked: Asked) -> None:
    found = _counts(asked, view.scope, data_source.stamp(view.release))
    names = shown_names()
    st.session_state["ledger_show"] = asked.show
    st.segmented_control(
        tr("Show"),
        tuple(orders.QUICK_FILTERS),
        format_func=lambda show: f"{names[show]} {found[show]:,}",
        key="ledger_show",
        required=True,
        label_visibility="collapsed",
        on_change=lambda: ask(show=_unless(st.session_state["ledger_show"], "all")),
    )


def shown_names() -> dict[Show, str]:
    """The quick filters in the language of the session."""
    return {
        "all": tr("All orders"),
        "open": tr("Not delivered"),
        "overdue": tr("Overdue"),
        "due_soon": tr("Due in {days} days", days=orders.SOON_DAYS),
        "late": tr("Late or overdue"),
        "moved": tr("Promise moved"),
    }


def _search(asked: Asked) -> None:
    st.session_state["ledger_search"] = asked.search
    st.text_input(
        tr("Search"),
        key="ledger_search",
        type="search",
        placeholder=tr("Order no., customer or product"),
        label_visibility="collapsed",
        on_change=lambda: ask(q=st.session_state["ledger_search"].strip()),
    )


def _status(view: View) -> None:
    st.session_state["ledger_status"] = [s for s in view.scope.values("status") if s in STATUSES]
    st.multiselect(
        tr("Status"),
        tuple(STATUSES),
        format_func=lambda status: say(STATUSES[status]),
        key="ledger_status",
        placeholder=tr("Any status"),
        label_visibility="collapsed",
        select_all=False,
        on_change=_choose_status,
        args=(view,),
        width=240,
    )


def _choose_status(view: View) -> None:
    scope_changes.set_filter(view, "status", tuple(st.session_state["ledger_status"]))
    ask()


def _sort(asked: Asked) -> None:
    here = (asked.sort, asked.descending)
    st.session_state["ledger_sort"] = here
    st.selectbox(
        tr("Sort"),
        SORTS if here in SORTS else (*SORTS, here),
        format_func=_sort_name,
        key="ledger_sort",
        label_visibility="collapsed",
        icon=":material/sort:",
        on_change=lambda: sort_by(*st.session_state["ledger_sort"]),
        width=220,
    )


def _sort_name(sort: tuple[str, bool]) -> str:
    column, descending = sort
    known = {
        ("ordered_at", True): tr("Newest order first"),
        ("ordered_at", False): tr("Oldest order first"),
        ("amount", True): tr("Largest amount first"),
        ("days_late", True): tr("Latest delivery first"),
        ("promised_latest", False): tr("Earliest promise first"),
        ("delivered_at", True): tr("Last delivered first"),
    }
    return known.get(sort) or f"{ledger_columns.title(column)} {'↓' if descending else '↑'}"


def _pages(number: int, last: int) -> None:
    if last == 1:
        return
    key = f"ledger_page_{number}"  # named after the page, so that the back button moves it too
    with st.container(horizontal_alignment="center"):
        st.pagination(last, default=number, key=key, on_change=_turn, args=(key,))


def _turn(key: str) -> None:
    number = st.session_state[key]
    ask(page=None if number == 1 else str(number))


def _unless(value: str, usual: str) -> str | None:
    return None if value == usual else value


# --- what stands above and instead of the table ---------------------------------------------------


def _summary(view: View, asked: Asked, totals: Totals) -> str:
    """How much is listed, and which orders these are."""
    parts = [
        tr("**{count}** orders", count=totals.orders),
        tr("amount {amount}", amount=formats.value(totals.amount, "money", language(), exact=True)),
    ]
    if totals.late and asked.show not in ("late", "overdue"):
        parts.append(tr("{count} late", count=totals.late))
    if totals.counted < totals.orders:
        parts.append(tr("{count} not counted", count=totals.orders - totals.counted))
    return f"{' · '.join(parts)} :gray[— {_which(view, asked)}]"


def _which(view: View, asked: Asked) -> str:
    if orders.QUICK_FILTERS[asked.show][1] == "stock":
        return tr("open at as-of, whenever they were placed")
    if view.scope.period is None:
        return tr("all orders up to as-of")
    return tr("placed in {period}", period=view.scope.period.label(language()))


def _nothing(view: View, asked: Asked) -> None:
    """An empty ledger: why, and the ways out."""
    st.info(
        tr("No order matches: {which}.", which=_which(view, asked)),
        icon=":material/search_off:",
    )
    with st.container(horizontal=True):
        if asked.search or asked.show != "all":
            clear = partial(ask, q=None, show=None)
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
def _products(scope: Scope, release: data_source.Stamp) -> pl.DataFrame:
    return products(scope, release.reader())


@st.cache_resource(max_entries=256, show_spinner=False)
def _totals(asked: Asked, scope: Scope, release: data_source.Stamp) -> Totals:
    return orders.totals(asked, scope, release.reader())


@st.cache_resource(max_entries=256, show_spinner=False)
def _counts(asked: Asked, scope: Scope, release: data_source.Stamp) -> dict[Show, int]:
    return orders.counts(asked, scope, release.reader())


@st.cache_resource(max_entries=128, show_spinner=False)
def _page(asked: Asked, scope: Scope, release: data_source.Stamp, number: int) -> pl.DataFrame:
    return orders.page(asked, scope, release.reader(), limit=PAGE, offset=(number - 1) * PAGE)
