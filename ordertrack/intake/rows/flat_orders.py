"""Flat exports → orders and order lines. Contradictions are rejected with their reason.

An order's fields may be repeated on every line, or stand on its first line only; a file may have
one row per order. Imports words and its siblings.
"""

from __future__ import annotations

from ordertrack.intake.column_names import LINE_NO, STATUS, names_of, prefixed, unprefixed
from ordertrack.intake.rows.duplicates import open_group, skip_later_files
from ordertrack.intake.rows.known_lines import compared, recognise_lines
from ordertrack.intake.rows.line_events import fold_events, follow_lines
from ordertrack.intake.rows.line_numbers import (
    all_live,
    numbered_lines,
    place_lines,
    with_known_numbers,
)
from ordertrack.intake.rows.new_lines import number_new
from ordertrack.intake.rows.order_conflicts import group_by_order, number_apart
from ordertrack.intake.rows.order_fields import fold_orders
from ordertrack.intake.rows.shared_orders import number_shared
from ordertrack.intake.rows.sql import joined, not_gone
from ordertrack.intake.rows.workspace import FileGroup, Layer, Workspace
from ordertrack.model import TABLES

_NO_NUMBERS = "SELECT 0 AS _src, 0::UBIGINT AS _at, '' AS order_no, '' AS line_no WHERE FALSE"


def split_orders(workspace: Workspace, group: FileGroup) -> list[Layer]:
    """Split a group of flat files, or of order lines alone; what is accepted, by table."""
    key = ("order_no", LINE_NO) if LINE_NO in group.columns else None
    open_group(workspace, group, key)
    workspace.table("known_numbers", _NO_NUMBERS)
    if not group.by_line:
        fold_events(workspace)
    orders = one_row_per_order(workspace)
    if orders and group.by_line:
        return [orders]
    lines = write_lines(workspace)
    place_rejected(workspace)
    follow_lines(workspace)
    return [orders, lines] if orders else [lines]


# --- orders ---


def one_row_per_order(workspace: Workspace) -> Layer | None:
    """Return the orders of the group in use; None when it has lines alone."""
    columns = workspace.group.order_columns
    if not columns:
        settle_lines(workspace)
        return None
    number_apart(workspace)
    if settle_lines(workspace):
        group_by_order(workspace, columns)
    put_in_line_order(workspace)
    return fold_orders(workspace, columns)


def put_in_line_order(workspace: Workspace) -> None:
    """Have the first line of an order be the one of the lowest number, however a file is sorted."""
    numbers = "LEFT JOIN known_numbers AS k ON k._at = m._at"
    number = "k.line_no"
    if LINE_NO in workspace.columns:
        numbers, number = "", f"m.{LINE_NO}"
    elif not workspace.run("FROM known_numbers LIMIT 1"):
        return
    at = f"COALESCE(TRY_CAST({number} AS UBIGINT), m._at)"
    workspace.table("mixed", f"SELECT m.* REPLACE ({at} AS _at) FROM mixed AS m {numbers}")


# --- lines ---


def settle_lines(workspace: Workspace) -> int:
    """Reject lines that stand twice with different contents; how many rows left."""
    if workspace.group.by_line:
        return 0
    if LINE_NO not in workspace.columns:
        place_lines(workspace)
        placed = workspace.renumbered("placed_lines")
        if recognise_lines(workspace, placed):
            number_new(workspace, compared(workspace))
        number_shared(workspace, placed, compared(workspace))
    unknown = reject_unknown_lines(workspace)
    if not may_stand_twice(workspace):
        return unknown
    numbered = numbered_lines(workspace)
    workspace.table(
        "twice",
        f"SELECT hash(order_no, {LINE_NO}) AS h FROM ({numbered}) GROUP BY h HAVING COUNT(*) > 1",
    )
    if not workspace.one("SELECT COUNT(*) FROM twice"):
        return unknown
    again = f"SEMI JOIN twice AS t ON t.h = hash(n.order_no, n.{LINE_NO})"
    workspace.table("same_lines", f"SELECT n.* FROM ({numbered}) AS n {again}")
    left = skip_same_lines(workspace) + reject_unlike_lines(workspace)
    workspace.refresh()
    return left + unknown


def may_stand_twice(workspace: Workspace) -> bool:
    """Return whether two lines may have one number, as where an order was numbered apart."""
    if workspace.run("FROM renumbered LIMIT 1"):
        return True
    if LINE_NO in workspace.columns:
        return bool(workspace.run("FROM repeated LIMIT 1"))
    return len(workspace.group.files) > 1  # those of one file are numbered by us


def reject_unknown_lines(workspace: Workspace) -> int:
    """Reject unknown lines of a file without products and amounts: it only updates lines."""
    if stand_alone(workspace.group):
        return 0
    workspace.view_known("order_lines")
    rows = workspace.reject(
        f"SELECT n._src AS src, n._row AS row, 'order_no' AS column_name,"
        f" n.order_no || ' / ' || n.{LINE_NO} AS value, 'unknown-key' AS code, NULL AS other"
        f" FROM ({numbered_lines(workspace)}) AS n ANTI JOIN known_order_lines AS k"
        f" ON k.order_no = n.order_no AND k.line_no = n.{LINE_NO}"
    )
    workspace.refresh()
    return rows


def stand_alone(group: FileGroup) -> bool:
    """Return whether the lines of the group can stand on their own."""
    needed = {prefixed("order_lines", c.name) for c in TABLES["order_lines"].required}
    return needed - {LINE_NO} <= set(group.columns)


def skip_same_lines(workspace: Workspace) -> int:
    """Skip lines of a later file, where both say the same of line and order."""
    names = (*names_of("order_lines", workspace.columns), *workspace.group.order_columns, LINE_NO)
    return skip_later_files(workspace, "same_lines", list(dict.fromkeys(names)))


def reject_unlike_lines(workspace: Workspace) -> int:
    many = f"COUNT(*) OVER (PARTITION BY order_no, {LINE_NO})"
    files = f"COUNT(DISTINCT _src) OVER (PARTITION BY order_no, {LINE_NO}) > 1"
    return workspace.reject(
        f"SELECT _src AS src, _row AS row, '{LINE_NO}' AS column_name,"
        f" order_no || ' / ' || {LINE_NO} AS value,"
        " CASE WHEN files THEN 'line-in-two-files' ELSE 'line-twice' END AS code, NULL AS other"
        f" FROM (SELECT s.*, {many} AS many, {files} AS files FROM {not_gone('same_lines')})"
        " WHERE many > 1"
    )


def write_lines(workspace: Workspace) -> Layer:
    names = [
        n for n in names_of("order_lines", workspace.columns) if n not in ("order_no", LINE_NO)
    ]
    called = {"line_no": LINE_NO, **{unprefixed(name): name for name in names}}
    if STATUS in workspace.columns:
        called["status"] = f"CASE WHEN {STATUS} = 'cancelled' THEN {STATUS} END"
    kept, whole, sources = ("order_no", *called), stand_alone(workspace.group), workspace.sources
    if are_as_checked(workspace):
        (checked,) = workspace.group.files
        return Layer("order_lines", checked.path, checked.rows, kept, whole, sources, called)
    columns = joined(f"{name} AS {new}" for new, name in called.items())
    query = f"SELECT order_no, {columns} FROM ({numbered_lines(workspace)})"
    path, rows = workspace.write("order_lines", query)
    return Layer("order_lines", path, rows, kept, whole, sources)


def are_as_checked(workspace: Workspace) -> bool:
    """Return whether every row of one checked file is a line as it stands there."""
    one = len(workspace.group.files) == 1
    return one and are_as_numbered(workspace) and all_live(workspace)


def are_as_numbered(workspace: Workspace) -> bool:
    """Return whether orders and lines have the numbers that the file gives them."""
    return LINE_NO in workspace.columns and not workspace.run("FROM renumbered LIMIT 1")


def place_rejected(workspace: Workspace) -> None:
    """Note the line number of rejected rows, where the file has none of its own."""
    if LINE_NO in workspace.columns:
        return
    if not workspace.run(f"FROM rejected WHERE src IN ({joined(workspace.sources)}) LIMIT 1"):
        return
    place_lines(workspace)
    placed = with_known_numbers(workspace, "FROM placed_lines")
    workspace.run(
        f"UPDATE rejected SET line_no = p.{LINE_NO} FROM ({placed}) AS p"
        " WHERE p._src = rejected.src AND p._row = rejected.row"
    )
