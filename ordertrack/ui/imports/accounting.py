"""Every row of every file accounted for: read = accepted + set aside + skipped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.intake.plan import NOT_RECOGNISED, Plan, SourceReport
from ordertrack.intake.rows.workspace import DUPLICATE
from ordertrack.model import TABLES
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import tables
from ordertrack.views import formats


def show_accounting(plan: Plan) -> None:
    """read = accepted + set aside + skipped, for the import and for each file."""
    skipped: dict[str, int] = {}
    for source in plan.sources:
        for kind, rows in source.skipped.items():
            skipped[kind] = skipped.get(kind, 0) + rows
    aside = sum(source.rejected for source in plan.sources)
    st.markdown(account(sum(s.read for s in plan.sources), plan.accepted, aside, skipped))
    if len(plan.sources) > 1:
        _by_file(plan.sources)


def account(read: int, accepted: int, aside: int, skipped: dict[str, int]) -> str:
    """Return the sentence that accounts for every row."""
    kinds = skipped_words(skipped)
    whole = read == accepted + aside + sum(skipped.values())
    text = tr(
        "**{read}** rows read = **{accepted}** accepted + **{aside}** set aside + "
        "**{skipped}** skipped",
        read=read,
        accepted=accepted,
        aside=aside,
        skipped=sum(skipped.values()),
    )
    icon = ":material/check_circle:" if whole else ":material/error:"
    return f"{icon} {text}" + (f" :gray[({kinds})]" if kinds else "")


def skipped_words(skipped: dict[str, int]) -> str:
    """`3 blank, 1 totals row`."""
    names = {
        "blank": tr("blank"),
        "total": tr("totals rows"),
        "footer": tr("notes below the table"),
        "payment": tr("payments"),
        "other": tr("something else"),
        DUPLICATE: tr("exact duplicates"),
        NOT_RECOGNISED: tr("in files that are not used"),
    }
    words = [f"{names.get(kind, kind)} {rows:,}" for kind, rows in skipped.items() if rows]
    return formats.listed(words, language())


def _by_file(sources: Sequence[SourceReport]) -> None:
    by_file(
        [
            {
                "file": source.file + (f" › {source.sheet}" if source.sheet else ""),
                "tables": source.tables,
                "read": source.read,
                "accepted": source.accepted,
                "set_aside": source.rejected,
                "skipped": source.skipped,
            }
            for source in sources
        ]
    )


def by_file(files: Sequence[Mapping[str, Any]]) -> None:
    """Show what became of the rows of each file, as intake and a release report it."""
    rows = [
        {
            **{name: file[name] for name in ("file", "read", "accepted", "set_aside")},
            "skipped": sum(file["skipped"].values()),
            "kinds": skipped_words(file["skipped"]),
            "tables": formats.listed(
                [localize(TABLES[t].label) for t in file["tables"]], language()
            )
            or tr("not used"),
        }
        for file in files
    ]
    tables.show_frame(
        pl.DataFrame(rows),
        hide_index=True,
        height="content",
        column_order=["file", "tables", "read", "accepted", "set_aside", "skipped", "kinds"],
        column_config={
            "file": st.column_config.TextColumn(tr("File"), width=260),
            "tables": st.column_config.TextColumn(tr("Read as")),
            "kinds": st.column_config.TextColumn(tr("Skipped as")),
            **{
                name: st.column_config.NumberColumn(label, format="%,d")
                for name, label in _row_names().items()
            },
        },
        alt=tr("Rows read, accepted, set aside and skipped per file"),
    )


def _row_names() -> dict[str, str]:
    return {
        "read": tr("Rows read"),
        "accepted": tr("Accepted"),
        "set_aside": tr("Set aside"),
        "skipped": tr("Skipped"),
    }
