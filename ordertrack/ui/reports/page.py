"""The Reports page: what is chosen, the report as it will be, and the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.reports import archive, making
from ordertrack.reports.content.document import Bullets, Paragraph
from ordertrack.reports.making import Edited
from ordertrack.reports.request import Request, period_in, request_of
from ordertrack.reports.writers.formats import FORMATS
from ordertrack.ui.frame import data_source, empty_states, odd_address, url_state
from ordertrack.ui.frame.demo_mark import file_name
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.frame.page import current_view, show_status
from ordertrack.ui.frame.scope_bar import show_scope_bar
from ordertrack.ui.parts import editing, who
from ordertrack.ui.reports import address, drafts, preview, texts
from ordertrack.ui.reports.address import Chosen
from ordertrack.ui.reports.texts import Texts
from ordertrack.views import formats
from ordertrack.views.view import View
from ordertrack.words import Label, t

TITLE = Label("Reports", "报告")
LAST = "report_last"  # the file that was made last in this session
EDITING = "report_editing"


@dataclass(frozen=True)
class Last:
    """A file that was made in this session, and what it was asked for; `of` is what is chosen."""

    of: tuple[object, ...]
    request: Request
    format: str
    name: str
    content: Callable[[], bytes]
    problem: OrdertrackError | None = None


def open_reports() -> tuple[View, str]:
    """Head the page, and return which part of it is open; stops while there is no data."""
    st.header(localize(TITLE), anchor=False)
    view = current_view()
    if view is None:
        empty_states.show_empty_warehouse()
        st.stop()
    show_status(view)
    return view, address.show_parts()


def show_report(view: View) -> None:
    """Show what there is to choose, the way to the file, and the report as it will be."""
    chosen = address.show_choices()
    view = address.with_period(view, chosen.kind)
    show_scope_bar(view, compared=False)
    odd_address.show_unknown_values(view)
    st.caption(localize(chosen.kind.help))
    top = st.container()
    place = st.empty()
    try:
        request = _request(view, chosen)
        document = drafts.draft(request, lambda: drafts.show_progress(place))
    except OrdertrackError as error:
        place.warning(localize(error), icon=":material/info:")
        return
    place.empty()
    edited = making.with_texts(data_source.warehouse(), request, document)
    form = Texts(request, edited)
    editing.keep_typed(form)
    editing.remember_what_is_seen(form, request.position)
    with top:
        _show_make(request, chosen, edited, bool(form.unsaved()))
    _show_preview(view, form)


def _request(view: View, chosen: Chosen) -> Request:
    scope = replace(view.scope, period=period_in(view.scope))
    warehouse = data_source.warehouse()
    return request_of(warehouse, chosen.kind.name, scope, chosen.lang, (view.release.number, None))


# --- the file -------------------------------------------------------------------------------------


def _show_make(request: Request, chosen: Chosen, edited: Edited, unsaved: bool) -> None:
    """The name, the button, and the file as soon as it is made."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = who.ask("report_who")
        made = st.button(
            tr("Make the file"),
            key="report_make",
            type="primary",
            icon=":material/description:",
            disabled=not name,
            help=None if name else tr("Say who you are first."),
        )
    for note in edited.notes:
        st.warning(localize(note), icon=":material/history_edu:")
    if unsaved:
        st.caption(tr("Texts that are not saved are not in the file."))
    if made:
        _make(request, chosen.format, edited, name)
    last: Last | None = st.session_state.get(LAST)
    if last and last.of == _chosen(request, chosen.format, edited):
        _show_last(last)


def _chosen(request: Request, format: str, edited: Edited) -> tuple[object, ...]:
    """Return what is chosen: an as-of that only goes on with the clock is the same choice.

    So is another position of the journal, unless texts of this report were written.
    """
    as_of = url_state.chosen().get("as_of")
    scope = request.scope.with_as_of(datetime.min) if as_of is None else request.scope
    texts = tuple((key, row["text"]["value"]) for key, row in sorted(edited.written.items()))
    return replace(request, scope=scope, position=0), format, as_of, texts


def _make(request: Request, format: str, edited: Edited, name: str) -> None:
    """Make the file and keep it; where it cannot be kept, it is offered all the same."""
    place, of = st.empty(), _chosen(request, format, edited)
    warehouse = data_source.warehouse()
    st.session_state.pop(LAST, None)
    try:
        made = making.written(warehouse, request, edited, format, drafts.show_progress(place))
    except OrdertrackError as error:
        place.error(localize(error), icon=":material/error:")
        return
    place.empty()
    try:
        if warehouse.records.database.read_only:
            raise OrdertrackError(t("The home can only be read."))
        kept = archive.keep(warehouse, request, format, made, name)
    except OrdertrackError as error:
        offered = file_name(request.file_stem, format)
        last = Last(of, request, format, offered, lambda: made.content, error)
    else:
        last = Last(of, request, format, kept.file, partial(archive.content, warehouse, kept))
    st.session_state[LAST] = last


def _show_last(last: Last) -> None:
    if last.problem:
        st.warning(tr("The file is made, but not kept: {reason}", reason=localize(last.problem)))
    with st.container(horizontal=True, vertical_alignment="center"):
        moment = formats.when(last.request.scope.as_of)
        told = tr("The file is made: {file}, as of {moment}", file=last.name, moment=moment)
        st.success(told, icon=":material/task:")
        st.download_button(
            tr("Download it"),
            last.content,
            last.name,
            FORMATS[last.format].mime,
            key="report_download",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )


# --- the report as it will be ---------------------------------------------------------------------


def _show_preview(view: View, form: Texts) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        can = bool(form.edited.drafts)
        edits = can and st.toggle(
            tr("Edit the texts"),
            key=EDITING,
            help=tr("The texts below are drafts: what you write takes their place in the file."),
        )
    if edits:
        texts.show_save(view, form)

    def show_text(block: Paragraph | Bullets) -> None:
        if edits:
            texts.show_field(form, block)
        else:
            preview.show_words(block)

    preview.show_document(form.edited.document, show_text)
