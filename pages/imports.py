"""From an export to a release: drop files, see how they were understood, publish; the history."""

import streamlit as st

from ordertrack.ui import history, import_page
from ordertrack.ui.words import tr

st.header(tr("Imports"), anchor=False)
if import_page.chosen_view() == "history":
    history.show()
else:
    import_page.new_import()
