"""How the promised days of one order moved, release by release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.metrics.orders import one_order
from ordertrack.scope import Scope
from ordertrack.settings import settings
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, tr
from ordertrack.ui.frame.page import View
from ordertrack.ui.parts import tables
from ordertrack.views import formats

Order = Mapping[str, Any]


def show(view: View, order: Order) -> None:
    st.subheader(tr("Promise history"), anchor=False)
    if order["promised_latest"] is None:
        st.caption(tr("Not every line has a promised day."))
        return
    if not order["promise_moved"]:
        st.caption(
            tr("Promised for {day}, never moved.", day=formats.day(order["promised_latest"]))
        )
        return
    found = _moves(order["order_no"], view.scope, data_source.stamp(view.release))
    tables.show(
        _worded_moves(found, order["line_count"]),
        alt=tr("Each change of a promised day"),
        key="order_promises",
        column_config=_move_columns(),
    )


@st.cache_resource(max_entries=128, show_spinner=False)
def _moves(number: str, scope: Scope, release: data_source.Stamp) -> pl.DataFrame:
    warehouse = data_source.warehouse()
    releases = one_order.lineage(warehouse.release(release.number), warehouse.release)
    return one_order.moves(number, scope, releases, warehouse.reader)


def _worded_moves(found: pl.DataFrame, lines: int) -> pl.DataFrame:
    """One row per move; lines that moved alike stand together."""
    moved = found.group_by("release", "published", "before", "after", maintain_order=True)
    together = moved.agg(pl.col("line_no").drop_nulls().alias("lines"))
    which = [_which_lines(names.to_list(), lines) for names in together["lines"]]
    zone = settings().time_zone
    return together.select(
        pl.col("published").dt.convert_time_zone(zone).dt.replace_time_zone(None),
        "release",
        "before",
        "after",
        later=(pl.col("after") - pl.col("before")).dt.total_days(),
        lines=pl.Series(which, dtype=pl.String),
    )


def _which_lines(names: list[str], lines: int) -> str:
    if len(names) == lines:
        return tr("all {count} lines", count=lines) if lines > 1 else ""
    if len(names) > 3:
        return tr("{count} of {all} lines", count=len(names), all=lines)
    return tr("line {name}", name=formats.listed(names, language()))


def _move_columns() -> dict[str, Any]:
    return {
        "published": st.column_config.DatetimeColumn(
            tr("Seen on"), format="YYYY-MM-DD HH:mm", help=tr("When the export was published")
        ),
        "release": st.column_config.NumberColumn(tr("Release"), format="#%d"),
        "before": st.column_config.DateColumn(tr("Before"), format="YYYY-MM-DD"),
        "after": st.column_config.DateColumn(tr("Promised for"), format="YYYY-MM-DD"),
        "later": st.column_config.NumberColumn(tr("Days moved"), format="%+d"),
        "lines": st.column_config.TextColumn(tr("Lines")),
    }
