"""What the URL says of the People page beyond the scope: whose page is open."""

from __future__ import annotations

import streamlit as st

from ordertrack.ui.frame import odd_address

PERSON = "person"


def person() -> str:
    """Return whose own page is meant; empty for the page of all."""
    return odd_address.name_used(PERSON, "sales_rep")


def open_person(key: str | None) -> None:
    """Go to somebody's own page, or with None back to all of them. Meant for callbacks."""
    if key:
        st.query_params[PERSON] = key
    elif PERSON in st.query_params:
        del st.query_params[PERSON]
