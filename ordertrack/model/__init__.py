"""The canonical tables: columns, types, labels, header synonyms, allowed words."""

from __future__ import annotations

from ordertrack.model.tables import (
    FLAG_WORDS,
    LEDGER_LAYOUT,
    NOT_COUNTED,
    SCORE_WORDS,
    SIDE_STATES,
    STAGES,
    STATUS_WORDS,
    STATUSES,
    TABLES,
    Column,
    Kind,
    Label,
    Table,
)

__all__ = [
    "FLAG_WORDS",
    "LEDGER_LAYOUT",
    "NOT_COUNTED",
    "SCORE_WORDS",
    "SIDE_STATES",
    "STAGES",
    "STATUSES",
    "STATUS_WORDS",
    "TABLES",
    "Column",
    "Kind",
    "Label",
    "Table",
]
