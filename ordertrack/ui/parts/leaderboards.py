"""Ranked lists per dimension beside the trend: value, share, change; a click filters.

Three ways down: team → salesperson → customer, product line → product, and the market's dimensions
side by side. A list ignores the filter of its own dimension, so that one can move from one team
to the next; the chosen values are marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.model.metric import Metric
from ordertrack.ui.frame import cached_figures, menu, scope_changes
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import tables
from ordertrack.ui.parts.choose_metric import choose_metric
from ordertrack.ui.parts.drawer import open_drawer
from ordertrack.views import formats, ranking
from ordertrack.views.figures import figures
from ordertrack.views.filter_values import search
from ordertrack.views.ranking import BOARDS, Board
from ordertrack.views.view import View

FULL_PAGE = 20
DRAWER = 760  # pixels
ROW_HEIGHT = 32
NAME_WIDTH = 150


@dataclass(frozen=True)
class Leaders:
    """What one list ranks: the values of a dimension by a metric."""

    view: View
    level: str
    metric: Metric

    @property
    def label(self) -> str:
        return localize(DIMENSIONS[self.level].label)


def show_leaderboards(view: View) -> None:
    """Show the boards that this data can fill, each at its deepest level not yet chosen."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        metric = choose_metric(
            view,
            "ranking",
            "rank",
            tr("Ranked by"),
            name=lambda metric: tr("Ranked by {metric}", metric=metric.label),
            label_visibility="collapsed",
        )
        _show_orders_link(view)
    for board in BOARDS:
        if board.in_data(view):
            _show_board(view, board, metric)
    if missing := ranking.missing_dimensions(view):
        st.caption(
            tr(
                "Not in this data: {names}. An export with these columns opens these lists.",
                names=formats.listed(missing, language()),
            )
        )


def _show_orders_link(view: View) -> None:
    """Every way down ends at the orders themselves."""
    orders = figures(view, ["orders"])["orders"]
    if menu.script("orders").exists():
        st.page_link(
            menu.script("orders"),
            label=tr("See 1 order") if orders == 1 else tr("See {count} orders", count=orders),
            icon=":material/arrow_forward:",
            icon_position="right",
            help=tr("The order ledger with the same period and filters"),
        )


def _show_board(view: View, board: Board, metric: Metric) -> None:
    with st.container(border=True, gap="small", key=f"leaders_{board.name}"):
        leaders = Leaders(view, _choose_level(view, board), metric)
        ranked = cached_figures.ranked(view, leaders.level, metric)
        if not ranked.count:
            st.caption(tr("Nothing in this period."))
            return
        _show_list(leaders, f"board_{board.name}", ranked.first, whole=ranked.whole)
        if ranked.count > ranking.TOP:
            label, icon = tr("All {count}", count=ranked.count), ":material/unfold_more:"
            if st.button(label, key=f"all_board_{board.name}", type="tertiary", icon=icon):
                _open_full_list(leaders)


def _choose_level(view: View, board: Board) -> str:
    """Which level is shown: the first without a filter, or what the viewer picks."""
    levels, natural = board.in_data(view), board.level(view)
    labels = {level: localize(DIMENSIONS[level].label) for level in levels}
    if len(levels) == 1:
        st.markdown(f"**{labels[natural]}**")
        return natural
    return st.segmented_control(
        tr("Level"),
        levels,
        default=natural,
        required=True,
        format_func=labels.__getitem__,
        key=f"level_{board.name}_{natural}",  # a drill-down starts afresh at the next level
        label_visibility="collapsed",
    )


def _show_list(
    leaders: Leaders, name: str, ranked: pl.DataFrame, *, whole: Any, full: bool = False
) -> None:
    """A list; the name is a button that filters by it (a second click takes it away)."""
    view, metric, key = leaders.view, leaders.metric, f"{name}_{leaders.level}"
    chosen = view.scope.values(leaders.level)
    tables.show_frame(
        ranking.as_read(view, metric, ranked, chosen=chosen, whole=whole, full=full),
        column_config=_columns(leaders, f"{key}_pick", tuple(ranked["key"])),
        hide_index=True,
        row_height=ROW_HEIGHT,
        height="content",
        key=key,
        alt=tr(
            "{metric} by {dimension}, the largest first",
            metric=metric.label,
            dimension=leaders.label,
        ),
    )


def _columns(leaders: Leaders, key: str, values: tuple[str, ...]) -> dict[str, Any]:
    before = leaders.view.scope.compared()
    compared = before.period.label(language()) if before and before.period else ""
    text = st.column_config.TextColumn
    return {
        "name": st.column_config.ButtonColumn(
            leaders.label,
            type="tertiary",
            alignment="left",
            width=NAME_WIDTH,
            key=key,
            on_click=partial(_filter_by_clicked, leaders, key, values),
        ),
        "now": text(localize(leaders.metric.label), alignment="right", width=76),
        "share": st.column_config.ProgressColumn(
            tr("Share"), format="%.1f%%", width=96, min_value=0, max_value=100
        ),
        "then": text(compared, alignment="right"),
        "change": text(tr("Change"), alignment="right", width=74),
    }


def _filter_by_clicked(leaders: Leaders, key: str, values: tuple[str, ...]) -> None:
    row = tables.clicked_row(key)
    if row is None:
        return
    already = leaders.view.scope.values(leaders.level) == (values[row],)
    scope_changes.set_filter(leaders.view, leaders.level, () if already else (values[row],))


def _open_full_list(leaders: Leaders) -> None:
    view, level, metric = leaders.view, leaders.level, leaders.metric
    title = tr("{metric} by {dimension}", metric=metric.label, dimension=leaders.label)

    def full_list() -> None:
        scope = view.scope.without_filter(level)
        ranked = ranking.everything(level, metric, scope, view.reader)
        whole = ranking.whole(metric, ranked)
        hint = tr("Search {count} entries", count=ranked.height)
        text = st.text_input(
            hint,
            type="search",
            live="300ms",
            label_visibility="collapsed",
            placeholder=hint,
            key="full_search",
        )
        found = search(ranked, text) if text else ranked
        first = tables.show_pages(found.height, "full_page", FULL_PAGE)
        _show_list(leaders, "full", found.slice(first, FULL_PAGE), whole=whole, full=True)
        tables.show_downloads(lambda limit: found.head(limit), found.height, level, "full")

    open_drawer(title, DRAWER, full_list)
