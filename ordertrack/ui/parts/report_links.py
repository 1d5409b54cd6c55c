"""The way from a page to the report of what it shows."""

from __future__ import annotations

import streamlit as st

from ordertrack.ui.frame import menu, url_state
from ordertrack.ui.frame.language import tr
from ordertrack.views.markup import Markdown

REPORT = "report"  # parameter of the Reports page


def show_report_link(report: str, label: Markdown, **asked: str) -> None:
    """Show a link to a report with what is chosen here; `asked` is what else it is about."""
    st.page_link(
        menu.script("reports"),
        label=label,
        icon=":material/summarize:",
        query_params={**url_state.chosen(), REPORT: report, **asked},
    )


def show_analysis_link() -> None:
    """Show the link to the analysis report of the period and filters of a page."""
    show_report_link("analysis", tr("Make a report of this"))
