"""Delivery: on time by which rule, how long it takes, what is late and why."""

import streamlit as st

from ordertrack.ui.delivery import page
from ordertrack.ui.frame.language import tr
from ordertrack.ui.frame.page import open_page
from ordertrack.ui.parts.cards import show_cards
from ordertrack.ui.parts.room import half
from ordertrack.views.evaluation import delivery
from ordertrack.views.offered import can_tell

view = open_page(tr("Delivery"))
show_cards(view, delivery.CARDS)
with st.grid(2, gap="small", min_column_width=400):
    left, right = st.container(), st.container()
with half(left):
    if can_tell(view, "on_time_rate"):
        page.show_outcomes(view)
        page.show_causes(view)
    if can_tell(view, "order_cycle_days"):
        page.show_cycles(view)
    page.show_limits(view)
with half(right):
    if can_tell(view, "on_time_rate"):
        page.show_ladder(view)
        page.show_promises(view)
    if can_tell(view, "backlog"):
        page.show_backlog(view)
