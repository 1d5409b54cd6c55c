"""Rows that an earlier import set aside, as a file to be imported: with mended cells, or as is.

It has the same columns as the download of an import. Imports its siblings and records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

import polars as pl

from ordertrack.intake.checking.rejected_rows import LABELS, distinct_headers
from ordertrack.intake.spellings import OUR_ID, OUR_LINE, OURS
from ordertrack.records import AsideRow

Layout = tuple[str, str | None, tuple[str, ...]]  # file, sheet, headers


def by_layout(waiting: Sequence[AsideRow]) -> dict[Layout, list[AsideRow]]:
    """Return the rows by the file that they stood in."""
    found: dict[Layout, list[AsideRow]] = {}
    for row in waiting:
        found.setdefault((row.file, row.sheet, row.headers), []).append(row)
    return found


def file_name(layout: Layout) -> str:
    """Return the name of the file with the rows of a layout."""
    file, sheet, _ = layout
    return f"{PurePath(file).stem}{f'-{sheet}' if sheet else ''}-set-aside.csv"


def as_frame(
    rows: Sequence[AsideRow], lang: str, mended: Mapping[str, Mapping[int, str]]
) -> pl.DataFrame:
    """Return the rows with the cells that were mended, by key, and what leads them back."""
    names = distinct_headers(rows[0].headers)
    cells = [
        [mended.get(row.key, {}).get(at, cell) for at, cell in enumerate(row.cells)] for row in rows
    ]
    found = {name: [row[at] for row in cells] for at, name in enumerate(names)}
    ours = {
        f"{OURS} {LABELS['file'].to(lang)}": [row.file for row in rows],
        f"{OURS} {LABELS['row'].to(lang)}": [str(row.row) for row in rows],
        f"{OURS} {LABELS['reason'].to(lang)}": [row.reasons.get(lang, "") for row in rows],
        OUR_ID: [row.key for row in rows],
    }
    if any(row.line_no for row in rows):
        ours[OUR_LINE] = [row.line_no for row in rows]
    return pl.DataFrame(found | ours, schema_overrides=dict.fromkeys((*found, *ours), pl.String))
