"""The way to one product: `?item=KEY` on the Products page."""

from __future__ import annotations

import streamlit as st

from ordertrack.ui.frame import menu, odd_address, url_state

PARAMETER = "item"


def chosen() -> str | None:
    """Return the product that the address names."""
    return odd_address.name_used(PARAMETER, "product") or None


def open_product(key: str) -> None:
    """Go to the page of a product. Meant for callbacks."""
    st.switch_page(menu.script("products"), query_params={**url_state.chosen(), PARAMETER: key})
