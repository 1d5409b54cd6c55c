"""The first rows of each file as they were understood."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from ordertrack.intake.plan import Plan, SourceReport
from ordertrack.model import TABLES
from ordertrack.ui.frame.language import localize, tr, tr_plain
from ordertrack.ui.parts import tables
from ordertrack.views import moments
from ordertrack.views.markup import markdown

FIRST_ROWS = 20


def show_first_rows(plan: Plan) -> None:
    """Show the first rows as they were understood, file by file."""
    used = [source for source in plan.sources if source.tables and source.preview.height]
    if not used:
        return
    box = st.expander(
        tr("The first rows as understood"), on_change="rerun", key="imports_first_rows"
    )
    if not box.open:
        return
    with box:
        for place, source in enumerate(used):
            if len(used) > 1:
                st.caption(markdown(source.file + (f" › {source.sheet}" if source.sheet else "")))
            shown = moments.whole_days(_in_order(source).head(FIRST_ROWS))
            tables.show_frame(
                shown,
                hide_index=True,
                placeholder="—",
                column_config=_preview_columns(shown),
                key=f"first_rows_{place}",
                alt=tr_plain("The first rows of {file} as understood", file=source.file),
            )


def _in_order(source: SourceReport) -> pl.DataFrame:
    """The columns in the order of the file, the row number first."""
    places = {f"{m.table}.{m.column}": m.position for m in reversed(source.mapped)}
    known = sorted(source.preview.columns, key=lambda name: places.get(name, -1))
    return source.preview.select("_row", *(name for name in known if name != "_row"))


def _preview_columns(frame: pl.DataFrame) -> dict[str, Any]:
    """The columns' own names; the table is named where two columns share one."""
    config = tables.columns(frame)
    seen: set[str] = set()
    for name in frame.columns:
        table, _, column = name.partition(".")
        label = tr("Row") if not column else localize(TABLES[table].column(column).label)
        if label in seen:
            label = f"{label} ({localize(TABLES[table].label)})"
        seen.add(label)
        config[name] = {**config[name], "label": label}
    config["_row"] = st.column_config.NumberColumn(tr("Row"), format="%d", width=60)
    return config
