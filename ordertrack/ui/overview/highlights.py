"""Highlights and shortfalls that clear the noise; a click goes to the page that tells more."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ordertrack.ui.frame import cached_figures, menu, scope_changes, url_state
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts.panel import show_sheet
from ordertrack.views import highlights
from ordertrack.views.highlights import Found
from ordertrack.views.view import View
from ordertrack.words import Text, t

TITLES: dict[bool, Text] = {True: t("Highlights"), False: t("Shortfalls")}
ICONS = {True: ":material/thumb_up:", False: ":material/thumb_down:"}


def show_highlights(view: View) -> None:
    """Show what stands out in the period, in a box that opens at a click: it asks everything."""
    label = tr("Highlights and shortfalls")
    box = st.expander(label, key="highlights", icon=":material/insights:", on_change="rerun")
    if box.open:
        with box:
            _show(view, cached_figures.kept(view, highlights.found))


def _show(view: View, found: Found) -> None:
    st.caption(localize(found.summary()), help=localize(highlights.METHOD))
    with st.grid(2, gap="small", min_column_width=620):
        for good in (True, False):
            with st.container():
                _show_list(view, found, good=good)
    for reason in found.lacking:
        st.caption(localize(reason))


def _show_list(view: View, found: Found, *, good: bool) -> None:
    sheet = found.sheet(language(), good=good)
    if sheet.is_empty:
        return
    title = TITLES[good]
    st.markdown(f"{ICONS[good]} **{localize(title)}**")
    alt = t("{title}, the surest first", title=title)
    show_sheet(sheet, f"highlights_{'good' if good else 'bad'}", alt, partial(_open, view))


def _open(view: View, key: str) -> None:
    """Filter by the group and go to the page that tells more. Meant for callbacks."""
    page, dimension, value = key.split("\n", 2)
    scope_changes.set_filter(view, dimension, (value,))
    st.switch_page(menu.script(page), query_params=url_state.chosen())
