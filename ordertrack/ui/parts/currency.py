"""A word beside amounts that are in several currencies, and a filter by each of them."""

from __future__ import annotations

import streamlit as st

from ordertrack.metrics.model.metric import Metric
from ordertrack.ui.frame import scope_changes
from ordertrack.ui.frame.language import localize, tr
from ordertrack.views.currencies import (
    MONEY,
    currencies_of,
    currency_note,
    filter_values,
    short_note,
)
from ordertrack.views.markup import markdown
from ordertrack.views.view import View

MOST = 8  # that many fit into a line; the filters have them all


def show_currencies(view: View) -> None:
    """Warn where the amounts of this page are in several currencies; a click filters by one."""
    note = currency_note(view)
    if note is None:
        return
    st.warning(localize(note), icon=":material/currency_exchange:")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(tr("Only one currency:"), width="content")
        for code in currencies_of(view, MONEY)[:MOST]:
            st.button(
                markdown(code) if code else tr("Not recorded"),
                key=f"only_currency_{code or ''}",
                type="tertiary",
                on_click=scope_changes.set_filter,
                args=(view, "currency", filter_values(view, code)),
            )


def show_currencies_of(view: View, metric: Metric) -> None:
    """Say in a quiet line that the amounts of one figure are in several currencies."""
    if note := short_note(currencies_of(view, metric)):
        st.caption(localize(note))
