"""What does not fit between tables: lines without orders, unknown people, other totals.

Imports warehouse, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence

from ordertrack.intake.result import Finding, Severity
from ordertrack.intake.rows.workspace import Layer, Sorter
from ordertrack.warehouse import Staged
from ordertrack.words import Text, t


def table_findings(
    sorter: Sorter,
    staged: Sequence[Staged],
    layers: Sequence[Layer],
) -> list[Finding]:
    """What does not fit between orders, lines and people; mixed currencies."""
    by_table = {part.table: part for part in staged}
    apart = _come_apart(layers)
    found: list[Finding | None] = []
    if "order_lines" in by_table and apart:
        found.append(_lines_without_orders(sorter, by_table["order_lines"]))
    if "orders" in by_table:
        orders = by_table["orders"]
        if apart:
            found.append(_orders_without_lines(sorter, orders))
        found += [_unknown_people(sorter, orders), _currencies(sorter, orders)]
        found.append(_other_totals(sorter, orders, by_table.get("order_lines")))
    if "targets" in by_table:
        found.append(_targets_of_unknown(sorter, by_table["targets"]))
    return [finding for finding in found if finding is not None]


def _come_apart(layers: Sequence[Layer]) -> bool:
    """Whether whole orders and lines come from different files: some may have no counterpart."""
    sources = {
        table: {
            src for part in layers if part.whole and part.table == table for src in part.sources
        }
        for table in ("orders", "order_lines")
    }
    return sources["orders"] != sources["order_lines"]


def _lines_without_orders(sorter: Sorter, lines: Staged) -> Finding | None:
    sorter.show_known("orders")
    query = (
        f"SELECT DISTINCT l.order_no FROM ({lines.query}) AS l"
        " ANTI JOIN known_orders AS k ON k.order_no = l.order_no"
    )
    text = t("{count} order numbers have lines but no order ({examples}): they count nowhere.")
    return _counted(sorter, "lines-without-order", "error", text, query)


def _orders_without_lines(sorter: Sorter, orders: Staged) -> Finding | None:
    sorter.show_known("order_lines")
    if not sorter.one("SELECT COUNT(*) FROM (SELECT 1 FROM known_order_lines LIMIT 1)"):
        return None
    query = (
        f"SELECT o.order_no FROM ({orders.query}) AS o"
        " ANTI JOIN known_order_lines AS k ON k.order_no = o.order_no"
    )
    text = t("{count} orders have no lines ({examples}): their amount is their own total, if any.")
    return _counted(sorter, "orders-without-lines", "info", text, query)


def _counted(
    sorter: Sorter, kind: str, severity: Severity, text: Text, query: str
) -> Finding | None:
    count = sorter.one(f"SELECT COUNT(*) FROM ({query})")
    if not count:
        return None
    rows = sorter.run(f"SELECT * FROM ({query}) ORDER BY 1 LIMIT 5")
    examples = ", ".join(str(row[0]) for row in rows)
    said = Text(text.template, (("count", count), ("examples", examples)))
    return Finding(kind, severity, said, count)


def _unknown_people(sorter: Sorter, orders: Staged) -> Finding | None:
    if "sales_rep" not in orders.columns:
        return None
    sorter.show_known("people")
    if not sorter.one("SELECT COUNT(*) FROM known_people"):
        return None
    query = (
        f"SELECT DISTINCT o.sales_rep FROM ({orders.query}) AS o"
        " ANTI JOIN known_people AS k ON k.sales_rep = o.sales_rep WHERE o.sales_rep IS NOT NULL"
    )
    text = t("{count} salespeople of orders are not in the people table ({examples}).")
    return _counted(sorter, "unknown-people", "warning", text, query)


def _targets_of_unknown(sorter: Sorter, targets: Staged) -> Finding | None:
    sorter.show_known("people")
    if not sorter.one("SELECT COUNT(*) FROM known_people"):
        return None
    query = (
        f"SELECT DISTINCT who FROM ({targets.query}) AS g"
        " ANTI JOIN known_people AS k ON k.sales_rep = g.who WHERE g.level = 'person'"
    )
    text = t("{count} people with targets are not in the people table ({examples}).")
    return _counted(sorter, "unknown-people", "warning", text, query)


def _currencies(sorter: Sorter, orders: Staged) -> Finding | None:
    if "currency" not in orders.columns:
        return None
    query = f"SELECT DISTINCT currency FROM ({orders.query}) WHERE currency IS NOT NULL"
    if sorter.one(f"SELECT COUNT(*) FROM ({query})") < 2:
        return None
    text = t("{count} currencies ({examples}): amounts are added up as they are.")
    return _counted(sorter, "currencies", "error", text, query)


def _other_totals(sorter: Sorter, orders: Staged, lines: Staged | None) -> Finding | None:
    if lines is None or "amount" not in orders.columns or "amount" not in lines.columns:
        return None
    sums = f"SELECT order_no, SUM(amount) AS amount FROM ({lines.query}) GROUP BY order_no"
    query = (
        f"SELECT o.order_no FROM ({orders.query}) AS o"
        f" JOIN ({sums}) AS s ON s.order_no = o.order_no WHERE abs(s.amount - o.amount) >= 0.01"
    )
    text = t(
        "{count} orders have another total than their lines add up to ({examples}): lines count."
    )
    return _counted(sorter, "other-totals", "warning", text, query)
