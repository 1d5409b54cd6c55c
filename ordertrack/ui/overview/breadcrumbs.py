"""Breadcrumbs: the way down that was taken through the leaderboards."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ordertrack.ui.frame import scope_changes
from ordertrack.ui.frame.language import tr
from ordertrack.views.filter_values import names
from ordertrack.views.markup import markdown
from ordertrack.views.ranking import BOARDS
from ordertrack.views.view import View


def show_breadcrumbs(view: View) -> None:
    """Show each step of a way down as a way back up; one step alone is a chip already."""
    for board in BOARDS:
        path = board.path(view)
        if board.nested and len(path) > 1:
            _show_path(view, path)


def _show_path(view: View, path: Sequence[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        _show_step(view, tr("Whole company"), f"top_{path[0]}", path)
        for depth, level in enumerate(path):
            name = markdown(names(view, level, view.scope.values(level))[0])
            st.markdown("›")
            if depth == len(path) - 1:  # where one is: nothing to click, and not greyed out
                st.markdown(f":small[{name}]")
            else:
                _show_step(view, name, level, path[depth + 1 :])


def _show_step(view: View, name: str, key: str, below: Sequence[str]) -> None:
    def go_up() -> None:
        for level in below:
            scope_changes.set_filter(view, level, ())

    st.button(name, key=f"crumb_{key}", type="tertiary", on_click=go_up)
