"""What the URL says of the Actions page: one action, or a new one with what is known of it."""

from __future__ import annotations

import streamlit as st

from ordertrack.ui.parts.action_links import ACTION, KNOWN, NEW


def opened() -> str:
    """Return the subject of the action that is meant; empty for all of them."""
    return st.query_params.get(ACTION, "").strip()


def planning() -> bool:
    """Return whether a new action is written."""
    return NEW in st.query_params


def known() -> dict[str, str]:
    """Return what is known of a new action from where it was thought of."""
    return {name: st.query_params[name] for name in KNOWN if name in st.query_params}


def open_action(subject: str) -> None:
    """Go to one action. Meant for callbacks."""
    leave()
    st.query_params[ACTION] = subject


def open_new() -> None:
    """Go to the form of a new action. Meant for callbacks."""
    leave()
    st.query_params[NEW] = "1"


def leave() -> None:
    """Go back to all actions. Meant for callbacks."""
    for name in (ACTION, NEW, *KNOWN):
        if name in st.query_params:
            del st.query_params[name]
