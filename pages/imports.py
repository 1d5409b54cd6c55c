"""From an export to a release: drop files, see how they were understood, publish; the history."""

import streamlit as st

from ordertrack.ui.frame.language import tr
from ordertrack.ui.imports import page
from ordertrack.ui.imports.history import show_history
from ordertrack.ui.imports.names import show_names
from ordertrack.ui.imports.to_mend import show_waiting

st.header(tr("Imports"), anchor=False)
side = page.chosen_view()
if side == "history":
    show_history()
elif side == "mend":
    show_waiting()
elif side == "names":
    show_names()
else:
    page.new_import()
