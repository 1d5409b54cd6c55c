"""What people wrote into the journal, as a table: interviews, causes of a gap, benchmarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from ordertrack.records.journal import Kind
from ordertrack.views import formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.moments import local_time
from ordertrack.words import Label

BY, AT = Label("Written by", "记录人"), Label("Written", "记录时间")
Choices = Mapping[str, Mapping[str, str]]


def listed(
    kind: Kind,
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    lang: str,
    choices: Choices,
) -> Sheet:
    """Return entries of a kind as a table, the newest first; codes are said in words."""
    declared = {one.name: one for one in (*kind.key, *kind.fields)}
    labels = {name: one.label for name, one in declared.items()}
    labels |= {"changed_by": BY, "changed_at": AT}
    words = {
        name: {code: text.to(lang) for code, text in one.codes.items()} | {**choices.get(name, {})}
        for name, one in declared.items()
    }
    newest = sorted(rows, key=lambda row: row["changed_position"], reverse=True)
    frame = pl.DataFrame(
        [{name: _text(row[name], words.get(name, {})) for name in columns} for row in newest],
        schema=dict.fromkeys(columns, pl.String()),
    )
    kept = (*columns[:2], "changed_by")  # what was written, and by whom: the last to be left out
    shown = (Column(name, labels[name], spare=name not in kept) for name in columns)
    return Sheet(frame, tuple(shown))


def _text(value: Any, words: Mapping[str, str]) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return formats.when(local_time(value))
    return words.get(value, str(value)) if isinstance(value, str) else str(value)
