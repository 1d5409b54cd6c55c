"""The edits of orders and complaints that the journal keeps, as what is laid over a release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from ordertrack.facts.laid_edits import Edit
from ordertrack.records.journal import KINDS, At, Journal

TABLES: Mapping[str, Literal["orders", "complaints"]] = {
    "order_edit": "orders",
    "complaint_edit": "complaints",
}


def edits_at(journal: Journal, at: At = None) -> Iterator[Edit]:
    """Give all edits as they stood at a position or moment; now without one."""
    for kind, table in TABLES.items():
        declared = KINDS[kind]
        (key,) = declared.key
        for row in journal.rows(kind, at):
            for field in declared.fields:
                if (laid := row[field.name]) is not None:
                    value, replaced = laid["value"], laid["replaced"]
                    yield Edit(table, row[key.name], field.name, value, replaced)
