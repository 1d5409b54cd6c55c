"""A meeting on the screen: one step at a time, in big type, with its minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.records.journal import Seen
from ordertrack.records.journal.action_kinds import MEETING, MINUTE, PARTS
from ordertrack.records.journal.alert_kinds import CASE, STATES
from ordertrack.scope import Scope, moment
from ordertrack.ui.frame import cached_figures, data_source, theme
from ordertrack.ui.frame.language import language, localize, localize_plain, tr
from ordertrack.ui.frame.page import current_view
from ordertrack.ui.meeting import address
from ordertrack.ui.parts import editing, order_links, who
from ordertrack.ui.parts.action_links import plan_from
from ordertrack.ui.parts.editing import Words
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.views import formats
from ordertrack.views.alerts import board
from ordertrack.views.alerts.board import CaseTable
from ordertrack.views.evaluation.sheet import Sheet
from ordertrack.views.markup import Markdown, markdown
from ordertrack.views.tracking import meetings, renewals
from ordertrack.views.view import View
from ordertrack.warehouse import Release
from ordertrack.words import t

WORDS = Words(
    t("Saved: {count} changes."),
    t("Somebody changed these cases meanwhile; nothing was saved:"),
)
SHOWN = ("about", "rule", "customer", "amount", "state", "owner", "solution", "due")


@dataclass(frozen=True)
class Room:
    """A meeting on the screen: what it looks at, and the meeting before it with what that saw.

    `at` is the position of the journal that a closed meeting looked at; None while it is open.
    """

    row: Mapping[str, Any]
    view: View
    before: Mapping[str, Any] | None
    then: View | None

    @property
    def closed(self) -> bool:
        return self.row["state"] == "closed"

    @property
    def at(self) -> int | None:
        return int(self.row["position"]) if self.closed else None


def show(subject: str) -> None:
    """Show the step that a meeting stands at."""
    rows = data_source.warehouse().records.journal.rows("meeting")
    row = next((one for one in rows if one["subject"] == subject), None)
    now = current_view()
    if row is None or now is None:
        st.info(tr("There is no such meeting; it may have been removed."))
        st.button(tr("All meetings"), key="meeting_leave", on_click=address.leave)
        return
    room = _room(row, rows, now)
    _keep_typed(room)
    theme.show_large()
    with st.container(key="meeting"):
        _show_head(room)
        match address.step():
            case "progress":
                _show_progress(room)
            case "exceptions":
                _show_exceptions(room)
            case _:
                _show_next(room)
        _show_minutes(room)


def _room(row: Mapping[str, Any], rows: list[dict[str, Any]], now: View) -> Room:
    """Return what the meeting looks at: as things are now, or as they were when it was closed."""
    if row["state"] == "closed":
        now = _as_it_was(row, now)
    before = meetings.last(rows, row, now.scope.as_of)
    then = _as_it_was(before, now) if before else None
    return Room(row, now, before, then)


def _as_it_was(row: Mapping[str, Any], now: View) -> View:
    """Return the view that a closed meeting had; of a release that is gone, the present one."""
    opened = data_source.warehouse()
    scope = replace(now.scope.with_as_of(moment(row["as_of"])), filters=())
    try:
        release: Release = opened.release(int(row["release"]))
    except OrdertrackError:
        release = now.release
    position = int(row["position"])
    reader = opened.reader(release, f"{position}_0" if position else "")
    return replace(
        now,
        release=release,
        reader=reader,
        scope=scope,
        evaluate=cached_figures.evaluator(release, reader),
    )


def _show_head(room: Room) -> None:
    """The step's name, the way forward and back (also by the arrow keys), and the way out."""
    step = address.step()
    place = address.STEPS.index(step)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(
            tr("{number}. {part}", number=place + 1, part=localize_plain(PARTS[step])), anchor=False
        )
        st.button(
            tr("Back"),
            key="meeting_back",
            icon=":material/arrow_back:",
            shortcut="Left",
            disabled=place == 0,
            on_click=address.go,
            args=(-1,),
        )
        st.button(
            tr("Next"),
            key="meeting_on",
            icon=":material/arrow_forward:",
            shortcut="Right",
            disabled=place == len(address.STEPS) - 1,
            on_click=address.go,
            args=(1,),
        )
        st.button(tr("All meetings"), key="meeting_leave", type="tertiary", on_click=address.leave)
    said = tr("As of {moment}, release #{number}", **_looked_at(room))
    st.caption(f"{tr('Closed: shown as it was.')} {said}" if room.closed else said)


def _looked_at(room: Room) -> dict[str, Any]:
    return {"moment": formats.when(room.view.scope.as_of), "number": room.view.release.number}


# --- the steps ------------------------------------------------------------------------------------


def _show_progress(room: Room) -> None:
    view, days = room.view, meetings.window(room.view, room.before)
    st.markdown(tr("{start} to {end}", start=days.start, end=days.last))
    if rate := meetings.on_time(view, days):
        st.markdown(localize(rate))
    with st.grid(2, gap="small", min_column_width=420):
        left, right = st.container(), st.container()
    with left, panel(t("What happened"), "happened"):
        sheet = meetings.progress(view, days)
        _show_large(sheet)
    with right, panel(t("Where open orders stand"), "stages"):
        _show_large(meetings.stages(view))


def _show_exceptions(room: Room) -> None:
    records = data_source.warehouse().records
    now = _alerts(room.view, room.at)
    before = room.before
    then = _alerts(room.then, int(before["position"])) if room.then and before else None
    found = meetings.exceptions(now, then)
    st.markdown(localize(meetings.in_words(found, before)))
    for kind in ("new", "still"):
        if not found[kind].is_empty():
            title = meetings.KINDS[kind] if before else meetings.RED
            with panel(title, f"exceptions_{kind}"):
                _show_cases(room, found[kind], kind)
    if not found["cleared"].is_empty():
        with panel(meetings.KINDS["cleared"], "exceptions_cleared"):
            sheet = meetings.exceptions_sheet(found["cleared"], room.view)
            alt = t("Alerts that have cleared since the last meeting")
            show_sheet(sheet, "meeting_cleared", alt, _open_order)
    journal = records.journal
    left = meetings.not_done(
        journal.rows("action", room.at), journal.rows("subtask", room.at), now, room.view
    )
    if not left.is_empty:
        with panel(t("Promised and not done"), "not_done"):
            _show_large(left)


def _alerts(view: View, at: int | None) -> pl.DataFrame:
    found = cached_figures.kept(view, board.active)
    return board.with_cases(found, data_source.warehouse().records, view, at)


def _show_cases(room: Room, found: pl.DataFrame, kind: str) -> None:
    """The first red alerts, to be decided on where they stand; a closed meeting is only read."""
    listed = found.head(meetings.LISTED)
    if found.height > listed.height:
        st.caption(tr("The first {count} of {all}.", count=listed.height, all=found.height))
    _show_large(meetings.exceptions_sheet(listed, room.view), "order")
    if room.closed:
        return
    table = CaseTable(f"meeting_{kind}_{listed.height}", listed, language())
    box = st.expander(tr("Decide on them"), key=f"decide_{kind}", on_change="rerun")
    if box.open or editing.edited(table):
        with box:
            editing.keep_typed(table)
            position = data_source.warehouse().records.journal.position()
            editing.remember_what_is_seen(table, position)
            _show_editor(table)
            editing.show_save(room.view, table, WORDS)


def _show_large(sheet: Sheet, opens: str = "") -> None:
    """Show a short table in letters that grow with the page; the first column may be links.

    `opens` names what a row's key is: the parameter of the page that shows one of them.
    """
    read = sheet.as_read(language())
    columns = [[markdown(text) for text in read[column.name]] for column in sheet.columns]
    if opens:
        keys = zip(sheet.frame["key"], columns[0], strict=True)
        columns[0] = [_link(opens, key, text) for key, text in keys]
    written = {
        markdown(localize_plain(column.label)): [markdown(text) for text in texts]
        for column, texts in zip(sheet.columns, columns, strict=True)
    }
    st.table(written, border="horizontal")


def _link(opens: str, key: str, text: Markdown) -> Markdown:
    page = {"order": "orders", "action": "actions"}[opens]
    return Markdown(f"[{text}]({page}?{urlencode({opens: key})})") if key else text


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


def _show_next(room: Room) -> None:
    view, journal = room.view, data_source.warehouse().records.journal
    days = meetings.next_week(view)
    st.markdown(tr("{start} to {end}", start=days.start, end=days.last))
    with panel(t("Key orders to be delivered"), "key_orders"):
        sheet = meetings.key_orders(view)
        if sheet.is_empty:
            st.caption(tr("No order is promised for these days."))
        else:
            _show_large(sheet, "order")
    with st.grid(2, gap="small", min_column_width=420):
        left, right = st.container(), st.container()
    with left, panel(t("Renewals and promised contacts"), "meeting_renewals"):
        _show_renewals(room)
    with right, panel(t("Actions due"), "meeting_actions"):
        due = meetings.due_actions(journal.rows("action", room.at), view)
        if due.is_empty:
            st.caption(tr("No action is due in these days."))
        else:
            _show_large(due, "action")


def _show_renewals(room: Room) -> None:
    view = room.view
    typed = data_source.warehouse().records.journal.frame("renewal", room.at)
    known = cached_figures.kept(view, renewals.known)
    sheet = renewals.calendar(renewals.renewals(known, typed, view), view)
    soon = pl.col("day") < pl.lit(meetings.next_week(view).end)
    sheet = replace(sheet, frame=sheet.frame.filter(soon))
    if sheet.is_empty:
        st.caption(tr("No contract ends and no contact was promised in these days."))
        return
    show_sheet(sheet, "meeting_calendar", t("Renewals and contacts of the next seven days"))


# --- minutes --------------------------------------------------------------------------------------


def _show_minutes(room: Room) -> None:
    """What was said at this step, the field for more, and the end of the meeting."""
    step, subject = address.step(), room.row["subject"]
    journal = data_source.warehouse().records.journal
    said = [
        one for one in journal.rows("minute") if one["meeting"] == subject and one["part"] == step
    ]
    with panel(t("Minutes"), "minutes"):
        for one in sorted(said, key=lambda one: one["changed_position"]):
            st.markdown(tr("{note} ({who})", note=one["note"], who=one["changed_by"]))
        if room.closed:
            if not said:
                st.caption(tr("Nothing was written down at this step."))
            return
        st.text_area(tr("What was said or decided"), key=_typing(room, step), height=80)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = who.ask(f"minute_who_{step}")
            st.button(
                tr("Write it down"),
                key="minute_save",
                disabled=not name,
                on_click=_write,
                args=(room, step),
            )
            st.button(
                tr("Make it an action"),
                key="minute_action",
                icon=":material/add_task:",
                on_click=_plan,
                args=(room, step),
            )
            if step == address.STEPS[-1]:
                st.button(
                    tr("Close the meeting"),
                    key="meeting_close",
                    type="primary",
                    icon=":material/check:",
                    disabled=not name,
                    on_click=_close,
                    args=(room,),
                )


def _typing(room: Room, step: str) -> str:
    """Return the key of the field for a step's next minute; each one has a field of its own."""
    subject = room.row["subject"]
    turn = st.session_state.get(f"minute_turn_{subject}_{step}", 0)
    return f"minute_{subject}_{step}_{turn}"


def _keep_typed(room: Room) -> None:
    """Keep what is typed and not yet written down while another step is on the screen."""
    for step in address.STEPS:
        key = _typing(room, step)
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def _write(room: Room, step: str) -> None:
    """Write a minute down. Meant for a callback."""
    _written(room, step)


def _written(room: Room, step: str) -> bool:
    """Write down what is typed at a step; return whether it was not refused."""
    note = st.session_state[_typing(room, step)].strip()
    values = {"meeting": room.row["subject"], "part": step, "note": note}
    if not _save(room, MINUTE.changes(values, MINUTE.subject({}))):
        return False
    turns = f"minute_turn_{room.row['subject']}_{step}"
    st.session_state[turns] = st.session_state.get(turns, 0) + 1
    return True


def _plan(room: Room, step: str) -> None:
    """Go to the form of an action with what was typed. Meant for a callback."""
    note = st.session_state[_typing(room, step)].strip()
    link = f"meeting?{address.MEETING}={room.row['subject']}&{address.STEP}={step}"
    plan_from(note, "", link)


def _close(room: Room) -> None:
    """Close the meeting and keep what it looked at, and what is still typed. For a callback."""
    for step in address.STEPS:
        if st.session_state.get(_typing(room, step), "").strip() and not _written(room, step):
            return
    journal = data_source.warehouse().records.journal
    snapshot = {
        "state": "closed",
        "as_of": Scope.to_query(room.view.scope)["as_of"],
        "release": room.view.release.number,
        "position": journal.position(),
    }
    if _save(room, MEETING.changes(snapshot, room.row["subject"])):
        address.leave()


def _save(room: Room, changes: list[Any]) -> bool:
    journal = data_source.warehouse().records.journal
    try:
        seen = Seen(room.view.release.number, journal.position())
        journal.save(changes, who.name(), "", seen)
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")
        return False
    return True
