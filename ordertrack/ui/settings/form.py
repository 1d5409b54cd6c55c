"""The fields of the settings that people change: a form of `ui.parts.editing`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

import streamlit as st

from ordertrack.notify import shown
from ordertrack.notify.in_force import InForce, in_force
from ordertrack.records.journal import Change
from ordertrack.records.journal.setting_kinds import NAMES, SETTING, SPOKEN
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import localize, localize_plain, tr
from ordertrack.ui.parts import editing
from ordertrack.ui.parts.editing import Cells

HELD = "settings_held"


@dataclass(frozen=True)
class Draft:
    """The settings as they are typed; `values` is what was in force when the typing began."""

    position: int  # of the journal, then
    newest: int  # the position of its newest setting
    chosen: InForce
    values: Mapping[str, str]
    name: str = "settings"  # of the form in a session
    place: str = "all"

    def key(self, name: str) -> str:
        """Return the key of a widget; another one each time it has to begin anew."""
        return f"{editing.editor_key(self)}_{self.newest}_{name}"

    def first(self, name: str) -> str:
        """Return what a field holds before anything is typed."""
        return editing.filled(self).get(0, {}).get(name, self.values[name])

    def unsaved(self) -> Cells:
        """Return the fields that hold something else than what is in force."""
        shown_now = [name for name in NAMES if self.key(name) in st.session_state]
        typed = {name: _written(st.session_state[self.key(name)]) for name in shown_now}
        changed = {name: value for name, value in typed.items() if value != self.values[name]}
        return {0: changed} if changed else {}

    def changes(self, edited: Cells, /) -> list[Change]:
        """Return what the journal has to keep of these fields."""
        return [
            change
            for cells in edited.values()
            for name, value in cells.items()
            for change in SETTING.changes({"name": name, "value": value})
        ]

    # --- the fields -----------------------------------------------------------------------------

    def show_toggle(self, name: str, label: str) -> None:
        """Show a switch."""
        st.toggle(
            label,
            self.first(name) == "on",
            key=self.key(name),
            disabled=self.chosen.is_fixed(name),
        )

    def show_time(self) -> None:
        """Show the time of the daily scan."""
        st.time_input(
            localize(NAMES["scan_at"]),
            time.fromisoformat(self.first("scan_at")),
            key=self.key("scan_at"),
            step=300,
            width=180,
            disabled=self.chosen.is_fixed("scan_at"),
            help=tr("By the clock of the business: {zone}", zone=data_source.zone()),
        )

    def show_language(self) -> None:
        """Show the language of messages."""
        names = {code: localize_plain(label) for code, label in SPOKEN.items()}
        st.selectbox(
            localize(NAMES["notify_language"]),
            list(names),
            list(names).index(self.first("notify_language")),
            format_func=names.__getitem__,
            key=self.key("notify_language"),
            width=160,
            disabled=self.chosen.is_fixed("notify_language"),
        )

    def show_address(self) -> None:
        """Show where the pages are, for links."""
        st.text_input(
            localize(NAMES["public_url"]),
            self.first("public_url"),
            key=self.key("public_url"),
            placeholder="https://sales.example.com",
            width=320,
            disabled=self.chosen.is_fixed("public_url"),
            help=tr("Messages link to the pages under this address, if there is one."),
        )


def _written(value: Any) -> str:
    """Return what a widget holds as the journal keeps it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:%H:%M}" if isinstance(value, time) else str(value or "").strip()


def held() -> Draft:
    """Return what is being typed; it stays as it was read while something is not saved."""
    before: Draft | None = st.session_state.get(HELD)
    if before is None or not before.unsaved():
        records = data_source.warehouse().records
        position, newest = records.journal.position(), records.journal.position("setting")
        chosen = in_force(records)
        st.session_state[HELD] = Draft(position, newest, chosen, shown.values_of(chosen))
    return st.session_state[HELD]
