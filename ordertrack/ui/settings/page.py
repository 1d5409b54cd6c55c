"""The settings that people change: the daily scan and what is told of it. Saved to the journal."""

from __future__ import annotations

from datetime import time
from typing import Any, NamedTuple

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.notify import shown
from ordertrack.notify.in_force import InForce, in_force
from ordertrack.records.journal import Seen
from ordertrack.records.journal.setting_kinds import NAMES, SETTING, SPOKEN
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, localize, localize_plain, tr
from ordertrack.ui.parts import entries, who
from ordertrack.ui.parts.entries import Form
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.words import t

SEEN, WHY = "settings_seen", "settings_why"
HISTORY = 200  # entries
FORM = Form("setting", ("name", "value"), {}, "settings")


class Looked(NamedTuple):
    """What somebody saw when beginning to change something."""

    position: int  # of the journal
    of_settings: int  # of its newest entry about them
    values: dict[str, str]

    def key(self, name: str) -> str:
        """Return the widget of a setting: another one where somebody has changed it since."""
        return f"settings_{name}_{self.of_settings}"


def show_chosen() -> None:
    """Show what can be changed here, in force now, and Save."""
    records = data_source.warehouse().records
    chosen = in_force(records)
    looked = _looked(chosen)
    with panel(
        t("Daily scan"),
        "settings_scan",
        t("Once a day the server looks which alerts are new and which are over."),
    ):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _toggle("scan", chosen, looked, tr("Scan every day"))
            _time(chosen, looked)
        st.caption(tr("A new release is looked at at once, at any time of day."))
    with panel(
        t("Notification"),
        "settings_notify",
        t("After a scan everybody gets one message with the red alerts that are new to him."),
    ):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _toggle("notify", chosen, looked, tr("Send messages"))
            _language(chosen, looked)
            _address(chosen, looked)
        for text in shown.fixed(chosen):
            st.caption(localize(text))
    _show_save(looked)


def _looked(chosen: InForce) -> Looked:
    """Return what the viewer saw; it stays while something is changed and not saved."""
    journal = data_source.warehouse().records.journal
    before = st.session_state.get(SEEN)
    if before is None or not _changed(before):
        now = Looked(journal.position(), journal.position("setting"), shown.values_of(chosen))
        st.session_state[SEEN] = now
    return st.session_state[SEEN]


def _changed(looked: Looked) -> dict[str, str]:
    """Return the settings that stand otherwise in the widgets than they were seen."""
    typed = {name: _typed(looked, name) for name in NAMES}
    return {name: value for name, value in typed.items() if value != looked.values[name]}


def _typed(looked: Looked, name: str) -> str:
    """Return what a widget holds, as the journal keeps it."""
    value: Any = st.session_state.get(looked.key(name), looked.values[name])
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value or "").strip()


def _toggle(name: str, chosen: InForce, looked: Looked, label: str) -> None:
    is_on = looked.values[name] == "on"
    st.toggle(label, is_on, key=looked.key(name), disabled=chosen.is_fixed(name))


def _time(chosen: InForce, looked: Looked) -> None:
    st.time_input(
        localize(NAMES["scan_at"]),
        time.fromisoformat(looked.values["scan_at"]),
        key=looked.key("scan_at"),
        step=300,
        width=180,
        disabled=chosen.is_fixed("scan_at"),
        help=tr("By the clock of the business: {zone}", zone=data_source.zone()),
    )


def _language(chosen: InForce, looked: Looked) -> None:
    names = {code: localize_plain(label) for code, label in SPOKEN.items()}
    st.selectbox(
        localize(NAMES["notify_language"]),
        list(names),
        list(names).index(looked.values["notify_language"]),
        format_func=names.__getitem__,
        key=looked.key("notify_language"),
        width=160,
        disabled=chosen.is_fixed("notify_language"),
    )


def _address(chosen: InForce, looked: Looked) -> None:
    st.text_input(
        localize(NAMES["public_url"]),
        looked.values["public_url"],
        key=looked.key("public_url"),
        placeholder="https://sales.example.com",
        width=320,
        disabled=chosen.is_fixed("public_url"),
        help=tr("Messages link to the pages under this address; without one they have no links."),
    )


# --- saving ---------------------------------------------------------------------------------------


def _show_save(looked: Looked) -> None:
    changed = bool(_changed(looked))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = who.ask("settings_who")
        st.text_input(tr("Why (optional)"), key=WHY, width=260)
        st.button(
            tr("Save settings"),
            type="primary",
            key="settings_save",
            disabled=not (name and changed),
            help=None if name else tr("Say who you are first."),
            on_click=_save,
            args=(looked,),
        )
        entries.show_undo(FORM, data_source.warehouse().records.journal.rows("setting"))
        _show_history()


def _save(looked: Looked) -> None:
    """Write what was changed. Meant for a callback; what is refused stays in the widgets."""
    journal = data_source.warehouse().records.journal
    seen = Seen(data_source.latest_number(), looked.position)
    changes = [
        change
        for name, value in _changed(looked).items()
        for change in SETTING.changes({"name": name, "value": value})
    ]
    try:
        journal.save(changes, who.name(), st.session_state.get(WHY, ""), seen)
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")
    else:
        del st.session_state[SEEN]
        st.session_state[WHY] = ""
        st.toast(tr("The settings are saved."), icon=":material/check:")


def _show_history() -> None:
    found = data_source.warehouse().records.journal.entries("setting", limit=HISTORY)
    if found:
        with st.popover(tr("Who set what"), icon=":material/history:"):
            sheet = shown.history(found, language())
            show_sheet(sheet, "settings_history", t("Changes of settings, the newest first"))


def show_environment() -> None:
    """Show what the environment sets, closed at first; secrets are only said to be there."""
    label = tr("All settings of the environment")
    box = st.expander(label, key="settings_all", icon=":material/tune:", on_change="rerun")
    if box.open:
        with box:
            sheet = shown.all_settings(language())
            show_sheet(sheet, "settings_list", t("All settings with where they come from"))
