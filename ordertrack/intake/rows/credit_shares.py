"""Who shares an order: what a file says of an order is all of it, and adds up to the whole order.

Imports warehouse, words and its siblings.
"""

from __future__ import annotations

from dataclasses import replace

from ordertrack.intake.finding import Finding
from ordertrack.intake.rows.sql import literal
from ordertrack.intake.rows.workspace import Workspace
from ordertrack.warehouse import Staged
from ordertrack.words import t

KEY = ("order_no", "sales_rep")


def without_old_shares(workspace: Workspace, credits: Staged) -> Staged:
    """Have shares removed that the release has of these orders and the files have no more."""
    released = None if credits.full else workspace.released.file("credits", KEY)
    if released is None:
        return credits
    gone = (
        f"SELECT r.order_no, r.sales_rep FROM read_parquet({literal(released)}) AS r"
        f" SEMI JOIN ({credits.query}) AS s ON s.order_no = r.order_no"
        f" ANTI JOIN ({credits.query}) AS k ON k.order_no = r.order_no"
        " AND k.sales_rep = r.sales_rep"
    )
    path, rows = workspace.write("removed-credits", gone)
    return replace(credits, removed=path) if rows else credits


def shares_apart(workspace: Workspace, credits: Staged) -> Finding | None:
    """Find orders whose shares do not add up to all of it, as `CREDIT_FACTS` judges them."""
    query = (
        f"SELECT order_no FROM ({credits.query}) GROUP BY order_no"
        " HAVING MIN(share) <= 0 OR ABS(SUM(share) - 1) > 0.001"
    )
    text = t(
        "{count} orders have credit shares that do not add up to 100 % ({examples}): each counts"
        " whole for its owner."
    )
    return workspace.counted("shares-apart", "warning", text, query)
