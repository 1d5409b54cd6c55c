"""From an export to a release: drop files, see how they were understood, publish; the history."""

import streamlit as st

from ordertrack.ui.frame.language import tr
from ordertrack.ui.imports import history, page

st.header(tr("Imports"), anchor=False)
if page.chosen_view() == "history":
    history.show()
else:
    page.new_import()
