"""What the URL says of the ledger beyond the scope: search, quick filter, sorting, page, order.

A link opens the same list in either language. Imports `metrics` and streamlit.
"""

from __future__ import annotations

import streamlit as st

from ordertrack.errors import BadScope
from ordertrack.metrics.orders.ledger import BASES, QUICK_FILTERS, SORTS, LedgerQuery
from ordertrack.ui.frame import odd_address, url_state
from ordertrack.ui.frame.language import localize
from ordertrack.views.orders import ledger_link


def from_url() -> LedgerQuery:
    """Read the URL; a number that does not exist is said, what else makes no sense is as usual."""
    url = st.query_params.to_dict()
    try:
        return ledger_link.read(url)
    except BadScope as mistake:
        st.warning(localize(mistake), icon=":material/link_off:")
        return ledger_link.read({name: text for name, text in url.items() if name != "metric"})


def forget_unknown() -> None:
    """Say which parameters of the ledger mean nothing, and take them out of the address."""
    both_ways = {f"{way}{name}" for name in SORTS for way in ("", "-")}
    for name, known in {"show": QUICK_FILTERS, "basis": BASES, "sort": both_ways}.items():
        odd_address.check(name, known)


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
