"""What people and departments promised to do, and what became of it, on the People page."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ordertrack.ui.frame import cached_figures, data_source, menu
from ordertrack.ui.frame.language import tr
from ordertrack.ui.parts.action_record import show_record
from ordertrack.ui.parts.action_verdicts import verdicts
from ordertrack.ui.parts.panel import panel
from ordertrack.ui.people.address import open_person
from ordertrack.ui.people.page import names_of
from ordertrack.views.evaluation import person
from ordertrack.views.tracking import actions
from ordertrack.views.view import View
from ordertrack.words import t


def show_promised(view: View) -> None:
    """Show what people and departments promised to do, and what became of it."""
    rows = data_source.warehouse().rows_about(view.release, "action")
    if rows:
        show_record(view, rows, verdicts(view, rows), partial(_open_named, view))
        return
    with panel(actions.TITLE, "record", t("What people and departments promised to do.")):
        st.caption(tr("Nobody has planned an action yet."))
        st.page_link(
            menu.script("actions"),
            label=tr("Plan one on the Actions page"),
            icon=":material/arrow_forward:",
            icon_position="right",
        )


def _open_named(view: View, name: str) -> None:
    """Open the page of whoever has this name; an owner may be somebody who sells nothing."""
    known = cached_figures.kept(view, person.everybody)
    keys = [key for key, called in names_of(known).items() if called == name]
    if keys:
        open_person(keys[0])
