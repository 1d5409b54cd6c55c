"""Who changed what of a case or of a rule, as a table."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ordertrack.records.journal import Entry, field_label, shown
from ordertrack.views import formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.moments import local_time
from ordertrack.words import Label, Text

LABELS = {
    "when": Label("When", "时间"),
    "who": Label("Who", "操作人"),
    "field": Label("Field", "字段"),
    "before": Label("Before", "之前"),
    "after": Label("After", "之后"),
    "why": Label("Why", "原因"),
}


def history(entries: Sequence[Entry], lang: str) -> Sheet:
    """Return entries of the journal about one subject, the newest first."""
    rows = [
        {
            "when": formats.when(local_time(one.written_at)),
            "who": one.who,
            "field": field_label(one.kind, one.field).to(lang),
            "before": _written(one, one.before, lang),
            "after": _written(one, one.after, lang),
            "why": one.why,
        }
        for one in entries
    ]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(LABELS, pl.String()))
    return Sheet(frame, tuple(Column(name, label) for name, label in LABELS.items()))


def _written(entry: Entry, value: object, lang: str) -> str:
    if value is None:
        return formats.NONE
    said = shown(entry.kind, entry.field, value)
    return said.to(lang) if isinstance(said, Label | Text) else str(said)
