"""The working days of the business, as far as they are not those of the calendar: a table."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.records.journal import Seen
from ordertrack.records.journal.kinds import WORK
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, localize, localize_plain, tr
from ordertrack.ui.parts import entries, who
from ordertrack.ui.parts.entries import Form
from ordertrack.ui.parts.panel import show_sheet
from ordertrack.views import workdays
from ordertrack.views.view import View
from ordertrack.words import t

ROUND, SEEN = "workdays_round", "workdays_seen"
HISTORY = 200  # entries
FORM = Form("workday", workdays.COLUMNS, {}, "workday")


def show_workdays(view: View) -> None:
    """Show how many working days the period has, and at a click the days set by hand."""
    known = view.scope.conventions.workdays
    label = localize(workdays.summary(view.scope.period, known))
    box = st.expander(label, key="workdays_box", icon=":material/event:", on_change="rerun")
    if not box.open:
        return
    with box:
        st.caption(
            tr(
                "Weekends and holidays are those of the calendar of {country}. A day set here"
                " counts as you say, in the pace and wherever targets are spread by working days.",
                country=known.country,
            )
        )
        if told := workdays.notice(view.scope.period, known):
            st.warning(localize(told), icon=":material/event_busy:")
        _show_table(view)
        _show_history()


def _editor_key() -> str:
    return f"workdays_{st.session_state.get(ROUND, 0)}"


def _show_table(view: View) -> None:
    journal = data_source.warehouse().records.journal
    key, position = _editor_key(), journal.position()
    rows = journal.rows("workday")
    edited = any(st.session_state.get(key, {}).values())
    if not edited:  # what somebody saves from here on has not been seen
        st.session_state[SEEN] = (position, rows)
    position, rows = st.session_state[SEEN]
    labels = {name: localize_plain(label) for name, label in workdays.LABELS.items()}
    st.data_editor(
        workdays.table(rows, view.scope.conventions.workdays, language()),
        key=key,
        num_rows="dynamic",
        hide_index=True,
        disabled=["calendar"],
        placeholder="",
        column_config={
            "day": st.column_config.DateColumn(labels["day"], format="YYYY-MM-DD"),
            "work": st.column_config.SelectboxColumn(
                labels["work"], options=list(WORK), format_func=_work
            ),
            "note": st.column_config.TextColumn(labels["note"]),
            "calendar": st.column_config.TextColumn(labels["calendar"]),
        },
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = who.ask("workdays_who")
        st.button(
            tr("Save working days"),
            type="primary",
            key="workdays_save",
            disabled=not (name and edited),
            help=None if name else tr("Say who you are first."),
            on_click=_save,
            args=(rows, position, key),
        )
        entries.show_undo(FORM, rows)


def _work(code: Any) -> str:
    return localize_plain(WORK[code])


def _save(rows: list[dict[str, Any]], position: int, key: str) -> None:
    """Write all rows that were changed, or none. Meant for a callback."""
    journal = data_source.warehouse().records.journal
    seen = Seen(data_source.latest_number(), position)
    try:
        journal.save(workdays.changes(rows, st.session_state[key]), who.name(), "", seen)
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")
    else:
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def _show_history() -> None:
    found = data_source.warehouse().records.journal.entries("workday", limit=HISTORY)
    if found:
        with st.popover(tr("Who set which day"), icon=":material/history:"):
            sheet = workdays.history(found, language())
            show_sheet(sheet, "workdays_history", t("Changes of working days, the newest first"))
