"""Settings: the daily scan, whom messages reach and how, what waits to be sent."""

import streamlit as st

from ordertrack.ui.frame.language import tr
from ordertrack.ui.settings import messages, page

st.header(tr("Settings"), anchor=False)
page.show_chosen()
messages.show_channels()
messages.show_queue()
page.show_environment()
