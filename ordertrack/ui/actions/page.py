"""All actions: what is late, open and done, and what became of each person's and department's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from ordertrack.records.journal.reading import Row
from ordertrack.ui.actions import address
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, tr
from ordertrack.ui.parts.action_record import show_record
from ordertrack.ui.parts.action_verdicts import Judged, said, verdicts
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.views.markup import markdown
from ordertrack.views.tracking import actions
from ordertrack.views.view import View
from ordertrack.words import t

ON_BOARD = 6  # of a column


def show(view: View) -> None:
    """Show the board, the table and the record."""
    rows = data_source.warehouse().rows_about(view.release, "action")
    st.button(
        tr("Plan an action"), icon=":material/add_task:", type="primary", on_click=address.open_new
    )
    if not rows:
        st.info(
            tr(
                "No action is planned yet. Plan one here, or from a gap on the Targets page: what "
                "is wrong, what is done about it, by whom until when, and by which number it will "
                "be judged."
            ),
            icon=":material/add_task:",
        )
        return
    judged = verdicts(view, rows)
    _show_board(view, rows)
    _show_all(view, rows, judged)
    show_record(view, rows, judged)


def _show_board(view: View, rows: Sequence[Row]) -> None:
    """A column for each standing that has actions; a click opens one."""
    groups = actions.by_standing(rows, view.scope.as_of.date())
    shown = {name: mine for name, mine in groups.items() if mine and name != "dropped"}
    if not shown:
        return
    with st.grid(len(shown), gap="small", min_column_width=260):
        places = {name: st.container() for name in shown}
    for name, mine in shown.items():
        with places[name], panel(actions.STANDINGS[name].as_title(), f"board_{name}"):
            for row in mine[:ON_BOARD]:
                _show_card(row)
            if len(mine) > ON_BOARD:
                more = len(mine) - ON_BOARD
                st.caption(tr("{count} more in the table below", count=more))


def _show_card(row: Mapping[str, Any]) -> None:
    with st.container(border=True, gap=None):
        st.button(
            markdown(row["measure"]),
            key=f"card_{row['subject']}",
            type="tertiary",
            on_click=address.open_action,
            args=(row["subject"],),
        )
        due = tr("{owner}, until {day}", owner=row["owner"], day=f"{row['due']:%Y-%m-%d}")
        st.caption(due)


def _show_all(view: View, rows: Sequence[Row], judged: Judged) -> None:
    with panel(t("All actions"), "all_actions", t("Overdue ones first. A click opens one.")):
        told = {subject: said(one) for subject, one in judged.items()}
        sheet = actions.listed(rows, view.scope.as_of.date(), told, language())
        show_sheet(sheet, "actions", t("Actions, overdue ones first"), address.open_action)
