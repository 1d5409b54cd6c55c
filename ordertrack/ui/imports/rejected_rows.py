"""Rows that an import sets aside: what to mend first, each with its reason, all to download."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.intake.plan import Plan
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.imports import mending, uploads
from ordertrack.ui.parts import tables
from ordertrack.views import table_files
from ordertrack.views.markup import Markdown

CONFIRMED = "imports_set_aside"
_ROOM = 990  # pixels of a table inside a box at 1366; what is not needed is for the reason


def show_rejected(plan: Plan) -> None:
    """Rows set aside: what to mend first, all of them to be mended here or in a file."""
    mending.show_mended()
    rows = plan.rejected.rows
    if not rows:
        return
    with st.container(border=True):
        title = tr("1 row set aside") if rows == 1 else tr("{count} rows set aside", count=rows)
        st.markdown(f":material/inbox: **{title}**")
        st.caption(what_to_do(plan))
        lang = language()
        show_table(plan.rejected.summary(lang), "aside_summary")
        editing = st.expander(
            tr("Mend them here"),
            icon=":material/build:",
            expanded=True,
            on_change="rerun",
            key="imports_mend",
        )
        if editing.open:
            with editing:
                mending.show_editors(plan)
        st.download_button(
            tr("Download the rows to mend"),
            lambda: to_mend(plan, lang),
            *download_name(plan),
            key="imports_aside",
            icon=":material/download:",
            on_click="ignore",
        )
        confirm(plan)


def confirm(plan: Plan) -> None:
    """Ask for a yes where more stands aside than may do so without one."""
    asked = [question for question in plan.questions if question.kind == "set-aside"]
    for question in asked:
        st.session_state[CONFIRMED] = question.answer is not None
        st.markdown(f":material/warning: **{localize(question.text)}**")
        st.checkbox(localize(question.choices[0].label), key=CONFIRMED, on_change=_confirmed)


def _confirmed() -> None:
    uploads.decide(answers={"set-aside": "yes" if st.session_state[CONFIRMED] else None})


def what_to_do(plan: Plan) -> Markdown:
    """Mend them; while something is asked, answer first: that may be all they lack."""
    if any(question.kind != "set-aside" for question in plan.open_questions):
        return tr("Answer what is asked above first: some of these rows may only wait for that.")
    return tr(
        "They are not imported. Mend their cells here, or download them, mend them in the file and "
        "drop it here again: a mended row takes the place of the one set aside."
    )


def show_table(found: pl.DataFrame, key: str) -> None:
    """Reasons; columns that say nothing here are left out."""
    empty = [name for name in found.columns if found[name].null_count() == found.height]
    if "file" in found.columns and found["file"].n_unique() == 1:
        empty.append("file")  # every reason names it: the room is for the reason
    names = {
        "file": tr("File"),
        "sheet": tr("Sheet"),
        "row": tr("Row"),
        "rows": tr("Rows"),
        "column": tr("Column"),
        "value": tr("Value seen"),
        "reason": tr("Reason (first case)") if "rows" in found.columns else tr("Reason"),
    }
    widths = {"file": 180, "sheet": 100, "row": 70, "rows": 70, "column": 130, "value": 140}
    others = [name for name in found.columns if name not in (*empty, "reason")]
    widths["reason"] = _ROOM - sum(widths[name] for name in others)
    config: dict[str, Any] = {
        name: st.column_config.Column(names.get(name, name), width=widths[name])
        for name in found.columns
    }
    tables.show_frame(
        found.drop(empty),
        hide_index=True,
        column_config=config,
        placeholder="—",
        key=key,
        alt=tr("Rows set aside and why"),
    )


def download_name(plan: Plan) -> tuple[str, str]:
    """Return the name and type of the download: one csv, or a zip with one per file or sheet."""
    files = [source.file for source in plan.sources if source.rejected]
    if len(files) == 1:
        return f"{PurePath(files[0]).stem}-{tr('set-aside')}.csv", "text/csv"
    return f"{tr('set-aside')}.zip", "application/zip"


def to_mend(plan: Plan, lang: str) -> bytes:
    """Return the csv of the rows set aside, or a zip with one csv per file."""
    files = list(plan.rejected.files(lang))
    if len(files) == 1:
        return table_files.as_csv(files[0][1])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, frame in files:
            archive.writestr(name, table_files.as_csv(frame))
    return packed.getvalue()
