"""Lines without a number of their own are numbered in the order of the file. Imports siblings.

Rejected rows keep their place, so that a mended row returns to it; so do rows that an
earlier file has too, for the lines behind them count on.
"""

from __future__ import annotations

from ordertrack.intake.column_names import LINE_NO
from ordertrack.intake.rows.workspace import FileGroup, Workspace, joined


def numbered_lines(workspace: Workspace, group: FileGroup) -> str:
    """The live lines with their number: the file's own, else their place in the file's order."""
    if LINE_NO in group.columns:
        return renumbered(workspace, "live")
    place_lines(workspace, group)
    if all_live(workspace, group):
        return renumbered(workspace, "placed_lines")
    gone = "ANTI JOIN gone AS g ON g.src = l._src AND g.row = l._row WHERE NOT l._bad"
    workspace.view("live_lines", f"SELECT l.* FROM placed_lines AS l {gone}")
    return renumbered(workspace, "live_lines")


def renumbered(workspace: Workspace, relation: str) -> str:
    """The relation with the order numbers that a person let us make unique."""
    if not workspace.one("SELECT COUNT(*) FROM renumbered"):
        return f"FROM {relation}"
    return (
        f"SELECT v.* REPLACE (COALESCE(r.order_no, v.order_no) AS order_no) FROM {relation} AS v"
        " LEFT JOIN renumbered AS r ON r._at = v._at"
    )


def place_lines(workspace: Workspace, group: FileGroup) -> None:
    """Make `placed_lines`: the lines that repeat none of their file, with their place in the order.

    Where the lines of an order stand together, as they nearly always do, the place is the distance
    from the first; only scattered orders need sorting.
    """
    workspace.view("unskipped", _unskipped(workspace, group))
    _span(workspace, group)
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


def _unskipped(workspace: Workspace, group: FileGroup) -> str:
    repeated = f"FROM repeats WHERE src IN ({joined(group.sources)})"
    if not workspace.run(f"{repeated} LIMIT 1"):
        return "FROM group_rows"
    return (
        f"SELECT s.* FROM group_rows AS s ANTI JOIN ({repeated}) AS r"
        " ON r.src = s._src AND r.row = s._row"
    )


def _span(workspace: Workspace, group: FileGroup) -> None:
    """Make `spans`: where the lines of each order begin, and whether they stand together."""
    grouped = "orders" in group.tables and len(group.files) == 1 and all_live(workspace, group)
    if grouped and not workspace.run("FROM renumbered LIMIT 1"):
        (src,) = group.sources
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


def all_live(workspace: Workspace, group: FileGroup) -> bool:
    gone = f"FROM gone WHERE src IN ({joined(group.sources)}) LIMIT 1"
    return not group.bad and not workspace.run(gone)
