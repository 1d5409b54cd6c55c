"""What the URL says of the Meeting page: which meeting is open, and at which step it stands."""

from __future__ import annotations

import streamlit as st

MEETING, STEP = "meeting", "step"
STEPS = ("progress", "exceptions", "next")


def opened() -> str:
    """Return the subject of the meeting that is open; empty for the list of all."""
    return st.query_params.get(MEETING, "").strip()


def step() -> str:
    """Return the step that the meeting stands at."""
    wanted = st.query_params.get(STEP, "")
    return wanted if wanted in STEPS else STEPS[0]


def open_meeting(subject: str) -> None:
    """Go to a meeting. Meant for callbacks."""
    st.query_params[MEETING] = subject
    st.query_params[STEP] = STEPS[0]


def go(by: int) -> None:
    """Go on, or back, by so many steps. Meant for callbacks."""
    place = STEPS.index(step()) + by
    st.query_params[STEP] = STEPS[max(0, min(place, len(STEPS) - 1))]


def leave() -> None:
    """Go back to the list of meetings. Meant for callbacks."""
    for name in (MEETING, STEP):
        if name in st.query_params:
            del st.query_params[name]
