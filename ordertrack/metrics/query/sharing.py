"""Orders that several people share: each has the part of every amount that his share says.

Split by salesperson, an order counts for each who shares it; filtered by some, once, with what they
have together. The parts of an amount lie side by side in it (see `CREDIT_FACTS`): each is rounded
at both of its ends, so that they add up to the amount exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from ordertrack.facts.select import Select, one_of
from ordertrack.facts.sql_views import CREDITED
from ordertrack.facts.tables import FactTable
from ordertrack.metrics.model.dimensions import Dimension
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.query.conventions import resolved
from ordertrack.metrics.query.reader import Reader
from ordertrack.scope import Scope

Sharing = Literal["split", "filter"]
SHARER = "sales_rep"  # of whom an order may have several
DECIMALS = {"money": 4, "units": 3}


def sharing(
    table: FactTable, dims: Sequence[Dimension], scope: Scope, reader: Reader
) -> Sharing | None:
    """Return how the people who share an order come in; None where nobody asks for them."""
    if table.name not in CREDITED or not reader.covers("credits.share"):
        return None
    if any(dim.name == SHARER for dim in dims):
        return "split"
    return "filter" if scope.values(SHARER) else None


def part_of(amount: str, decimals: int = 4) -> str:
    """Return the part of an amount that a share has."""
    upto, start = (f"ROUND(({amount}) * {at}, {decimals})" for at in ("share_to", "share_from"))
    return f"({upto} - {start})"


def value(measure: Measure, rows: Select, how: Sharing | None, scope: Scope) -> str:
    """Return the SQL of what is summed; of a shared order only the part that is meant."""
    sql = resolved(measure.value, scope.conventions, rows.amount)
    apart = measure.agg == "sum" and not measure.kept and "{amount}" not in measure.value
    if how and apart and measure.unit in DECIMALS:
        return part_of(sql, DECIMALS[measure.unit])
    return sql


def with_shares(select: Select, how: Sharing, scope: Scope, prefix: str) -> Select:
    """Return the rows with the share of each order that is meant, and its amount."""
    wanted = scope.values(SHARER)
    condition, values = one_of(SHARER, wanted, f"filter_{SHARER}")
    select = replace(select, amount=part_of(select.amount), params={**select.params, **values})
    if how == "split":
        return select.filtered(condition) if wanted else select
    shares = (
        "SELECT order_no AS shared_order, MIN(share_from) AS share_from, "
        "MIN(share_from) + SUM(share_to - share_from) AS share_to "
        f"FROM {prefix}{CREDITED['order_facts']} WHERE {condition} GROUP BY order_no"
    )
    return select.joined(f"JOIN ({shares}) AS shares ON shared_order = order_no")
