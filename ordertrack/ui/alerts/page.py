"""The panels of the Alerts page: counts by rule, the table of cases, one case, what ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from ordertrack.alerts import cases
from ordertrack.alerts.find import notices
from ordertrack.alerts.wording import LEVELS
from ordertrack.records.journal.alert_kinds import CASE, DEPARTMENTS, RULES, STATES
from ordertrack.ui.alerts import address
from ordertrack.ui.frame import cached_figures, data_source, menu, url_state
from ordertrack.ui.frame.language import language, localize, localize_plain, tr
from ordertrack.ui.parts import editing, order_links, tables
from ordertrack.ui.parts.action_links import plan_from
from ordertrack.ui.parts.editing import Words
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.views.alerts import board
from ordertrack.views.alerts.board import A_DAY, CHOICES, CaseTable, Filters
from ordertrack.views.alerts.history import history
from ordertrack.views.markup import markdown
from ordertrack.views.view import View
from ordertrack.words import t

WORDS = Words(
    t("Saved: {count} changes."),
    t("Somebody changed these cases meanwhile; nothing was saved:"),
)
ROWS = 25  # of the table before its pages begin


def load(view: View) -> tuple[pl.DataFrame, int]:
    """Return the alerts of the view with their cases, and the journal's position before that.

    What somebody saves from then on has not been seen.
    """
    position = data_source.warehouse().records.journal.position()
    found = cached_figures.kept(view, board.active)
    return board.with_cases(found, data_source.warehouse(), view), position


def show_counts(view: View, found: pl.DataFrame) -> None:
    """Show how much is red, by rule; a click lists that rule alone."""
    with panel(
        t("What is red"),
        "alerts_counts",
        t("Alerts at as-of whose condition lasts, within the filters above; the period is left."),
    ):
        st.markdown(localize(board.headline(found)))
        if not found.is_empty():
            alt = t("Alerts by rule; a click lists one rule")
            show_sheet(board.by_rule(found, view), "alerts_by_rule", alt, _toggle_rule)
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
        _show_filters(chosen)
        table = _table(view, found, chosen)
        if table is None:
            st.caption(tr("Nothing is to be shown here: no alert fits these filters."))
            return
        editing.keep_typed(table)
        editing.remember_what_is_seen(table, position)
        _show_editor(table)
        _show_bulk(table)
        editing.show_save(view, table, WORDS)
        _show_file(chosen.of(found))


def _table(view: View, found: pl.DataFrame, chosen: Filters) -> CaseTable | None:
    """Return the rows to edit; those that stay while something is unsaved, with cases as of now."""
    listed = chosen.of(found)
    first = tables.show_pages(listed.height, _pages(chosen), ROWS)
    fresh = CaseTable(f"{_where(chosen)}_{first}", listed.slice(first, ROWS), language())
    rows = editing.rows_in_place(fresh, fresh.found)
    if rows is not fresh.found:
        rows = board.with_cases(cases.without_cases(rows), data_source.warehouse(), view)
    return None if rows.is_empty() else replace(fresh, found=rows)


def _pages(chosen: Filters) -> str:
    return f"alerts_page_{_where(chosen)}"


def _where(chosen: Filters) -> str:
    """Name what was chosen: an as-of or a release that nobody chose moves on by itself."""
    looked_at = url_state.NOT_SCOPE - {"release"}
    query = {name: value for name, value in url_state.chosen().items() if name not in looked_at}
    parts = (chosen.rule, chosen.level, chosen.state, chosen.only_new, sorted(query.items()))
    return f"{abs(hash(str(parts))):x}"


def _show_filters(chosen: Filters) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choose("rule", {"": tr("All rules"), **_plain(RULES)}, chosen.rule or "", 220)
        _choose("level", {"": tr("Red and yellow"), **_plain(LEVELS)}, chosen.level or "", 160)
        _choose("state", _plain(CHOICES), chosen.state, 160)
        st.session_state["alerts_new"] = chosen.only_new
        st.toggle(
            tr("New since the day before"),
            key="alerts_new",
            on_change=lambda: address.change(new="yes" if st.session_state["alerts_new"] else None),
        )


def _plain(labels: Mapping[str, Any]) -> dict[str, str]:
    return {name: localize_plain(label) for name, label in labels.items()}


def _choose(name: str, names: Mapping[str, str], value: str, width: int) -> None:
    """A switch whose value stands in the URL; the usual one does not."""
    key, usual = f"alerts_{name}", "open" if name == "state" else ""
    titles = {"rule": tr("Rule"), "level": tr("Alert level"), "state": tr("State")}
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


def _show_editor(table: CaseTable) -> None:
    words = {one.name: localize_plain(one.label) for one in CASE.fields}
    column = st.column_config
    config: dict[str, Any] = {
        "chosen": column.CheckboxColumn(tr("Pick"), pinned=True, width=65),
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
        "rule": column.TextColumn(tr("Rule"), width=145),
        "customer": column.TextColumn(tr("Customer"), width=160),
        "tier": column.TextColumn(tr("Tier"), width=70),
        "elapsed": column.TextColumn(tr("Elapsed"), width=100),
        "since": column.DatetimeColumn(tr("Since"), format="YYYY-MM-DD", width=90),
        "amount": column.NumberColumn(tr("Order amount"), format="%,.0f", width=90),
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
        table.shown(editing.filled(table)),
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
        _open(table.found.row(row, named=True))


def _open(row: Mapping[str, Any]) -> None:
    if row["order_no"]:
        order_links.open_order(row["order_no"])
    else:
        query = {**url_state.chosen(), "who": row["customer_id"]}
        st.switch_page(menu.script("customers"), query_params=query)


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


# --- one case -------------------------------------------------------------------------------------


def show_case(view: View, found: pl.DataFrame) -> None:
    """Show what the rule saw, the way to the order, and who changed what."""
    with panel(t("One case"), "alerts_case", t("What the rule saw, and who wrote what when.")):
        row = _choose_case(address.filters().of(found), found)
        if row is None:
            return
        pairs = board.what_it_saw(row, view)
        tables.show_facts({localize(name): markdown(text) for name, text in pairs.items()})
        with st.container(horizontal=True):
            _show_ways(row)
        _show_history(row)


def _show_ways(row: Mapping[str, Any]) -> None:
    """The ways from a case: to its order or customer, and to an action against what happened."""
    st.button(
        tr("Open {number}", number=row["order_no"] or row["customer_id"]),
        key="alerts_open_one",
        icon=":material/open_in_new:",
        type="tertiary",
        on_click=_open,
        args=(row,),
    )
    link = urlencode({"case": address.named(row["rule"], row["subject"]), "state": board.ANY})
    st.button(
        tr("Plan an action"),
        key="alerts_action",
        icon=":material/add_task:",
        type="tertiary",
        on_click=plan_from,
        args=(
            board.name_of(row, language()),
            board.METRIC_OF.get(row["rule"], "exception_rate"),
            f"alerts?{link}",
        ),
    )


def _choose_case(listed: pl.DataFrame, found: pl.DataFrame) -> dict[str, Any] | None:
    """The field over the cases of the table's page; the URL names the one that is open."""
    page = st.session_state.get(_pages(address.filters())) or 1
    shown = listed.slice((page - 1) * ROWS, ROWS)
    rows = {(row["rule"], row["subject"]): row for row in shown.to_dicts()}
    wanted = address.opened()
    if wanted and wanted not in rows:
        one = found.filter(pl.col("rule") == wanted[0], pl.col("subject") == wanted[1])
        if not one.is_empty():
            rows[wanted] = one.row(0, named=True)
    st.session_state["alerts_case"] = wanted if wanted in rows else None

    def choose() -> None:
        if chosen := st.session_state["alerts_case"]:
            address.open_case(*chosen)
        else:
            address.change(case=None)

    st.selectbox(
        tr("Case"),
        list(rows),
        index=None,
        format_func=lambda key: board.name_of(rows[key], language()),
        key="alerts_case",
        placeholder=tr("Choose a case"),
        on_change=choose,
    )
    return rows.get(wanted) if wanted else None


def _show_history(row: Mapping[str, Any]) -> None:
    journal = data_source.warehouse().records.journal
    entries = journal.history("case", cases.subject_of(row))
    if not entries:
        st.caption(tr("Nobody has written anything about this case yet."))
        return
    sheet = history(entries, language())
    show_sheet(sheet, "alerts_history", t("Changes of this case, the newest first"))


# --- what ended -----------------------------------------------------------------------------------


def show_cleared(view: View) -> None:
    """Show what scans of the last day found to have ended by itself, closed at first."""
    until = view.scope.as_of
    rows = data_source.warehouse().records.episodes.cleared(until - A_DAY, until)
    box = st.expander(
        tr("Seen to have ended since the day before ({count})", count=len(rows)),
        key="alerts_cleared_box",
        on_change="rerun",
    )
    if box.open and rows:
        with box:
            alt = t("Alerts whose condition ended by itself")
            show_sheet(board.cleared_sheet(rows, language()), "alerts_cleared", alt)
