"""The line that always says what is looked at, with the way back to the newest release."""

from __future__ import annotations

import streamlit as st

from ordertrack.ui.frame import url_state
from ordertrack.ui.frame.language import tr
from ordertrack.views.status import status_line
from ordertrack.views.view import View


def show_status_line(view: View, *, latest: int, fresh: bool) -> None:
    """Show in one quiet line what the numbers below rest on (see `views.status`)."""
    st.caption(status_line(view, fresh=fresh))
    if view.release.number == latest:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(
            tr(
                "You are looking at release #{number} as it was. The newest is #{latest}.",
                number=view.release.number,
                latest=latest,
            ),
            icon=":material/history:",
        )
        st.button(
            tr("Go to the newest"),
            key="newest_release",
            on_click=url_state.change,
            kwargs={"release": None},
        )
