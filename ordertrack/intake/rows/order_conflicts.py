"""One order number for two orders, within the files or beside the release: asked, then numbered
apart or rejected. Imports warehouse and its siblings.
"""

from __future__ import annotations

from pathlib import Path

from ordertrack.intake.column_names import APPENDED, CUSTOMER, CUSTOMER_NAME, ORDER_DATE
from ordertrack.intake.rows.sql import joined, literal
from ordertrack.intake.rows.workspace import Conflict, OnConflict, Workspace

_LISTED = "array_to_string(list_slice(list_sort(list(DISTINCT {value})), 1, 5), ', ')"
_DAY = f"CAST({ORDER_DATE} AS DATE)"
_RELEASED = ("order_no", "customer_id", "customer_name", "order_date")
SAMPLES = 3


def number_apart(workspace: Workspace) -> None:
    """Settle the order numbers of the group in use; make `orders_live`, `per_order`, `mixed`."""
    group_by_order(workspace, workspace.group.order_columns)
    workspace.conflicts = resolve_conflicts(workspace)


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


def resolve_conflicts(workspace: Workspace) -> list[Conflict]:
    """Reject the rows of ambiguous order numbers, or give each its own number.

    Needs `per_order` and `mixed`; both are made anew when something changed.
    """
    group = workspace.group
    for way in dict.fromkeys((group.on_conflict, group.on_known)):
        keep_earlier_numbers(workspace, way, group.order_columns)
    found = [
        _settle(workspace, known=False, way=group.on_conflict, columns=group.order_columns),
        _settle(workspace, known=True, way=group.on_known, columns=group.order_columns),
    ]
    return [conflict for conflict in found if conflict]


def _settle(
    workspace: Workspace, known: bool, way: OnConflict, columns: list[str]
) -> Conflict | None:
    if not (find_known(workspace) if known else find_conflicts(workspace)):
        return None
    conflict = describe(workspace, known)
    if way == "replace" and known:
        return conflict
    if way in conflict.ways:
        renumber(workspace, way, "conflicts")
    else:
        leave_out(workspace)
    group_by_order(workspace, columns)
    return conflict


# --- finding them ---


def find_conflicts(workspace: Workspace) -> int:
    """Make `conflicts`: order numbers of the files for two customers or two days; how many."""
    tests = {
        CUSTOMER: (f"COUNT(DISTINCT {CUSTOMER}) > 1", CUSTOMER),
        ORDER_DATE: (f"COUNT(DISTINCT {_DAY}) > 1", _DAY),
    }
    there = {column: test for column, test in tests.items() if column in workspace.columns}
    customers = there[CUSTOMER][0] if CUSTOMER in there else "FALSE"
    either = " OR ".join(test for test, _ in there.values()) or "FALSE"
    cases = [f"WHEN {test} THEN {_LISTED.format(value=value)}" for test, value in there.values()]
    other = f"CASE {' '.join(cases)} END" if cases else "NULL"
    return workspace.table(
        "conflicts",
        f"SELECT order_no, {customers} AS customers, {other} AS other"
        f" FROM mixed GROUP BY order_no HAVING {either}",
    )


def find_known(workspace: Workspace) -> int:
    """Make `conflicts`: orders of another customer and another day than the release has."""
    released = _released_orders(workspace)
    if released is None:
        return workspace.table("conflicts", "SELECT '' AS order_no WHERE FALSE")
    names = [name for name in (CUSTOMER, CUSTOMER_NAME) if name in workspace.columns]
    called = joined(f"n.{name}" for name in names)
    return workspace.table(
        "conflicts",
        f"SELECT r.order_no, TRUE AS customers, ANY_VALUE(COALESCE({called}) || ' · '"
        f" || CAST({_DAY} AS VARCHAR) || ' / ' || COALESCE(r.customer_name, r.customer_id)"
        " || ' · ' || CAST(CAST(r.order_date AS DATE) AS VARCHAR)) AS other"
        f" FROM orders_live AS n JOIN ({released}) AS r ON r.order_no = n.order_no"
        f" WHERE COALESCE({called}) IS NOT NULL AND {_DAY} IS NOT NULL"
        " GROUP BY r.order_no HAVING"
        f" BOOL_AND(COALESCE(NOT list_has_any([{called}],"
        " [COALESCE(r.customer_id, r.customer_name), COALESCE(r.customer_name, r.customer_id)]),"
        " FALSE))"
        f" AND BOOL_AND({_DAY} <> CAST(r.order_date AS DATE))",
    )


def _released_orders(workspace: Workspace) -> str | None:
    if not {CUSTOMER, ORDER_DATE} <= set(workspace.columns):
        return None
    path = workspace.released.file("orders", _RELEASED)
    return f"FROM read_parquet({literal(path)})" if path else None


def describe(workspace: Workspace, known: bool) -> Conflict:
    """Say of `conflicts` how many there are, what they look like and what tells them apart."""
    listed = f"SELECT order_no || ': ' || other FROM conflicts ORDER BY order_no LIMIT {SAMPLES}"
    rows = "SELECT COUNT(*) FROM orders_live SEMI JOIN conflicts USING (order_no)"
    return Conflict(
        known,
        int(workspace.one("SELECT COUNT(*) FROM conflicts")),
        int(workspace.one(rows)),
        tuple(sample for (sample,) in workspace.run(listed)),
        tuple(way for way in APPENDED if tells_apart(workspace, way)),
    )


# --- telling them apart ---


def tells_apart(workspace: Workspace, way: str) -> bool:
    """Return whether an order number never stands for two orders once `way` is added to it."""
    if not set(APPENDED[way]) <= set(workspace.columns):
        return False
    rest = [name for name in (CUSTOMER, ORDER_DATE) if name in workspace.columns]
    unlike = " OR ".join(f"COUNT(DISTINCT {_plain(name)}) > 1" for name in rest)
    return not workspace.one(
        f"SELECT COUNT(*) FROM (SELECT 1 FROM ({_marked(way, 'conflicts')}) AS m"
        f" JOIN orders_live AS n ON n._at = m._at GROUP BY m.order_no, m.mark HAVING {unlike})"
    )


def _plain(name: str) -> str:
    return _DAY if name == ORDER_DATE else name


def _marked(way: str, conflicts: str | None) -> str:
    """Rows with order number and mark; blank ones take it from the line before."""
    marks = []
    for name in APPENDED[way]:
        value = f"strftime({ORDER_DATE}, '%Y%m%d')" if name == ORDER_DATE else name
        marks.append(f"LAST_VALUE({value} IGNORE NULLS) OVER (PARTITION BY order_no ORDER BY _at)")
    only = f" SEMI JOIN {conflicts} USING (order_no)" if conflicts else ""
    mark = f"NULLIF(concat_ws('-', {joined(marks)}), '')"
    return f"SELECT _at, order_no, {mark} AS mark FROM orders_live{only}"


def renumber(workspace: Workspace, way: str, conflicts: str) -> None:
    """Add customer, day or both to the order numbers of `conflicts`."""
    new = f"SELECT _at, order_no || COALESCE('-' || mark, '') FROM ({_marked(way, conflicts)})"
    give_numbers(workspace, new)


def give_numbers(workspace: Workspace, query: str) -> int:
    """Give rows (_at) the order numbers of the query; how many."""
    rows = workspace.table("new_numbers", query)
    if rows:
        workspace.run("DELETE FROM renumbered WHERE _at IN (SELECT _at FROM new_numbers)")
        workspace.run("INSERT INTO renumbered FROM new_numbers")
    return rows


def keep_earlier_numbers(workspace: Workspace, way: OnConflict, columns: list[str]) -> None:
    """Number an order apart where the release has others of its number that were numbered so."""
    path = workspace.released.file("orders", _RELEASED) if way in APPENDED else None
    if path is None or not set(APPENDED[way]) <= set(workspace.columns):
        return
    new = f"SELECT _at, order_no || '-' || mark AS made, order_no FROM ({_marked(way, None)})"
    taken = (
        f"SELECT n._at, n.made AS order_no FROM ({new}) AS n"
        f" SEMI JOIN ({_numbered_apart(path, way)}) AS r ON r.order_no = n.order_no"
    )
    if give_numbers(workspace, taken):
        group_by_order(workspace, columns)


def _numbered_apart(path: Path, way: str) -> str:
    """The numbers to which the release's own customer or day was added, without what was added."""
    day = "strftime(order_date, '%Y%m%d')"
    parts = []
    for customer in ("customer_id", "customer_name"):
        marks = [day if name == ORDER_DATE else customer for name in APPENDED[way]]
        mark = f"'-' || concat_ws('-', {joined(marks)})"
        parts.append(
            f"SELECT left(order_no, length(order_no) - length({mark})) AS order_no"
            f" FROM read_parquet({literal(path)}) WHERE ends_with(order_no, {mark})"
        )
    return " UNION ".join(parts)


def leave_out(workspace: Workspace) -> int:
    """Reject the rows of the order numbers in `conflicts`; how many."""
    rows = workspace.reject(
        "SELECT m._src AS src, m._row AS row,"
        f" CASE WHEN c.customers THEN '{CUSTOMER}' ELSE '{ORDER_DATE}' END AS column_name,"
        " c.order_no AS value,"
        " CASE WHEN c.customers THEN 'two-customers' ELSE 'two-days' END AS code, c.other"
        " FROM orders_live AS m JOIN conflicts AS c ON c.order_no = m.order_no"
    )
    workspace.refresh()
    return rows
