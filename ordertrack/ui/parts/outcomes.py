"""How due orders came out, month by month: of the company on one page, of a customer on another."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ordertrack.ui.frame import cached_figures, scope_changes, theme
from ordertrack.ui.frame.language import tr
from ordertrack.ui.parts.panel import Drawn, show_both
from ordertrack.views.evaluation import delivery
from ordertrack.views.view import View
from ordertrack.words import t


def show_outcomes_of_months(view: View, key: str) -> None:
    """Show early, on the day, late and overdue by month; a click chooses the month."""
    found = cached_figures.kept(view, delivery.outcomes)
    if found.is_empty:
        st.caption(tr("No order fell due in these months."))
        return
    alt = t("Orders due per month: early, on the day, late, overdue; the table shows them too")
    drawn = Drawn(delivery.outcomes_chart(found, view, theme.ink()), alt)
    sheet = delivery.outcomes_sheet(found, view.lang)
    show_both(drawn, sheet, key, partial(scope_changes.set_period, view))
