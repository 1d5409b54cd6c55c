"""A meeting on the screen: what it looks at, the way through its steps, its minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from ordertrack.alerts import cases
from ordertrack.errors import OrdertrackError
from ordertrack.period import Period
from ordertrack.records.journal import Seen
from ordertrack.records.journal.action_kinds import MEETING, MINUTE, PARTS
from ordertrack.scope import Scope
from ordertrack.ui.frame import cached_figures, data_source, theme
from ordertrack.ui.frame.language import language, localize, localize_plain, tr
from ordertrack.ui.frame.page import current_view
from ordertrack.ui.meeting import address
from ordertrack.ui.parts import who
from ordertrack.ui.parts.action_links import plan_from
from ordertrack.ui.parts.panel import panel
from ordertrack.ui.parts.report_links import show_report_link
from ordertrack.views import formats
from ordertrack.views.alerts import board
from ordertrack.views.evaluation.sheet import Sheet
from ordertrack.views.markup import Markdown, markdown
from ordertrack.views.tracking import meetings
from ordertrack.views.tracking.snapshots import as_it_was
from ordertrack.views.view import View
from ordertrack.words import t


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

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """Return what people wrote of a kind, as the meeting sees it."""
        return data_source.warehouse().rows_about(self.view.release, kind, self.at)

    @property
    def at(self) -> int | None:
        return int(self.row["position"]) if self.closed else None


def enter(subject: str) -> Room | None:
    """Return the meeting on the screen, which begins in big type; None where there is none."""
    now = current_view()
    rows = data_source.warehouse().rows_about(now.release, "meeting") if now else []
    row = next((one for one in rows if one["subject"] == subject), None)
    if row is None or now is None:
        st.header(localize(meetings.TITLE), anchor=False)
        st.info(tr("There is no such meeting; it may have been removed."))
        st.button(tr("All meetings"), key="meeting_leave", on_click=address.leave)
        return None
    theme.show_large()
    room = room_of(row, rows, now)
    _keep_typed(room)
    return room


def room_of(row: Mapping[str, Any], rows: list[dict[str, Any]], now: View) -> Room:
    """Return what the meeting looks at: as things are now, or as they were when it was closed."""
    if row["state"] == "closed":
        now = _as_it_was(row, now)
    if row["period"]:
        now = replace(now, scope=now.scope.with_period(Period.parse(row["period"])))
    before = meetings.last(rows, row, now.scope.as_of)
    then = _as_it_was(before, now) if before else None
    return Room(row, now, before, then)


def _as_it_was(row: Mapping[str, Any], now: View) -> View:
    """Return the view that a closed meeting had; of a release that is gone, the present one."""
    reader, scope = as_it_was(row, now, data_source.warehouse())
    return replace(
        now,
        release=reader.release,
        reader=reader,
        scope=replace(scope, filters=()),
        evaluate=cached_figures.evaluator(reader.release, reader),
    )


def show_head(room: Room) -> None:
    """The step's name, the way forward and back (also by the arrow keys), and the way out."""
    cadence = room.row["cadence"]
    steps, step = address.STEPS[cadence], address.step(cadence)
    place = steps.index(step)
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
            args=(cadence, -1),
        )
        st.button(
            tr("Next"),
            key="meeting_on",
            icon=":material/arrow_forward:",
            shortcut="Right",
            disabled=place == len(steps) - 1,
            on_click=address.go,
            args=(cadence, 1),
        )
        st.button(tr("All meetings"), key="meeting_leave", type="tertiary", on_click=address.leave)
        _show_report_link(room)
    said = tr("As of {moment}, release #{number}", **_looked_at(room))
    st.caption(f"{tr('Closed: shown as it was.')} {said}" if room.closed else said)


def _show_report_link(room: Room) -> None:
    """The way to the report of what the meeting looks at."""
    as_of = Scope.to_query(room.view.scope)["as_of"]
    if room.row["cadence"] == "weekly":
        show_report_link("weekly", tr("As a file"), as_of=as_of)
    else:
        show_report_link("analysis", tr("As a file"), as_of=as_of, period=room.row["period"])


def _looked_at(room: Room) -> dict[str, Any]:
    return {"moment": formats.when(room.view.scope.as_of), "number": room.view.release.number}


def written_cases(view: View, at: int | None) -> pl.DataFrame:
    """Return what people wrote of cases, as it stood at a position of the journal."""
    return data_source.warehouse().frame_about(view.release, "case", at)


def alerts(view: View, written: pl.DataFrame) -> pl.DataFrame:
    """Return the alerts of a view with their cases."""
    found, records = cached_figures.kept(view, board.active), data_source.warehouse().records
    return cases.with_cases(found, written, records, view.scope.as_of)


def show_large(sheet: Sheet, opens: str = "") -> None:
    """Show a short table in letters that grow with the page; the first column may be links.

    `opens` names what a row's key is: the parameter of the page that shows one of them.
    """
    if sheet.is_empty:
        st.caption(tr("Nothing to list."))
        return
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


def show_minutes(room: Room) -> None:
    """What was said at this step, the field for more, and the end of the meeting."""
    step, subject = address.step(room.row["cadence"]), room.row["subject"]
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
                disabled=not name,
                on_click=_plan,
                args=(room, step),
            )
            if step == address.STEPS[room.row["cadence"]][-1]:
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
    for step in address.STEPS[room.row["cadence"]]:
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
    """Write down what was typed and go to the form of an action with it. Meant for a callback."""
    note = st.session_state[_typing(room, step)].strip()
    if note and not _written(room, step):
        return
    link = f"meeting?{address.MEETING}={room.row['subject']}&{address.STEP}={step}"
    plan_from(note, "", link)


def _close(room: Room) -> None:
    """Close the meeting and keep what it looked at, and what is still typed. For a callback."""
    for step in address.STEPS[room.row["cadence"]]:
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
