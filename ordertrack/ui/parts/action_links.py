"""The way from a gap, an alert or a meeting to an action against it."""

from __future__ import annotations

import streamlit as st

from ordertrack.ui.frame import menu, url_state

ACTION, NEW = "action", "plan"
KNOWN = ("problem", "metric", "link")  # of a new action, from where it was thought of


def plan_from(problem: str, metric: str, link: str) -> None:
    """Go to the form of a new action, with what is known of it. Meant for callbacks."""
    told = {NEW: "1", "problem": problem, "metric": metric, "link": link}
    st.switch_page(menu.script("actions"), query_params={**url_state.chosen(), **told})


def open_action(subject: str) -> None:
    """Go from another page to one action. Meant for callbacks."""
    query = {**url_state.chosen(), ACTION: subject}
    st.switch_page(menu.script("actions"), query_params=query)
