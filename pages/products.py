"""Products: what sells, at which margin and price; with `?item=KEY` the page of one product."""

import streamlit as st

from ordertrack.ui.frame.language import tr
from ordertrack.ui.frame.page import open_page
from ordertrack.ui.parts.apart_names import show_apart
from ordertrack.ui.parts.cards import show_cards
from ordertrack.ui.parts.room import half
from ordertrack.ui.products import links, one_product, page
from ordertrack.views.evaluation import products

key = links.chosen()
if key:
    one_product.show_way_back()
view = open_page(tr("Products"))
if key:
    one_product.show_product(view, key)
elif not products.levels(view):
    show_cards(view, products.CARDS)
    st.caption(tr("This data names no products."))
else:
    show_cards(view, products.CARDS)
    apart = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        level = page.choose_level(view)
        one_product.show_choice(view)
    with st.grid(2, gap="small", min_column_width=400):
        left, right = st.container(), st.container()
    with half(left):
        page.show_sales(view, level)
        page.show_margin(view, level)
    with half(right):
        page.show_hot_and_slow(view)
        page.show_spreads(view)
    with apart:  # last, for it may look at every name of the data
        show_apart("product")
