"""Tables as a viewer may see them: named queries that stand below everything a question asks.

Each query has the name of the table that it stands for, so that no SQL, however it was written,
reads a row or a column past it. Imports `access`, `facts` and `schema`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ordertrack.access import Access
from ordertrack.facts.select import PAST, one_of
from ordertrack.facts.sql_views import CREDITED
from ordertrack.facts.steps import order_sums
from ordertrack.facts.tables import FACT_TABLES, LINES, TIER, TIERS, FactTable
from ordertrack.warehouse.schema import READABLE, credited, fields

LINES_TABLE = FACT_TABLES[LINES.table]
NAME = re.compile(r"\w+")
# What an order shows of itself to somebody who sees only some of its lines comes from those alone.
OF_SEEN_LINES = (
    *("line_count", "first_product", "product_count", "amount", "quantity", "quantity_delivered"),
    *("promised_first", "promised_latest", "promise_changes", "delivered_at", "lines_delivered"),
    *("slack_first", "slack_latest", "lines_short", "lines_unmeasured"),
)
# What belongs to the order as a whole, so that its lines cannot tell it apart.
OF_WHOLE_ORDERS = ("amount", "paid_amount", "quantity")
# Other tables show what the orders, lines and complaints that are seen speak of.
SEEN_BY: Mapping[str, tuple[str, ...]] = {
    "complaints": ("complaint_id IN (SELECT complaint_id FROM {past}complaint_facts)",),
    "order_lines": (
        "EXISTS (SELECT 1 FROM {past}line_facts AS seen WHERE seen.order_no = t.order_no "
        "AND seen.line_no = t.line_no)",
    ),
    "customers": (
        "customer_id IN (SELECT customer_id FROM {past}order_facts)",
        "customer_id IN (SELECT customer_id FROM {past}orders)",
    ),
    "products": ("product IN (SELECT product FROM {past}line_facts)",),
    "credits": ("order_no IN (SELECT order_no FROM {past}order_facts)",),
    "credit_facts": ("order_no IN (SELECT order_no FROM {past}order_facts)",),
    "people": ("sales_rep IN (SELECT sales_rep FROM {past}order_facts)",),
}
NEEDS: Mapping[str, tuple[str, ...]] = {
    "complaints": ("complaint_facts",),
    "complaint_facts": ("line_facts",),
    "order_lines": ("line_facts",),
    "customers": ("order_facts", "orders"),
    "products": ("line_facts",),
    "people": ("order_facts",),
    "orders": ("seen_orders", "order_facts"),
    "order_facts": ("seen_orders",),
    "seen_orders": ("line_facts",),
    "credits": ("order_facts",),
    "credit_facts": ("order_facts",),
    **{view: (table, "credit_facts") for table, view in CREDITED.items()},
}
ORDER = ("line_facts", "seen_orders", "order_facts", "complaint_facts", "orders", "credit_facts")
CREDITED_BY_VIEW = {view: table for table, view in CREDITED.items()}


def visible(
    sql: str, access: Access, schema: str, past: str | None = None
) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    """Return the named queries that a question needs in front of it, and their parameters.

    Args:
        sql: the question; what it does not name needs no query.
        schema: where the tables of the reader's release are.
        past: where those of an earlier release are, for names that begin with `past_`.
    """
    here = _Release(access, schema, "").queries(sql)
    before = _Release(access, past, PAST).queries(sql) if past else []
    params = conditions(access, LINES_TABLE, "")[1] if here else {}
    return here + before, params | (conditions(access, LINES_TABLE, PAST)[1] if before else {})


class _Release:
    """The queries over the tables of one release."""

    def __init__(self, access: Access, schema: str, prefix: str) -> None:
        self.access = access
        self.schema = schema
        self.prefix = prefix

    def queries(self, sql: str) -> list[tuple[str, str]]:
        """Return the queries for the tables that the SQL names, and for those that they need."""
        found = set(NAME.findall(sql))
        wanted = [table for table in READABLE if f"{self.prefix}{table}" in found]
        if self.access.sees_every_row and not self.access.hidden and not self.prefix:
            return []
        if self.access.sees_every_row:  # only a view over shared orders is made of others
            made_of = (need for name in wanted for need in _made_of(name))
            names = list(dict.fromkeys((*wanted, *made_of)))
        else:
            names = _with_needs(wanted)
        names.sort(key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
        return [(f"{self.prefix}{name}", self.query(name)) for name in names]

    def query(self, table: str) -> str:
        """Return one table as it may be seen."""
        if table == "seen_orders":
            return self.seen_orders()
        if table in CREDITED_BY_VIEW:  # over the tables as they are seen
            return credited(CREDITED_BY_VIEW[table], self.prefix)
        source, where = f"{self.schema}.{table} AS t", ""
        replaced: dict[str, str] = {}
        if not self.access.sees_every_row:
            where = f" WHERE {self.condition(table)}"
            if table in ("orders", "order_facts") and self.by_lines:
                source, replaced = self.of_seen_lines(table)
        columns = ", ".join(self.column(table, name, replaced) for name in fields(table))
        return f"SELECT {columns} FROM {source}{where}"

    def column(self, table: str, name: str, replaced: Mapping[str, str]) -> str:
        """Return a column, or nothing of its type where it is hidden."""
        if name in self.access.hidden:
            return f"CAST(NULL AS {fields(table)[name]}) AS {name}"
        return f"{replaced[name]} AS {name}" if name in replaced else f"t.{name}"

    @property
    def by_lines(self) -> bool:
        """Whether it depends on their lines which orders are seen, and how much of them."""
        return any(name in LINES.dimensions for name in self.access.dimensions)

    def condition(self, table: str) -> str:
        """Return the condition on the rows of a table."""
        if table in ("orders", "order_facts") and self.by_lines:
            return "TRUE"  # joined with the lines that are seen
        if table == "complaint_facts" and self.by_lines:
            return f"t.order_no IN (SELECT order_no FROM {self.prefix}line_facts)"
        if table in FACT_TABLES:
            return conditions(self.access, FACT_TABLES[table], self.prefix, self.schema)[0]
        if table == "orders":
            return f"t.order_no IN (SELECT order_no FROM {self.prefix}order_facts)"
        # A table that does not say whose its rows are shows none of them.
        return " OR ".join(SEEN_BY.get(table, ("FALSE",))).format(past=self.prefix)

    def seen_orders(self) -> str:
        """Return the orders with a line that is seen, with what those lines add up to."""
        return order_sums(f"{self.prefix}line_facts")

    def of_seen_lines(self, table: str) -> tuple[str, dict[str, str]]:
        """Return the orders beside their lines that are seen, and what is told of those alone."""
        source = (
            f"{self.schema}.{table} AS t JOIN {self.prefix}seen_orders AS s "
            "ON s.order_no = t.order_no"
        )
        whole = "t"
        if table == "orders":
            source += f" JOIN {self.schema}.order_facts AS w ON w.order_no = t.order_no"
            whole = "w"
        of_lines = {
            name: f"CASE WHEN s.line_count = {whole}.line_count THEN t.{name} END"
            for name in OF_WHOLE_ORDERS
        }
        if table == "order_facts":
            of_lines |= {name: f"s.{name}" for name in OF_SEEN_LINES}
        return source, of_lines


def _made_of(name: str) -> tuple[str, ...]:
    return NEEDS[name] if name in CREDITED_BY_VIEW else ()


def _with_needs(wanted: Sequence[str]) -> list[str]:
    found = list(wanted)
    for name in found:
        found += [need for need in NEEDS.get(name, ()) if need not in found]
    return found


def conditions(
    access: Access, table: FactTable, prefix: str, schema: str = ""
) -> tuple[str, dict[str, Any]]:
    """Return what a row of a fact table must meet to be seen, with parameters.

    Of salespeople's own orders are also those in which they have a share.

    An alternative by a dimension that the table does not hold lets none of its rows through.
    """
    alternatives: list[str] = []
    params: dict[str, Any] = {}
    for place, alternative in enumerate(access.any_of):
        if any(not table.has(name) or table.bridge(name) for name, _ in alternative):
            continue
        parts = []
        for name, wanted in alternative:
            start = f"{prefix}access_{place}_{name}"
            column = f"t.{table.customer}" if name == TIER else f"t.{table.column(name).key}"
            part, values = (
                in_tiers(column, wanted, start, f"{prefix}{TIERS}")
                if name == TIER
                else one_of(column, wanted, start)
            )
            if name == "sales_rep" and table.name in CREDITED:
                shared = one_of("sales_rep", wanted, start)[0]
                mine = f"SELECT order_no FROM {schema}.credit_facts WHERE {shared}"
                part = f"({part} OR t.order_no IN ({mine}))"
            parts.append(part)
            params |= values
        alternatives.append(f"({' AND '.join(parts)})" if parts else "TRUE")
    return (f"({' OR '.join(alternatives)})" if alternatives else "FALSE"), params


def in_tiers(
    customer: str, wanted: Sequence[str], start: str, tiers: str
) -> tuple[str, dict[str, Any]]:
    """Return the condition that a customer has one of these tiers, with parameters."""
    tier, values = one_of("tier", wanted, start)
    ranked = f"{customer} IN (SELECT tier_customer FROM {tiers} WHERE {tier})"
    if "" not in wanted:
        return ranked, values
    unranked = f"{customer} NOT IN (SELECT tier_customer FROM {tiers})"
    return f"({ranked} OR {customer} IS NULL OR {unranked})", values
