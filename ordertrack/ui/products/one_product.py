"""One product: `?item=KEY` shows its months, and what each customer pays for it."""

from __future__ import annotations

import streamlit as st

from ordertrack.metrics.catalog import CATALOG
from ordertrack.ui.frame import cached_figures, menu, scope_changes, theme, url_state
from ordertrack.ui.frame.language import tr
from ordertrack.ui.parts.cards import show_cards
from ordertrack.ui.parts.currency import show_currencies_of
from ordertrack.ui.parts.panel import Drawn, panel, show_both, show_sheet
from ordertrack.ui.parts.room import half
from ordertrack.ui.products.links import open_product
from ordertrack.views.evaluation import products
from ordertrack.views.filter_values import names
from ordertrack.views.markup import markdown
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View
from ordertrack.words import t

CARDS = ("revenue", "units", "gross_margin", "return_rate", "on_time_rate")


def show_choice(view: View) -> None:
    """Show the way without a mouse: pick or type the name of a product."""
    if "product" not in view.dimensions:
        return
    known = dict(cached_figures.kept(view, products.choices))

    def choose() -> None:
        if st.session_state["product_choice"]:
            open_product(st.session_state["product_choice"])

    st.selectbox(
        tr("Open a product"),
        list(known),
        index=None,
        key="product_choice",
        format_func=lambda key: known.get(key, key),
        placeholder=tr("Open a product: pick or type its name"),
        label_visibility="collapsed",
        icon=":material/open_in_new:",
        on_change=choose,
        width=320,
    )


def show_way_back() -> None:
    """Show the link to all products."""
    st.page_link(
        menu.script("products"),
        label=tr("All products"),
        icon=":material/arrow_back:",
        query_params=url_state.chosen(),
    )


def show_product(view: View, key: str) -> None:
    """Show the figures of one product, its months and its customers' prices."""
    one = products.of_product(view, key)
    st.markdown(f"### {markdown(names(view, 'product', (key,))[0])}")
    show_cards(one, CARDS)
    with st.grid(2, gap="small", min_column_width=400):
        left, right = st.container(), st.container()
    with half(left):
        _show_months(view, key)
    with half(right):
        _show_prices(view, key)


def _show_months(view: View, key: str) -> None:
    with panel(
        t("Month by month"), "product_months", t("Units sold; the price is Σ amount / Σ quantity.")
    ):
        if not can_tell(view, "units"):
            st.caption(tr("This data has no quantities."))
            return
        found = cached_figures.kept(view, products.months_of, key)
        if found.is_empty:
            st.caption(tr("Nothing was sold in these months."))
            return
        alt = t("Units per month; the table shows them with the price")

        def pick(month: str) -> None:
            scope_changes.set_period(view, month)

        figure = products.months_chart(found, view, theme.ink())
        show_both(Drawn(figure, alt), products.months_sheet(found, view), "product_months", pick)


def _show_prices(view: View, key: str) -> None:
    with panel(
        t("What each customer pays"),
        "product_prices",
        t("Customers of the period, the dearest first."),
    ):
        show_currencies_of(view, CATALOG["revenue"])
        sheet = cached_figures.kept(view, products.prices_of, key)
        if sheet.is_empty:
            st.caption(tr("No customer bought it with a quantity in this period."))
            return
        show_sheet(sheet, "product_prices", t("Customers with the price that they paid"))
