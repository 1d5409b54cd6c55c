"""What every number means, generated from the catalogue."""

import streamlit as st

from ordertrack.ui.definitions.page import show_definitions
from ordertrack.ui.frame.language import tr
from ordertrack.ui.frame.page import current_view, show_status

st.header(tr("Definitions"), anchor=False)
view = current_view()
if view:
    show_status(view)
show_definitions(view)
