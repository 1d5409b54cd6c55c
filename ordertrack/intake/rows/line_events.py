"""Rows that repeat a line for another delivery, payment or status are that line once.

Quantity and amount count once, what was delivered and paid adds up, the last event gives dates and
status. Where nothing tells such rows from several lines, they stay lines. Imports model, siblings.
"""

from __future__ import annotations

from collections.abc import Sequence

from ordertrack.intake.column_names import (
    AMOUNT,
    DAY_ONLY,
    DELIVERED,
    DELIVERED_QTY,
    LINE_NO,
    PAID,
    PRODUCT,
    QUANTITY,
    SHIPPED,
    STATUS,
)
from ordertrack.intake.rows.sql import joined, stage_place
from ordertrack.intake.rows.workspace import Workspace
from ordertrack.words import t

PAID_AT = "o_paid_at"
DATES = (
    *(*DELIVERED, SHIPPED, PAID_AT, "o_accepted_at", "o_completed_at"),
    "o_production_started_at",
)
EVENTS = (*DATES, DELIVERED_QTY, PAID, STATUS, "o_carrier", "o_tracking_no")
_NO_EVENTS = "SELECT 0 AS src, 0::UINTEGER AS row, 0::UINTEGER AS kept WHERE FALSE"


def fold_events(workspace: Workspace) -> None:
    """Take rows that are events of one line for that line."""
    workspace.table("line_events", _NO_EVENTS)
    if PRODUCT not in workspace.columns or not _find_alike(workspace):
        return
    _judge(workspace)
    _tell_of_lines(workspace)
    if workspace.run("FROM judged WHERE one_line LIMIT 1"):
        _keep_one(workspace, _rows("one_line"))


def _rows(judged: str) -> str:
    """Return SQL for the alike rows that were judged so."""
    return (
        f"SELECT a.* FROM alike AS a SEMI JOIN (FROM judged WHERE {judged}) AS j USING (first_at)"
    )


def _events(workspace: Workspace) -> list[str]:
    """Return the columns that tell of an event, with their time flags."""
    return [n for n in workspace.columns if n.removesuffix(DAY_ONLY) in EVENTS]


def _find_alike(workspace: Workspace) -> int:
    """Make `alike`: rows that agree in all but events with another row of their file."""
    if LINE_NO in workspace.columns and not workspace.run("FROM repeated LIMIT 1"):
        return 0
    rest = joined(n for n in ("_src", *workspace.columns) if n not in _events(workspace))
    many = f"SELECT hash({rest}) AS h FROM live GROUP BY h HAVING COUNT(*) > 1"
    if not workspace.table("alike_hashes", many):
        return 0
    first = f"MIN(_at) OVER (PARTITION BY {rest}) AS first_at"
    workspace.table(
        "alike_rows",
        f"SELECT *, {first} FROM (SELECT l.* FROM live AS l SEMI JOIN alike_hashes AS m"
        f" ON m.h = hash({rest})) QUALIFY COUNT(*) OVER (PARTITION BY {rest}) > 1",
    )
    return workspace.table("alike", f"SELECT *, {_places(workspace)} FROM alike_rows")


def _places(workspace: Workspace) -> str:
    """Return the place of a row among the events of its line, and whether it tells a new one."""
    has = workspace.columns
    dates = [f"CAST({name} AS TIMESTAMP)" for name in DATES if name in has]
    order = [f"GREATEST({joined(dates)}) NULLS FIRST"] if dates else []
    order += [f"{stage_place(STATUS)} NULLS FIRST"] if STATUS in has else []
    by = joined([*order, "_at"])
    new = "ROW_NUMBER() OVER (PARTITION BY first_at, {} ORDER BY _at) = 1"
    return (
        f"ROW_NUMBER() OVER (PARTITION BY first_at ORDER BY {by}) AS turn,"
        f" {new.format(_delivery(has))} AS new_delivery, {new.format(_payment(has))} AS new_payment"
    )


def _delivery(has: Sequence[str]) -> str:
    return joined(n for n in (*DELIVERED, DELIVERED_QTY) if n in has) or "1"


def _payment(has: Sequence[str]) -> str:
    return joined(n for n in (PAID_AT, PAID) if n in has) or "1"


def _judge(workspace: Workspace) -> None:
    """Make `judged`: what the events of each line come to, and whether it is one line for sure."""
    has = workspace.columns
    value = {n: n if n in has else "NULL" for n in (DELIVERED_QTY, PAID, STATUS, QUANTITY, AMOUNT)}
    delivered, paid = (f"CAST({value[n]} AS DECIMAL(18, 4))" for n in (DELIVERED_QTY, PAID))
    sums = (
        "SELECT first_at, order_no, COUNT(*) AS n, COUNT(*) FILTER (new_delivery) AS deliveries,"
        f" COUNT(*) FILTER (new_payment) AS payments, COUNT(DISTINCT {value[STATUS]}) AS states,"
        f" MIN({value[QUANTITY]}) AS ordered, MIN({value[AMOUNT]}) AS amount,"
        f" COUNT(*) FILTER ({delivered} > 0) AS delivering,"
        f" COUNT(*) FILTER ({paid} > 0) AS paying,"
        f" SUM({delivered}) AS every_delivery, SUM({paid}) AS every_payment,"
        f" SUM({delivered}) FILTER (new_delivery) AS new_deliveries,"
        f" SUM({paid}) FILTER (new_payment) AS new_payments FROM alike GROUP BY first_at, order_no"
    )
    added = (
        "SELECT *, CASE WHEN payments > 1 OR (deliveries = 1 AND states > 1) THEN new_deliveries"
        " ELSE every_delivery END AS delivered, CASE WHEN deliveries > 1 OR payments = 1"
        f" THEN new_payments ELSE every_payment END AS paid FROM ({sums})"
    )
    workspace.table("summed", added)
    workspace.table("judged", f"SELECT s.*, {_one_line(has)} AS one_line FROM ({_with_due()}) AS s")


def _with_due() -> str:
    """With what the order's payments may come to, where all its lines repeat them alike."""
    repeated = (
        "SELECT order_no, SUM(amount) AS due FROM summed GROUP BY order_no"
        " HAVING MIN(n) = MAX(n) AND MIN(paid) = MAX(paid)"
    )
    others = "SELECT order_no FROM live ANTI JOIN alike USING (_at)"
    return (
        "SELECT s.*, COALESCE(r.due, s.amount) AS due FROM summed AS s"
        f" LEFT JOIN (SELECT * FROM ({repeated}) AS r WHERE r.order_no NOT IN"
        f" (SELECT order_no FROM ({others}) WHERE order_no IS NOT NULL)) AS r"
        " ON r.order_no = s.order_no"
    )


def _one_line(has: Sequence[str]) -> str:
    """Return whether the rows are one line for sure, as SQL.

    What is delivered must be within what is ordered, what is paid within what is due; and then
    deliveries, payments or ever other states tell, or the number of the line.
    """
    evidence = ["(states > 2 AND states = n)"]
    possible = []
    if DELIVERED_QTY in has and QUANTITY in has:
        evidence.append("(delivering = n AND deliveries > 1)")
        possible.append("(deliveries = 1 OR COALESCE(delivered <= ordered, FALSE))")
    if PAID in has:
        evidence.append("(paying = n AND payments > 1)")
        possible.append("(payments = 1 OR COALESCE(paid <= due, FALSE))")
    if LINE_NO in has:
        evidence.append("deliveries > 1 OR payments > 1 OR states > 1")
    return f"{' AND '.join([*possible, 'TRUE'])} AND ({' OR '.join(evidence)})"


def _keep_one(workspace: Workspace, rows: str) -> None:
    """Keep the first row of each line with what its events come to."""
    events = workspace.table(
        "line_events",
        "SELECT e._src AS src, e._row AS row, k._row AS kept"
        f" FROM ({rows}) AS e JOIN alike AS k ON k._at = e.first_at WHERE e._at <> e.first_at",
    )
    for table in ("gone", "repeats"):
        workspace.run(f"INSERT INTO {table} SELECT src, row FROM line_events")
    totals = {DELIVERED_QTY: "delivered", PAID: "paid"}
    names = _events(workspace)
    lasts = joined(
        f"ARG_MAX({n}, turn) FILTER (WHERE {n.removesuffix(DAY_ONLY)} IS NOT NULL) AS {n}"
        for n in names
        if n not in totals
    )
    sums = joined(f"MIN(j.{totals[n]}) AS {n}" for n in names if n in totals)
    values = joined(part for part in ("r.first_at", lasts, sums) if part)
    workspace.table(
        "folded_lines",
        f"SELECT {values} FROM ({rows}) AS r"
        " JOIN judged AS j ON j.first_at = r.first_at GROUP BY r.first_at",
    )
    replaced = joined(
        f"CASE WHEN f.first_at IS NULL THEN g.{n} ELSE f.{n} END AS {n}" for n in names
    )
    workspace.view(
        "group_rows",
        f"SELECT g.* REPLACE ({replaced}) FROM ({workspace.group.query}) AS g"
        " LEFT JOIN folded_lines AS f ON f.first_at = g._at",
    )
    workspace.refresh()
    text = t(
        "{count} rows repeat a line for another delivery, payment or status ({examples}): its"
        " quantity and amount count once.",
        count=events,
    )
    orders = f"SELECT order_no FROM ({rows})"
    workspace.find(workspace.counted("line-events", "info", text, orders))


def _tell_of_lines(workspace: Workspace) -> None:
    """Find rows that may be one line and are kept as several; numbered ones are rejected."""
    if LINE_NO in workspace.columns:
        return
    orders = f"SELECT order_no FROM ({_rows('NOT one_line')})"
    text = t(
        "{count} lines are alike in product, quantity and amount within their order"
        " ({examples}): each counts as a line of its own."
    )
    workspace.find(workspace.counted("lines-alike", "warning", text, orders))


def follow_lines(workspace: Workspace) -> None:
    """Have the events of a line that was rejected or skipped go the same way."""
    if not workspace.run("FROM line_events LIMIT 1"):
        return
    same = "ON r.src = e.src AND r.row = e.kept"
    workspace.run(
        "INSERT INTO rejected SELECT e.src, e.row, r.column_name, r.value, r.code, r.other,"
        f" r.line_no FROM line_events AS e JOIN rejected AS r {same}"
    )
    workspace.run(
        "INSERT INTO skipped SELECT e.src, e.row, r.kind FROM line_events AS e"
        f" JOIN skipped AS r {same}"
    )
