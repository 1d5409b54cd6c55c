"""The meetings that were held, and the way into a new one."""

from __future__ import annotations

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.records.journal import Seen
from ordertrack.records.journal.action_kinds import MEETING
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.frame.page import open_page
from ordertrack.ui.meeting import address
from ordertrack.ui.parts import who
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.views.tracking import meetings
from ordertrack.views.view import View
from ordertrack.words import t


def show() -> None:
    """Show the list of meetings, and the button that begins one."""
    view = open_page(localize(meetings.TITLE), compared=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = who.ask("meeting_who")
        st.button(
            tr("Begin the weekly meeting"),
            key="meeting_begin",
            type="primary",
            icon=":material/co_present:",
            disabled=not name,
            help=None if name else tr("Say who you are first."),
            on_click=_begin,
            args=(view,),
        )
    journal = data_source.warehouse().records.journal
    rows = journal.rows("meeting")
    with panel(t("Meetings"), "meetings", t("A click opens a meeting as it was.")):
        if not rows:
            st.caption(
                tr(
                    "None was held yet. A meeting has three steps: progress, exceptions, next "
                    "week; closed, it keeps what it looked at, and the next one shows the change."
                )
            )
            return
        sheet = meetings.held_sheet(rows, journal.rows("minute"), language())
        show_sheet(sheet, "meetings", t("Meetings, the newest first"), address.open_meeting)


def _begin(view: View) -> None:
    """Begin a meeting under the name of who sits there. Meant for a callback."""
    journal = data_source.warehouse().records.journal
    subject = MEETING.subject({})
    values = {
        "held_on": data_source.now().date(),
        "cadence": "weekly",
        "state": "open",
        "as_of": view.scope.to_query()["as_of"],
        "release": view.release.number,
        "position": journal.position(),
        "present": who.name(),
    }
    try:
        seen = Seen(view.release.number, journal.position())
        journal.save(MEETING.changes(values, subject), who.name(), "", seen)
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")
    else:
        address.open_meeting(subject)
