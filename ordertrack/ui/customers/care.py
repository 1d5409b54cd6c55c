"""The panels of the Customers page that say what each tier asks for."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from ordertrack.metrics.analysis import product_pairs
from ordertrack.metrics.analysis.product_pairs import Pairs
from ordertrack.scope import Scope
from ordertrack.ui.customers.address import open_customer
from ordertrack.ui.frame import cached_figures, data_source
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.views.evaluation import cross_sell, tier_care
from ordertrack.views.evaluation.customers import Customers
from ordertrack.views.view import View
from ordertrack.words import t


def show_renewals(view: View, found: Customers) -> None:
    """Show the contracts of A customers that end soon."""
    with panel(
        t("A: contracts to renew"),
        "renewals",
        t("Customers in tier A, now or a month ago, whose contract ends within 90 days or ended."),
    ):
        typed = view.reader.typed("interview").to_dicts()
        care = tier_care.care(found, view, typed)
        if not care.known:
            st.caption(tr("No customer has a contract date: the customer list can bring it."))
            return
        st.markdown(localize(tier_care.care_sentence(care, view.lang)))
        if care.sheet.is_empty:
            return
        if care.day != view.scope.as_of.date():
            st.caption(tr("Looked at from {day}, the end of the period.", day=care.day))
        alt = t("Contracts of A customers, the soonest end first")
        show_sheet(care.sheet, "renewals", alt, partial(open_customer, view))


def show_peers(view: View, found: Customers) -> None:
    """Show B customers beside the median of their tier."""
    with panel(
        t("B: more often, and more each time"),
        "peers",
        t("B customers against the median of their tier in 12 months; the nearest to A first."),
    ):
        peers = tier_care.peers(found, view)
        st.markdown(localize(tier_care.peers_sentence(peers, view)))
        if peers.sheet.is_empty:
            return
        alt = t("B customers with their gap to the median and to tier A")
        show_sheet(peers.sheet, "peers", alt, partial(open_customer, view))


def show_pairs(view: View, found: Customers) -> None:
    """Show which products go together, and what B customers could be offered."""
    with panel(
        t("B: what to offer beside it"),
        "pairs",
        t("Support: of all customers; confidence: of those with the first; lift: against all."),
    ):
        if not view.reader.covers("line_facts.product"):
            st.caption(tr("This data names no products."))
            return
        pairs = _pairs(view)
        st.caption(localize(cross_sell.pairs_rule(pairs)))
        if pairs.frame.is_empty():
            st.caption(tr("No pair of products means anything here."))
            return
        show_sheet(
            cross_sell.pairs_sheet(pairs), "pairs", t("Products bought by the same customers")
        )
        offers = cross_sell.suggestions_sheet(pairs, found, view)
        if not offers.is_empty:
            st.markdown(f"**{tr('Suggestions for customers in tier B')}**")
            alt = t("Products to suggest to B customers, the largest customers first")
            show_sheet(offers, "suggestions", alt, partial(open_customer, view))


def _pairs(view: View) -> Pairs:
    return _kept_pairs(
        cross_sell.whole(view.scope), data_source.release_key(view.release, view.reader)
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def _kept_pairs(scope: Scope, release: data_source.ReleaseKey) -> Pairs:
    return product_pairs.pairs(scope, release.reader())


def show_own_suggestions(view: View, customer: str) -> None:
    """Show what one customer could be offered."""
    if not view.reader.covers("line_facts.product"):
        return
    sheet = cross_sell.own_suggestions_sheet(_pairs(view), customer, view)
    if sheet.is_empty:
        st.caption(tr("No pair of products suggests another one for this customer."))
        return
    st.markdown(f"**{tr('What others like it also buy')}**")
    show_sheet(sheet, "own_suggestions", t("Products to suggest to this customer"))


def show_cost(view: View) -> None:
    """Show what serving C customers costs, against what they bring."""
    with panel(
        t("C: cost to serve"),
        "cost",
        t("Expenses booked to the customer and complaints, against gross profit, in 12 months."),
    ):
        reason = tier_care.why_no_cost(view)
        if reason:
            st.caption(localize(reason))
            return
        grouped = replace(view, evaluate=cached_figures.grouping(view))
        found = tier_care.cost(grouped)
        if found.sheet.is_empty:
            st.caption(tr("Nobody is in tier C."))
            return
        st.markdown(localize(found.sentence))
        if found.convention:
            st.caption(localize(found.convention))
        alt = t("C customers, those who leave the least over first")
        show_sheet(found.sheet, "cost", alt, partial(open_customer, view))
