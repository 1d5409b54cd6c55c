"""What is typed into a table and not saved yet: counted, saved under a name, decided in conflicts.

A page says what its cells mean as a `Typed`; all of it is written to the journal, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.records.journal import Change, ChangedMeanwhile, Conflict, Seen
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.parts import who
from ordertrack.views.view import View
from ordertrack.words import Text

ROUND, CELLS, SEEN, CONFLICTS, SAVED, REFUSED = (
    f"unsaved_{name}" for name in ("round", "cells", "seen", "conflicts", "saved", "refused")
)
Cells = dict[int, dict[str, Any]]


@dataclass(frozen=True)
class Typed:
    """A table that is typed into: its place among all, and what its cells mean.

    `name` begins the keys of its widgets. `changes` gives what the journal is asked to write for
    some cells; it raises BadEntry for a value that is none. `saved` says how many were.
    """

    name: str
    place: str
    changes: Callable[[Cells], list[Change]]
    saved: Callable[[int], Text]
    conflict: Text

    @property
    def editor_key(self) -> str:
        """The key of the editor; another one after each save."""
        return f"{self.name}_{self.place}_{st.session_state.get(ROUND, 0)}"

    @property
    def filled_in(self) -> Cells:
        """What was filled in by a button, by row and column; what is typed lies over it."""
        return st.session_state.setdefault(CELLS, {}).get(self.place, {})

    @property
    def cells(self) -> Cells:
        """Every cell that is not saved yet: filled in by a button, and typed."""
        typed = st.session_state.get(self.editor_key, {}).get("edited_rows", {})
        found = {row: dict(cells) for row, cells in self.filled_in.items()}
        for row, cells in typed.items():
            found.setdefault(int(row), {}).update(cells)
        return found

    def hold(self, cells: Cells) -> None:
        """Hold cells as filled in, and begin a new editor over them."""
        st.session_state.setdefault(CELLS, {})[self.place] = cells
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
        st.session_state.pop(REFUSED, None)

    def remember_what_is_seen(self, position: int) -> None:
        """Keep the position of the journal that the table was read at, until its cells are saved.

        It is the reader's own: what somebody saved after the table was read has not been seen.
        """
        seen = st.session_state.setdefault(SEEN, {})
        if not self.cells or self.place not in seen:
            seen[self.place] = position


def show_save(view: View, typed: Typed) -> None:
    """The name, the reason, and the button; conflicts where somebody else was quicker."""
    count = sum(map(len, typed.cells.values()))
    if st.session_state.get(SAVED):
        st.success(localize(st.session_state.pop(SAVED)))
    if not count:
        return
    _show_conflicts(view, typed)
    if refused := st.session_state.get(REFUSED):
        st.error(localize(refused), icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = who.ask(f"{typed.name}_who")
        st.text_input(tr("Why (optional)"), key=f"{typed.name}_why", width=260)
        st.button(
            tr("Save {count} changes", count=count),
            type="primary",
            key=f"{typed.name}_save",
            disabled=not name,
            help=None if name else tr("Say who you are first."),
            on_click=save,
            args=(view, typed),
        )
        st.button(tr("Discard them"), key=f"{typed.name}_discard", on_click=typed.hold, args=({},))


def save(view: View, typed: Typed, force: Sequence[Conflict] = ()) -> None:
    """Write all cells or none. Meant for a callback, at whose moment name and reason are read."""
    name, why = who.name(), st.session_state.get(f"{typed.name}_why", "")
    position = st.session_state.get(SEEN, {}).get(typed.place, 0)
    journal = data_source.warehouse().records.journal
    seen = Seen(view.release.number, position)
    st.session_state.pop(CONFLICTS, None)
    st.session_state.pop(REFUSED, None)
    try:
        saved = journal.save(typed.changes(typed.cells), name, why, seen, force)
    except ChangedMeanwhile as other:
        st.session_state[CONFLICTS] = other.conflicts
    except OrdertrackError as error:
        st.session_state[REFUSED] = error
    else:
        st.session_state[SAVED] = typed.saved(len(saved.entries))
        st.session_state.get(SEEN, {}).pop(typed.place, None)
        typed.hold({})


def _show_conflicts(view: View, typed: Typed) -> None:
    """Both values of every field that somebody else changed, and the decision."""
    conflicts: Sequence[Conflict] = st.session_state.get(CONFLICTS, ())
    if not conflicts:
        return
    st.warning(localize(typed.conflict))
    for one in conflicts:
        st.markdown(f"- {localize(one.text)}")
    with st.container(horizontal=True):
        st.button(
            tr("Save mine over them"),
            key=f"{typed.name}_force",
            on_click=save,
            args=(view, typed, conflicts),
        )
        st.button(
            tr("Keep theirs, drop mine"),
            key=f"{typed.name}_yield",
            on_click=_yield,
            args=(typed, conflicts),
        )


def _yield(typed: Typed, conflicts: Sequence[Conflict]) -> None:
    """Drop one's own value where somebody else was quicker; the others stay unsaved."""
    theirs = {(one.subject, one.field) for one in conflicts}
    kept: Cells = {}
    for row, cells in typed.cells.items():
        for column, value in cells.items():
            changes = typed.changes({row: {column: value}})
            if not any((one.subject, one.field) in theirs for one in changes):
                kept.setdefault(row, {})[column] = value
    st.session_state.pop(CONFLICTS, None)
    st.session_state[SEEN].pop(typed.place, None)
    typed.hold(kept)
