"""Targets typed on the page: a year as a grid, saved to the journal under the typist's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from ordertrack.metrics.catalog import CATALOG
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import editing
from ordertrack.ui.parts.editing import Words
from ordertrack.ui.parts.panel import choose_one, panel, show_sheet
from ordertrack.views.evaluation import target_grid
from ordertrack.views.evaluation.target_grid import Grid
from ordertrack.views.view import View
from ordertrack.words import t

WORDS = Words(
    t("Saved: {count} targets."),
    t("Somebody changed these targets meanwhile; nothing was saved:"),
    one=t("Saved: 1 target."),
)
YEARS_AROUND = 2
HISTORY = 200  # entries
ROW_HEIGHT, MOST_ROWS = 35, 12


def show_typing(view: View) -> None:
    """Show the grid, what is not saved yet, and who changed what."""
    with panel(
        t("Type targets"),
        "typing",
        t("An empty cell is no target; an imported one that is typed over stays in the history."),
    ):
        grid = _choose_grid(view)
        _show_grid(view, grid)
        if target_grid.adds_up(grid.measure):
            _show_spread(view, grid)
            _show_reconciled(grid)
        elif CATALOG[grid.measure].unit == "ratio":
            st.caption(tr("A rate of 90% is written as 0.9."))
        editing.show_save(view, grid, WORDS)
        _show_history(view, grid)


def _choose_grid(view: View) -> Grid:
    around = view.scope.period.start.year if view.scope.period else view.scope.as_of.year
    years = list(range(around - YEARS_AROUND, around + YEARS_AROUND + 1))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        year = st.selectbox(
            tr("Year"), years, index=YEARS_AROUND, key=f"grid_year_{around}", width=110
        )
        levels = target_grid.levels(view)
        names = {level: localize(target_grid.level_name(level)) for level in levels}
        level = choose_one(levels, names, "grid_level")
        measures = target_grid.measures(view, level)
        labels = {name: localize(CATALOG[name].label) for name in measures}
        measure = st.selectbox(
            tr("Figure"),
            measures,
            format_func=labels.__getitem__,
            key=f"grid_measure_{level}",
            width=260,
        )
    return target_grid.grid(view, level, measure, year)


# --- the grid -------------------------------------------------------------------------------------


def _show_grid(view: View, grid: Grid) -> None:
    """The editor over the saved targets and what buttons filled in."""
    editing.keep_typed(grid)
    editing.remember_what_is_seen(grid, view.reader.written.position)
    shown = grid.with_cells(editing.filled(grid))
    digits = target_grid.digits_shown(shown)
    config: dict[str, Any] = {
        period: st.column_config.NumberColumn(
            target_grid.heading(period, language()),
            format=f"%,.{digits}f",
            min_value=0,
            step=10**-digits,
        )
        for period in grid.periods
    }
    config |= {"key": None, "name": st.column_config.TextColumn(tr("For"), pinned=True)}
    st.data_editor(
        shown.cast(dict.fromkeys(grid.periods, float)),
        key=editing.editor_key(grid),
        column_config=config,
        disabled=["name"],
        hide_index=True,
        placeholder="",
        num_rows="fixed",
        height="content" if shown.height <= MOST_ROWS else ROW_HEIGHT * (MOST_ROWS + 1),
    )


def _show_spread(view: View, grid: Grid) -> None:
    if told := view.scope.conventions.workdays.notice({grid.year}):
        st.caption(localize(told))
    st.button(
        tr("Spread what is left over by working days"),
        key="grid_spread",
        type="tertiary",
        icon=":material/calendar_month:",
        help=tr("Fills the months that are empty with what their quarter or year leaves over."),
        on_click=_spread,
        args=(view, grid),
    )


def _spread(view: View, grid: Grid) -> None:
    edited, digits = editing.edited(grid), target_grid.decimals(grid.measure)
    rows = grid.with_cells(edited).to_dicts()
    for place, row in enumerate(rows):
        values = {period: row[period] for period in grid.periods}
        parts = target_grid.spread(values, grid.year, view.scope.conventions.workdays, digits)
        if parts:
            edited.setdefault(place, {}).update(parts)
    editing.put(grid, edited)


def _show_reconciled(grid: Grid) -> None:
    sheet = target_grid.reconciled(grid.with_cells(editing.edited(grid)), grid.year, language())
    if not sheet.is_empty:
        st.caption(localize(target_grid.left_text(sheet)))
        show_sheet(sheet, "reconciled", t("Quarters and years beside the sum of their parts"))


# --- history --------------------------------------------------------------------------------------


def _show_history(view: View, grid: Grid) -> None:
    label = tr("Who changed targets, and what they were")
    box = st.expander(label, key="grid_history", on_change="rerun")
    if not box.open:
        return
    with box:
        entries = data_source.warehouse().records.journal.entries("target", limit=HISTORY)
        if not entries:
            st.caption(tr("Nobody has typed a target yet."))
            return
        sheet = target_grid.history(view, entries)
        show_sheet(sheet, "target_history", t("Changes of targets, the newest first"))
        moments = {one.batch: f"{target_grid.moment(one)} · {one.who}" for one in entries}
        batch = st.selectbox(
            tr("As they were before"),
            list(moments),
            index=None,
            format_func=lambda one: moments[one],
            key="grid_before",
            width=320,
        )
        if batch:
            _show_earlier(view, grid, batch - 1)


def _show_earlier(view: View, grid: Grid, position: int) -> None:
    """The grid as it was at a position of the journal."""
    opened = data_source.warehouse()
    written = f"{position}_0" if position else ""
    earlier = replace(view, reader=opened.reader(view.release, written))
    before = target_grid.grid(earlier, grid.level, grid.measure, grid.year)
    titles: Mapping[str, str] = {one: target_grid.heading(one, language()) for one in grid.periods}
    show_sheet(target_grid.as_sheet(before, titles), "grid_earlier", t("Targets as they were"))
