"""A word beside amounts that are in several currencies."""

from __future__ import annotations

import streamlit as st

from ordertrack.ui.frame.language import localize
from ordertrack.views.currencies import currency_note
from ordertrack.views.view import View


def show_currencies(view: View) -> None:
    """Warn where the amounts of this page are in several currencies."""
    if note := currency_note(view):
        st.warning(localize(note), icon=":material/currency_exchange:")
