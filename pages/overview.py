"""How the period is going: figures, trend, leaders, what moved most."""

import streamlit as st

from ordertrack.ui import cards, crumbs, leaders, moved, trend
from ordertrack.ui.page import open_page
from ordertrack.ui.words import tr

view = open_page(tr("Overview"))
crumbs.show(view)

cards.show(view)
left, right = st.columns([4, 3], gap="small")
with left:
    trend.show(view)
    changes = st.container()
with right:
    leaders.show(view)
with changes:  # last: it asks every dimension
    moved.show(view)
