"""The panels of the Products page."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from ordertrack.metrics.analysis.hot_slow import VERDICTS
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.ui.frame import cached_figures, theme
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.parts.currency import show_currencies_of
from ordertrack.ui.parts.panel import (
    Drawn,
    choose_one,
    filter_by,
    panel,
    show_chart,
    show_sheet,
)
from ordertrack.ui.products.links import open_product
from ordertrack.views.evaluation import products
from ordertrack.views.evaluation.sheet import Sheet
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View
from ordertrack.words import t

REVENUE = CATALOG["revenue"]


def choose_level(view: View) -> str:
    """Show the switch between product lines and products, which holds for the whole page."""
    names = products.levels(view)
    return choose_one(names, {name: localize(DIMENSIONS[name].label) for name in names}, "level")


def show_sales(view: View, level: str) -> None:
    """Show what sells: revenue, share, growth, margin with its coverage, returns."""
    with panel(
        t("What sells"),
        "product_sales",
        t("Revenue of the period by product; returns count in the period that booked them."),
    ):
        show_currencies_of(view, REVENUE)
        found = cached_figures.kept(view, products.sales, level)
        if found.sheet.is_empty:
            st.caption(tr("Nothing in this period."))
            return
        pick = partial(open_product) if level == "product" else partial(filter_by, view, level)
        alt = t("Revenue by product, the largest first; the table shows it too")
        figure = products.shares_chart(found, level, view, theme.ink())
        show_chart(Drawn(figure, alt), f"shares_{level}", lambda keys: pick(keys[-1]))
        show_sheet(found.sheet, f"product_sales_{level}", alt, pick)


def show_margin(view: View, level: str) -> None:
    """Show why the margin changed: margins of products, and what was sold of which."""
    with panel(
        t("Why the margin changed"),
        "margin_change",
        t("A product's part: how far its own margin moved, and how much more or less it weighs."),
    ):
        if not can_tell(view, "gross_margin"):
            st.caption(tr("No costs in this data: an export with costs fills this."))
            return
        found = cached_figures.kept(view, products.margin_change, level)
        if isinstance(found, Sheet):
            alt = t("What each product adds to the change of the margin")
            show_sheet(found, f"margin_{level}", alt)
        else:
            st.caption(localize(found))


def show_hot_and_slow(view: View) -> None:
    """Show which products sell well and which hardly, with the reason."""
    with panel(
        t("Hot and slow"),
        "hot_slow",
        t(
            "Hot: in the top 20% by units of the last 90 days and not falling. Slow: below 20% "
            "of its own pace of the 180 days before, or no sale in 90 days."
        ),
    ):
        if "product" not in view.dimensions or not can_tell(view, "units"):
            st.caption(tr("This data has no products with quantities."))
            return
        paces = cached_figures.kept(view, products.paces)
        counts = products.counts(paces)
        names = {one: f"{localize(VERDICTS[one])} {count:,}" for one, count in counts.items()}
        verdict: Any = choose_one([*names], {**names}, "verdict")
        sheet = products.hot_and_slow(view, paces, verdict)
        if sheet.is_empty:
            st.caption(tr("No product."))
            return
        show_sheet(sheet, f"hot_slow_{verdict}", t("Products with their verdict"), open_product)


def show_spreads(view: View) -> None:
    """Show which products cost some customers more than others."""
    with panel(
        t("Price spread over customers"),
        "spreads",
        t("Σ amount / Σ quantity per customer, of products that three customers or more bought."),
    ):
        if "product" not in view.dimensions or not can_tell(view, "units"):
            st.caption(tr("This data has no products with quantities."))
            return
        show_currencies_of(view, REVENUE)
        sheet = cached_figures.kept(view, products.spreads)
        if sheet.is_empty:
            st.caption(tr("No product was bought by three customers or more."))
            return
        show_sheet(sheet, "spreads", t("Products by price spread, the widest first"), open_product)
