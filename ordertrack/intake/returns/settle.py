"""All that takes back a sale, settled for each raw table before its cells are read.

Imports its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import polars as pl

from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.mapping.settled import Returns
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.returns.dated import dated_by_return
from ordertrack.intake.returns.document_types import settle_document_types
from ordertrack.intake.returns.figures import figure
from ordertrack.intake.returns.looking import Settling, with_known_words
from ordertrack.intake.returns.refunds import settle_refunds
from ordertrack.intake.returns.returned_lists import list_of, released, settled_list
from ordertrack.intake.returns.returned_orders import lines_of_returns, settled_lines
from ordertrack.intake.returns.signs import settle_signs, with_unlike_minus
from ordertrack.intake.returns.statuses import settle_statuses
from ordertrack.warehouse import Reader

_OF_ROWS = (settle_statuses, settle_refunds)


def settle_returns(
    mappings: Sequence[TableMapping], decisions: Decisions, context: Context
) -> Returns:
    """Find document types, unlike signs, refunds and returned orders; ask what is open."""
    settling = Settling(decisions, context, figure)
    typed = [_typed(mapping, settling) if _sells(mapping) else mapping for mapping in mappings]
    found = _came_back(typed, settling)
    unlike = with_unlike_minus([mapping for mapping in found if _sells(mapping)])
    for mapping in found:
        if mapping.src in unlike:
            mapping = settle_signs(mapping, settling)
        for step in _OF_ROWS if _sells(mapping) else ():
            mapping = step(mapping, settling)
        settling.found.mappings.append(mapping)
    return settling.found


def _typed(mapping: TableMapping, settling: Settling) -> TableMapping:
    """Return the mapping with its documents of several types, each on its own day."""
    typed = settle_document_types(with_known_words(mapping), settling)
    return dated_by_return(typed, settling, partial(_worth, settling.context.reader))


def _worth(reader: Reader | None, orders: pl.DataFrame) -> pl.DataFrame:
    if reader is None:
        return pl.DataFrame(schema={"order": pl.String, "value": pl.Float64})
    return released(orders, reader)


def _sells(mapping: TableMapping) -> bool:
    return "orders" in mapping.tables or "order_lines" in mapping.tables


def _came_back(mappings: Sequence[TableMapping], settling: Settling) -> list[TableMapping]:
    """Return the mappings with lists of returned orders and sheets of returns read as such."""
    found = []
    for mapping in mappings:
        if not any(q.kind == "table" and q.answer is not None for q in mapping.questions):
            listed = list_of(mapping)
            if listed is not None:
                others = [other for other in mappings if other is not mapping]
                mapping = settled_list(listed, others, settling)
            elif lines_of_returns(mapping):
                mapping = settled_lines(mapping, settling)
        found.append(mapping)
    return found
