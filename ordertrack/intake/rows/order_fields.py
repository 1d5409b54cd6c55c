"""An order's own fields from its lines: written once, repeated, or different from line to line.

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence

from ordertrack.intake.column_names import (
    DAY_ONLY,
    ORDER_AMOUNT,
    ORDER_DATE,
    ORDER_QUANTITY,
    PAID,
    STATUS,
    declared_column,
    unprefixed,
)
from ordertrack.intake.finding import Finding
from ordertrack.intake.rows.sql import joined, literal, stage_place
from ordertrack.intake.rows.workspace import Layer, Workspace
from ordertrack.model import SIDE_STATES, STAGES
from ordertrack.words import Label, Text, t

_ENDED = ("cancelled", "draft")
_TOTALS = (ORDER_AMOUNT, ORDER_QUANTITY)
_LIVING = f"{STATUS} <> 'cancelled'"
_SHIPPED = list(STAGES).index("shipped")


def fold_orders(workspace: Workspace, names: Sequence[str]) -> Layer:
    """Return one row per order from `orders_live`, `per_order` and `mixed`.

    Orders that lack a required field are rejected with all their lines.
    """
    whole = ORDER_DATE in names
    path, rows = workspace.write("orders", _folded(names, _summed(workspace, names)))
    find_differences(workspace, names)
    find_cancelled_lines(workspace, names)
    workspace.view("folded", f"FROM read_parquet({literal(path)})")
    if not whole:
        workspace.view_known("orders")
    if workspace.table("unkept", _undated() if whole else _unknown()):
        reject_orders(workspace, "order-blank" if whole else "unknown-key")
        kept = "SELECT f.* FROM folded AS f ANTI JOIN unkept AS u ON u.order_no = f.order_no"
        path, rows = workspace.write("orders", kept)
    names = ("order_no", *(unprefixed(name) for name in names))
    return Layer("orders", path, rows, names, whole, workspace.sources)


def _folded(names: Sequence[str], summed: Sequence[str]) -> str:
    as_plain = joined(f"{name} AS {unprefixed(name)}" for name in names)
    pure = (
        f"SELECT order_no, {as_plain} FROM orders_live"
        " WHERE _at IN (SELECT first_at FROM per_order WHERE same)"
    )
    values = joined(f"{order_value(name)} AS {unprefixed(name)}" for name in names)
    folded = f"{pure} UNION ALL SELECT order_no, {values} FROM mixed GROUP BY order_no"
    if not summed:
        return folded
    added = joined(f"SUM({name}) AS {unprefixed(name)}" for name in summed)
    sums = f"SELECT order_no, {added} FROM orders_live GROUP BY order_no"
    taken = joined(f"s.{unprefixed(name)} AS {unprefixed(name)}" for name in summed)
    return (
        f"SELECT f.* REPLACE ({taken}) FROM ({folded}) AS f"
        f" JOIN ({sums}) AS s ON s.order_no = f.order_no"
    )


def order_value(name: str) -> str:
    """Return the first value among the lines; for the status, what holds for the order."""
    if name == STATUS:
        return order_status()
    filled = name.removesuffix(DAY_ONLY)
    return f"ARG_MIN({name}, _at) FILTER (WHERE {filled} IS NOT NULL)"


# --- the status of an order whose lines stand differently ---


def order_status() -> str:
    """Return the least advanced stage of the lines that are not cancelled.

    Beside a side state, part of the order may be delivered.
    """
    rank = stage_place(STATUS)
    sides = ", ".join(f"'{state}'" for state in SIDE_STATES if state != "cancelled")
    ended = ", ".join(f"'{state}'" for state in _ENDED)
    has_side = f"COUNT(*) FILTER (WHERE {STATUS} IN ({sides})) > 0"
    partly = f"COUNT(*) FILTER (WHERE {STATUS} = 'partly_delivered') > 0"
    on_hold = f"COUNT(*) FILTER (WHERE {STATUS} = 'on_hold') > 0"
    all_ended = f"COUNT(*) FILTER (WHERE {STATUS} NOT IN ({ended})) = 0"
    stages = ", ".join(f"'{stage}'" for stage in STAGES)
    least = f"list_extract([{stages}], CAST(MIN({rank}) AS BIGINT) + 1)"
    return (
        f"CASE WHEN COUNT(DISTINCT {STATUS}) <= 1 THEN MIN({STATUS})"
        f" WHEN {all_ended} THEN 'cancelled'"
        f" WHEN {_distinct_living()} = 1 THEN MIN({STATUS}) FILTER (WHERE {_LIVING})"
        f" WHEN NOT {has_side} THEN {least}"
        f" WHEN {partly} OR MAX({rank}) >= {_SHIPPED} THEN 'partly_delivered'"
        f" WHEN {on_hold} THEN 'on_hold' ELSE {least} END"
    )


def _distinct_living() -> str:
    return f"COUNT(DISTINCT {STATUS}) FILTER (WHERE {_LIVING})"


def find_cancelled_lines(workspace: Workspace, names: Sequence[str]) -> None:
    """Find cancelled lines of orders that go on: nothing counts them."""
    if STATUS not in names or workspace.group.by_line:
        return
    goes_on = f"SELECT order_no FROM mixed GROUP BY order_no HAVING {_distinct_living()} > 0"
    lines = (
        "SELECT m._src AS src, m._row AS row, m.order_no FROM mixed AS m"
        f" SEMI JOIN ({goes_on}) AS g ON g.order_no = m.order_no WHERE {STATUS} = 'cancelled'"
    )
    count = workspace.one(f"SELECT COUNT(*) FROM ({lines})")
    text = t(
        "{count} lines are cancelled in orders that go on: amounts, quantities due and delivery"
        " leave them out.",
        count=count,
    )
    rows = workspace.examples(lines) if count else ()
    workspace.find(Finding("cancelled-lines", "info", text, count, rows))


# --- what lines say differently ---


def _summed(workspace: Workspace, names: Sequence[str]) -> list[str]:
    """Facts that are the lines' own, and are added up for the order."""
    own = [n for n in _TOTALS if workspace.group.by_line and n in names]
    return [*own, PAID] if pays_by_line(workspace, names) else own


def pays_by_line(workspace: Workspace, names: Sequence[str]) -> bool:
    """Return whether payments differ within an order: they are the lines' own then, and summed."""
    if PAID not in names:
        return False
    many = f"SELECT 1 FROM mixed GROUP BY order_no HAVING COUNT(DISTINCT {PAID}) > 1 LIMIT 1"
    if not workspace.run(many):
        return False
    workspace.find(
        Finding(
            "payments-by-line",
            "info",
            t("The amount received differs between the lines of an order: it is summed per order."),
            count=1,
        )
    )
    return True


def find_differences(workspace: Workspace, names: Sequence[str]) -> None:
    """Find fields that differ between the lines of an order: the first value counts."""
    compared = [
        n for n in names if n not in (ORDER_DATE, PAID, *_TOTALS) and not n.endswith(DAY_ONLY)
    ]
    if not compared:
        return
    many = joined(f"{_distinct(name)} > 1 AS {name}" for name in compared)
    workspace.table(
        "unlike",
        f"SELECT MIN(_src) AS src, MIN(_row) AS row, order_no, {many} FROM mixed GROUP BY order_no",
    )
    counts = workspace.run(
        f"SELECT {joined(f'COUNT(*) FILTER (WHERE {n})' for n in compared)} FROM unlike"
    )
    for name, count in zip(compared, counts[0], strict=True):
        rows = workspace.examples(f"SELECT src, row, order_no FROM unlike WHERE {name}")
        column = declared_column("orders", name).label
        workspace.find(
            Finding("lines-differ", "warning", _differ(name, column, count), count, rows)
        )


def _distinct(name: str) -> str:
    return _distinct_living() if name == STATUS else f"COUNT(DISTINCT {name})"


def _differ(name: str, column: Label, count: int) -> Text:
    if name == STATUS:
        return t(
            "{count} orders have lines of different status: the least advanced counts.", count=count
        )
    return t(
        "{count} orders say {column} differently from line to line: the first one counts.",
        count=count,
        column=column,
    )


# --- orders that cannot be kept ---


def _undated() -> str:
    """Orders whose day no line says; one without a customer is a guest's."""
    return f"SELECT order_no, '{ORDER_DATE}' AS column_name FROM folded WHERE order_date IS NULL"


def _unknown() -> str:
    """A file without order dates only adds to orders that are already there."""
    return (
        "SELECT f.order_no, 'order_no' AS column_name FROM folded AS f"
        " ANTI JOIN known_orders AS k ON k.order_no = f.order_no"
    )


def reject_orders(workspace: Workspace, code: str) -> None:
    """Reject all lines of unkept orders; lines of an order known from before stay."""
    workspace.view_known("orders")
    workspace.reject(
        "SELECT l._src AS src, l._row AS row, u.column_name, u.order_no AS value,"
        f" '{code}' AS code, NULL AS other"
        " FROM orders_live AS l JOIN unkept AS u ON u.order_no = l.order_no"
        " ANTI JOIN known_orders AS k ON k.order_no = l.order_no"
    )
    workspace.refresh()
