"""How each file was understood: what it holds, and which header feeds which column."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, cast

import polars as pl
import streamlit as st

from ordertrack.intake.mapping_types import Mapped, columns_of
from ordertrack.intake.plan import Plan, SourceReport
from ordertrack.model import TABLES
from ordertrack.ui.frame.language import language, localize, localize_plain, tr, tr_plain
from ordertrack.ui.imports import questions, samples, uploads
from ordertrack.views import formats
from ordertrack.views.markup import Markdown, markdown

# --- one file or sheet ----------------------------------------------------------------------------


def show_source(plan: Plan, source: SourceReport) -> None:
    """Show a file or sheet: its tables and rows at a glance, its columns when opened."""
    box = st.expander(
        _title(source),
        icon=":material/error:" if source.problem else ":material/table:",
        expanded=source.problem is not None or not any(one.tables for one in plan.sources),
        key=key_of(source),
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        if source.problem:
            st.error(localize(source.problem), icon=":material/error:")
        for note in source.notes + source.raw_table.notes:
            st.caption(localize(note))
        choose_table(plan, source)
        if source.tables:
            edit_columns(source)


def key_of(source: SourceReport) -> str:
    """Return the expander of a file or sheet; the same while the import is prepared again."""
    return f"imports_source_{_digest(source.key)}"


def _title(source: SourceReport) -> Markdown:
    sheet = f" › {markdown(source.sheet)}" if source.sheet else ""
    name = Markdown(f"**{markdown(source.file)}**{sheet}")
    if not source.tables:
        return Markdown(f"{name} — {tr('not used')}")
    holds = formats.listed([localize(TABLES[table].label) for table in source.tables], language())
    used = len({m.position for m in source.mapped if m.used})
    return tr(
        "{name} — {tables} · {rows} rows · {used} of {all} columns used",
        name=name,
        tables=holds,
        rows=source.read,
        used=used,
        all=len([header for header in source.raw_table.headers if header.strip()]),
    )


def choose_table(plan: Plan, source: SourceReport) -> None:
    """Show what the file holds, as recognised, and the way to choose another table."""
    asked = [q for q in plan.questions if q.kind == "table" and q.about == source.key]
    for question in (q for q in asked if not q.open):
        values = [choice.value for choice in question.choices]
        names = {choice.value: localize_plain(choice.label) for choice in question.choices}
        key = questions.key_of(question)
        st.session_state[key] = question.settled
        st.selectbox(
            tr("This file holds"),
            values,
            format_func=names.__getitem__,
            key=key,
            on_change=_choose_table,
            args=(question.id, key),
            width=320,
        )


def _choose_table(question: str, key: str) -> None:
    uploads.decide(answers={question: st.session_state[key]})


# --- its columns ----------------------------------------------------------------------------------


def edit_columns(source: SourceReport) -> None:
    """Header → column, editable; a change counts when it is applied."""
    shown = headers_frame(source)
    options = ["", *(f"{table.name}.{column.name}" for table, column in columns_of(source.tables))]
    key = f"imports_columns_{_digest(source.key, language(), *map(str, shown.rows()))}"
    with st.form(f"form_{key}", border=False):
        edited = st.data_editor(
            shown,
            key=key,
            hide_index=True,
            num_rows="fixed",
            disabled=["header", "samples", "how", "note"],
            column_order=["header", "samples", "target", "how", "note"],
            column_config={
                "header": st.column_config.TextColumn(tr("Header in the file"), width=180),
                "samples": st.column_config.TextColumn(tr("For example"), width=220),
                "target": st.column_config.SelectboxColumn(
                    tr("Read as"), options=options, format_func=_target_name, width=220
                ),
                "how": st.column_config.TextColumn(tr("How it was found"), width=170),
                "note": st.column_config.TextColumn(tr("Note"), width=260),
            },
            height="content",
            placeholder="—",
            alt=tr("Which header of the file feeds which column"),
        )
        st.caption(
            tr("Columns with * are required. Double-click a cell under “Read as” to change it.")
        )
        if st.form_submit_button(tr("Apply changes"), icon=":material/check:"):
            changed = changes(shown, cast(pl.DataFrame, edited))
            if changed:
                uploads.decide(maps={(source.key, header): to for header, to in changed.items()})
                st.rerun()


def changes(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, str]:
    """Header → column ("" for none) where the person chose another one."""
    pairs = zip(before["header"], before["target"], after["target"], strict=True)
    return {header: now or "" for header, was, now in pairs if (now or "") != (was or "")}


def headers_frame(source: SourceReport) -> pl.DataFrame:
    """Return one row per header of the file, in its order."""
    values = samples.samples(source)
    rows = [
        {
            "header": header,
            "samples": values.get(header, ""),
            "target": _target(at),
            "how": _how(at),
            "note": _note(at),
        }
        for position, header in enumerate(source.raw_table.headers)
        if header.strip() and (at := [m for m in source.mapped if m.position == position])
    ]
    return pl.DataFrame(
        rows, schema=dict.fromkeys(("header", "samples", "target", "how", "note"), pl.String)
    )


def _target(at: Sequence[Mapped]) -> str:
    first = at[0]
    return f"{first.table}.{first.column}" if first.used and first.table else ""


def _how(at: Sequence[Mapped]) -> str:
    first = at[0]
    names = {
        "exact": tr("recognised"),
        "remembered": tr("as confirmed before"),
        "manual": tr("confirmed now"),
        "none": tr("not used"),
    }
    if first.kind == "suggested":
        share = formats.percent(first.confidence, 0)
        return tr("suggestion, {share} alike: not confirmed", share=share)
    return names[first.kind]


def _note(at: Sequence[Mapped]) -> str:
    """What else the header feeds, and what the matcher wants to say."""
    notes: list[str] = [localize_plain(m.note) for m in at if m.note]
    also = [_target_name(f"{m.table}.{m.column}") for m in at[1:] if m.used]
    if also:
        notes.insert(0, tr_plain("also {columns}", columns=formats.listed(also, language())))
    return " ".join(notes)


def _target_name(target: Any) -> str:
    if not target:
        return tr("— not used —")
    table, _, column = target.partition(".")
    declared = TABLES[table]
    name = f"{localize(declared.label)} · {localize(declared.column(column).label)}"
    return f"{name} *" if declared.column(column).required else name


def _digest(*words: str) -> str:
    return hashlib.sha1("\x1f".join(words).encode()).hexdigest()[:12]
