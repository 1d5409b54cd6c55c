"""What the URL says of the Meeting page: which meeting is open, and at which step it stands."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

MEETING, STEP = "meeting", "step"
# A review goes through the four parts of the analysis report.
STEPS: Mapping[str, tuple[str, ...]] = {
    "weekly": ("progress", "exceptions", "next"),
    "monthly": ("figures", "problems", "highlights", "plan"),
}


def opened() -> str:
    """Return the subject of the meeting that is open; empty for the list of all."""
    return st.query_params.get(MEETING, "").strip()


def step(cadence: str) -> str:
    """Return the step that a meeting of this kind stands at."""
    steps, wanted = STEPS[cadence], st.query_params.get(STEP, "")
    return wanted if wanted in steps else steps[0]


def open_meeting(subject: str) -> None:
    """Go to a meeting. Meant for callbacks."""
    st.query_params[MEETING] = subject
    st.query_params.pop(STEP, None)


def go(cadence: str, by: int) -> None:
    """Go on, or back, by so many steps. Meant for callbacks."""
    steps = STEPS[cadence]
    place = steps.index(step(cadence)) + by
    st.query_params[STEP] = steps[max(0, min(place, len(steps) - 1))]


def leave() -> None:
    """Go back to the list of meetings. Meant for callbacks."""
    for name in (MEETING, STEP):
        if name in st.query_params:
            del st.query_params[name]
