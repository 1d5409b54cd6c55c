"""The page of all customers, a part at a time."""

from __future__ import annotations

import streamlit as st

from ordertrack.ui.customers import address, care, interviews, page
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.frame.page import open_page
from ordertrack.ui.parts.apart_names import show_apart
from ordertrack.ui.parts.cards import show_cards
from ordertrack.ui.parts.room import half
from ordertrack.views.evaluation import customers
from ordertrack.views.evaluation.customers import Customers
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View
from ordertrack.words import Label

PARTS = {
    "tiers": Label("Tiers and moves", "分层与变动"),
    "loyalty": Label("Who stays, who is silent", "留存与沉默"),
    "care": Label("What each tier needs", "各层关怀"),
}


def show_everybody() -> None:
    """Show the page of all customers, a part at a time."""
    address.forget_customer()
    view = open_page(localize(customers.TITLE))
    show_cards(view, customers.CARDS)
    show_apart("customer")
    if not can_tell(view, "logo_retention"):
        st.info(tr("This data names no customers."), icon=":material/person_off:")
        return
    found = page.read(view)
    parts = PARTS if can_tell(view, "grr") else {"loyalty": PARTS["loyalty"]}
    with st.container(horizontal=True, vertical_alignment="center"):
        part = address.chosen_part(parts)
        address.choose_customer(view, customers.choices(found))
    page.show_currencies(view)
    if part == "tiers":
        show_tiers(view, found)
    elif part == "loyalty":
        page.show_cohorts(view)
        page.show_silent(view, found)
        page.show_segments(view, found)
        interviews.show_factors(view, found)
    else:
        care.show_renewals(view, found)
        care.show_peers(view, found)
        care.show_pairs(view, found)
        care.show_cost(view)


def show_tiers(view: View, found: Customers) -> None:
    """Show the tiers and their moves beside each other, the customers below."""
    with st.grid(2, gap="small", min_column_width=400):
        left, right = st.container(), st.container()
    with half(left):
        page.show_tiers(view, found)
    with half(right):
        page.show_tier_sums(view, found)
        page.show_moves(view, found)
    page.show_movers(view, found)
    page.show_customers(view, found)
