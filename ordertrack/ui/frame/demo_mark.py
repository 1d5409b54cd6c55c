"""The demo company is called that: at the head of every page and in the name of every download."""

from __future__ import annotations

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import tr, tr_plain


def shows_demo() -> bool:
    """Return whether the release that is looked at holds the demo company."""
    try:
        release = data_source.viewed_release()
        # What people wrote is no part of the key: it changes no company, and its version costs.
        return release is not None and _is_demo(data_source.imported_key(release))
    except OrdertrackError:  # the page itself says that nothing can be read
        return False


@st.cache_resource(max_entries=16, show_spinner=False)
def _is_demo(release: data_source.ReleaseKey) -> bool:
    """What a release holds never changes: it is looked up once, not at every click."""
    warehouse = data_source.warehouse()
    return warehouse.is_demo(warehouse.release(release.number))


def show_demo_mark() -> None:
    """Say above a page that its company is invented, until data of one's own is in."""
    if shows_demo():
        note = tr("an invented company, until you import your own data")
        st.markdown(f":blue-badge[:material/science: {tr('Demo data')}] :small[:gray[{note}]]")


def page_title(title: str) -> str:
    """Return the name of a page as its tab shows it."""
    return f"{tr_plain('Demo')} · {title} · ordertrack" if shows_demo() else f"{title} · ordertrack"


def file_name(name: str, ending: str) -> str:
    """Return the name of a file to download."""
    return f"{tr_plain('demo')}-{name}.{ending}" if shows_demo() else f"{name}.{ending}"
