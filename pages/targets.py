"""Targets: what was reached, at which pace, and why the rest is missing."""

import streamlit as st

from ordertrack.ui.frame.language import tr
from ordertrack.ui.frame.page import open_page
from ordertrack.ui.parts.apart_names import show_apart
from ordertrack.ui.parts.cards import show_cards
from ordertrack.ui.parts.room import half
from ordertrack.ui.targets import others, page, typing
from ordertrack.views.evaluation import targets

view = open_page(tr("Targets"))
page.show_other_period(view)
show_cards(view, targets.CARDS)
apart = st.container()
with st.grid(2, gap="small", min_column_width=400):
    left, right = st.container(), st.container()
with half(left):
    page.show_attainment(view)
    others.show_benchmarks(view)
with half(right):
    page.show_pace(view)
    page.show_gap(view)
    others.show_other_targets(view)
typing.show_typing(view)
with apart:  # last, for it may look at every name of the data
    show_apart("sales_rep", "team", "product")
