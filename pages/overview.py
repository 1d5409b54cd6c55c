"""How the period is going: figures, trend, leaders, what moved most."""

import streamlit as st

from ordertrack.ui.frame.language import tr
from ordertrack.ui.frame.page import open_page
from ordertrack.ui.parts import breadcrumbs, cards, leaderboards, movers, trend

view = open_page(tr("Overview"))
breadcrumbs.show(view)

cards.show(view)
left, right = st.columns([4, 3], gap="small")
with left:
    trend.show(view)
    changes = st.container()
with right:
    leaderboards.show(view)
with changes:  # last: it asks every dimension
    movers.show(view)
