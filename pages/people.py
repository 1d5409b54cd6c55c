"""Salespeople and teams, and with `?person=KEY` the page of one of them."""

import streamlit as st

from ordertrack.ui.frame.language import tr
from ordertrack.ui.frame.page import open_page
from ordertrack.ui.parts.apart_names import show_apart
from ordertrack.ui.parts.cards import show_cards
from ordertrack.ui.parts.room import half
from ordertrack.ui.people import leads, page
from ordertrack.ui.people.address import person
from ordertrack.ui.people.grading import show_grading
from ordertrack.ui.people.person import show_person, show_way_back
from ordertrack.ui.people.promised import show_promised
from ordertrack.views.evaluation import people

key = person()
if key:
    show_way_back()
    show_person(open_page(tr("Salesperson")), key)
else:
    view = open_page(tr("People"))
    show_cards(view, people.CARDS)
    apart = st.container()
    page.show_choice(view)
    with st.grid(2, gap="small", min_column_width=400):
        left, right = st.container(), st.container()
    with half(left):
        page.show_standing(view)
    with half(right):
        leads.show_conversion(view)
        leads.show_reasons(view)
        page.show_per_head(view)
    page.show_everyone(view)
    show_grading(view)
    show_promised(view)
    with apart:  # last, for it may look at every name of the data
        show_apart("sales_rep", "team")
