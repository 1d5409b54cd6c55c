"""How the period is going: figures, trend, leaders, what moved most."""

import streamlit as st

from ordertrack.ui.frame.language import tr
from ordertrack.ui.frame.page import open_page
from ordertrack.ui.overview.all_figures import show_all_figures
from ordertrack.ui.overview.below_target import show_below_target
from ordertrack.ui.overview.breadcrumbs import show_breadcrumbs
from ordertrack.ui.overview.highlights import show_highlights
from ordertrack.ui.overview.movers import show_movers
from ordertrack.ui.overview.red_now import show_red_now
from ordertrack.ui.parts.cards import show_cards
from ordertrack.ui.parts.currency import show_currencies
from ordertrack.ui.parts.leaderboards import show_leaderboards
from ordertrack.ui.parts.report_links import show_analysis_link
from ordertrack.ui.parts.room import half
from ordertrack.ui.parts.trend import show_trend

view = open_page(tr("Overview"))
show_breadcrumbs(view)
show_currencies(view)
show_cards(view)
show_highlights(view)
show_all_figures(view)
show_analysis_link()
with st.grid(2, gap="small", min_column_width=400):  # one below the other on a small screen
    left, right = st.container(), st.container()
with half(left):
    show_trend(view)
    changes = st.container()
with half(right):
    show_red_now(view)
    show_leaderboards(view)
with half(changes):  # last: it needs every dimension
    show_movers(view)
    show_below_target(view)  # on the shorter side
