"""Meetings on a shared screen, a step at a time: the weekly one, the monthly review, past ones."""

import streamlit as st

from ordertrack.ui.meeting import address, held, review, weekly
from ordertrack.ui.meeting.room import enter, show_head, show_minutes

STEPS = {
    "progress": weekly.show_progress,
    "exceptions": weekly.show_exceptions,
    "next": weekly.show_next,
    "figures": review.show_figures,
    "problems": review.show_problems,
    "highlights": review.show_highlights,
    "plan": review.show_plan,
}

subject = address.opened()
if not subject:
    held.show()
elif room := enter(subject):
    with st.container(key="meeting"):
        show_head(room)
        STEPS[address.step(room.row["cadence"])](room)
        show_minutes(room)
