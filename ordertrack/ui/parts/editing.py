"""Cells that people change in a table and save to the journal: what is unsaved, and conflicts.

A table that is edited says under which name and place it stands in the session, and what the
journal has to keep of its cells. Nothing that was typed is lost, and nobody overwrites somebody
else unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol, runtime_checkable

import polars as pl
import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.records.journal import Change, ChangedMeanwhile, Conflict, Seen
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.parts import who
from ordertrack.views.view import View
from ordertrack.words import Text, t

Cells = dict[int, dict[str, Any]]  # by row and column
SAVE, SAVE_ONE = t("Save {count} changes"), t("Save 1 change")
SAID_FOR = 120  # seconds in which it is said what was saved, unless something else is typed


class Table(Protocol):
    """A table whose cells people change."""

    @property
    def name(self) -> str:
        """What the session keeps it under."""
        ...

    @property
    def place(self) -> str:
        """Which rows and columns it shows, where it can show several."""
        ...

    def changes(self, edited: Cells, /) -> list[Change]:
        """Return what the journal has to keep of these cells."""
        ...


@runtime_checkable
class Form(Table, Protocol):
    """Single fields that people change, in the place of a table."""

    def unsaved(self) -> Cells:
        """Return the fields that hold something else than what is saved."""
        ...


@dataclass(frozen=True)
class Words:
    """What is said of a table: `saved` takes the count of what was saved, `one` is said of one.

    `save` stands on the button, where it is not the count of cells.
    """

    saved: Text
    conflict: Text
    save: Text | None = None
    one: Text | None = None

    def of_saved(self, count: int) -> Text:
        """Say how much was saved."""
        many = Text(self.saved.template, (("count", count),))
        return self.one if self.one and count == 1 else many

    def of_button(self, count: int) -> Text:
        """Say how many cells the button saves."""
        many = Text(SAVE.template, (("count", count),))
        return self.save or (SAVE_ONE if count == 1 else many)


def key(table: Table, part: str) -> str:
    """Return a key of the session that belongs to the table."""
    return f"{table.name}_{part}"


def editor_key(table: Table) -> str:
    """Return the key of the editor; another one each time it has to begin anew."""
    return f"{table.name}_grid_{table.place}_{st.session_state.get(key(table, 'round'), 0)}"


def filled(table: Table) -> Cells:
    """Return what was filled in by a button, by row and column; what is typed lies over it."""
    return st.session_state.setdefault(key(table, "cells"), {}).get(table.place, {})


def edited(table: Table) -> Cells:
    """Return every cell that is not saved yet: filled in by a button, and typed.

    A form of single fields knows by itself what was typed.
    """
    if isinstance(table, Form):
        return table.unsaved()
    typed = st.session_state.get(editor_key(table), {}).get("edited_rows", {})
    found = {row: dict(cells) for row, cells in filled(table).items()}
    for row, cells in typed.items():
        found.setdefault(int(row), {}).update(cells)
    return found


def put(table: Table, cells: Cells) -> None:
    """Hold cells as filled in, and begin a new editor over them."""
    for part in ("cells", "kept"):
        st.session_state.setdefault(key(table, part), {})[table.place] = cells
    st.session_state.pop(key(table, "refused"), None)
    _begin_anew(table.name)


def _begin_anew(name: str) -> None:
    """Have the editor, or the fields of a form, show what is written now."""
    turn = f"{name}_round"
    st.session_state[turn] = st.session_state.get(turn, 0) + 1


def rows_in_place(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows to edit; while something is unsaved they stay those that were looked at.

    What others save meanwhile may move rows: what was typed must not slip to another one.
    """
    frozen: dict[str, pl.DataFrame] = st.session_state.setdefault(key(table, "frozen"), {})
    kept = st.session_state.get(key(table, "kept"), {}).get(table.place)
    if table.place in frozen and (edited(table) or kept):
        return frozen[table.place]
    frozen[table.place] = rows
    return rows


def keep_typed(table: Table) -> None:
    """Bring back what was typed before the table was out of sight: its editor has forgotten it."""
    kept = st.session_state.setdefault(key(table, "kept"), {})
    before = kept.get(table.place, {})
    if before and editor_key(table) not in st.session_state and before != filled(table):
        put(table, before)
    kept[table.place] = edited(table)


def remember_what_is_seen(table: Table, position: int) -> None:
    """Keep the position of the journal that the table was read at, until its cells are saved.

    It is the reader's own: what somebody saved after the table was read has not been seen.
    """
    seen = st.session_state.setdefault(key(table, "seen"), {})
    if not edited(table) or table.place not in seen:
        seen[table.place] = position


def show_saved(name: str, words: Words) -> None:
    """Say what was just saved, with the way to take it back; also where no row is left to show."""
    saved, until = st.session_state.get(f"{name}_saved", (None, 0.0))
    if saved and saved.entries and monotonic() < until:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success(localize(words.of_saved(len(saved.entries))), width="stretch")
            st.button(
                tr("Take it back"),
                key=f"{name}_take_back",
                type="tertiary",
                icon=":material/undo:",
                help=tr("All that was saved with it is as it was before."),
                on_click=_take_back,
                args=(name, saved.entries[0].batch),
            )
    if st.session_state.pop(f"{name}_taken_back", False):
        st.info(tr("Taken back: all is as it was before."), icon=":material/undo:")


def _take_back(name: str, batch: int) -> None:
    """Take back what was just saved. Meant for a callback."""
    journal = data_source.warehouse().records.journal
    seen = Seen(data_source.latest_number(), journal.position())
    try:
        journal.undo(who.name(), seen, only=batch)
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")
    else:
        st.session_state[f"{name}_taken_back"] = True
        del st.session_state[f"{name}_saved"]
        _begin_anew(name)


def show_save(view: View | None, table: Table, words: Words) -> None:
    """The name, the reason, and the button; conflicts where somebody else was quicker.

    What is about no release has no view.
    """
    count = _count(table)
    if not count:
        show_saved(table.name, words)
        return
    st.session_state.pop(key(table, "saved"), None)
    _show_conflicts(view, table, words)
    if refused := st.session_state.get(key(table, "refused")):
        st.error(localize(refused), icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = who.ask(key(table, "who"))
        st.text_input(tr("Why (optional)"), key=key(table, "why"), width=260)
        st.button(
            localize(words.of_button(count)),
            type="primary",
            key=key(table, "save"),
            disabled=not name,
            help=None if name else tr("Say who you are first."),
            on_click=save,
            args=(view, table),
        )
        st.button(tr("Discard them"), key=key(table, "discard"), on_click=put, args=(table, {}))


def _count(table: Table) -> int:
    """Count what is not saved; of values that cannot be saved as they are, the cells."""
    cells = edited(table)
    try:
        return len(table.changes(cells))
    except OrdertrackError:
        return sum(map(len, cells.values()))


def save(view: View | None, table: Table, force: Sequence[Conflict] = ()) -> None:
    """Write all cells or none. Meant for a callback, at whose moment name and reason are read."""
    given, why = who.name(), st.session_state.get(key(table, "why"), "")
    position = st.session_state.get(key(table, "seen"), {}).get(table.place, 0)
    journal = data_source.warehouse().records.journal
    seen = Seen(view.release.number if view else data_source.latest_number(), position)
    for part in ("conflicts", "refused"):
        st.session_state.pop(key(table, part), None)
    try:
        saved = journal.save(table.changes(edited(table)), given, why, seen, force)
    except ChangedMeanwhile as other:
        st.session_state[key(table, "conflicts")] = other.conflicts
    except OrdertrackError as error:
        st.session_state[key(table, "refused")] = error
    else:
        st.session_state[key(table, "saved")] = saved, monotonic() + SAID_FOR
        st.session_state[key(table, "seen")].pop(table.place, None)
        put(table, {})


def _show_conflicts(view: View | None, table: Table, words: Words) -> None:
    """Both values of every field that somebody else changed, and the decision."""
    conflicts: Sequence[Conflict] = st.session_state.get(key(table, "conflicts"), ())
    if not conflicts:
        return
    st.warning(localize(words.conflict))
    for one in conflicts:
        st.markdown(f"- {localize(one.text)}")
    with st.container(horizontal=True):
        st.button(
            tr("Save mine over them"),
            key=key(table, "force"),
            on_click=save,
            args=(view, table, conflicts),
        )
        st.button(
            tr("Keep theirs, drop mine"),
            key=key(table, "yield"),
            on_click=_yield,
            args=(table, conflicts),
        )


def _yield(table: Table, conflicts: Sequence[Conflict]) -> None:
    """Drop one's own value where somebody else was quicker; the others stay unsaved."""
    theirs = {one.key for one in conflicts}
    kept: Cells = {}
    for row, cells in edited(table).items():
        for column, value in cells.items():
            mine = table.changes({row: {column: value}})
            if not any((one.kind, one.subject, one.field) in theirs for one in mine):
                kept.setdefault(row, {})[column] = value
    st.session_state.pop(key(table, "conflicts"), None)
    st.session_state[key(table, "seen")].pop(table.place, None)
    put(table, kept)
