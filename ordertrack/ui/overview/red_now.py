"""What is red now and what is due next week, with the ways to both."""

from __future__ import annotations

import streamlit as st

from ordertrack.ui.frame import cached_figures, menu, url_state
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import order_links
from ordertrack.ui.parts.panel import panel, show_rows
from ordertrack.views.alerts import board, summary
from ordertrack.views.view import View
from ordertrack.words import t

LISTED = 5


def show_red_now(view: View) -> None:
    """Show how much is red by rule; a click opens the Alerts page with that rule."""
    found = cached_figures.kept(view, board.active)
    counts = summary.red_counts(found, language())
    due = cached_figures.kept(view, summary.due)
    if counts.is_empty and due.is_empty():
        return
    with panel(
        t("Red now, due next"),
        "red_now",
        t("At as-of; the period does not narrow it. New are red and yellow ones."),
    ):
        if not counts.is_empty:
            show_rows(counts, "red_now", t("Red alerts by rule"), _open_rule)
        st.page_link(
            menu.script("alerts"),
            label=tr("All alerts and their cases"),
            icon=":material/arrow_forward:",
            icon_position="right",
            query_params=url_state.chosen(),
        )
        if not due.is_empty():
            st.markdown(localize(summary.due_sentence(due, view)))
            sheet = summary.due_sheet(due, view).head(LISTED)
            show_rows(sheet, "due_next", t("The largest orders due next"), order_links.open_order)


def _open_rule(rule: str) -> None:
    st.switch_page(menu.script("alerts"), query_params={**url_state.chosen(), "rule": rule})
