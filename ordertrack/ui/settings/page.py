"""The settings that people change: the daily scan and what is told of it. Saved to the journal."""

from __future__ import annotations

import streamlit as st

from ordertrack.notify import shown
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import editing, entries
from ordertrack.ui.parts.editing import Words
from ordertrack.ui.parts.entries import Form
from ordertrack.ui.parts.panel import panel, show_rows, show_sheet
from ordertrack.ui.settings.form import Draft, held
from ordertrack.words import t

HISTORY = 200  # entries
UNDONE = Form("setting", ("name", "value"), {}, "settings")
WORDS = Words(
    t("Saved: {count} changes."),
    t("Somebody changed these settings meanwhile; nothing was saved:"),
    one=t("Saved: 1 change."),
)


def show_chosen() -> None:
    """Show what can be changed here, in force now, and the way to save it."""
    draft = held()
    editing.remember_what_is_seen(draft, draft.position)
    with panel(
        t("Daily scan"),
        "settings_scan",
        t("Once a day the server looks which alerts are new and which are over."),
    ):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            draft.show_toggle("scan", tr("Scan every day"))
            draft.show_time()
        st.caption(tr("A new release is looked at at once, at any time of day."))
        _show_fixed(draft, "scan", "scan_at")
    with panel(
        t("Notification"),
        "settings_notify",
        t("After a scan everybody gets one message with the red alerts that are new to them."),
    ):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            draft.show_toggle("notify", tr("Send messages"))
            draft.show_language()
            draft.show_address()
        _show_fixed(draft, "notify", "notify_language", "public_url")
    editing.show_save(None, draft, WORDS)
    _show_history()


def _show_fixed(draft: Draft, *names: str) -> None:
    for text in shown.fixed(draft.chosen, names):
        st.caption(localize(text))


def _show_history() -> None:
    journal = data_source.warehouse().records.journal
    found = journal.entries("setting", limit=HISTORY)
    if not found:
        return
    with st.container(horizontal=True):
        with st.popover(tr("Who set what"), icon=":material/history:"):
            sheet = shown.history(found, language())
            show_sheet(sheet, "settings_history", t("Changes of settings, the newest first"))
        entries.show_undo(UNDONE, journal.rows("setting"))


def show_environment() -> None:
    """Show what the environment sets, closed at first; secrets are only said to be there."""
    label = tr("All settings of the environment")
    box = st.expander(label, key="settings_all", icon=":material/tune:", on_change="rerun")
    if box.open:
        with box:
            sheet = shown.all_settings(language())
            show_rows(sheet, "settings_list", t("All settings with where they come from"))
