"""One case of the Alerts page: what its rule saw, who wrote what, the ways on; what ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from ordertrack.alerts import cases
from ordertrack.ui.alerts import address
from ordertrack.ui.alerts.address import ROWS
from ordertrack.ui.frame import cached_figures, data_source, menu, url_state
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import order_links, tables
from ordertrack.ui.parts.action_links import plan_from
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.views.alerts import board, seen
from ordertrack.views.alerts.board import A_DAY
from ordertrack.views.alerts.history import history
from ordertrack.views.markup import markdown
from ordertrack.views.view import View
from ordertrack.words import t


def show_case(view: View, found: pl.DataFrame) -> None:
    """Show what the rule saw, the way to the order, and who changed what."""
    listed = address.filters().of(found)
    if listed.is_empty() and not address.opened():
        return
    with panel(t("One case"), "alerts_case", t("What the rule saw, and who wrote what when.")):
        row = _choose_case(view, listed, found)
        if row is None:
            if wanted := address.opened():
                _show_unraised(view, *wanted)
            return
        pairs = seen.what_it_saw(row, view)
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
        on_click=open_subject,
        args=(row,),
    )
    link = urlencode({"case": board.address_of(row["rule"], row["subject"]), "state": board.ANY})
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


def _choose_case(view: View, listed: pl.DataFrame, found: pl.DataFrame) -> dict[str, Any] | None:
    """The field over the cases of the table's page; the URL names the one that is open."""
    page = st.session_state.get(address.page_key(address.filters())) or 1
    shown = listed.slice((page - 1) * ROWS, ROWS)
    rows = {(row["rule"], row["subject"]): row for row in shown.to_dicts()}
    wanted = address.opened()
    if wanted and wanted not in rows:
        this = pl.col("rule") == wanted[0], pl.col("subject") == wanted[1]
        one = found.filter(*this)
        if one.is_empty():
            one = board.one_case(*wanted, view, data_source.warehouse())
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


def _show_unraised(view: View, rule: str, subject: str) -> None:
    """Say of a case in the URL that the rules do not raise it, and show what was written of it."""
    st.caption(tr("By the rules in force there is no such alert at as-of."))
    written = data_source.warehouse().frame_about(view.release, "case")
    mine = written.filter(pl.col("rule") == rule, pl.col("about") == subject)
    for row in mine.sort("changed_position").tail(1).iter_rows(named=True):
        _show_history({**row, "subject": subject})


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
    found = data_source.warehouse().records.episodes.cleared(until - A_DAY, until)
    rows = tuple(tuple(row[name] for name in seen.EPISODE) for row in found)
    ended = cached_figures.kept(view, seen.cleared, rows, address.filters())
    box = st.expander(
        tr("Seen to have ended since the day before ({count})", count=ended.height),
        key="alerts_cleared_box",
        on_change="rerun",
    )
    if box.open:
        with box:
            st.caption(tr("Within the filters above, rule and level among them."))
            if ended.is_empty():
                return
            alt = t("Alerts whose condition ended by itself")
            show_sheet(seen.cleared_sheet(ended, language()), "alerts_cleared", alt)


def open_subject(row: Mapping[str, Any]) -> None:
    """Open the order, or the customer, that an alert is about. Meant for callbacks."""
    if row["order_no"]:
        order_links.open_order(row["order_no"])
    else:
        query = {**url_state.chosen(), "who": row["customer_id"]}
        st.switch_page(menu.script("customers"), query_params=query)
