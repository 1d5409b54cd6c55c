"""A form and a list for what people write into the journal: one for every kind of entry.

The fields, their words and their checks are those of `records.journal.kinds`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.records.journal import KINDS, Entry, Field, Kind, Seen
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, localize, localize_plain, tr
from ordertrack.ui.parts import who
from ordertrack.ui.parts.panel import show_sheet
from ordertrack.views.evaluation.entries import listed
from ordertrack.views.view import View
from ordertrack.words import Text

ROUND = "entries_round"
LOOK_BACK = 500  # entries in which one's own last change is looked for


@dataclass(frozen=True)
class Form:
    """What a form asks: a kind, the fields to fill in, and values that the page knows.

    `choices` offers values of a field by what people call them; `key` tells forms of a page apart.
    `completed` fills in what follows from what was chosen.
    """

    kind: str
    fields: tuple[str, ...]
    known: Mapping[str, Any]
    key: str
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    completed: Callable[[dict[str, Any]], dict[str, Any]] = dict
    ahead: bool = False  # days may lie ahead

    @property
    def of(self) -> Kind:
        """The declaration of the kind."""
        return KINDS[self.kind]


def show_form(view: View, form: Form, label: str) -> None:
    """Show the form in a popover that opens at a click."""
    turn = st.session_state.get(ROUND, 0)
    with st.popover(label, icon=":material/edit_note:", key=f"{form.key}_{turn}"):
        name = who.ask(f"{form.key}_who")
        declared = {one.name: one for one in (*form.of.key, *form.of.fields)}
        for each in form.fields:
            _input(declared[each], form, f"{form.key}_{each}_{turn}")
        st.button(
            tr("Save"),
            type="primary",
            key=f"{form.key}_save_{turn}",
            disabled=not name,
            help=None if name else tr("Say who you are first."),
            on_click=_save,
            args=(view, form, turn),
        )


def _input(one: Field, form: Form, key: str) -> None:
    """One field as a widget that fits its type."""
    label = localize(one.label)
    names = {code: localize_plain(text) for code, text in one.codes.items()}
    names |= form.choices.get(one.name, {})
    if names:
        st.selectbox(label, list(names), format_func=lambda code: names[code], key=key)
    elif one.type == "day":
        today = data_source.now().date()
        last = None if form.ahead else today
        st.date_input(label, today, key=key, format="YYYY-MM-DD", max_value=last)
    elif one.name == "note":
        st.text_area(label, key=key, height=90, max_chars=one.longest)
    else:
        st.text_input(label, key=key)


def _save(view: View, form: Form, turn: int) -> None:
    """Write one new entry. Meant for a callback; a refused one keeps the form as it is.

    The values are those of this moment: what was typed just before the click is among them.
    """
    typed = {each: st.session_state[f"{form.key}_{each}_{turn}"] for each in form.fields}
    values = form.completed({**form.known, **typed})
    journal = data_source.warehouse().records.journal
    seen = Seen(view.release.number, journal.position())
    try:
        journal.save(form.of.changes(values), who.name(), "", seen)
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")
    else:
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def show_entries(form: Form, rows: Sequence[Mapping[str, Any]], alt: Text) -> None:
    """Show entries as a table, the newest first, with the way to take one back."""
    columns = (*form.fields, "changed_by", "changed_at")
    sheet = listed(form.of, rows, columns, language(), form.choices)
    show_sheet(sheet, f"{form.key}_list", alt)
    show_undo(form, rows)


def show_undo(form: Form, rows: Sequence[Mapping[str, Any]]) -> None:
    """Show the way to take one's own last entry back, where there is one."""
    if any(row["changed_by"] == who.name() for row in rows):
        st.button(
            tr("Take back my last one"),
            key=f"{form.key}_undo",
            type="tertiary",
            icon=":material/undo:",
            on_click=_undo,
            args=(form.kind,),
        )


def newest(kind: str) -> list[Entry]:
    """Return what was written last of a kind, the newest first."""
    return data_source.warehouse().records.journal.entries(kind, limit=LOOK_BACK)


def show_last_undo(last: Sequence[Entry], listed: Sequence[Entry], key: str) -> None:
    """Show the way to take one's own last change back, where it is among those listed.

    `last` is what was written last of the kind, as `newest` gives it.
    """
    own = next((one for one in last if one.who == who.name()), None)
    if own and own.undoes is None and own in listed:
        st.button(
            tr("Take back my last change"),
            key=key,
            type="tertiary",
            icon=":material/undo:",
            help=tr("All that was saved with it is as it was before."),
            on_click=_undo,
            args=(own.kind,),
        )


def _undo(kind: str) -> None:
    """Take one's own last change of a kind back. Meant for callbacks."""
    journal = data_source.warehouse().records.journal
    try:
        journal.undo(who.name(), Seen(data_source.latest_number(), journal.position()), kind)
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")
