"""What the URL says of the Customers page beyond the scope: one customer, and what is opened.

`who` is the customer whose own page is meant; while it is open, the scope is filtered by it, so
that every figure, list and link there is about this customer alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from ordertrack.ui.frame import odd_address, page, scope_changes, url_state
from ordertrack.ui.frame.language import localize, tr
from ordertrack.views.evaluation import customers, one_customer
from ordertrack.views.view import View
from ordertrack.words import Label

NARROWED = "customer_page_narrowed_to"


def who() -> str:
    """Return the customer whose own page is meant; empty for the page of all."""
    return odd_address.name_used("who", "customer")


def opened(name: str) -> str | None:
    """Return which cohort, segment or former tier the URL names; None for none."""
    return st.query_params.get(name)


def open_part(name: str, value: str) -> None:
    """Open a cohort, a segment, a former tier; once more closes it. Meant for callbacks."""
    if st.query_params.get(name) == value:
        del st.query_params[name]
    else:
        st.query_params[name] = value


def chosen_part(names: Mapping[str, Label]) -> str:
    """Show the switch between the parts of the page, which the URL names; return the chosen one."""
    usual, wanted = next(iter(names)), st.query_params.get("part")
    st.session_state["customers_part"] = wanted if wanted in names else usual
    st.segmented_control(
        tr("Part of the page"),
        list(names),
        required=True,
        format_func=lambda name: localize(names[name]),
        key="customers_part",
        label_visibility="collapsed",
        on_change=_choose_part,
    )
    return st.session_state["customers_part"]


def _choose_part() -> None:
    st.query_params["part"] = st.session_state["customers_part"]


def open_customer(view: View, customer: str) -> None:
    """Go to a customer's own page. Meant for callbacks."""
    scope_changes.set_filter(view, "customer", (customer,))
    st.query_params["who"] = customer


def leave_customer(view: View) -> None:
    """Go back to the page of all customers. Meant for callbacks."""
    scope_changes.set_filter(view, "customer", ())
    if "who" in st.query_params:
        del st.query_params["who"]


def narrow_to(customer: str) -> bool:
    """Filter by the customer whose page is open, also where a link names it alone.

    False where the filter was taken away on the page: then all customers are meant.
    """
    view = page.current_view()
    if view is None or view.scope.values("customer") == (customer,):
        st.session_state[NARROWED] = customer
        return True
    if st.session_state.pop(NARROWED, None) == customer:
        del st.query_params["who"]
        return False
    scope_changes.set_filter(view, "customer", (customer,))
    url_state.write_url()
    st.session_state[NARROWED] = customer
    return True


def forget_customer() -> None:
    """Know of no open customer any more, so that the next link to one holds again."""
    st.session_state.pop(NARROWED, None)


def show_way_back() -> None:
    """Show the way back to all customers."""
    view = page.current_view()
    if view is None:
        return
    st.button(
        localize(customers.TITLE),
        key="customer_back",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=partial(leave_customer, view),
    )


def choose_customer(view: View, known: Mapping[str, str]) -> None:
    """Show the way without a mouse: pick one of these customers, or type its number or name."""
    st.selectbox(
        tr("Open a customer"),
        list(known),
        index=None,
        format_func=lambda key: known.get(key, key),
        key="customer_number",
        placeholder=tr("Open a customer: pick one of the largest, or type its number or name"),
        accept_new_options=True,
        label_visibility="collapsed",
        icon=":material/open_in_new:",
        on_change=partial(_open_chosen, view),
        width=480,
    )


def _open_chosen(view: View) -> None:
    chosen = (st.session_state["customer_number"] or "").strip()
    if chosen:
        open_customer(view, one_customer.key_of(view, chosen))
