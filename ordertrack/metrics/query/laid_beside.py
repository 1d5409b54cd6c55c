"""What rules of alerts look at beside their rows: clocks of stages, ends of contracts typed."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ordertrack.facts.select import Select
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.stage_clocks import Limits, clocks
from ordertrack.scope import Scope

CLOCKS = "clocks_of_stages"
# The names that the rule `stage_overdue` uses.
CLOCK_COLUMNS = (
    *("order_no AS clock_order", "stage AS clock_stage", "clock AS clock_kind"),
    *("due AS clock_due", "ended AS clock_ended", "over AS clock_over"),
)
TYPED_ENDS, CONTRACTS = "typed_contract_ends", "contracts_now"
# A contract whose end people typed; of a customer without one in the data, too.
CONTRACTS_NOW = """
SELECT c.customer_id, c.customer_name, COALESCE(w.typed_end, c.contract_end) AS contract_end,
       c.sales_rep, c.sales_rep_name, c.team, c.region, c.channel
FROM {prefix}contract_facts AS c
LEFT JOIN typed_contract_ends AS w ON w.typed_customer = c.customer_id
UNION ALL
SELECT w.typed_customer, COALESCE(m.name, b.customer_name, w.typed_customer), w.typed_end,
       m.owner, COALESCE(p.name, m.owner), p.team, m.region, m.acquisition_channel
FROM typed_contract_ends AS w
JOIN (
    SELECT customer_id, MAX(customer_name) AS customer_name
    FROM {prefix}order_facts WHERE customer_id IS NOT NULL GROUP BY customer_id
) AS b ON b.customer_id = w.typed_customer
LEFT JOIN {prefix}customers AS m ON m.customer_id = w.typed_customer
LEFT JOIN {prefix}people AS p ON p.sales_rep = m.owner
WHERE w.typed_customer NOT IN (SELECT customer_id FROM {prefix}contract_facts)
"""


def with_clocks(rows: Select, limits: Limits, scope: Scope, reader: Reader, prefix: str) -> Select:
    """Return rows of orders, each once for every stage whose clock has started."""
    found = clocks(limits, rows, scope, reader, prefix)
    if found is None:  # nothing has a limit, and the rule is off
        return rows.filtered("FALSE")
    named = found.nested("one_clock").of(*CLOCK_COLUMNS)
    return rows.joined(f"JOIN {CLOCKS} ON clock_order = order_no").using(CLOCKS, named)


def with_typed_ends(rows: Select, ends: pl.DataFrame, prefix: str) -> Select:
    """Return rows of contracts with the ends that people typed in the place of those in the data.

    Args:
        ends: typed_customer, typed_end.
    """
    if ends.is_empty():
        return rows
    now = Select.text(CONTRACTS_NOW.format(prefix=prefix), rows.access)
    typed = replace(now, frames={TYPED_ENDS: ends})
    source = rows.source.replace(f"{prefix}contract_facts", CONTRACTS, 1)
    return replace(rows, source=source).using(CONTRACTS, typed)
