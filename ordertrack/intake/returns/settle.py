"""All that takes back a sale, settled for each raw table before its cells are read.

Imports its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence

from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.mapping.settled import Returns
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.returns.document_types import settle_document_types
from ordertrack.intake.returns.figures import figure
from ordertrack.intake.returns.looking import Settling
from ordertrack.intake.returns.refunds import settle_refunds
from ordertrack.intake.returns.returned_orders import returned_orders
from ordertrack.intake.returns.signs import settle_signs
from ordertrack.intake.returns.statuses import settle_statuses

_OF_ROWS = (settle_signs, settle_statuses, settle_refunds)


def settle_returns(
    mappings: Sequence[TableMapping], decisions: Decisions, context: Context
) -> Returns:
    """Find document types, unlike signs, refunds and returned orders; ask what is open."""
    settling = Settling(decisions, context, figure)
    typed = [
        settle_document_types(mapping, settling) if _sells(mapping) else mapping
        for mapping in mappings
    ]
    for mapping in returned_orders(typed, settling):
        for step in _OF_ROWS if _sells(mapping) else ():
            mapping = step(mapping, settling)
        settling.found.mappings.append(mapping)
    return settling.found


def _sells(mapping: TableMapping) -> bool:
    return "orders" in mapping.tables or "order_lines" in mapping.tables
