"""The weekly meeting: progress, exceptions, next week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.records.journal.alert_kinds import CASE, STATES
from ordertrack.ui.frame import cached_figures, data_source
from ordertrack.ui.frame.language import language, localize, localize_plain, tr
from ordertrack.ui.meeting.room import Room, alerts, show_large, written_cases
from ordertrack.ui.parts import editing, order_links
from ordertrack.ui.parts.editing import Words
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.ui.parts.room import half
from ordertrack.views.alerts.board import CaseTable
from ordertrack.views.tracking import meetings, renewals
from ordertrack.words import t

WORDS = Words(
    t("Saved: {count} changes."),
    t("Somebody changed these cases meanwhile; nothing was saved:"),
    one=t("Saved: 1 change."),
)
SHOWN = ("about", "rule", "customer", "amount", "state", "owner", "solution", "due")


def show_progress(room: Room) -> None:
    view, days = room.view, meetings.window(room.view, room.before)
    st.markdown(tr("{start} to {end}", start=days.start, end=days.last))
    if rate := meetings.on_time(view, days):
        st.markdown(localize(rate))
    with st.grid(2, gap="small", min_column_width=420):
        left, right = st.container(), st.container()
    with half(left), panel(t("What happened"), "happened"):
        sheet = meetings.progress(view, days)
        show_large(sheet)
    with half(right), panel(t("Where open orders stand"), "stages"):
        show_large(meetings.stages(view))


def show_exceptions(room: Room) -> None:
    position = data_source.warehouse().records.journal.position()
    written = written_cases(room.view, room.at)
    now = alerts(room.view, written)
    then, before = None, room.before
    if room.then and before:
        then = alerts(room.then, written_cases(room.then, int(before["position"])))
    found = meetings.exceptions(now, then, written, room.view.scope.as_of)
    st.markdown(localize(meetings.in_words(found, before)))
    for kind in ("new", "still"):
        if not found[kind].is_empty():
            title = meetings.KINDS[kind] if before else meetings.RED
            with panel(title, f"exceptions_{kind}"):
                _show_cases(room, found[kind], kind, position)
    if not found["cleared"].is_empty():
        with panel(meetings.KINDS["cleared"], "exceptions_cleared"):
            sheet = meetings.exceptions_sheet(found["cleared"], room.view)
            alt = t("Alerts that have cleared since the last meeting")
            show_sheet(sheet, "meeting_cleared", alt, _open_order)
    left = meetings.not_done(room.rows("action"), room.rows("subtask"), now, room.view)
    if not left.is_empty:
        with panel(t("Promised and not done"), "not_done"):
            show_large(left)


def _show_cases(room: Room, found: pl.DataFrame, kind: str, position: int) -> None:
    """The first red alerts, to be decided on where they stand; a closed meeting is only read."""
    listed = meetings.first_of_each_rule(found)
    if found.height > listed.height:
        st.caption(
            tr(
                "The first {count} of {all}, some of each rule.",
                count=listed.height,
                all=found.height,
            )
        )
    show_large(meetings.exceptions_sheet(listed, room.view), "order")
    if room.closed:
        return
    name = f"meeting_{kind}"  # both tables of the step may hold something unsaved
    fresh = CaseTable(room.row["subject"], listed, language(), name)
    table = replace(fresh, found=editing.rows_in_place(fresh, listed))
    box = st.expander(tr("Decide on them"), key=f"decide_{kind}", on_change="rerun")
    if box.open or editing.edited(table):
        with box:
            editing.keep_typed(table)
            editing.remember_what_is_seen(table, position)
            _show_editor(table)
            editing.show_save(room.view, table, WORDS)


def _show_editor(table: CaseTable) -> None:
    column = st.column_config
    words = {one.name: localize_plain(one.label) for one in CASE.fields}
    config: dict[str, Any] = {
        "about": column.TextColumn(tr("Order or customer"), pinned=True),
        "rule": column.TextColumn(tr("Rule")),
        "customer": column.TextColumn(tr("Customer")),
        "amount": column.NumberColumn(tr("Order amount"), format="%,.0f"),
        "state": column.SelectboxColumn(
            words["state"], options=[one.to(language()) for one in STATES.values()]
        ),
        "owner": column.TextColumn(words["owner"]),
        "solution": column.TextColumn(words["solution"], width="large"),
        "due": column.DateColumn(words["due"], format="YYYY-MM-DD"),
    }
    shown = table.shown(editing.filled(table))
    st.data_editor(
        shown.with_columns(about=pl.Series([_name(row) for row in table.found.to_dicts()])),
        key=editing.editor_key(table),
        column_config=config,
        column_order=SHOWN,
        disabled=["about", "rule", "customer", "amount"],
        hide_index=True,
        num_rows="fixed",
        height="content",
        placeholder="",
        row_height=44,
    )


def _name(row: Mapping[str, Any]) -> str:
    return row["order_no"] or row["customer"] or row["subject"]


def _open_order(number: str) -> None:
    if number:
        order_links.open_order(number)


def show_next(room: Room) -> None:
    view = room.view
    days = meetings.next_week(view)
    st.markdown(tr("{start} to {end}", start=days.start, end=days.last))
    with panel(t("Key orders to be delivered"), "key_orders"):
        sheet = meetings.key_orders(view)
        if sheet.is_empty:
            st.caption(tr("No order is promised for these days."))
        else:
            show_large(sheet, "order")
    with st.grid(2, gap="small", min_column_width=420):
        left, right = st.container(), st.container()
    with half(left), panel(t("Renewals and promised contacts"), "meeting_renewals"):
        _show_renewals(room)
    with half(right), panel(t("Actions due"), "meeting_actions"):
        due = meetings.due_actions(room.rows("action"), view)
        if due.is_empty:
            st.caption(tr("No action is due in these days."))
        else:
            show_large(due, "action")


def _show_renewals(room: Room) -> None:
    view = room.view
    typed = view.reader.typed("renewal")
    known = cached_figures.kept(view, renewals.known)
    sheet = renewals.calendar(renewals.renewals(known, typed, view), view)
    soon = pl.col("day") < pl.lit(meetings.next_week(view).end)
    sheet = replace(sheet, frame=sheet.frame.filter(soon))
    if sheet.is_empty:
        st.caption(tr("No contract ends and no contact was promised in these days."))
        return
    show_sheet(sheet, "meeting_calendar", t("Renewals and contacts of the next seven days"))
