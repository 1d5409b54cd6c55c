"""What people write about one order: its values, its complaints, and the history of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from ordertrack.model import STATUSES
from ordertrack.records.journal import Change, Entry
from ordertrack.settings import settings
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, localize_plain, tr
from ordertrack.ui.orders import edit_grid
from ordertrack.ui.orders.editing import CHANGED, SAVED, SAVED_ONE, SCORES
from ordertrack.ui.parts import editing, who
from ordertrack.ui.parts.editing import Cells, Words
from ordertrack.ui.parts.entries import newest, show_last_undo
from ordertrack.ui.parts.panel import show_sheet
from ordertrack.views.orders import edits
from ordertrack.views.view import View
from ordertrack.words import t

NEW = ""  # in the place of the number of a complaint
LONG = ("exception_note", "remark", "description", "resolution")


@dataclass(frozen=True)
class Fields:
    """Fields that are typed into, each with what it holds now: a form of `ui.parts.editing`."""

    name: str
    place: str
    changes: Callable[[Cells], list[Change]]
    now: Mapping[str, str | None]

    def key(self, column: str) -> str:
        """The key of a field; another one each time it has to begin anew."""
        return f"{editing.editor_key(self)}_{column}"

    def unsaved(self) -> Cells:
        """Return the fields that hold something else than what is saved."""
        held = {name: self.held(name) for name in self.now}
        changed = {name: value for name, value in held.items() if value != self.now[name]}
        return {0: changed} if changed else {}

    def held(self, name: str) -> str | None:
        """Return what a field holds; at first what is saved."""
        first = editing.filled(self).get(0, {}).get(name, self.now[name])
        return st.session_state.get(self.key(name), first) or None

    def show(self, column: str, label: str) -> None:
        """Show the field of a column."""
        value, key = self.held(column), self.key(column)
        words = {code: localize_plain(text) for code, text in STATUSES.items()}
        options = {"status": list(words), "satisfaction": list(SCORES)}.get(column)
        if options is not None:
            st.selectbox(
                label,
                options,
                index=options.index(value) if value in options else None,
                format_func=lambda code: words.get(code, code),
                key=key,
                placeholder="—",
            )
        elif column in LONG:
            st.text_area(label, value or "", key=key, height=80)
        else:
            st.text_input(label, value or "", key=key)


# --- values of the order --------------------------------------------------------------------------


def show_order_edits(view: View, number: str, complaints: Sequence[str]) -> None:
    """Show the edits that are laid over this order, the form, and the history."""
    _show_laid(view, number, complaints)
    label = tr("Edit this order")
    box = st.expander(label, key="order_edit", icon=":material/edit:", on_change="rerun")
    if box.open:
        with box:
            _show_form(view, number)
    history = st.expander(tr("Who wrote what, and when"), key="order_history", on_change="rerun")
    if history.open:
        with history:
            _show_history(number, complaints)


def _show_laid(view: View, number: str, complaints: Sequence[str]) -> None:
    """The edits of this order, with what the export says there now."""
    keys = {("orders", number), *(("complaints", one) for one in complaints)}
    laid = [one for one in view.reader.edits if (one.edit.table, one.edit.key) in keys]
    if laid:
        sheet = edits.sheet(edits.edit_lines(laid, _entries(number, complaints)), language())
        st.subheader(tr("Edits"), anchor=False)
        show_sheet(sheet, "order_laid", t("What people wrote over the export"))


def _show_form(view: View, number: str) -> None:
    if view.release.number != data_source.latest_number():
        st.caption(tr("Edits are typed over the newest release. Look at that one to edit."))
        return
    texts = edit_grid.texts_of_order(view, number)
    exported = data_source.warehouse().exported(view.release)
    form = Fields(
        "order_edit",
        f"{number}_{view.release.number}",
        lambda cells: edit_grid.changes_of_order(number, cells, exported, settings().time_zone),
        {name: texts.get(name) for name in edit_grid.OF_ORDER},
    )
    editing.remember_what_is_seen(form, view.reader.written.position)
    st.caption(
        tr("Write days like 2024-06-30, with a time like 2024-06-30 09:30 where you know it.")
    )
    _show_fields(form)
    editing.show_save(view, form, Words(SAVED, CHANGED, one=SAVED_ONE))


def _show_fields(form: Fields) -> None:
    with st.grid(4, gap="small", min_column_width=180):
        for name in form.now:
            form.show(name, edit_grid.title(name, language()))


# --- history --------------------------------------------------------------------------------------


def _entries(number: str, complaints: Sequence[str]) -> list[Entry]:
    """What was written about an order and its complaints, the newest first."""
    journal = data_source.warehouse().records.journal
    found = journal.history("order_edit", edits.subject_of("order_edit", number))
    for complaint in complaints:
        subject = edits.subject_of("complaint_edit", complaint)
        found += journal.history("complaint_edit", subject)
    return sorted(found, key=lambda one: one.position, reverse=True)


def _show_history(number: str, complaints: Sequence[str]) -> None:
    entries = _entries(number, complaints)
    if not entries:
        st.caption(tr("Nobody has written anything about this order."))
        return
    sheet = edits.history(entries, language())
    show_sheet(sheet, "order_history", t("What was written about this order, the newest first"))
    who.ask("order_undo_who")
    show_last_undo(newest(entries[0].kind), entries, "order_undo")


# --- complaints -----------------------------------------------------------------------------------


def show_complaint_form(view: View, number: str, complaints: Sequence[str]) -> None:
    """Show the way to record a complaint about the order, or its first response."""
    box = st.expander(
        tr("Record a complaint or a response"),
        key="complaint_box",
        icon=":material/feedback:",
        on_change="rerun",
    )
    if not box.open or view.release.number != data_source.latest_number():
        return
    with box:
        names = {NEW: tr("A new complaint"), **{one: one for one in complaints}}
        chosen = st.selectbox(
            tr("Complaint"),
            list(names),
            index=len(names) - 1,
            format_func=names.__getitem__,
            key=f"complaint_{number}",
        )
        _show_complaint(view, number, chosen or edit_grid.next_complaint(number, view.reader))


def _show_complaint(view: View, number: str, complaint: str) -> None:
    exported = data_source.warehouse().exported(view.release)
    texts = edit_grid.texts_of_complaint(view, complaint)
    form = Fields(
        "complaint_edit",
        f"{complaint}_{view.release.number}",
        lambda cells: edit_grid.changes_of_complaint(
            complaint, number, cells, exported, settings().time_zone
        ),
        {name: texts.get(name) for name in edit_grid.OF_COMPLAINT},
    )
    editing.remember_what_is_seen(form, view.reader.written.position)
    with st.grid(3, gap="small", min_column_width=200):
        for name in form.now:
            form.show(name, edit_grid.complaint_title(name, language()))
    editing.show_save(view, form, Words(SAVED, CHANGED, one=SAVED_ONE))
