"""The canonical tables: columns, types, labels, header synonyms, allowed words. Imports `words`.

The import template, the data dictionary, the header matcher and the table headers on every page
are made from here, so a column is named in exactly one place.
"""

from __future__ import annotations

from ordertrack.model.columns import Column, Kind, Table
from ordertrack.model.orders import (
    DOCUMENT_TYPES,
    ENDED_WORDS,
    NOT_COUNTED,
    RETURNED_WORDS,
    SIDE_STATES,
    STAGES,
    STATUSES,
)
from ordertrack.model.tables import LEDGER_LAYOUT, TABLES
from ordertrack.model.words import DOCUMENT_WORDS, FLAG_WORDS, SCORE_WORDS, STATUS_WORDS

__all__ = [
    "DOCUMENT_TYPES",
    "DOCUMENT_WORDS",
    "ENDED_WORDS",
    "FLAG_WORDS",
    "LEDGER_LAYOUT",
    "NOT_COUNTED",
    "RETURNED_WORDS",
    "SCORE_WORDS",
    "SIDE_STATES",
    "STAGES",
    "STATUSES",
    "STATUS_WORDS",
    "TABLES",
    "Column",
    "Kind",
    "Table",
]
