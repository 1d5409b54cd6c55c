"""Which report is asked for: what the URL of the Reports page says beside the scope."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from ordertrack.records.journal.report_kinds import FORMATS
from ordertrack.reports.content.kinds import Kind
from ordertrack.reports.request import all_kinds, default_period, formats_of
from ordertrack.ui.frame import url_state
from ordertrack.ui.frame.language import language, localize_plain, tr
from ordertrack.ui.parts import url_choice
from ordertrack.views.view import View
from ordertrack.words import LANGUAGES, Label

REPORT, LANGUAGE, FORMAT, MADE, PART = "report", "in", "file", "made", "part"
PARTS = {
    "report": Label("Report", "报告"),
    "made": Label("Archive", "报告存档"),
    "schedule": Label("Scheduled", "定时生成"),
}


@dataclass(frozen=True)
class Chosen:
    """The report, its language and the format of its file."""

    kind: Kind
    lang: str
    format: str


def show_parts() -> str:
    """Show the switch between the parts of the page, and return the one that is open."""
    first = "made" if st.query_params.get(MADE) else "report"
    url_choice.place_widget(PART, tuple(PARTS), first, "report_part")
    st.segmented_control(
        tr("Part"),
        tuple(PARTS),
        format_func=lambda part: localize_plain(PARTS[part]),
        key="report_part",
        required=True,
        label_visibility="collapsed",
        on_change=_choose_part,
    )
    return st.session_state["report_part"]


def _choose_part() -> None:
    """Go to another part of the page. Meant for a callback."""
    st.query_params.pop(MADE, None)
    url_choice.keep(PART, "report", "report_part")


def show_choices() -> Chosen:
    """Show what there is to choose, and return what is chosen."""
    known = all_kinds()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        labels = {name: localize_plain(kind.label) for name, kind in known.items()}
        url_choice.place_widget(REPORT, tuple(known), next(iter(known)), "report_kind")
        name = st.selectbox(
            tr("Report"),
            tuple(known),
            format_func=labels.__getitem__,
            key="report_kind",
            width=330,
            on_change=_choose_kind,
        )
        kind = known[name]
        lang = url_choice.choose(
            tr("Language of the report"),
            tuple(reversed(LANGUAGES)),
            LANGUAGE,
            "report_lang",
            usual=language(),
            format_func=LANGUAGES.__getitem__,
            width=160,
        )
        suit = formats_of(kind)
        words = {one: localize_plain(FORMATS[one]) for one in suit}
        format = url_choice.choose(
            tr("Format"),
            suit,
            FORMAT,
            f"report_format_{name}",
            format_func=words.__getitem__,
            width=160,
        )
    return Chosen(kind, lang, format)


def _choose_kind() -> None:
    """Another report begins with its own period and format. Meant for a callback."""
    known = all_kinds()
    before = known.get(st.query_params.get(REPORT, next(iter(known))))
    url_choice.keep(REPORT, next(iter(known)), "report_kind")
    st.query_params.pop(FORMAT, None)
    now = known[st.session_state["report_kind"]]
    if before is None or before.every != now.every:
        url_state.change(period=None, range=None)


def with_period(view: View, kind: Kind) -> View:
    """Return the view of a report's own period where nobody chose another one."""
    period = default_period(kind.every, view.scope)
    default = view.default.with_period(period)
    scope = view.scope if url_state.chosen().get("period") else view.scope.with_period(period)
    return replace(view, default=default, scope=scope)


def open_made(id: str) -> None:
    """Show one report that was made. Meant for callbacks."""
    st.query_params[MADE] = id
    st.query_params[PART] = "made"


def close_made() -> None:
    """Show none of them, and stay with their list. Meant for callbacks."""
    st.query_params.pop(MADE, None)
    st.query_params[PART] = "made"
