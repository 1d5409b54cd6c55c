"""What charts must know of the theme. Imports streamlit only."""

from __future__ import annotations

import streamlit as st

# The chart theme's own grey stands out from white by 3.7 to 1 only; words need 4.5.
INK_ON_LIGHT = "#5B6B7B"


def ink() -> str | None:
    """The colour of words in charts; None where the theme's own can be read."""
    return INK_ON_LIGHT if st.context.theme.type == "light" else None
