"""Targets typed on the page: a year as a grid, saved to the journal under the typist's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.metrics.catalog import CATALOG
from ordertrack.records.journal import ChangedMeanwhile, Conflict, Seen
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import who
from ordertrack.ui.parts.panel import choose_one, panel, show_sheet
from ordertrack.views.evaluation import target_grid
from ordertrack.views.evaluation.target_grid import Grid
from ordertrack.views.view import View
from ordertrack.words import t

ROUND, CELLS, SEEN, CONFLICTS, SAVED = (
    f"targets_{name}" for name in ("round", "cells", "seen", "conflicts", "saved")
)
YEARS_AROUND = 2
HISTORY = 200  # entries
ROW_HEIGHT, MOST_ROWS = 35, 12

Cells = dict[int, dict[str, Any]]


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
            st.caption(tr("Write 0.9 for 90 %."))
        _show_save(view, grid)
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


def _place(grid: Grid) -> str:
    """The part of the session's keys that belongs to this grid."""
    return f"{grid.year}_{grid.level}_{grid.measure}"


def _cells(grid: Grid) -> Cells:
    """Return what was filled in by a button, by row and period; what is typed lies over it."""
    return st.session_state.setdefault(CELLS, {}).get(_place(grid), {})


def _editor_key(grid: Grid) -> str:
    return f"grid_{_place(grid)}_{st.session_state.get(ROUND, 0)}"


def _edited(grid: Grid) -> Cells:
    """Return every cell that is not saved yet: filled in by a button, and typed."""
    typed = st.session_state.get(_editor_key(grid), {}).get("edited_rows", {})
    found = {row: dict(cells) for row, cells in _cells(grid).items()}
    for row, cells in typed.items():
        found.setdefault(int(row), {}).update(cells)
    return found


def _show_grid(view: View, grid: Grid) -> None:
    """The editor over the saved targets and what buttons filled in."""
    _remember_what_is_seen(view, grid)
    shown = grid.with_cells(_cells(grid))
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
    height = ROW_HEIGHT * (min(shown.height, MOST_ROWS) + 1) + 3
    st.data_editor(
        shown.cast(dict.fromkeys(grid.periods, float)),
        key=_editor_key(grid),
        column_config=config,
        disabled=["name"],
        hide_index=True,
        placeholder="",
        num_rows="fixed",
        height=height,
    )


def _show_spread(view: View, grid: Grid) -> None:
    st.button(
        tr("Spread what is left over by working days"),
        key="grid_spread",
        type="tertiary",
        icon=":material/calendar_month:",
        help=tr("Fills the months that are empty with what their quarter or year leaves over."),
        on_click=_spread,
        args=(view, grid),
    )


def _remember_what_is_seen(view: View, grid: Grid) -> None:
    """Keep the position of the journal that the grid was read at, until its cells are saved.

    It is the reader's own: what somebody saved after the grid was read has not been seen.
    """
    seen = st.session_state.setdefault(SEEN, {})
    if not _edited(grid) or _place(grid) not in seen:
        seen[_place(grid)] = view.reader.written.position


def _spread(view: View, grid: Grid) -> None:
    edited, digits = _edited(grid), target_grid.decimals(grid.measure)
    rows = grid.with_cells(edited).to_dicts()
    for place, row in enumerate(rows):
        values = {period: row[period] for period in grid.periods}
        parts = target_grid.spread(values, grid.year, view.scope.conventions.workdays, digits)
        if parts:
            edited.setdefault(place, {}).update(parts)
    _put(grid, edited)


def _put(grid: Grid, cells: Cells) -> None:
    """Hold cells as filled in, and begin a new editor over them."""
    st.session_state.setdefault(CELLS, {})[_place(grid)] = cells
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def _show_reconciled(grid: Grid) -> None:
    sheet = target_grid.reconciled(grid.with_cells(_edited(grid)), grid.year, language())
    if not sheet.is_empty:
        st.caption(localize(target_grid.left_text(sheet)))
        show_sheet(sheet, "reconciled", t("Quarters and years beside the sum of their parts"))


# --- saving ---------------------------------------------------------------------------------------


def _show_save(view: View, grid: Grid) -> None:
    """The name, the reason, and the button; conflicts where somebody else was quicker."""
    edited = _edited(grid)
    count = sum(map(len, edited.values()))
    if st.session_state.get(SAVED):
        st.success(tr("Saved: {count} targets.", count=st.session_state.pop(SAVED)))
    if not count:
        return
    _show_conflicts(view, grid)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = who.ask("targets_who")
        st.text_input(tr("Why (optional)"), key="targets_why", width=260)
        st.button(
            tr("Save {count} changes", count=count),
            type="primary",
            key="targets_save",
            disabled=not name,
            help=None if name else tr("Say who you are first."),
            on_click=_save,
            args=(view, grid),
        )
        st.button(tr("Discard them"), key="targets_discard", on_click=_put, args=(grid, {}))


def _save(view: View, grid: Grid, force: Sequence[Conflict] = ()) -> None:
    """Write all cells or none. Meant for a callback, at whose moment name and reason are read."""
    name, why = who.name(), st.session_state.get("targets_why", "")
    position = st.session_state.get(SEEN, {}).get(_place(grid), 0)
    journal = data_source.warehouse().records.journal
    seen = Seen(view.release.number, position)
    st.session_state.pop(CONFLICTS, None)
    try:
        saved = journal.save(grid.changes(_edited(grid)), name, why, seen, force)
    except ChangedMeanwhile as other:
        st.session_state[CONFLICTS] = other.conflicts
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")
    else:
        st.session_state[SAVED] = len(saved.entries)
        st.session_state[SEEN].pop(_place(grid), None)
        _put(grid, {})


def _show_conflicts(view: View, grid: Grid) -> None:
    """Both values of every field that somebody else changed, and the decision."""
    conflicts: Sequence[Conflict] = st.session_state.get(CONFLICTS, ())
    if not conflicts:
        return
    st.warning(tr("Somebody changed these targets meanwhile; nothing was saved:"))
    for one in conflicts:
        st.markdown(f"- {localize(one.text)}")
    with st.container(horizontal=True):
        st.button(
            tr("Save mine over them"),
            key="targets_force",
            on_click=_save,
            args=(view, grid, conflicts),
        )
        st.button(
            tr("Keep theirs, drop mine"),
            key="targets_yield",
            on_click=_yield,
            args=(grid, conflicts),
        )


def _yield(grid: Grid, conflicts: Sequence[Conflict]) -> None:
    """Drop one's own value where somebody else was quicker; the others stay unsaved."""
    theirs = {one.subject for one in conflicts}
    kept: Cells = {}
    for row, cells in _edited(grid).items():
        for period, value in cells.items():
            if not _is_one_of(grid, row, period, theirs):
                kept.setdefault(row, {})[period] = value
    st.session_state.pop(CONFLICTS, None)
    st.session_state[SEEN].pop(_place(grid), None)
    _put(grid, kept)


def _is_one_of(grid: Grid, row: int, period: str, subjects: set[str]) -> bool:
    changes = grid.changes({row: {period: None}})
    return any(change.subject in subjects for change in changes)


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
