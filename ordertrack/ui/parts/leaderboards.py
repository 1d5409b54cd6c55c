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

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.model.metric import Metric
from ordertrack.ui.frame import menu, scope_changes, url_state
from ordertrack.ui.frame.language import language, say, tr
from ordertrack.ui.frame.page import View
from ordertrack.ui.parts import cached_figures, ranking, tables
from ordertrack.views import formats

FULL_PAGE = 20
DRAWER = 760  # pixels
ROW_HEIGHT = 32
NAME_WIDTH = 124
RANKED_BY = ("revenue", "orders", "customers", "on_time_rate", "order_cycle_days", "backlog")


@dataclass(frozen=True)
class Board:
    """A way down: its levels from the top, each a dimension."""

    name: str
    levels: tuple[str, ...]


BOARDS = (
    Board("people", ("team", "sales_rep", "customer")),
    Board("products", ("product_line", "product")),
    Board("market", ("region", "channel", "tier")),
)


def show(view: View) -> None:
    """The boards that this data can fill, each at its deepest level that is not yet chosen."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        metric = _ranked_by(view)
        _orders_link(view)
    for board in BOARDS:
        levels = tuple(name for name in board.levels if name in view.dimensions)
        if levels:
            _board(view, board.name, levels, metric)
    _missing(view)


def _ranked_by(view: View) -> Metric:
    offered = [name for name in RANKED_BY if name in CATALOG]
    chosen = url_state.chosen().get("rank", offered[0])
    st.session_state["rank_by"] = chosen if chosen in offered else offered[0]
    spoken = {name: tr("Ranked by {metric}", metric=CATALOG[name].label) for name in offered}
    name = st.selectbox(
        tr("Ranked by"),
        offered,
        format_func=spoken.__getitem__,
        key="rank_by",
        label_visibility="collapsed",
        on_change=_choose_rank,
    )
    return CATALOG[name]


def _orders_link(view: View) -> None:
    """Every way down ends at the orders themselves."""
    orders = cached_figures.figures(view, ["orders"])["orders"]
    if menu.script("orders").exists():
        st.page_link(
            menu.script("orders"),
            label=tr("See 1 order") if orders == 1 else tr("See {count} orders", count=orders),
            icon=":material/arrow_forward:",
            icon_position="right",
            help=tr("The order ledger with the same period and filters"),
        )


def _choose_rank() -> None:
    url_state.change(rank=st.session_state["rank_by"])


def _board(view: View, name: str, levels: tuple[str, ...], metric: Metric) -> None:
    with st.container(border=True, gap="small", key=f"leaders_{name}"):
        level = _level(view, name, levels)
        _list(view, name, level, metric)


def _level(view: View, board: str, levels: tuple[str, ...]) -> str:
    """Which level is shown: the first without a filter, or what the viewer picks."""
    open_levels = [level for level in levels if level not in dict(view.scope.filters)]
    natural = open_levels[0] if open_levels else levels[-1]
    key = f"level_{board}_{natural}"  # a drill-down starts afresh at the next level
    if len(levels) == 1:
        st.markdown(f"**{say(DIMENSIONS[natural].label)}**")
        return natural
    return st.segmented_control(
        tr("Level"),
        levels,
        default=natural,
        required=True,
        format_func={level: say(DIMENSIONS[level].label) for level in levels}.__getitem__,
        key=key,
        label_visibility="collapsed",
    )


# --- the ranking --------------------------------------------------------------------------------


def _list(view: View, board: str, level: str, metric: Metric) -> None:
    ranked = ranking.ranking(view, level, metric)
    if not ranked.count:
        st.caption(tr("Nothing in this period."))
        return
    _table(view, f"board_{board}", level, metric, ranked.first, whole=ranked.whole)
    if ranked.count > ranking.TOP:
        label = tr("All {count}", count=ranked.count)
        if st.button(label, key=f"all_{board}", type="tertiary", icon=":material/unfold_more:"):
            _full_table(view, level, metric)


def _table(
    view: View,
    name: str,
    level: str,
    metric: Metric,
    ranked: pl.DataFrame,
    *,
    whole: Any,
    full: bool = False,
) -> None:
    """A short list; the name is a button that filters by it (a second click takes it away)."""
    key = f"{name}_{level}"
    values = tuple(ranked["key"])
    pressed = partial(_pick, view, f"{key}_pick", level, values)
    st.dataframe(
        _spoken(view, level, metric, ranked, whole, full),
        column_config={
            "name": st.column_config.ButtonColumn(
                say(DIMENSIONS[level].label),
                type="tertiary",
                alignment="left",
                width=NAME_WIDTH,
                key=f"{key}_pick",
                on_click=pressed,
            ),
            **_columns(view, metric),
        },
        hide_index=True,
        row_height=ROW_HEIGHT,
        height="content",
        key=key,
        alt=tr(
            "{metric} by {dimension}, the largest first",
            metric=metric.label,
            dimension=DIMENSIONS[level].label,
        ),
    )


def _pick(view: View, key: str, level: str, values: tuple[str, ...]) -> None:
    click = st.session_state.get(key)
    if click is None:
        return
    value = values[click["row"]]
    already = view.scope.values(level) == (value,)
    scope_changes.set_filter(view, level, () if already else (value,))


def _spoken(
    view: View, level: str, metric: Metric, ranked: pl.DataFrame, whole: Any, full: bool
) -> pl.DataFrame:
    """The ranking as people read it; chosen values carry a tick. `full`: to the last digit."""
    lang, chosen = language(), set(view.scope.values(level))
    rows = [
        {
            "name": ("✓ " if row["key"] in chosen else "") + (row["name"] or tr("Not recorded")),
            "now": formats.value(row["now"], metric.unit, lang, exact=full),
            "share": formats.share(row["now"], whole, of=100),
            "then": formats.value(row["then"], metric.unit, lang, exact=full),
            "change": formats.change(row["now"], row["then"], metric.unit, lang) or formats.NONE,
        }
        for row in ranked.iter_rows(named=True)
    ]
    frame = pl.DataFrame(rows, schema_overrides={"share": pl.Float64})
    unwanted = [] if metric.name in ranking.ADDITIVE else ["share"]
    unwanted += [] if full and view.scope.compared() else ["then"]
    unwanted += [] if view.scope.compared() else ["change"]
    return frame.drop(unwanted)


def _columns(view: View, metric: Metric) -> dict[str, Any]:
    before = view.scope.compared()
    compared = before.period.label(language()) if before and before.period else ""
    return {
        "now": st.column_config.TextColumn(say(metric.label), alignment="right", width=76),
        "share": st.column_config.ProgressColumn(
            tr("Share"), format="%.1f%%", width=96, min_value=0, max_value=100
        ),
        "then": st.column_config.TextColumn(compared, alignment="right"),
        "change": st.column_config.TextColumn(tr("Change"), alignment="right", width=74),
    }


def _full_table(view: View, level: str, metric: Metric) -> None:
    title = tr("{metric} by {dimension}", metric=metric.label, dimension=DIMENSIONS[level].label)

    @st.dialog(title, width=DRAWER, position="right")
    def drawer() -> None:
        ranked = ranking.everything(view, level, metric)
        text = st.text_input(
            tr("Search {count} entries", count=ranked.height),
            type="search",
            live="300ms",
            label_visibility="collapsed",
            placeholder=tr("Search {count} entries", count=ranked.height),
            key="full_search",
        )
        whole = ranking.whole(metric.name, ranked)
        if text:
            name = pl.coalesce("name", "key").str.to_lowercase()
            ranked = ranked.filter(name.str.contains(text.lower(), literal=True))
        first = tables.pages(ranked.height, "full_page", FULL_PAGE)
        page = ranked.slice(first, FULL_PAGE)
        _table(view, "full", level, metric, page, whole=whole, full=True)
        tables.downloads(lambda limit: ranked.head(limit), ranked.height, level, "full")

    drawer()


def _missing(view: View) -> None:
    """Dimensions that an export would have to bring."""
    names = [
        say(DIMENSIONS[level].label)
        for board in BOARDS
        for level in board.levels
        if level not in view.dimensions
    ]
    if names:
        st.caption(
            tr(
                "Not in this data: {names}. An export with these columns opens these lists.",
                names=formats.listed(names, language()),
            )
        )
