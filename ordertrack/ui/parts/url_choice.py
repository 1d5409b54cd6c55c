"""A choice of a page that the URL names, so that a link shows what its sender saw."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from ordertrack.ui.frame import odd_address


def choose(label: str, names: Sequence[str], parameter: str, key: str, **options: Any) -> str:
    """Show a field over these names, the first (or `usual`) at first; return the chosen one.

    What the URL names and nobody knows is said and forgotten; `options` go to `st.selectbox`.
    """
    usual = options.pop("usual", names[0])
    place_widget(parameter, names, usual, key)
    return st.selectbox(
        label, names, key=key, on_change=partial(keep, parameter, usual, key), **options
    )


def place_widget(parameter: str, names: Sequence[str], usual: str, key: str) -> None:
    """Give a widget the value that the URL names, else the usual one."""
    odd_address.check(parameter, names)
    st.session_state[key] = st.query_params.get(parameter, usual)


def keep(parameter: str, usual: str, key: str) -> None:
    """Write what a widget holds into the URL; the usual value takes no place. For callbacks."""
    value = str(st.session_state[key])
    if value != usual:
        st.query_params[parameter] = value
    elif parameter in st.query_params:
        del st.query_params[parameter]
