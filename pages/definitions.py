"""What every number means, generated from the catalogue."""

import streamlit as st

from ordertrack.ui import definitions
from ordertrack.ui.page import look, tell
from ordertrack.ui.words import tr

st.header(tr("Definitions"), anchor=False)
view = look()
if view:
    tell(view)
definitions.show(view)
