"""Costs: what selling costs, what channels bring for it, when it is paid back."""

import streamlit as st

from ordertrack.ui.costs import page
from ordertrack.ui.frame.language import tr
from ordertrack.ui.frame.page import open_page
from ordertrack.ui.parts.apart_names import show_apart
from ordertrack.ui.parts.cards import show_cards
from ordertrack.ui.parts.room import half
from ordertrack.views.evaluation import costs

view = open_page(tr("Costs"))
show_cards(view, costs.CARDS)
apart = st.container()
lagged = page.show_lag(view)
found = page.show_channels(lagged)
with st.grid(2, gap="small", min_column_width=400):
    left, right = st.container(), st.container()
with half(left):
    page.show_structure(view)
with half(right):
    page.show_what_if(lagged, found)
    page.show_payback(lagged)
page.show_categories(view)
page.show_over_budget(view)
with apart:  # last, for it may look at every name of the data
    show_apart("channel")
