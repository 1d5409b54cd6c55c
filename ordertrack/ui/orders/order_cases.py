"""The cases of one order, each with the way to it on the Alerts page."""

from __future__ import annotations

import streamlit as st

from ordertrack.ui.frame import data_source, menu, url_state
from ordertrack.ui.frame.language import tr
from ordertrack.ui.parts.panel import show_sheet
from ordertrack.views.alerts.board import ANY
from ordertrack.views.alerts.of_order import cases_of
from ordertrack.views.view import View
from ordertrack.words import t


def show_cases(view: View, number: str, complaints: list[str]) -> None:
    """Show what the order has raised, and who handles it."""
    sheet = cases_of(number, complaints, view, data_source.warehouse())
    st.subheader(tr("Alert cases ({count})", count=sheet.frame.height), anchor=False)
    if sheet.is_empty:
        st.caption(tr("None: no rule has raised an alert about this order up to as-of."))
        return
    alt = t("The cases of this order; a click opens one on the Alerts page")
    show_sheet(sheet, "order_cases", alt, _open)


def _open(case: str) -> None:
    """Go to the case. Meant for callbacks."""
    query = {name: text for name, text in url_state.chosen().items() if name != "order"}
    st.switch_page(menu.script("alerts"), query_params={**query, "case": case, "state": ANY})
