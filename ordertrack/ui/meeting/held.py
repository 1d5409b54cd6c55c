"""The meetings that were held, and the way into a new one."""

from __future__ import annotations

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.period import Period
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

ICONS = {"weekly": ":material/co_present:", "monthly": ":material/event_note:"}


def show() -> None:
    """Show the list of meetings, and the buttons that begin one."""
    view = open_page(localize(meetings.TITLE), compared=False)
    labels = {
        "weekly": tr("Begin the weekly meeting"),
        "monthly": tr("Begin the review of {period}", period=_month(view).label(language())),
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = who.ask("meeting_who")
        for cadence, label in labels.items():
            st.button(
                label,
                key=f"meeting_begin_{cadence}",
                type="primary" if cadence == "weekly" else "secondary",
                icon=ICONS[cadence],
                disabled=not name,
                help=None if name else tr("Say who you are first."),
                on_click=_begin,
                args=(view, cadence),
            )
    rows = data_source.warehouse().rows_about(view.release, "meeting")
    minutes = data_source.warehouse().rows_about(view.release, "minute")
    with panel(t("Meetings"), "meetings", t("A click opens a meeting as it was.")):
        if not rows:
            st.caption(
                tr(
                    "No meeting has been held yet. A meeting has three steps: progress, "
                    "exceptions, next week; closed, it keeps what it looked at, and the next one "
                    "shows the change."
                )
            )
            return
        sheet = meetings.held_sheet(rows, minutes, language())
        show_sheet(sheet, "meetings", t("Meetings, the newest first"), address.open_meeting)


def _month(view: View) -> Period:
    """Return the period of a review: the chosen one, else the month of as-of."""
    return view.scope.period or Period.around(view.scope.as_of.date(), "month")


def _begin(view: View, cadence: str) -> None:
    """Begin a meeting under the name of who sits there. Meant for a callback."""
    journal = data_source.warehouse().records.journal
    subject = MEETING.subject({})
    values = {
        "held_on": data_source.now().date(),
        "cadence": cadence,
        "state": "open",
        "as_of": view.scope.to_query()["as_of"],
        "release": view.release.number,
        "position": journal.position(),
        "period": str(_month(view)) if cadence == "monthly" else None,
        "present": who.name(),
    }
    try:
        seen = Seen(view.release.number, journal.position())
        journal.save(MEETING.changes(values, subject), who.name(), "", seen)
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")
    else:
        address.open_meeting(subject)
