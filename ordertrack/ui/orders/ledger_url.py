"""What the URL says of the ledger beyond the scope: search, quick filter, sorting, page, order.

A link opens the same list in either language. Imports `metrics` and streamlit.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from ordertrack.metrics.orders import ledger as orders
from ordertrack.metrics.orders.ledger import LedgerQuery
from ordertrack.ui.frame import url_state


def from_url() -> LedgerQuery:
    """Read the URL; what makes no sense falls back to the usual."""
    url = st.query_params
    usual = LedgerQuery()
    name: Any = url.get("show", usual.quick_filter)
    sort = url.get("sort", "-ordered_at")
    column = sort.lstrip("-")
    if column not in orders.SORTS:
        sort, column = "-ordered_at", "ordered_at"
    return LedgerQuery(
        search=url.get("q", ""),
        quick_filter=name if name in orders.QUICK_FILTERS else usual.quick_filter,
        sort=column,
        descending=sort.startswith("-"),
    )


def change(**values: str | None) -> None:
    """Change parameters, and begin at the first page. Meant for callbacks."""
    for name, value in {"page": None, **values}.items():
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]


def sort_by(column: str, descending: bool) -> None:
    """Sort by a column; the usual order stays out of the URL. Meant for callbacks."""
    sort = f"{'-' if descending else ''}{column}"
    change(sort=None if sort == "-ordered_at" else sort)


def page_number() -> int:
    """Return the page that the URL names, from 1."""
    return max(1, url_state.number(st.query_params.get("page", "1")) or 1)


def order_number() -> str:
    """Return the order whose own page is meant; empty for the ledger."""
    return st.query_params.get("order", "").strip()


def open_order(number: str | None) -> None:
    """Go to an order's own page, or with None back to the ledger. Meant for callbacks."""
    if number:
        st.query_params["order"] = number
    elif "order" in st.query_params:
        del st.query_params["order"]
