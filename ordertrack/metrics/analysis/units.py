"""What single orders or customers have in a number, by the groups of a dimension.

How sure a sum or a ratio of amounts is shows in how these vary. Imports `query`.
"""

from __future__ import annotations

from typing import Literal

from ordertrack.facts.select import Select
from ordertrack.metrics.model.dimensions import dimensions
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.query import sharing
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source, keys_and_labels, table_of
from ordertrack.scope import Scope

Unit = Literal["order_no", "COALESCE(customer_id, order_no)"]
BY_ORDER: Unit = "order_no"
BY_CUSTOMER: Unit = "COALESCE(customer_id, order_no)"  # a guest's order stands for itself


def of_units(
    measure: Measure,
    dimension: str,
    scope: Scope,
    reader: Reader,
    name: str,
    unit: Unit = BY_ORDER,
) -> Select:
    """Return k (the group), the unit and its value, of each unit that a measure counts.

    The unit's column is `order_no`, also where it is the customer.
    """
    source, dims = Source(scope, reader), dimensions((dimension,))
    rows = source.counting(measure, dims)
    (key,), _ = keys_and_labels(measure, dims, scope)
    column = key.rsplit(" AS ", 1)[0]
    table = table_of(measure, dims, scope)
    value = sharing.value(measure, rows, source.sharing(table, dims), scope)
    value = f"CAST({value} AS DOUBLE)"
    if table.key == ("order_no",) and unit == BY_ORDER:
        return rows.of(f"{column} AS k", "order_no", f"{value} AS {name}")
    chosen = f"{unit} AS order_no"
    return rows.of(f"{column} AS k", chosen, f"SUM({value}) AS {name}", group_by=("1", "2"))
