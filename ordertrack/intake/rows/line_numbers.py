"""Lines without a number of their own are numbered in the order of the file. Imports siblings.

Those of orders that the release holds keep the numbers that they have there. Rejected rows keep
their place, so that a mended row returns to it; so do rows that an earlier file has too, for the
lines behind them count on.
"""

from __future__ import annotations

from ordertrack.intake.column_names import LINE_NO
from ordertrack.intake.rows.sql import joined, not_gone
from ordertrack.intake.rows.workspace import Workspace


def numbered_lines(workspace: Workspace) -> str:
    """Return the live lines with their number: the file's own, else their place in the file."""
    if LINE_NO in workspace.columns:
        return workspace.renumbered("live")
    place_lines(workspace)
    if all_live(workspace):
        return with_known_numbers(workspace, workspace.renumbered("placed_lines"))
    live = f"SELECT s.* FROM {not_gone('placed_lines')} WHERE NOT s._bad"
    workspace.view("live_lines", live)
    return with_known_numbers(workspace, workspace.renumbered("live_lines"))


def with_known_numbers(workspace: Workspace, lines: str) -> str:
    """Return placed lines with the numbers that those of known orders were recognised by."""
    if not workspace.run("FROM known_numbers LIMIT 1"):
        return lines
    return (
        f"SELECT n.* REPLACE (COALESCE(k.line_no, n.{LINE_NO}) AS {LINE_NO}) FROM ({lines}) AS n"
        " LEFT JOIN known_numbers AS k ON k._at = n._at"
    )


def place_lines(workspace: Workspace) -> None:
    """Make `placed_lines`: the lines that repeat none of their file, with their place in the order.

    Where the lines of an order stand together, as they nearly always do, the place is the distance
    from the first; only scattered orders need sorting.
    """
    workspace.view("unskipped", _unskipped(workspace))
    _span(workspace)
    together = (
        f"SELECT s.*, CAST(s._at - p.first_at + 1 AS VARCHAR) AS {LINE_NO} FROM unskipped AS s"
        " JOIN spans AS p ON p._src = s._src AND p.order_no = s.order_no AND p.together"
    )
    place = "ROW_NUMBER() OVER (PARTITION BY s._src, s.order_no ORDER BY s._row)"
    scattered = (
        f"SELECT s.*, CAST({place} AS VARCHAR) AS {LINE_NO} FROM unskipped AS s"
        " SEMI JOIN (FROM spans WHERE NOT together) AS p"
        " ON p._src = s._src AND p.order_no = s.order_no"
    )
    some = workspace.one("SELECT COUNT(*) FROM spans WHERE NOT together")
    workspace.view("placed_lines", f"{together} UNION ALL {scattered}" if some else together)


def _unskipped(workspace: Workspace) -> str:
    repeated = f"FROM repeats WHERE src IN ({joined(workspace.sources)})"
    if not workspace.run(f"{repeated} LIMIT 1"):
        return "FROM group_rows"
    return (
        f"SELECT s.* FROM group_rows AS s ANTI JOIN ({repeated}) AS r"
        " ON r.src = s._src AND r.row = s._row"
    )


def _span(workspace: Workspace) -> None:
    """Make `spans`: where the lines of each order begin, and whether they stand together."""
    grouped = (
        "orders" in workspace.group.tables
        and len(workspace.group.files) == 1
        and all_live(workspace)
    )
    if grouped and not workspace.run("FROM renumbered LIMIT 1"):
        (src,) = workspace.sources
        workspace.table(
            "spans", f"SELECT {src} AS _src, order_no, first_at, together FROM per_order"
        )
        return
    workspace.table(
        "spans",
        "SELECT _src, order_no, MIN(_at) AS first_at,"
        " MAX(_at) - MIN(_at) + 1 = COUNT(*) AS together"
        " FROM unskipped WHERE order_no IS NOT NULL GROUP BY _src, order_no",
    )


def all_live(workspace: Workspace) -> bool:
    gone = f"FROM gone WHERE src IN ({joined(workspace.sources)}) LIMIT 1"
    return not workspace.group.bad and not workspace.run(gone)
