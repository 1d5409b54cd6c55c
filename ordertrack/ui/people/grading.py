"""From which attainment on which grade is given: what is in force, what was set, another one."""

from __future__ import annotations

import streamlit as st

from ordertrack.records.journal.grade_kinds import STEPS
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.parts import entries
from ordertrack.ui.parts.entries import Form, show_entries, show_form
from ordertrack.ui.parts.panel import panel
from ordertrack.views.evaluation import people
from ordertrack.views.evaluation.assessed import grades
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View
from ordertrack.words import t

FORM = Form("grading", (*STEPS, "from_day"), {}, "grading", ahead=True)
FILLED = "grading_filled"  # the grades with which the form began


def show_grading(view: View) -> None:
    """Show which grades are in force and who set them, and the way to set others from a day on."""
    if not people.levels(view) or not can_tell(view, grades.ATTAINMENT):
        return
    grading = grades.in_force(view)
    with panel(
        t("Grades"),
        "grading",
        t("Set with the day from which they hold: a period that ended before keeps its own."),
    ):
        st.caption(localize(grading.sentence()))
        if reason := grades.why_none(view):
            st.caption(localize(reason))
        with st.container(horizontal=True):
            _fill_in(grading)
            show_form(view, FORM, tr("Change the grades"))
            rows = view.reader.typed("grading").to_dicts()
            if rows:
                with st.popover(tr("Who set what"), icon=":material/history:"):
                    show_entries(FORM, rows, t("Grades that people set, the newest first"))


def _fill_in(grading: grades.Grading) -> None:
    """Let the form begin with what is in force, anew where another period has other grades."""
    turn = st.session_state.get(entries.ROUND, 0)
    changed = st.session_state.get(FILLED) != grading
    st.session_state[FILLED] = grading
    for name, least in grading.steps.items():
        key = f"{FORM.key}_{name}_{turn}"
        if changed or key not in st.session_state:
            st.session_state[key] = grades.step_text(least)
