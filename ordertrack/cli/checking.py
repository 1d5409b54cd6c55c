"""`check`: whether a release can be read and adds up. Imports warehouse, facts, model, errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ordertrack.access import Access
from ordertrack.errors import WarehouseUnreadable
from ordertrack.facts.select import Select
from ordertrack.facts.steps import FACTS
from ordertrack.model import TABLES
from ordertrack.words import Text, t

if TYPE_CHECKING:
    from ordertrack.warehouse import Reader

# Orders, lines and money must agree in every table; written so that null and null agree. The money
# of what counts: a cancelled order may have lines that were cancelled before it.
TIES = """
SELECT (SELECT COUNT(*) FROM orders) AS orders,
       (SELECT COUNT(*) FROM order_facts) AS facts,
       (SELECT COUNT(DISTINCT order_no) FROM order_facts) AS distinct_facts,
       (SELECT COUNT(DISTINCT order_no) FROM line_facts) AS orders_in_lines,
       (SELECT COALESCE(SUM(amount), 0) FROM order_facts WHERE counted) AS amount_of_orders,
       (SELECT COALESCE(SUM(amount), 0) FROM line_facts WHERE counted) AS amount_of_lines
"""


def problems(reader: Reader) -> Iterator[Text]:
    """What is wrong with the reader's release: unreadable files, other counts, sums that differ."""
    unreadable = False
    try:
        reader.run(_written("SELECT 1"))
    except WarehouseUnreadable as error:  # every table would say the same
        yield error.text
        return
    for table in (*TABLES, *FACTS):
        for problem in _table_problems(reader, table):
            unreadable = True
            yield problem
    if not unreadable:
        yield from _untied(reader)


def _written(sql: str) -> Select:
    """A question about the release itself, whoever may see what of it."""
    return Select.text(sql, Access.everything())


def _table_problems(reader: Reader, table: str) -> Iterator[Text]:
    """Read every column of every file of the table, and compare with what the release noted."""
    try:
        seen = _counted(reader, table)
    except Exception as error:  # whatever DuckDB says about a damaged file is the finding
        yield t("{table} cannot be read: {reason}", table=table, reason=str(error).split("\n")[0])
        return
    noted = reader.release.counts.get(table, {}).get("rows")
    if noted is not None and noted != seen["_rows"]:
        yield t(
            "{table} has {seen} rows, not {noted}.", table=table, seen=seen["_rows"], noted=noted
        )
    for column, filled in seen.items():
        noted = reader.release.coverage.get(f"{table}.{column}")
        if noted is not None and noted != filled:
            yield t(
                "{table}.{column} is filled in {seen} rows, not {noted}.",
                table=table,
                column=column,
                seen=filled,
                noted=noted,
            )


def _counted(reader: Reader, table: str) -> dict[str, int]:
    """Rows of the table, and filled values of every column."""
    query = f"SELECT COUNT(*) AS _rows, COUNT(COLUMNS(*)) FROM {table}"
    return reader.run(_written(query)).row(0, named=True)


def _untied(reader: Reader) -> Iterator[Text]:
    seen = reader.run(_written(TIES)).row(0, named=True)
    grains = {seen[name] for name in ("orders", "facts", "distinct_facts", "orders_in_lines")}
    if len(grains) > 1:
        yield t(
            "{orders} orders became {facts} rows of order facts and {lines} orders with lines.",
            orders=seen["orders"],
            facts=seen["facts"],
            lines=seen["orders_in_lines"],
        )
    if seen["amount_of_orders"] != seen["amount_of_lines"]:
        yield t(
            "The orders add up to {orders}, their lines to {lines}.",
            orders=seen["amount_of_orders"],
            lines=seen["amount_of_lines"],
        )
