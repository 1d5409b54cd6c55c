"""The panel of open orders that will likely break their promise."""

from __future__ import annotations

import streamlit as st

from ordertrack.ui.frame import cached_figures
from ordertrack.ui.frame.language import localize
from ordertrack.ui.parts import order_links
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.views.alerts import early
from ordertrack.views.view import View
from ordertrack.words import t


def show_early_warnings(view: View) -> None:
    """Show the orders, where such warnings did better than chance on past ones."""
    found = cached_figures.kept(view, early.warned)
    if found is None:
        return
    with panel(
        t("Early warning"),
        "alerts_early",
        t("By how long orders of the same product line took from the same stage on."),
    ):
        st.markdown(localize(early.sentence(found)))
        alt = t("Open orders that will likely break their promise, the largest first")
        show_sheet(early.sheet(found, view), "alerts_early", alt, order_links.open_order)
