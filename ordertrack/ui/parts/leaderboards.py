"""Ranked lists per dimension beside the trend, both ends of each; a click filters.

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

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.model.metric import Metric
from ordertrack.ui.frame import cached_figures, scope_changes, theme, url_state
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import order_links, tables
from ordertrack.ui.parts.choose_metric import choose_metric
from ordertrack.ui.parts.currency import show_currencies_of
from ordertrack.ui.parts.drawer import open_drawer
from ordertrack.views import currencies, formats, ranking
from ordertrack.views.figures import figures
from ordertrack.views.filter_values import search
from ordertrack.views.ranking import BOARDS, Board, Order
from ordertrack.views.view import View

FULL_PAGE = 20
DRAWER = 760  # pixels
ROW_HEIGHT = 32
NAME_WIDTH, BESIDE_MISSES = 150, 124  # at 1280 the columns of a rate leave less


@dataclass(frozen=True)
class Leaders:
    """What one list ranks: the values of a dimension by a metric."""

    view: View
    level: str
    metric: Metric
    order: Order

    @property
    def label(self) -> str:
        return localize(DIMENSIONS[self.level].label)


def show_leaderboards(view: View) -> None:
    """Show the boards that this data can fill, each at its deepest level not yet chosen."""
    metric = choose_metric(
        view,
        "ranking",
        "rank",
        tr("Ranked by"),
        name=lambda metric: tr("Ranked by {metric}", metric=metric.label),
        label_visibility="collapsed",
    )
    order = _choose_order(view, metric)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _show_orders_links(view, metric)
    show_currencies_of(view, metric)
    for board in BOARDS:
        if board.in_data(view):
            _show_board(view, board, metric, order)
    if missing := ranking.missing_dimensions(view):
        st.caption(
            tr(
                "Not in this data: {names}. An export with these columns opens these lists.",
                names=formats.listed(missing, language()),
            )
        )


def _show_orders_links(view: View, metric: Metric) -> None:
    """Every way down ends at the orders themselves; of a rate, at those that make it worse."""
    orders = figures(view, ["orders"])["orders"]
    label = tr("See 1 order") if orders == 1 else tr("See {count} orders", count=orders)
    order_links.show_ledger_link(CATALOG["orders"], "numerator", orders, label)
    if ranking.has_misses(metric):
        part = metric.worst_part
        count = cached_figures.orders_behind(view, metric, part)
        label = localize(ranking.orders_with_misses(metric, count))
        order_links.show_ledger_link(metric, part, count, label)


def _choose_order(view: View, metric: Metric) -> Order:
    """Which end stands on top; `?rank_order=misses`."""
    names, usual = ranking.orders(metric, view.scope), ranking.usual_order(metric)
    labels = {order: localize(text) for order, text in names.items()}
    wanted: Any = url_state.chosen().get("rank_order")
    st.session_state["rank_order"] = wanted if wanted in names else usual

    def choose() -> None:
        chosen = st.session_state["rank_order"]
        url_state.change(rank_order=None if chosen == usual else chosen)

    chosen = st.segmented_control(
        tr("Order of the lists"),
        tuple(names),
        format_func=labels.__getitem__,
        key="rank_order",
        required=True,
        label_visibility="collapsed",
        on_change=choose,
    )
    return chosen or usual


def _show_board(view: View, board: Board, metric: Metric, order: Order) -> None:
    with st.container(border=True, gap="small", key=f"leaders_{board.name}"):
        leaders = Leaders(view, _choose_level(view, board), metric, order)
        ranked = cached_figures.ranked(view, leaders.level, metric, order)
        if not ranked.count:
            st.caption(tr("Nothing in this period."))
            return
        _show_list(leaders, f"board_{board.name}", ranked.first, whole=ranked.whole)
        if ranked.few:
            st.caption(localize(ranking.few_note(ranked.few)))
        if ranked.count > ranked.first.height:
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
    shown = ranking.as_read(view, metric, ranked, chosen=chosen, whole=whole, full=full)
    judged = [theme.tone(change.judged) for change in ranking.changed(view, metric, ranked)]
    tables.show_frame(
        shown,
        quiet=ranked["place"].is_null().to_list(),
        tones={"change": judged} if "change" in shown.columns else {},
        column_config=_columns(leaders, f"{key}_pick", tuple(ranked["key"])),
        hide_index=True,
        row_height=ROW_HEIGHT,
        height="content",
        key=key,
        alt=tr(
            "{metric} by {dimension}: {order}",
            metric=metric.label,
            dimension=leaders.label,
            order=ranking.orders(metric, view.scope)[leaders.order],
        ),
    )


def _columns(leaders: Leaders, key: str, values: tuple[str, ...]) -> dict[str, Any]:
    compared = ranking.compared_with(leaders.view, leaders.metric)
    text = st.column_config.TextColumn
    return {
        "place": text("#", alignment="right", width=34),
        "name": st.column_config.ButtonColumn(
            leaders.label,
            type="tertiary",
            alignment="left",
            width=BESIDE_MISSES if ranking.has_misses(leaders.metric) else NAME_WIDTH,
            key=key,
            on_click=partial(_filter_by_clicked, leaders, key, values),
        ),
        "now": text(tr("Value"), alignment="right", width=72),
        "share": st.column_config.ProgressColumn(
            tr("Share"), format="%.1f%%", width=96, min_value=0, max_value=100
        ),
        "n": text("n", alignment="right", width=46, help=tr("How many it rests on")),
        "misses": text(localize(ranking.misses_name(leaders.metric)), alignment="right", width=58),
        "then": text(compared, alignment="right"),
        "change": text(tr("Change"), alignment="right", width=70),
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
        ranked = ranking.everything(
            level, metric, leaders.order, scope, cached_figures.grouping(view)
        )
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
        if few := ranked["place"].null_count():
            st.caption(localize(ranking.few_note(few)))
        first = tables.show_pages(found.height, "full_page", FULL_PAGE)
        _show_list(leaders, "full", found.slice(first, FULL_PAGE), whole=whole, full=True)
        told = currencies.with_currency(ranking.as_file(metric, found), view, metric)
        tables.show_downloads(lambda limit: told.head(limit), found.height, level, "full")

    open_drawer(title, DRAWER, full_list)
