"""Which reports are made on schedule: what is scheduled, a new one, one that goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.notify.channels import COMPANY, channels
from ordertrack.records.journal import Change, Seen
from ordertrack.records.journal.report_kinds import (
    EVERY_WEEK,
    FORMATS,
    LAST_DAY,
    REPORT_SCHEDULE,
    REPORTS,
)
from ordertrack.reports.listing import WEEKDAYS, schedule_sheet, when_text
from ordertrack.reports.request import all_kinds, formats_of
from ordertrack.reports.schedule import EVERYBODY, filters_kept
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, localize, localize_plain, tr, tr_plain
from ordertrack.ui.parts import who
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.views.view import View
from ordertrack.words import LANGUAGES, t

OPENED, TURN = "schedule_opened", "schedule_turn"


def show_schedules(view: View) -> None:
    """Show what is scheduled, and the way to schedule more."""
    rows = data_source.warehouse().rows_about(view.release, REPORT_SCHEDULE.name)
    with panel(
        t("Scheduled reports"),
        "report_schedules",
        t("The server makes these reports, keeps them, and sends them where channels are named."),
    ):
        if rows:
            runs = data_source.warehouse().records.reports.last_runs()
            alt = t("Scheduled reports")
            show_sheet(schedule_sheet(rows, runs, language()), "schedules", alt, _open)
        else:
            st.caption(tr("No report is scheduled yet."))
        chosen = next((row for row in rows if row["subject"] == st.session_state.get(OPENED)), None)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = who.ask("schedule_who")
            _show_form(view, name)
            if chosen:
                _show_removal(view, chosen, name)


def _open(subject: str) -> None:
    """Offer to remove a schedule. Meant for callbacks."""
    st.session_state[OPENED] = subject


def _show_removal(view: View, row: Mapping[str, Any], name: str) -> None:
    label = localize_plain(REPORTS[row["report"]])
    st.button(
        tr("Remove {report}, {when}", report=label, when=when_text(row)),
        key="schedule_remove",
        icon=":material/delete:",
        disabled=not name,
        on_click=_save,
        args=(view, REPORT_SCHEDULE.removal(row["subject"])),
    )


def _show_form(view: View, name: str) -> None:
    """The fields of a new schedule, in a popover."""
    turn = st.session_state.get(TURN, 0)
    with st.popover(tr("Schedule a report"), icon=":material/schedule:", key=f"schedule_{turn}"):
        kinds = [one for one in all_kinds() if one in REPORTS]
        report = st.selectbox(
            tr("Report"),
            kinds,
            format_func=lambda one: localize_plain(all_kinds()[one].label),
            key=f"schedule_report_{turn}",
        )
        _show_day(report, turn)
        _show_time(turn)
        _show_language(turn)
        _show_format(report, turn)
        _show_recipients(turn)
        if filters_kept(view.scope):
            st.caption(tr("With the filters chosen above."))
        st.button(
            tr("Save"),
            type="primary",
            key=f"schedule_save_{turn}",
            disabled=not name,
            help=None if name else tr("Say who you are first."),
            on_click=_save_new,
            args=(view, turn),
        )


def _save_new(view: View, turn: int) -> None:
    """Write a new schedule with what the fields hold at the click. Meant for a callback."""

    def typed(field: str) -> Any:
        return st.session_state[f"schedule_{field}_{turn}"]

    report = typed("report")
    values = {
        "report": report,
        "day": typed("weekday" if report in EVERY_WEEK else "day"),
        "time": f"{typed('time'):%H:%M}",
        "lang": typed("lang"),
        "format": typed(f"format_{report}"),
        "recipients": "\n".join(st.session_state.get(f"schedule_to_{turn}", ())),
        "scope": filters_kept(view.scope),
    }
    _save(view, REPORT_SCHEDULE.changes(values, REPORT_SCHEDULE.subject({})))


def _show_day(report: str, turn: int) -> None:
    weekly = report in EVERY_WEEK
    days = range(1, len(WEEKDAYS) + 1) if weekly else range(1, LAST_DAY + 1)

    def name(day: int) -> str:
        return localize_plain(WEEKDAYS[day - 1]) if weekly else tr_plain("day {day}", day=day)

    label = tr("Weekday") if weekly else tr("Day of the month")
    field = "weekday" if weekly else "day"
    st.selectbox(label, days, format_func=name, key=f"schedule_{field}_{turn}")


def _show_time(turn: int) -> None:
    zone = data_source.zone()
    st.time_input(
        tr("Time"),
        time(7),
        key=f"schedule_time_{turn}",
        help=tr("By the clock of the business: {zone}", zone=zone),
    )


def _show_language(turn: int) -> None:
    names = list(reversed(LANGUAGES))
    st.selectbox(
        tr("Language of the report"),
        names,
        names.index(language()),
        format_func=LANGUAGES.__getitem__,
        key=f"schedule_lang_{turn}",
    )


def _show_format(report: str, turn: int) -> None:
    st.selectbox(
        tr("Format"),
        formats_of(all_kinds()[report]),
        format_func=lambda one: localize_plain(FORMATS[one]),
        key=f"schedule_format_{report}_{turn}",
    )


def _show_recipients(turn: int) -> None:
    """Show who can get it; nobody where no channel is named."""
    reached = dict.fromkeys(one.recipient for one in channels())
    if not reached:
        st.caption(tr("Nobody receives it: no message channel is configured (see Settings)."))
        return
    names = {EVERYBODY if one == COMPANY else one: one for one in reached}
    names[EVERYBODY] = tr_plain("the company's channels")
    st.multiselect(
        tr("Sent to"),
        [one for one in names if one != EVERYBODY or COMPANY in reached],
        format_func=names.__getitem__,
        key=f"schedule_to_{turn}",
    )


def _save(view: View, changes: list[Change]) -> None:
    """Write or remove a schedule. Meant for a callback; a refused one keeps the form as it is."""
    journal = data_source.warehouse().records.journal
    try:
        journal.save(changes, who.name(), "", Seen(view.release.number, journal.position()))
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")
    else:
        st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
