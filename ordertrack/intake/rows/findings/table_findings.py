"""What does not fit between tables: lines without orders, unknown people, other totals.

Imports warehouse, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence

from ordertrack.intake.finding import Finding
from ordertrack.intake.rows.credit_shares import shares_apart
from ordertrack.intake.rows.sql import literal
from ordertrack.intake.rows.workspace import Layer, Workspace
from ordertrack.model.measure_words import PERCENT_ABOVE
from ordertrack.warehouse import Staged
from ordertrack.words import Text, t


def table_findings(
    workspace: Workspace,
    all_staged: Sequence[Staged],
    layers: Sequence[Layer],
) -> list[Finding]:
    """Return what does not fit between orders, lines and people; guests."""
    by_table = {staged.table: staged for staged in all_staged}
    apart = come_apart(layers)
    found: list[Finding | None] = []
    if "order_lines" in by_table and apart:
        found.append(lines_without_orders(workspace, by_table["order_lines"]))
    if "orders" in by_table:
        orders = by_table["orders"]
        if apart:
            found.append(orders_without_lines(workspace, orders))
        found.append(unknown_salespeople(workspace, orders))
        found.append(guests(workspace, orders))
        found.append(other_totals(workspace, orders, by_table.get("order_lines")))
    if "targets" in by_table:
        found.append(targets_of_unknown(workspace, by_table["targets"]))
        found.append(targets_restated(workspace, by_table["targets"]))
        found.append(targets_of_rates(workspace, by_table["targets"]))
    if "expenses" in by_table:
        found.append(budgets_alone(workspace, by_table["expenses"]))
    if "complaints" in by_table:
        found.append(complaints_of_unknown(workspace, by_table["complaints"]))
    if "credits" in by_table:
        found.append(shares_apart(workspace, by_table["credits"]))
    return [finding for finding in found if finding is not None]


def come_apart(layers: Sequence[Layer]) -> bool:
    """Return whether orders and lines come from different files: some may stand alone."""
    sources = {
        table: {
            src for layer in layers if layer.whole and layer.table == table for src in layer.sources
        }
        for table in ("orders", "order_lines")
    }
    return sources["orders"] != sources["order_lines"]


def lines_without_orders(workspace: Workspace, lines: Staged) -> Finding | None:
    workspace.view_known("orders")
    query = (
        f"SELECT DISTINCT l.order_no FROM ({lines.query}) AS l"
        " ANTI JOIN known_orders AS k ON k.order_no = l.order_no"
    )
    text = t("{count} order numbers have lines but no order ({examples}): they count nowhere.")
    return workspace.counted("lines-without-order", "error", text, query)


def complaints_of_unknown(workspace: Workspace, complaints: Staged) -> Finding | None:
    """Find complaints about orders that nobody knows, such as several numbers in a cell."""
    workspace.view_known("orders")
    if not workspace.one("SELECT COUNT(*) FROM (SELECT 1 FROM known_orders LIMIT 1)"):
        return None
    query = (
        f"SELECT DISTINCT c.order_no FROM ({complaints.query}) AS c"
        " ANTI JOIN known_orders AS k ON k.order_no = c.order_no"
    )
    text = t(
        "{count} order numbers of complaints are not among the orders ({examples}): these"
        " complaints count for no order. A complaint about several orders needs a row for each."
    )
    return workspace.counted("complaints-without-order", "warning", text, query)


def orders_without_lines(workspace: Workspace, orders: Staged) -> Finding | None:
    workspace.view_known("order_lines")
    if not workspace.one("SELECT COUNT(*) FROM (SELECT 1 FROM known_order_lines LIMIT 1)"):
        return None
    query = (
        f"SELECT o.order_no FROM ({orders.query}) AS o"
        " ANTI JOIN known_order_lines AS k ON k.order_no = o.order_no"
    )
    text = t("{count} orders have no lines ({examples}): their amount is their own total, if any.")
    return workspace.counted("orders-without-lines", "info", text, query)


def unknown_salespeople(workspace: Workspace, orders: Staged) -> Finding | None:
    if "sales_rep" not in orders.columns:
        return None
    names = f"SELECT sales_rep FROM ({orders.query}) WHERE sales_rep IS NOT NULL"
    text = t("{count} salespeople of orders are not in the people table ({examples}).")
    return unknown_people(workspace, names, text)


def targets_of_unknown(workspace: Workspace, targets: Staged) -> Finding | None:
    names = f"SELECT who AS sales_rep FROM ({targets.query}) WHERE level = 'person'"
    text = t("{count} people with targets are not in the people table ({examples}).")
    return unknown_people(workspace, names, text)


def targets_restated(workspace: Workspace, targets: Staged) -> Finding | None:
    """Find targets that the release states with another value."""
    before = workspace.released.file("targets", ("period", "level", "who", "measure", "value"))
    if before is None:
        return None
    was, now = (f"rtrim(rtrim({one}.value::VARCHAR, '0'), '.')" for one in "bn")
    query = (
        f"SELECT concat_ws(' ', n.period, n.who, n.measure, {was}, '→', {now})"
        f" FROM ({targets.query}) AS n"
        f" JOIN read_parquet({literal(before)}) AS b ON n.period = b.period AND n.level = b.level"
        " AND n.measure = b.measure AND n.value <> b.value"
        " AND (n.who = b.who OR (n.who IS NULL AND b.level = 'company'))"
    )
    text = t("{count} targets are stated otherwise than before ({examples}): the new ones count.")
    return workspace.counted("targets-restated", "warning", text, query)


def targets_of_rates(workspace: Workspace, targets: Staged) -> Finding | None:
    """Tell how targets of rates were read: whether 90 is 90% is worth a look."""
    rates = ", ".join(f"'{name}'" for name in PERCENT_ABOVE)
    query = (
        f"SELECT DISTINCT measure || ' ' || CAST(CAST(value * 100 AS DECIMAL(18, 2)) AS VARCHAR)"
        f" || '%' FROM ({targets.query}) WHERE measure IN ({rates})"
    )
    text = t("{count} targets of rates were read as percent: {examples}.")
    return workspace.counted("targets-of-rates", "info", text, query)


def budgets_alone(workspace: Workspace, expenses: Staged) -> Finding | None:
    """Find bookings with a budget and no amount: planned, and not known to be spent.

    A file without amounts adds budgets to bookings of the release, which have one.
    """
    if "budget" not in expenses.columns:
        return None
    query = (
        "SELECT concat_ws(' ', e.day, e.category, rtrim(rtrim(e.budget::VARCHAR, '0'), '.'))"
        f" FROM ({expenses.query}) AS e"
    )
    if "amount" in expenses.columns:
        query += " WHERE e.budget IS NOT NULL AND e.amount IS NULL"
    elif before := workspace.released.file("expenses", ("expense_id", "amount")):
        query += (
            f" ANTI JOIN (FROM read_parquet({literal(before)}) WHERE amount IS NOT NULL) AS b"
            " ON b.expense_id = e.expense_id WHERE e.budget IS NOT NULL"
        )
    text = t(
        "{count} rows of expenses have a budget and no amount ({examples}): they count as budget"
        " and not as money spent."
    )
    return workspace.counted("budgets-alone", "warning", text, query)


def unknown_people(workspace: Workspace, names: str, text: Text) -> Finding | None:
    """Find the `sales_rep` of a query that no people table has, where there is one."""
    workspace.view_known("people")
    if not workspace.one("SELECT COUNT(*) FROM known_people"):
        return None
    query = (
        f"SELECT DISTINCT n.sales_rep FROM ({names}) AS n"
        " ANTI JOIN known_people AS k ON k.sales_rep = n.sales_rep"
    )
    return workspace.counted("unknown-people", "warning", text, query)


def guests(workspace: Workspace, orders: Staged) -> Finding | None:
    """Find orders whose customer is blank, where the files name customers."""
    if "customer_id" not in orders.columns:
        return None
    query = f"SELECT order_no FROM ({orders.query}) WHERE customer_id IS NULL"
    text = t(
        "{count} orders have no customer ({examples}): they count as orders and revenue, customer"
        " figures leave them out."
    )
    return workspace.counted("guests", "warning", text, query)


def other_totals(workspace: Workspace, orders: Staged, lines: Staged | None) -> Finding | None:
    if lines is None or "amount" not in orders.columns or "amount" not in lines.columns:
        return None
    living = "SUM(amount) FILTER (WHERE status IS NULL)" if "status" in lines.columns else "NULL"
    sums = (
        f"SELECT order_no, SUM(amount) AS amount, {living} AS living FROM ({lines.query})"
        " GROUP BY order_no"
    )
    query = (
        f"SELECT o.order_no FROM ({orders.query}) AS o"
        f" JOIN ({sums}) AS s ON s.order_no = o.order_no WHERE abs(s.amount - o.amount) >= 0.01"
        " AND abs(COALESCE(s.living, s.amount) - o.amount) >= 0.01"
    )
    text = t(
        "{count} orders have another total than their lines add up to ({examples}): lines count."
    )
    return workspace.counted("other-totals", "warning", text, query)
