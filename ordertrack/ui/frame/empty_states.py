"""What is shown while there is nothing to show. Imports `demo` late."""

from __future__ import annotations

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.ui.frame import data_source, menu
from ordertrack.ui.frame.language import localize, tr
from ordertrack.words import Text


def show_empty_warehouse() -> None:
    """Show the two ways to begin: your own export, or the demo company."""
    st.markdown(tr("There are no orders here yet. Begin in one of two ways:"))
    own, demo = st.columns(2, border=True)
    with own:
        st.subheader(tr("Bring an export"), anchor=False)
        st.markdown(
            tr(
                "Drop in what your CRM or order system exports (Excel, CSV, Parquet or a zip). "
                "You see how it was understood before anything is published."
            )
        )
        if st.button(tr("Go to Imports"), type="primary", icon=":material/upload_file:"):
            st.switch_page(menu.script("imports"))
    with demo:
        st.subheader(tr("Look around first"), anchor=False)
        st.markdown(
            tr(
                "Load a demo company: 30,000 orders over 30 months, with late deliveries, "
                "moved promises and a silent key customer to find."
            )
        )
        if st.button(tr("Load the demo company"), icon=":material/storefront:", key="load_demo"):
            _load_demo()


def show_unreadable(error: OrdertrackError) -> None:
    """Say that the warehouse cannot be read: what was seen and what to do."""
    st.error(
        localize(error), title=tr("The warehouse cannot be read"), icon=":material/database_off:"
    )
    st.button(tr("Try again"), icon=":material/refresh:")


def _load_demo() -> None:
    from ordertrack import demo  # generates data: loaded only when asked for

    with st.status(tr("Building the demo company …"), expanded=True) as status:
        bar = st.progress(0.0)

        def report(stage: Text, done: float) -> None:
            bar.progress(min(done, 1.0), text=localize(stage))

        try:
            demo.load(data_source.warehouse(), progress=report)
        except OrdertrackError as error:
            status.update(label=localize(error), state="error")
            return
        status.update(label=tr("The demo company is ready."), state="complete")
    st.rerun()
