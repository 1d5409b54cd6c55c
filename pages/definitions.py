"""What every number means, generated from the catalogue."""

import streamlit as st

from ordertrack.ui.definitions import page
from ordertrack.ui.frame.language import tr
from ordertrack.ui.frame.page import look, tell

st.header(tr("Definitions"), anchor=False)
view = look()
if view:
    tell(view)
page.show(view)
