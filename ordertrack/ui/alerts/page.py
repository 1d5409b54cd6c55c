"""The panels of the Alerts page: counts by rule, the table of cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.alerts import cases
from ordertrack.alerts.find import notices
from ordertrack.alerts.wording import LEVELS
from ordertrack.records.journal.alert_kinds import CASE, DEPARTMENTS, RULES, STATES
from ordertrack.ui.alerts import address
from ordertrack.ui.alerts.address import ROWS
from ordertrack.ui.alerts.one_case import open_subject
from ordertrack.ui.frame import cached_figures, data_source
from ordertrack.ui.frame.language import language, localize, localize_plain, tr
from ordertrack.ui.parts import editing, tables
from ordertrack.ui.parts.column_fit import needed
from ordertrack.ui.parts.editing import Words
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.views import currencies
from ordertrack.views.alerts import board
from ordertrack.views.alerts.board import CHOICES, CaseTable, Filters
from ordertrack.views.tracking import snapshots
from ordertrack.views.view import View
from ordertrack.words import t

WORDS = Words(
    t("Saved: {count} changes."),
    t("Somebody changed these cases meanwhile; nothing was saved:"),
    one=t("Saved: 1 change."),
)


def load(view: View) -> tuple[pl.DataFrame, int]:
    """Return the alerts of the view with their cases, and the journal's position before that.

    What somebody saves from then on has not been seen.
    """
    opened = data_source.warehouse()
    position = opened.records.journal.position()
    found, meeting = cached_figures.kept(view, board.active), last_meeting(view)
    then = snapshots.view_then(meeting, view, opened) if meeting else None
    before = cached_figures.kept(then, board.active) if then else None
    return board.with_cases(board.against_meeting(found, before), opened, view), position


def last_meeting(view: View) -> Mapping[str, Any] | None:
    """Return the newest meeting that was closed and looked at an earlier moment."""
    rows = data_source.warehouse().rows_about(view.release, "meeting")
    return snapshots.last_closed(rows, view.scope.as_of)


def show_counts(view: View, found: pl.DataFrame) -> None:
    """Show how much is red, by rule; a click lists that rule alone."""
    with panel(
        t("What is red"),
        "alerts_counts",
        t(
            "Alerts at as-of whose condition lasts, within the filters above; the period is left. "
            "New is what was not there, red or yellow, and what was only yellow and is red now."
        ),
    ):
        meeting = last_meeting(view)
        met = meeting["held_on"] if meeting else None
        between = "" if language() == "zh" else " "
        st.markdown(between.join(localize(text) for text in board.headline(found, met)))
        if not found.is_empty():
            alt = t("Alerts by rule; a click lists one rule")
            sheet = board.by_rule(found, view, met=met is not None)
            show_sheet(sheet, "alerts_by_rule", alt, _toggle_rule)
        for text in (*board.silent(view), *notices(view.scope, view.reader)):
            st.caption(localize(text))


def _toggle_rule(rule: str) -> None:
    address.change(rule=None if st.query_params.get("rule") == rule else rule)


# --- the table ------------------------------------------------------------------------------------


def show_cases(view: View, found: pl.DataFrame, position: int) -> None:
    """Show the filters, the editable table, what can be done to several rows, and Save."""
    chosen = address.filters()
    with panel(
        t("Alert cases"),
        "alerts_cases",
        t("A case is the order's salesperson's until it is handed on. Edit cells, then save."),
    ):
        _show_filters(chosen, last_meeting(view))
        table = _table(view, found, chosen)
        if table is None:
            editing.show_saved(CaseTable.name, WORDS)
            st.caption(tr("Nothing is to be shown here: no alert fits these filters."))
            return
        editing.keep_typed(table)
        editing.remember_what_is_seen(table, position)
        _show_editor(table, currencies.heading(view, tr("Order amount")))
        _show_bulk(table)
        editing.show_save(view, table, WORDS)
        _show_file(chosen.of(found))


def _table(view: View, found: pl.DataFrame, chosen: Filters) -> CaseTable | None:
    """Return the rows to edit; those that stay while something is unsaved, with cases as of now."""
    listed = chosen.of(found)
    first = tables.show_pages(listed.height, address.page_key(chosen), ROWS)
    fresh = CaseTable(f"{address.place(chosen)}_{first}", listed.slice(first, ROWS), language())
    rows = editing.rows_in_place(fresh, fresh.found)
    if rows is not fresh.found:
        rows = board.with_cases(cases.without_cases(rows), data_source.warehouse(), view)
    return None if rows.is_empty() else replace(fresh, found=rows)


def _show_filters(chosen: Filters, meeting: Mapping[str, Any] | None) -> None:
    since = {"": tr("Old and new"), "yes": tr("New since the day before")}
    if meeting:
        since["meeting"] = tr("New since the meeting of {day}", day=meeting["held_on"])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choose("rule", {"": tr("All rules"), **_plain(RULES)}, chosen.rule or "", 220)
        _choose("level", {"": tr("Red and yellow"), **_plain(LEVELS)}, chosen.level or "", 160)
        _choose("state", _plain(CHOICES), chosen.state, 160)
        _choose("new", since, chosen.new if chosen.new in since else "", 290)


def _plain(labels: Mapping[str, Any]) -> dict[str, str]:
    return {name: localize_plain(label) for name, label in labels.items()}


def _choose(name: str, names: Mapping[str, str], value: str, width: int) -> None:
    """A switch whose value stands in the URL; the usual one does not."""
    key, usual = f"alerts_{name}", "open" if name == "state" else ""
    titles = {"rule": tr("Rule"), "level": tr("Alert level"), "state": tr("State")}
    titles["new"] = tr("Since when")
    st.session_state[key] = value

    def choose() -> None:
        chosen = st.session_state[key]
        address.change(**{name: None if chosen == usual else chosen})

    st.selectbox(
        titles[name],
        list(names),
        format_func=names.__getitem__,
        key=key,
        width=width,
        on_change=choose,
    )


def _show_editor(table: CaseTable, money: str) -> None:
    words = {one.name: localize_plain(one.label) for one in CASE.fields}
    shown, column = table.shown(editing.filled(table)), st.column_config
    config: dict[str, Any] = {
        "chosen": column.CheckboxColumn(tr("Pick"), pinned=True, width=55),
        "level": column.TextColumn(tr("Alert level"), pinned=True, width=75),
        "about": column.ButtonColumn(
            tr("Order or customer"),
            type="tertiary",
            alignment="left",
            pinned=True,
            width=115,
            key=f"alerts_open_{table.place}",
            on_click=_open_clicked,
            args=(table,),
        ),
        "rule": column.TextColumn(tr("Rule"), width=130),
        "customer": column.TextColumn(tr("Customer"), width=185),
        "tier": column.TextColumn(tr("Tier"), width=60),
        "elapsed": column.TextColumn(tr("Elapsed"), width=max(85, needed("", shown["elapsed"]))),
        "since": column.DatetimeColumn(tr("Since"), format="YYYY-MM-DD", width=90),
        "amount": column.NumberColumn(money, format="%,.0f", width=90),
        "state": column.SelectboxColumn(words["state"], options=_words(STATES), width=80),
        "department": column.SelectboxColumn(
            words["department"], options=_words(DEPARTMENTS), width=110
        ),
    }
    for name in ("owner", "cause", "solution", "result"):
        most, width = CASE.by_name[name].longest, 110 if name == "owner" else 150
        config[name] = column.TextColumn(words[name], max_chars=most, width=width)
    for name in ("snoozed_until", "due"):
        config[name] = column.DateColumn(words[name], format="YYYY-MM-DD")
    st.data_editor(
        shown,
        key=editing.editor_key(table),
        column_config=config,
        disabled=["level", "rule", "customer", "tier", "elapsed", "since", "amount"],
        hide_index=True,
        num_rows="fixed",
        height="content",
        placeholder="",
    )


def _open_clicked(table: CaseTable) -> None:
    """Open the order, or the customer, of a row. Meant for a callback."""
    row = tables.clicked_row(f"alerts_open_{table.place}")
    if row is not None:
        open_subject(table.found.row(row, named=True))


def _words(labels: Mapping[str, Any]) -> list[str]:
    return [label.to(language()) for label in labels.values()]


def _show_file(listed: pl.DataFrame) -> None:
    lang = language()

    def fetch(limit: int) -> pl.DataFrame:
        return CaseTable("", listed.head(limit), lang).shown({}).drop("chosen")

    tables.show_downloads(fetch, listed.height, "alerts", "alerts_file")


# --- several at once ------------------------------------------------------------------------------


def _show_bulk(table: CaseTable) -> None:
    """Fill in the rows that are picked; Save writes them with what was typed."""
    picked = [row for row, cells in editing.edited(table).items() if cells.get("chosen")]
    if not picked:
        st.caption(tr("Pick rows to assign, snooze or close several at once."))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="alerts_bulk"):
        st.markdown(tr("{count} picked:", count=len(picked)))
        st.text_input(tr("Assign to"), key="alerts_bulk_owner", width=160)
        st.selectbox(
            localize(CASE.by_name["department"].label),
            _words(DEPARTMENTS),
            index=None,
            key="alerts_bulk_department",
            width=140,
        )
        st.date_input(
            localize(CASE.by_name["snoozed_until"].label),
            None,
            key="alerts_bulk_snoozed_until",
            format="YYYY-MM-DD",
            width=160,
        )
        st.selectbox(
            localize(CASE.by_name["state"].label),
            _words(STATES),
            index=None,
            key="alerts_bulk_state",
            width=140,
        )
        st.button(
            tr("Fill in"), key="alerts_bulk_fill", on_click=_fill, args=(table, tuple(picked))
        )


def _fill(table: CaseTable, picked: tuple[int, ...]) -> None:
    """Fill in what was given for all rows that are picked. Meant for a callback."""
    names = ("owner", "department", "snoozed_until", "state")
    given = {name: st.session_state.get(f"alerts_bulk_{name}") for name in names}
    values = {name: value for name, value in given.items() if value}
    if isinstance(values.get("snoozed_until"), date) and "state" not in values:
        values["state"] = STATES["snoozed"].to(language())
    after = editing.edited(table)
    for row in picked:
        after[row] = {**after.get(row, {}), **values, "chosen": False}
    editing.put(table, after)
