"""Breadcrumbs: the way down that was taken through the boards of `leaders`."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ordertrack.ui.frame import filter_options, scope_changes
from ordertrack.ui.frame.language import tr
from ordertrack.ui.frame.page import View
from ordertrack.ui.parts import leaderboards
from ordertrack.views import formats


def show(view: View) -> None:
    """The way down that was taken, each step a way back up; one step alone is a chip already."""
    paths = [_path(view, board.levels) for board in leaderboards.BOARDS if board.name != "market"]
    for path in (path for path in paths if len(path) > 1):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.button(
                tr("Whole company"),
                key=f"crumb_top_{path[0]}",
                type="tertiary",
                on_click=_up_to,
                args=(view, path, -1),
            )
            for depth, level in enumerate(path):
                name = formats.plain(filter_options.names(view, level, view.scope.values(level))[0])
                st.markdown("›")
                if depth == len(path) - 1:  # where one is: nothing to click, and not greyed out
                    st.markdown(f":small[{name}]")
                    continue
                st.button(
                    name,
                    key=f"crumb_{level}",
                    type="tertiary",
                    on_click=_up_to,
                    args=(view, path, depth),
                )


def _path(view: View, levels: Sequence[str]) -> list[str]:
    """The levels on which exactly one value is chosen, from the top."""
    return [level for level in levels if len(view.scope.values(level)) == 1]


def _up_to(view: View, path: Sequence[str], depth: int) -> None:
    for level in path[depth + 1 :]:
        scope_changes.set_filter(view, level, ())
