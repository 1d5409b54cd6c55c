"""An editable table of rows that were set aside, the reason beside the cells."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import cast

import polars as pl
import streamlit as st

from ordertrack.intake.plan import Plan
from ordertrack.model.protection import inert
from ordertrack.ui.frame.language import language, tr
from ordertrack.ui.imports import uploads
from ordertrack.views.imports import mending
from ordertrack.views.imports.mending import Edits
from ordertrack.views.markup import markdown

MOST_ROWS = 500
REASON, CELL = 420, 120  # pixels of a column
TWO_LINES, A_LINE = 68, 62  # pixels; letters in the column of reasons


def show_editors(plan: Plan) -> None:
    """Show the rows of each file that stand aside, to be mended and checked again at once."""
    lang = language()
    for place, source in enumerate(plan.sources):
        if not source.rejected:
            continue
        found = plan.rejected.to_mend(place, lang, MOST_ROWS)
        shown = mending.editable(found, len(source.raw_table.headers))
        if len([one for one in plan.sources if one.rejected]) > 1:
            st.markdown(f"**{markdown(source.key)}**")
        changed = edit(shown, source.raw_table.headers, source.key, tr("Check the mended rows"))
        if source.rejected > MOST_ROWS:
            st.caption(
                tr(
                    "The first {shown} of {count} rows: the others follow once these are mended.",
                    shown=MOST_ROWS,
                    count=source.rejected,
                )
            )
        if changed:
            rows = shown["row"].to_list()
            _mend(source.key, {rows[place]: cells for place, cells in changed.items()})


def edit(shown: pl.DataFrame, headers: Sequence[str], about: str, label: str) -> Edits:
    """Show the table and its button; return what was written anew when that is pressed."""
    shown = inert(shown)
    said = "\x1f".join((about, language(), *map(str, shown.rows())))
    key = f"mend_{hashlib.sha1(said.encode()).hexdigest()[:12]}"
    names = mending.column_names(headers)
    with st.form(f"form_{key}", border=False):
        edited = st.data_editor(
            shown,
            key=key,
            hide_index=True,
            num_rows="fixed",
            disabled=["row", "reason"],
            column_config={
                "row": st.column_config.NumberColumn(tr("Row"), width=60, pinned=True),
                "reason": st.column_config.TextColumn(tr("Reason"), width=REASON, pinned=True),
                **{
                    name: st.column_config.TextColumn(title, width=CELL)
                    for name, title in names.items()
                    if name in shown.columns
                },
            },
            height="content" if shown.height < 8 else 460,
            row_height=TWO_LINES if _long(shown) else None,
            placeholder="",
            alt=tr("Rows to mend, each with its reason"),
        )
        st.caption(tr("Double-click a cell to write it anew; then let the rows be checked."))
        pressed = st.form_submit_button(label, icon=":material/build:")
    return mending.edits(shown, cast(pl.DataFrame, edited)) if pressed else {}


def _long(shown: pl.DataFrame) -> bool:
    """Whether a reason takes more than a line; an ideograph is as wide as two letters."""
    return any(len(reason.encode("gb18030", "replace")) > A_LINE for reason in shown["reason"])


def _mend(key: str, changed: Edits) -> None:
    current = uploads.draft()
    if current is not None:
        uploads.decide(mends=mending.merged(current.decisions.mends, key, changed))
        st.rerun()


def show_mended() -> None:
    """Say how many rows were mended here, and offer to take that back."""
    current = uploads.draft()
    if current is None or not current.decisions.mends:
        return
    count = len(current.decisions.mends)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f":material/build: {tr('1 row was mended here.')}"
            if count == 1
            else f":material/build: {tr('{count} rows were mended here.', count=count)}"
        )
        st.button(
            tr("Take the mends back"),
            key="mends_back",
            type="tertiary",
            icon=":material/undo:",
            on_click=_take_back,
        )


def _take_back() -> None:
    uploads.decide(mends={})
