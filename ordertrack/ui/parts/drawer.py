"""A drawer on the right that a choice made inside it closes, so that the page shows the choice."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ordertrack.ui.frame import url_state


def open_drawer(title: str, width: int, content: Callable[[], None]) -> None:
    """Open a drawer, `width` in pixels.

    What is clicked inside runs the drawer alone; the page behind would show it at the next click
    anywhere. So the whole page runs again where the choices are no longer those at the opening.
    """
    opened_with = (url_state.chosen(), st.query_params.to_dict())

    @st.dialog(title, width=width, position="right")
    def drawer() -> None:
        if opened_with != (url_state.chosen(), st.query_params.to_dict()):
            st.rerun()
        content()

    drawer()
