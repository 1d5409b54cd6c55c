"""One order number for two customers or two days: its rows are rejected, or numbered apart.

Imports its siblings.
"""

from __future__ import annotations

from ordertrack.intake.column_names import CUSTOMER, ORDER_DATE
from ordertrack.intake.rows.workspace import Workspace, joined

_LISTED = "array_to_string(list_slice(list_sort(list(DISTINCT {value})), 1, 5), ', ')"


def group_by_order(workspace: Workspace, columns: list[str]) -> None:
    """Make `per_order` (first line, whether its lines agree) and `mixed` (lines that do not)."""
    workspace.view("orders_live", workspace.renumbered("live"))
    workspace.table(
        "per_order",
        "SELECT order_no, MIN(_at) AS first_at, MIN(h) = MAX(h) AS same,"
        " MAX(_at) - MIN(_at) + 1 = COUNT(*) AS together FROM"
        f" (SELECT order_no, _at, hash({joined(columns)}) AS h FROM orders_live) GROUP BY order_no",
    )
    some = workspace.one("SELECT COUNT(*) FROM per_order WHERE NOT same")
    only = "SEMI JOIN (FROM per_order WHERE NOT same) AS p ON p.order_no = n.order_no"
    workspace.table("mixed", f"SELECT n.* FROM orders_live AS n {only if some else 'WHERE FALSE'}")


def resolve_conflicts(workspace: Workspace) -> int:
    """Reject the rows of ambiguous order numbers, or give each its own number."""
    if not find_conflicts(workspace):
        return 0
    if workspace.group.on_conflict == "leave-out":
        return leave_out(workspace)
    append_to_numbers(workspace)
    found = workspace.one("SELECT COUNT(*) FROM conflicts")
    group_by_order(workspace, workspace.group.order_columns)
    if find_conflicts(workspace, "conflicts_left"):
        leave_out(workspace, "conflicts_left")
    return int(found)


def find_conflicts(workspace: Workspace, name: str = "conflicts") -> int:
    """Make a table of the order numbers that stand for two customers or two days; how many."""
    tests = {
        CUSTOMER: (f"COUNT(DISTINCT {CUSTOMER}) > 1", CUSTOMER),
        ORDER_DATE: (
            f"COUNT(DISTINCT CAST({ORDER_DATE} AS DATE)) > 1",
            f"CAST({ORDER_DATE} AS DATE)",
        ),
    }
    there = {column: test for column, test in tests.items() if column in workspace.columns}
    customers = there[CUSTOMER][0] if CUSTOMER in there else "FALSE"
    either = " OR ".join(test for test, _ in there.values()) or "FALSE"
    cases = [f"WHEN {test} THEN {_LISTED.format(value=value)}" for test, value in there.values()]
    other = f"CASE {' '.join(cases)} END" if cases else "NULL"
    return workspace.table(
        name,
        f"SELECT order_no, {customers} AS customers, {other} AS other"
        f" FROM mixed GROUP BY order_no HAVING {either}",
    )


def leave_out(workspace: Workspace, name: str = "conflicts") -> int:
    rows = workspace.reject(
        "SELECT m._src AS src, m._row AS row,"
        f" CASE WHEN c.customers THEN '{CUSTOMER}' ELSE '{ORDER_DATE}' END AS column_name,"
        " c.order_no AS value,"
        " CASE WHEN c.customers THEN 'two-customers' ELSE 'two-days' END AS code, c.other"
        f" FROM mixed AS m JOIN {name} AS c ON c.order_no = m.order_no"
    )
    workspace.refresh()
    return rows


def append_to_numbers(workspace: Workspace) -> None:
    """Add day or customer to the order number; blank ones take it from the line before."""
    value = CUSTOMER
    if workspace.group.on_conflict == "append-day":
        value = f"strftime({ORDER_DATE}, '%Y%m%d')"
    before = f"LAST_VALUE({value} IGNORE NULLS) OVER (PARTITION BY m.order_no ORDER BY _at)"
    workspace.table(
        "renumbered",
        f"SELECT _at, order_no || COALESCE('-' || mark, '') AS order_no FROM"
        f" (SELECT m._at, m.order_no, {before} AS mark FROM mixed AS m SEMI JOIN conflicts AS c"
        " ON c.order_no = m.order_no)",
    )


def conflicts_in(workspace: Workspace) -> int:
    """Return how many order numbers of the group stood for two customers or two days."""
    return int(workspace.one("SELECT COUNT(*) FROM conflicts"))
