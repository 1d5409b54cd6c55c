"""The panels of the Renewals page: what is due, and the table in which people write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.records.journal.kinds import RENEWAL
from ordertrack.ui.frame import cached_figures, menu, url_state
from ordertrack.ui.frame.language import language, localize, localize_plain, tr
from ordertrack.ui.parts import editing, tables
from ordertrack.ui.parts.editing import Words
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.views.offered import can_tell
from ordertrack.views.tracking import renewals
from ordertrack.views.tracking.renewals import Renewals, RenewalTable
from ordertrack.views.view import View
from ordertrack.words import Label, t

ROWS = 25
WORDS = Words(
    t("Saved: {count} changes."),
    t("Somebody changed these customers meanwhile; nothing was saved:"),
    one=t("Saved: 1 change."),
)
SHOWN: Mapping[str, Label] = {
    "a": Label("Tier A", "A 类"),
    "risk": Label("At risk", "有风险"),
    "due": Label("Due in 90 days or ended", "90 天内到期或已到期"),
    "all": Label("All customers", "全部客户"),
}
PARAMETER = "show"


def show(view: View) -> None:
    """Show what is due, and the table of all customers."""
    if not can_tell(view, "customers"):
        st.info(tr("This data names no customers."), icon=":material/person_off:")
        return
    known = cached_figures.kept(view, renewals.known)
    found = renewals.renewals(known, view.reader.typed("renewal"), view)
    st.markdown(localize(renewals.headline(found)))
    if not found.contracts:
        st.caption(
            tr(
                "No contract date is known: the customer list can bring them, or type them into "
                "the table below."
            )
        )
    _show_table(view, found)
    _show_calendar(view, found)


# --- the table ------------------------------------------------------------------------------------


def _show_table(view: View, found: Renewals) -> None:
    with panel(
        t("Customer renewal table"),
        "renewals",
        t("Tier A first, the contract that ends soonest before the others. Edit cells, then save."),
    ):
        chosen = _choose()
        listed = _chosen(found, chosen)
        _show_download(found, listed, view)
        if listed.is_empty():
            editing.show_saved(RenewalTable.name, WORDS)
            st.caption(tr("No customer fits this choice."))
            return
        first = tables.show_pages(listed.height, f"renewals_page_{chosen}", ROWS)
        fresh = RenewalTable(f"{chosen}_{first}", listed.slice(first, ROWS), view)
        table = replace(fresh, found=editing.rows_in_place(fresh, fresh.found))
        editing.keep_typed(table)
        editing.remember_what_is_seen(table, view.reader.written.position)
        _show_editor(table)
        editing.show_save(view, table, WORDS)


def _choose() -> str:
    """The switch between parts of the table; the URL names the chosen one."""
    wanted = st.query_params.get(PARAMETER, "")
    st.session_state["renewals_show"] = wanted if wanted in SHOWN else "a"
    st.segmented_control(
        tr("Which customers"),
        list(SHOWN),
        required=True,
        format_func=lambda name: localize(SHOWN[name]),
        key="renewals_show",
        label_visibility="collapsed",
        on_change=_keep_choice,
    )
    return st.session_state["renewals_show"]


def _keep_choice() -> None:
    st.query_params[PARAMETER] = st.session_state["renewals_show"]


def _chosen(found: Renewals, chosen: str) -> pl.DataFrame:
    conditions = {
        "a": pl.col("tier") == "A",
        "risk": pl.col("risk") != "low",
        "due": renewals.IS_DUE,
        "all": pl.lit(True),
    }
    return found.frame.filter(conditions[chosen])


def _show_editor(table: RenewalTable) -> None:
    columns = renewals.sheet(Renewals(table.found, True), table.view).columns
    config: dict[str, Any] = {
        one.name: _column(one.name, localize_plain(one.label)) for one in columns
    }
    config["name"] = st.column_config.TextColumn(
        localize_plain(columns[0].label), pinned=True, width="medium"
    )
    st.data_editor(
        table.shown(editing.filled(table)),
        key=editing.editor_key(table),
        column_config=config,
        disabled=[one.name for one in columns if one.name not in renewals.TYPED],
        hide_index=True,
        num_rows="fixed",
        height="content",
        placeholder="",
    )


def _column(name: str, label: str) -> Any:
    """A column that fits what may be typed into it."""
    if name not in renewals.TYPED:
        return st.column_config.TextColumn(label)
    field = RENEWAL.by_name[name]
    if field.codes:
        words = [localize_plain(one) for one in field.codes.values()]
        return st.column_config.SelectboxColumn(label, options=words)
    if field.type == "day":
        return st.column_config.DateColumn(label, format="YYYY-MM-DD")
    return st.column_config.TextColumn(label, max_chars=field.longest, width="medium")


def _show_download(found: Renewals, listed: pl.DataFrame, view: View) -> None:
    """The table as a file, in the layout of the template."""
    whole = renewals.sheet(Renewals(listed, found.contracts), view).as_file(language())
    tables.show_downloads(whole.head, whole.height, "renewals", "renewals_file")


# --- the calendar ---------------------------------------------------------------------------------


def _show_calendar(view: View, found: Renewals) -> None:
    with panel(
        t("The next 90 days"),
        "calendar",
        t("Contracts that end or have ended, and contacts that were promised, the earliest first."),
    ):
        sheet = renewals.calendar(found, view)
        if sheet.is_empty:
            st.caption(tr("Nothing is due in the next 90 days."))
            return
        alt = t("What is due in the next 90 days; a click opens the customer")
        show_sheet(sheet, "renewal_calendar", alt, _open_customer)


def _open_customer(customer: str) -> None:
    """Go to the customer's own page. Meant for callbacks."""
    query = {**url_state.chosen(), "who": customer}
    st.switch_page(menu.script("customers"), query_params=query)
