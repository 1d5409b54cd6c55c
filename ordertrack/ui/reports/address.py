"""Which report is asked for: what the URL of the Reports page says beside the scope."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from ordertrack.records.journal.report_kinds import FORMATS
from ordertrack.reports.content.kinds import KINDS, Kind
from ordertrack.reports.request import default_period, formats_of
from ordertrack.ui.frame import url_state
from ordertrack.ui.frame.language import language, localize_plain, tr
from ordertrack.ui.parts import url_choice
from ordertrack.views.view import View
from ordertrack.words import LANGUAGES

REPORT, LANGUAGE, FORMAT, MADE = "report", "in", "file", "made"


@dataclass(frozen=True)
class Chosen:
    """The report, its language and the format of its file."""

    kind: Kind
    lang: str
    format: str


def show_choices() -> Chosen:
    """Show what there is to choose, and return what is chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        labels = {name: localize_plain(kind.label) for name, kind in KINDS.items()}
        url_choice.place_widget(REPORT, tuple(KINDS), next(iter(KINDS)), "report_kind")
        name = st.selectbox(
            tr("Report"),
            tuple(KINDS),
            format_func=labels.__getitem__,
            key="report_kind",
            width=330,
            on_change=_choose_kind,
        )
        kind = KINDS[name]
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
    before = KINDS.get(st.query_params.get(REPORT, next(iter(KINDS))))
    url_choice.keep(REPORT, next(iter(KINDS)), "report_kind")
    st.query_params.pop(FORMAT, None)
    now = KINDS[st.session_state["report_kind"]]
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


def close_made() -> None:
    """Show none of them. Meant for callbacks."""
    st.query_params.pop(MADE, None)
