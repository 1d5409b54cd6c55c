"""Flat exports → orders and order lines. Contradictions are rejected with their reason.

An order's fields may be repeated on every line, or stand on its first line only; a file may have
one row per order. Imports words and its siblings.
"""

from __future__ import annotations

from typing import Literal

from ordertrack.intake.column_names import (
    CUSTOMER,
    LINE_NO,
    ORDER_DATE,
    names_of,
    prefixed,
    unprefixed,
)
from ordertrack.intake.rows.duplicates import open_group
from ordertrack.intake.rows.line_numbers import (
    all_live,
    numbered_lines,
    place_lines,
    renumbered,
)
from ordertrack.intake.rows.order_fields import fold_orders, order_columns_of
from ordertrack.intake.rows.workspace import DUPLICATE, FileGroup, Layer, Workspace, joined
from ordertrack.model import TABLES

OnConflict = Literal["leave-out", "append-day", "append-customer"]

_LISTED = "array_to_string(list_slice(list_sort(list(DISTINCT {value})), 1, 5), ', ')"


def split_orders(
    workspace: Workspace, group: FileGroup, on_conflict: OnConflict = "leave-out"
) -> list[Layer]:
    """Split a group of flat files, or of order lines alone; what is accepted, by table."""
    key = ("order_no", LINE_NO) if LINE_NO in group.columns else None
    open_group(workspace, group, key)
    workspace.table("renumbered", "SELECT 0::UBIGINT AS _at, '' AS order_no WHERE FALSE")
    orders = _orders(workspace, group, on_conflict)
    if orders and group.by_line:
        return [orders]
    lines = write_lines(workspace, group)
    place_rejected(workspace, group)
    return [orders, lines] if orders else [lines]


def conflicts_in(workspace: Workspace) -> int:
    """How many order numbers of the group stood for two customers or two days."""
    return int(workspace.one("SELECT COUNT(*) FROM conflicts"))


# --- orders ---


def _orders(workspace: Workspace, group: FileGroup, on_conflict: OnConflict) -> Layer | None:
    columns = order_columns_of(group)
    if not columns:
        workspace.table("conflicts", "SELECT '' AS order_no WHERE FALSE")
        settle_lines(workspace, group)
        return None
    group_by_order(workspace, columns)
    if resolve_conflicts(workspace, group, on_conflict) + settle_lines(workspace, group):
        group_by_order(workspace, columns)
    return fold_orders(workspace, group, columns)


def group_by_order(workspace: Workspace, columns: list[str]) -> None:
    """Make `per_order` (first line, whether its lines agree) and `mixed` (lines that do not)."""
    workspace.view("orders_live", renumbered(workspace, "live"))
    workspace.table(
        "per_order",
        "SELECT order_no, MIN(_at) AS first_at, MIN(h) = MAX(h) AS same,"
        " MAX(_at) - MIN(_at) + 1 = COUNT(*) AS together FROM"
        f" (SELECT order_no, _at, hash({joined(columns)}) AS h FROM orders_live) GROUP BY order_no",
    )
    some = workspace.one("SELECT COUNT(*) FROM per_order WHERE NOT same")
    only = "SEMI JOIN (FROM per_order WHERE NOT same) AS p ON p.order_no = n.order_no"
    workspace.table("mixed", f"SELECT n.* FROM orders_live AS n {only if some else 'WHERE FALSE'}")


# --- one number, two customers or two days ---


def resolve_conflicts(workspace: Workspace, group: FileGroup, on_conflict: OnConflict) -> int:
    """Reject the rows of ambiguous order numbers, or give each its own number."""
    if not find_conflicts(workspace, group):
        return 0
    if on_conflict == "leave-out":
        return leave_out(workspace, group)
    append_to_numbers(workspace, group, on_conflict)
    found = workspace.one("SELECT COUNT(*) FROM conflicts")
    group_by_order(workspace, order_columns_of(group))
    if find_conflicts(workspace, group, "conflicts_left"):
        leave_out(workspace, group, "conflicts_left")
    return int(found)


def find_conflicts(workspace: Workspace, group: FileGroup, name: str = "conflicts") -> int:
    customers = f"COUNT(DISTINCT {CUSTOMER}) > 1" if CUSTOMER in group.columns else "FALSE"
    days = (
        f"COUNT(DISTINCT CAST({ORDER_DATE} AS DATE)) > 1"
        if ORDER_DATE in group.columns
        else "FALSE"
    )
    cases = [f"CASE WHEN {customers} THEN {_LISTED.format(value=CUSTOMER)}"] * (
        CUSTOMER in group.columns
    ) + [f"CASE WHEN {days} THEN {_LISTED.format(value=f'CAST({ORDER_DATE} AS DATE)')}"] * (
        ORDER_DATE in group.columns
    )
    other = " ELSE ".join(cases) + " END" * len(cases) if cases else "NULL"
    return workspace.table(
        name,
        f"SELECT order_no, {customers} AS customers, {other} AS other FROM mixed GROUP BY order_no"
        f" HAVING {customers} OR {days}",
    )


def leave_out(workspace: Workspace, group: FileGroup, name: str = "conflicts") -> int:
    rows = workspace.reject(
        "SELECT m._src AS src, m._row AS row,"
        f" CASE WHEN c.customers THEN '{CUSTOMER}' ELSE '{ORDER_DATE}' END AS column_name,"
        " c.order_no AS value,"
        " CASE WHEN c.customers THEN 'two-customers' ELSE 'two-days' END AS code, c.other"
        f" FROM mixed AS m JOIN {name} AS c ON c.order_no = m.order_no"
    )
    workspace.refresh(group)
    return rows


def append_to_numbers(workspace: Workspace, group: FileGroup, on_conflict: OnConflict) -> None:
    """The order number with its day or customer; blank ones take it from the line before."""
    value = CUSTOMER
    if on_conflict == "append-day":
        value = f"strftime({ORDER_DATE}, '%Y%m%d')"
    before = f"LAST_VALUE({value} IGNORE NULLS) OVER (PARTITION BY m.order_no ORDER BY _at)"
    workspace.table(
        "renumbered",
        f"SELECT _at, order_no || COALESCE('-' || mark, '') AS order_no FROM"
        f" (SELECT m._at, m.order_no, {before} AS mark FROM mixed AS m SEMI JOIN conflicts AS c"
        " ON c.order_no = m.order_no)",
    )


# --- lines ---


def settle_lines(workspace: Workspace, group: FileGroup) -> int:
    """Reject lines that stand twice with different contents; how many rows left."""
    if group.by_line:
        return 0
    unknown = reject_unknown_lines(workspace, group)
    if not may_stand_twice(workspace, group):
        return unknown
    numbered = numbered_lines(workspace, group)
    workspace.table(
        "twice",
        f"SELECT hash(order_no, {LINE_NO}) AS h FROM ({numbered}) GROUP BY h HAVING COUNT(*) > 1",
    )
    if not workspace.one("SELECT COUNT(*) FROM twice"):
        return unknown
    again = f"SEMI JOIN twice AS t ON t.h = hash(n.order_no, n.{LINE_NO})"
    workspace.table("same_lines", f"SELECT n.* FROM ({numbered}) AS n {again}")
    left = skip_same_lines(workspace, group) + reject_unlike_lines(workspace)
    workspace.refresh(group)
    return left + unknown


def may_stand_twice(workspace: Workspace, group: FileGroup) -> bool:
    """Whether two lines may have one number: an order made unique may meet one of that name."""
    if workspace.run("FROM renumbered LIMIT 1"):
        return True
    if LINE_NO in group.columns:
        return bool(workspace.run("FROM repeated LIMIT 1"))
    return len(group.files) > 1  # those of one file are numbered by us


def reject_unknown_lines(workspace: Workspace, group: FileGroup) -> int:
    """A file without products and amounts only updates lines that are already there."""
    if _whole(group):
        return 0
    workspace.view_known("order_lines")
    rows = workspace.reject(
        f"SELECT n._src AS src, n._row AS row, 'order_no' AS column_name,"
        f" n.order_no || ' / ' || n.{LINE_NO} AS value, 'unknown-key' AS code, NULL AS other"
        f" FROM ({numbered_lines(workspace, group)}) AS n ANTI JOIN known_order_lines AS k"
        f" ON k.order_no = n.order_no AND k.line_no = n.{LINE_NO}"
    )
    workspace.refresh(group)
    return rows


def _whole(group: FileGroup) -> bool:
    """Whether the lines of the group can stand on their own."""
    needed = {prefixed("order_lines", c.name) for c in TABLES["order_lines"].required}
    return needed - {LINE_NO} <= set(group.columns)


def skip_same_lines(workspace: Workspace, group: FileGroup) -> int:
    """The same line in a later file counts once, where both say the same of line and order."""
    names = [*names_of("order_lines", tuple(group.columns)), *order_columns_of(group)]
    contents = joined(dict.fromkeys(names))
    if LINE_NO not in group.columns:
        contents = f"{contents}, {LINE_NO}"
    place = f"ROW_NUMBER() OVER (PARTITION BY {contents} ORDER BY _at)"
    first = f"MIN(_src) OVER (PARTITION BY {contents})"
    workspace.table("placed", f"SELECT *, {place} AS n, {first} AS first_src FROM same_lines")
    again = "SELECT _src AS src, _row AS row FROM placed WHERE n > 1 AND _src > first_src"
    return workspace.skip(again, DUPLICATE)


def reject_unlike_lines(workspace: Workspace) -> int:
    many = f"COUNT(*) OVER (PARTITION BY order_no, {LINE_NO})"
    rest = "same_lines AS s ANTI JOIN gone AS g ON g.src = s._src AND g.row = s._row"
    files = f"COUNT(DISTINCT _src) OVER (PARTITION BY order_no, {LINE_NO}) > 1"
    return workspace.reject(
        f"SELECT _src AS src, _row AS row, '{LINE_NO}' AS column_name,"
        f" order_no || ' / ' || {LINE_NO} AS value,"
        " CASE WHEN files THEN 'line-in-two-files' ELSE 'line-twice' END AS code, NULL AS other"
        f" FROM (SELECT s.*, {many} AS many, {files} AS files FROM {rest}) WHERE many > 1"
    )


def write_lines(workspace: Workspace, group: FileGroup) -> Layer:
    names = [
        n for n in names_of("order_lines", tuple(group.columns)) if n not in ("order_no", LINE_NO)
    ]
    called = {"line_no": LINE_NO, **{unprefixed(name): name for name in names}}
    kept, whole, sources = ("order_no", *called), _whole(group), tuple(group.sources)
    if are_as_checked(workspace, group):
        (checked,) = group.files
        return Layer("order_lines", checked.path, checked.rows, kept, whole, sources, called)
    columns = joined(f"{name} AS {new}" for new, name in called.items())
    query = f"SELECT order_no, {columns} FROM ({numbered_lines(workspace, group)})"
    path, rows = workspace.write("order_lines", query)
    return Layer("order_lines", path, rows, kept, whole, sources)


def are_as_checked(workspace: Workspace, group: FileGroup) -> bool:
    """Whether every row of one checked file is a line as it stands there."""
    one = len(group.files) == 1
    return one and are_as_numbered(workspace, group) and all_live(workspace, group)


def are_as_numbered(workspace: Workspace, group: FileGroup) -> bool:
    """Whether orders and lines have the numbers that the file gives them."""
    return LINE_NO in group.columns and not workspace.run("FROM renumbered LIMIT 1")


def place_rejected(workspace: Workspace, group: FileGroup) -> None:
    """Note the line number of rejected rows, where the file has none of its own."""
    if LINE_NO in group.columns:
        return
    if not workspace.run(f"FROM rejected WHERE src IN ({joined(group.sources)}) LIMIT 1"):
        return
    place_lines(workspace, group)
    workspace.run(
        f"UPDATE rejected SET line_no = p.{LINE_NO} FROM placed_lines AS p"
        " WHERE p._src = rejected.src AND p._row = rejected.row"
    )
