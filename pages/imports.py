"""From an export to a release: drop files, see how they were understood, publish; the history."""

import streamlit as st

from ordertrack.ui.frame.language import tr
from ordertrack.ui.imports import page
from ordertrack.ui.imports.history import show_history

st.header(tr("Imports"), anchor=False)
if page.chosen_view() == "history":
    show_history()
else:
    page.new_import()
