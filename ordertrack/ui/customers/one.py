"""The page of one customer: what it buys, how it is served, its tier over time."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from ordertrack.metrics.analysis import one_customer as analysis
from ordertrack.metrics.catalog import CATALOG
from ordertrack.scope import Scope
from ordertrack.ui.customers import address
from ordertrack.ui.customers.care import show_own_suggestions
from ordertrack.ui.customers.interviews import show_interviews
from ordertrack.ui.frame import scope_changes, theme
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.frame.page import current_view, open_page
from ordertrack.ui.parts import order_links
from ordertrack.ui.parts.cards import show_cards
from ordertrack.ui.parts.currency import show_currencies_of
from ordertrack.ui.parts.outcomes import show_outcomes_of_months
from ordertrack.ui.parts.panel import (
    Drawn,
    filter_by,
    panel,
    show_both,
    show_sheet,
)
from ordertrack.ui.parts.room import half
from ordertrack.views.evaluation import one_customer
from ordertrack.views.evaluation.one_customer import ORDERS
from ordertrack.views.offered import can_tell
from ordertrack.views.orders import order
from ordertrack.views.view import View
from ordertrack.words import t


def show_one(customer: str) -> None:
    """Show the page of one customer."""
    before = current_view()
    address.show_way_back()
    view = open_page(one_customer.name(before, customer) if before else customer)
    if not show_summary(view, customer):
        return
    show_cards(view, one_customer.CARDS)
    with st.grid(2, gap="small", min_column_width=400):
        left, right = st.container(), st.container()
    with half(left):
        show_history(view)
        show_products(view, customer)
    with half(right):
        show_tiers(view, customer)
        show_delivery(view)
    show_open_orders(view)
    show_complaints(view, customer)
    show_interviews(view, customer)
    show_orders(view)


def show_summary(view: View, customer: str) -> bool:
    """Say who this is; False where there is nothing to show."""
    told = one_customer.summary(view, customer)
    if not told:
        st.info(
            tr("No order of this customer up to then, or none that the filters keep."),
            icon=":material/search_off:",
        )
        return False
    st.markdown("  \n".join(localize(text) for text in told))
    return True


def show_history(view: View) -> None:
    """Show revenue and orders of each month; a click chooses the month."""
    with panel(t("Revenue by month"), "history", t("The months around the period.")):
        show_currencies_of(view, CATALOG["revenue"])
        found = one_customer.history(view)
        if found.is_empty:
            st.caption(tr("No order in these months."))
            return
        pick = partial(scope_changes.set_period, view)
        alt = t("The customer's revenue per month; the table shows it too")
        figure = one_customer.history_chart(found, view, theme.ink())
        show_both(Drawn(figure, alt), one_customer.history_sheet(found, view), "history", pick)


def show_tiers(view: View, customer: str) -> None:
    """Show the tier at the end of each of the last 12 months."""
    with panel(
        t("Tier over the last 12 months"),
        "tier_history",
        t("At each month's end, by the 12 months up to it; among all customers."),
    ):
        found = one_customer.tiers(view, customer)
        if not found["tier"].count():
            st.caption(tr("It bought nothing in the 12 months before any of these."))
            return
        pick = partial(scope_changes.set_period, view)
        alt = t("Tier and revenue of 12 months at each month's end; the table shows them too")
        figure = one_customer.tiers_chart(found, view, theme.ink())
        show_both(Drawn(figure, alt), one_customer.tiers_sheet(found, view), "tier_history", pick)


def show_products(view: View, customer: str) -> None:
    """Show what the customer buys, and what could be offered beside it."""
    with panel(
        t("Products it buys"),
        "own_products",
        t("The 12 months to the period's end beside the 12 before; at most 50 products."),
    ):
        sheet = one_customer.products(view)
        if sheet is None:
            st.caption(tr("This data names no products."))
            return
        if sheet.is_empty:
            st.caption(tr("Nothing was bought in these 24 months."))
            return
        alt = t("Products of this customer, the most revenue first")
        show_sheet(sheet, "own_products", alt, partial(filter_by, view, "product"))
        show_own_suggestions(view, customer)


def show_delivery(view: View) -> None:
    """Show how the customer's due orders came out."""
    with panel(
        t("How its due orders came out"),
        "own_delivery",
        t("Orders by the month of their promised day, as it stands at as-of."),
    ):
        if not can_tell(view, "on_time_rate"):
            st.caption(tr("This data has no promised days."))
            return
        show_outcomes_of_months(view, "own_outcomes")


def show_complaints(view: View, customer: str) -> None:
    """Show the newest complaints about the customer's orders."""
    with panel(t("Complaints"), "own_complaints", t("Up to as-of, whatever the period.")):
        if not view.reader.covers("complaints.complaint_id"):
            st.caption(tr("This data has no complaints."))
            return
        found = analysis.complaints(customer, view.scope, view.reader, ORDERS)
        if found.is_empty():
            st.caption(tr("None up to as-of."))
            return
        alt = tr("Complaints of this customer, the newest first")
        order_links.show_orders(order.complaints(found), "own_complaints", alt)


def show_open_orders(view: View) -> None:
    """Show what is not delivered yet."""
    with panel(t("Open orders"), "own_open", t("Not delivered at the moment of the stock.")):
        if not can_tell(view, "backlog"):
            st.caption(tr("This data has no delivery dates."))
            return
        _show_orders(view, "backlog", view.scope, "own_open")


def show_orders(view: View) -> None:
    """Show the newest orders of all time."""
    with panel(t("Orders"), "own_orders", t("Up to as-of, whatever the period.")):
        _show_orders(view, "orders", one_customer.ever(view), "own_orders")


def _show_orders(view: View, metric: str, scope: Scope, key: str) -> None:
    found, count = one_customer.orders(view, metric, scope)
    if found.is_empty():
        st.caption(tr("There is none."))
        return
    if count > ORDERS:
        st.caption(tr("The newest {shown} of {count} are listed.", shown=ORDERS, count=count))
    listed = found.with_columns(pl.col("order_no").cast(pl.String))
    alt = tr("Orders of this customer, the newest first")
    amounts = order_links.money_column(view, listed)
    order_links.show_orders(listed, key, alt, amounts, height=300)
