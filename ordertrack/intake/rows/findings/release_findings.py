"""What does not fit between an import and the release that it builds on.

Imports model, warehouse, words and its siblings.
"""

from __future__ import annotations

from ordertrack.intake.finding import Finding
from ordertrack.intake.rows.sql import literal, stage_place
from ordertrack.intake.rows.workspace import Workspace
from ordertrack.warehouse import Staged
from ordertrack.words import t

_REACHED = ("shipped_at", "delivered_date", "completed_at", "paid_at")  # days that do not go away
_ENDED = "cancelled"


def release_findings(workspace: Workspace, orders: Staged, full: bool) -> list[Finding]:
    """Return what is odd about these orders beside the release; `full`: they replace all of it."""
    found = [mixed_currencies(workspace, orders, full), earlier_state(workspace, orders)]
    return [finding for finding in found if finding is not None]


def mixed_currencies(workspace: Workspace, orders: Staged, full: bool) -> Finding | None:
    """Find several currencies among the orders that the new release will hold."""
    if "currency" not in orders.columns:
        return None
    query = f"SELECT currency FROM ({orders.query})"
    released = None if full else workspace.released.file("orders", ("order_no", "currency"))
    if released:
        query += (
            f" UNION SELECT r.currency FROM read_parquet({literal(released)}) AS r"
            f" ANTI JOIN ({orders.query}) AS o ON o.order_no = r.order_no"
        )
    query = f"SELECT DISTINCT currency FROM ({query}) WHERE currency IS NOT NULL"
    if workspace.one(f"SELECT COUNT(*) FROM ({query})") < 2:
        return None
    text = t("{count} currencies ({examples}): amounts are added up as they are.")
    return workspace.counted("currencies", "error", text, query)


def earlier_state(workspace: Workspace, orders: Staged) -> Finding | None:
    """Find orders that stand further back than in the release: an older export, perhaps."""
    names = [name for name in ("status", "paid_amount", *_REACHED) if name in orders.columns]
    released = workspace.released.file("orders", ("order_no", *names)) if names else None
    if released is None:
        return None
    earlier = " OR ".join(f"({_earlier(name)})" for name in names)
    query = (
        f"SELECT o.order_no FROM ({orders.query}) AS o"
        f" JOIN read_parquet({literal(released)}) AS r ON r.order_no = o.order_no WHERE {earlier}"
    )
    text = t(
        "{count} orders stand further back than in the current release ({examples}): is this an"
        " older export? What it says will count."
    )
    return workspace.counted("earlier-state", "warning", text, query)


def _earlier(name: str) -> str:
    if name == "status":
        return f"{stage_place('o.status', _ENDED)} < {stage_place('r.status', _ENDED)}"
    if name == "paid_amount":
        return "COALESCE(o.paid_amount, 0) < r.paid_amount"
    return f"o.{name} IS NULL AND r.{name} IS NOT NULL"
