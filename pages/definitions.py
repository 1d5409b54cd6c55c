"""What every number means, generated from the catalogue."""

import streamlit as st

from ordertrack.ui.words import tr

st.header(tr("Definitions"), anchor=False)
