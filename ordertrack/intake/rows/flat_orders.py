"""Flat exports → orders and order lines. Contradictions are set aside with their reason.

An order's facts may be repeated on every line, or stand on its first line only; a file may have one
row per order. Imports words and its siblings.
"""

from __future__ import annotations

from typing import Literal

from ordertrack.intake.column_names import plain, spot, spots
from ordertrack.intake.rows.duplicates import skip_duplicates
from ordertrack.intake.rows.line_numbers import (
    LINE,
    all_live,
    numbered_lines,
    place_lines,
    renumbered,
)
from ordertrack.intake.rows.order_fields import facts_of, fold_facts
from ordertrack.intake.rows.workspace import DUPLICATE, Layer, Sorter, Stack, joined
from ordertrack.model import TABLES

OnConflict = Literal["leave-out", "append-day", "append-customer"]

CUSTOMER, DAY = "o_customer_id", "o_order_date"
_LISTED = "array_to_string(list_slice(list_sort(list(DISTINCT {value})), 1, 5), ', ')"


def split(sorter: Sorter, stack: Stack, on_conflict: OnConflict = "leave-out") -> list[Layer]:
    """Split a stack of flat files, or of order lines alone; what is accepted, by table."""
    lines_key = ("order_no", LINE) if LINE in stack.columns else None
    sorter.lay(stack)
    skip_duplicates(sorter, stack, lines_key)
    for checked in stack.checked:
        sorter.put_failed_aside(checked)
    sorter.refresh(stack)
    sorter.table("renumbered", "SELECT 0::UBIGINT AS _at, '' AS order_no WHERE FALSE")
    orders = _orders(sorter, stack, on_conflict)
    if orders and stack.by_line:
        return [orders]
    lines = _write_lines(sorter, stack)
    _place_aside(sorter, stack)
    return [orders, lines] if orders else [lines]


def conflicts_in(sorter: Sorter) -> int:
    """How many order numbers of the stack stood for two customers or two days."""
    return int(sorter.one("SELECT COUNT(*) FROM conflicts"))


# --- orders ---


def _orders(sorter: Sorter, stack: Stack, on_conflict: OnConflict) -> Layer | None:
    facts = facts_of(stack)
    if not facts:
        sorter.table("conflicts", "SELECT '' AS order_no WHERE FALSE")
        _settle_lines(sorter, stack)
        return None
    _group(sorter, facts)
    if _resolve_conflicts(sorter, stack, on_conflict) + _settle_lines(sorter, stack):
        _group(sorter, facts)
    return fold_facts(sorter, stack, facts)


def _group(sorter: Sorter, facts: list[str]) -> None:
    """Make `per_order` (first line, whether its lines agree) and `mixed` (lines that do not)."""
    sorter.view("orders_live", renumbered(sorter, "live"))
    sorter.table(
        "per_order",
        "SELECT order_no, MIN(_at) AS first_at, MIN(h) = MAX(h) AS same,"
        " MAX(_at) - MIN(_at) + 1 = COUNT(*) AS together FROM"
        f" (SELECT order_no, _at, hash({joined(facts)}) AS h FROM orders_live) GROUP BY order_no",
    )
    some = sorter.one("SELECT COUNT(*) FROM per_order WHERE NOT same")
    only = "SEMI JOIN (FROM per_order WHERE NOT same) AS p ON p.order_no = n.order_no"
    sorter.table("mixed", f"SELECT n.* FROM orders_live AS n {only if some else 'WHERE FALSE'}")


# --- one number, two customers or two days ---


def _resolve_conflicts(sorter: Sorter, stack: Stack, on_conflict: OnConflict) -> int:
    """Set the rows of ambiguous order numbers aside, or give each its own number."""
    if not _find_conflicts(sorter, stack):
        return 0
    if on_conflict == "leave-out":
        return _leave_out(sorter, stack)
    _append(sorter, stack, on_conflict)
    found = sorter.one("SELECT COUNT(*) FROM conflicts")
    _group(sorter, facts_of(stack))
    if _find_conflicts(sorter, stack, "conflicts_left"):
        _leave_out(sorter, stack, "conflicts_left")
    return int(found)


def _find_conflicts(sorter: Sorter, stack: Stack, name: str = "conflicts") -> int:
    customers = f"COUNT(DISTINCT {CUSTOMER}) > 1" if CUSTOMER in stack.columns else "FALSE"
    days = f"COUNT(DISTINCT CAST({DAY} AS DATE)) > 1" if DAY in stack.columns else "FALSE"
    said = [f"CASE WHEN {customers} THEN {_LISTED.format(value=CUSTOMER)}"] * (
        CUSTOMER in stack.columns
    ) + [f"CASE WHEN {days} THEN {_LISTED.format(value=f'CAST({DAY} AS DATE)')}"] * (
        DAY in stack.columns
    )
    other = " ELSE ".join(said) + " END" * len(said) if said else "NULL"
    return sorter.table(
        name,
        f"SELECT order_no, {customers} AS customers, {other} AS other FROM mixed GROUP BY order_no"
        f" HAVING {customers} OR {days}",
    )


def _leave_out(sorter: Sorter, stack: Stack, name: str = "conflicts") -> int:
    rows = sorter.put_aside(
        "SELECT m._src AS src, m._row AS row,"
        f" CASE WHEN c.customers THEN '{CUSTOMER}' ELSE '{DAY}' END AS spot, c.order_no AS value,"
        " CASE WHEN c.customers THEN 'two-customers' ELSE 'two-days' END AS code, c.other"
        f" FROM mixed AS m JOIN {name} AS c ON c.order_no = m.order_no"
    )
    sorter.refresh(stack)
    return rows


def _append(sorter: Sorter, stack: Stack, on_conflict: OnConflict) -> None:
    """The order number with its day or customer; blank ones take it from the line before."""
    value = CUSTOMER
    if on_conflict == "append-day":
        value = f"strftime({DAY}, '%Y%m%d')"
    before = f"LAST_VALUE({value} IGNORE NULLS) OVER (PARTITION BY m.order_no ORDER BY _at)"
    sorter.table(
        "renumbered",
        f"SELECT _at, order_no || COALESCE('-' || mark, '') AS order_no FROM"
        f" (SELECT m._at, m.order_no, {before} AS mark FROM mixed AS m SEMI JOIN conflicts AS c"
        " ON c.order_no = m.order_no)",
    )


# --- lines ---


def _settle_lines(sorter: Sorter, stack: Stack) -> int:
    """Set aside lines that stand twice with different contents; how many rows left."""
    if stack.by_line:
        return 0
    unknown = _put_unknown_lines_aside(sorter, stack)
    if not _may_stand_twice(sorter, stack):
        return unknown
    numbered = numbered_lines(sorter, stack)
    sorter.table(
        "twice",
        f"SELECT hash(order_no, {LINE}) AS h FROM ({numbered}) GROUP BY h HAVING COUNT(*) > 1",
    )
    if not sorter.one("SELECT COUNT(*) FROM twice"):
        return unknown
    again = f"SEMI JOIN twice AS t ON t.h = hash(n.order_no, n.{LINE})"
    sorter.table("same_lines", f"SELECT n.* FROM ({numbered}) AS n {again}")
    left = _skip_same_lines(sorter, stack) + _put_unlike_lines_aside(sorter)
    sorter.refresh(stack)
    return left + unknown


def _may_stand_twice(sorter: Sorter, stack: Stack) -> bool:
    """Whether two lines may have one number: an order made unique may meet one of that name."""
    if sorter.run("FROM renumbered LIMIT 1"):
        return True
    if LINE in stack.columns:
        return bool(sorter.run("FROM repeated LIMIT 1"))
    return len(stack.checked) > 1  # those of one file are numbered by us


def _put_unknown_lines_aside(sorter: Sorter, stack: Stack) -> int:
    """A file without products and amounts only updates lines that are already there."""
    if _whole(stack):
        return 0
    sorter.show_known("order_lines")
    rows = sorter.put_aside(
        f"SELECT n._src AS src, n._row AS row, 'order_no' AS spot,"
        f" n.order_no || ' / ' || n.{LINE} AS value, 'unknown-key' AS code, NULL AS other"
        f" FROM ({numbered_lines(sorter, stack)}) AS n ANTI JOIN known_order_lines AS k"
        f" ON k.order_no = n.order_no AND k.line_no = n.{LINE}"
    )
    sorter.refresh(stack)
    return rows


def _whole(stack: Stack) -> bool:
    """Whether the lines of the stack can stand on their own."""
    needed = {spot("order_lines", c.name) for c in TABLES["order_lines"].required}
    return needed - {LINE} <= set(stack.columns)


def _skip_same_lines(sorter: Sorter, stack: Stack) -> int:
    """The same line in a later file counts once, where both say the same of line and order."""
    said = [*spots("order_lines", tuple(stack.columns)), *facts_of(stack)]
    contents = joined(dict.fromkeys(said))
    if LINE not in stack.columns:
        contents = f"{contents}, {LINE}"
    place = f"ROW_NUMBER() OVER (PARTITION BY {contents} ORDER BY _at)"
    first = f"MIN(_src) OVER (PARTITION BY {contents})"
    sorter.table("placed", f"SELECT *, {place} AS n, {first} AS first_src FROM same_lines")
    again = "SELECT _src AS src, _row AS row FROM placed WHERE n > 1 AND _src > first_src"
    return sorter.skip(again, DUPLICATE)


def _put_unlike_lines_aside(sorter: Sorter) -> int:
    many = f"COUNT(*) OVER (PARTITION BY order_no, {LINE})"
    rest = "same_lines AS s ANTI JOIN gone AS g ON g.src = s._src AND g.row = s._row"
    files = f"COUNT(DISTINCT _src) OVER (PARTITION BY order_no, {LINE}) > 1"
    return sorter.put_aside(
        f"SELECT _src AS src, _row AS row, '{LINE}' AS spot, order_no || ' / ' || {LINE} AS value,"
        " CASE WHEN files THEN 'line-in-two-files' ELSE 'line-twice' END AS code, NULL AS other"
        f" FROM (SELECT s.*, {many} AS many, {files} AS files FROM {rest}) WHERE many > 1"
    )


def _write_lines(sorter: Sorter, stack: Stack) -> Layer:
    names = [n for n in spots("order_lines", tuple(stack.columns)) if n not in ("order_no", LINE)]
    called = {"line_no": LINE, **{plain(name): name for name in names}}
    kept, whole, sources = ("order_no", *called), _whole(stack), tuple(stack.sources)
    if _as_checked(sorter, stack):
        (checked,) = stack.checked
        return Layer("order_lines", checked.path, checked.rows, kept, whole, sources, called)
    columns = joined(f"{name} AS {new}" for new, name in called.items())
    query = f"SELECT order_no, {columns} FROM ({numbered_lines(sorter, stack)})"
    path, rows = sorter.write("order_lines", query)
    return Layer("order_lines", path, rows, kept, whole, sources)


def _as_checked(sorter: Sorter, stack: Stack) -> bool:
    """Whether every row of one checked file is a line as it stands there."""
    one = len(stack.checked) == 1
    return one and _as_numbered(sorter, stack) and all_live(sorter, stack)


def _as_numbered(sorter: Sorter, stack: Stack) -> bool:
    """Whether orders and lines have the numbers that the file gives them."""
    return LINE in stack.columns and not sorter.run("FROM renumbered LIMIT 1")


def _place_aside(sorter: Sorter, stack: Stack) -> None:
    """Note the line number of rows set aside, where the file has none of its own."""
    if LINE in stack.columns:
        return
    if not sorter.run(f"FROM aside WHERE src IN ({joined(stack.sources)}) LIMIT 1"):
        return
    place_lines(sorter, stack)
    sorter.run(
        f"UPDATE aside SET line_no = p.{LINE} FROM placed_lines AS p"
        " WHERE p._src = aside.src AND p._row = aside.row"
    )
