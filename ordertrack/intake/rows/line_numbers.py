"""Lines without a number of their own are numbered in the order of the file. Imports siblings.

Rows that were set aside keep their place, so that a mended row returns to it; so do rows that an
earlier file has too, for the lines behind them count on.
"""

from __future__ import annotations

from ordertrack.intake.rows.workspace import Sorter, Stack, joined

LINE = "l_line_no"


def numbered_lines(sorter: Sorter, stack: Stack) -> str:
    """The live lines with their number: the file's own, else their place in the file's order."""
    if LINE in stack.columns:
        return renumbered(sorter, "live")
    place_lines(sorter, stack)
    if all_live(sorter, stack):
        return renumbered(sorter, "placed_lines")
    gone = "ANTI JOIN gone AS g ON g.src = l._src AND g.row = l._row WHERE NOT l._bad"
    sorter.view("live_lines", f"SELECT l.* FROM placed_lines AS l {gone}")
    return renumbered(sorter, "live_lines")


def renumbered(sorter: Sorter, relation: str) -> str:
    """The relation with the order numbers that a person let us make unique."""
    if not sorter.one("SELECT COUNT(*) FROM renumbered"):
        return f"FROM {relation}"
    return (
        f"SELECT v.* REPLACE (COALESCE(r.order_no, v.order_no) AS order_no) FROM {relation} AS v"
        " LEFT JOIN renumbered AS r ON r._at = v._at"
    )


def place_lines(sorter: Sorter, stack: Stack) -> None:
    """Make `placed_lines`: the lines that repeat none of their file, with their place in the order.

    Where the lines of an order stand together, as they nearly always do, the place is the distance
    from the first; only scattered orders need sorting.
    """
    sorter.view("unskipped", _unskipped(sorter, stack))
    _span(sorter, stack)
    together = (
        f"SELECT s.*, CAST(s._at - p.first_at + 1 AS VARCHAR) AS {LINE} FROM unskipped AS s"
        " JOIN spans AS p ON p._src = s._src AND p.order_no = s.order_no AND p.together"
    )
    place = "ROW_NUMBER() OVER (PARTITION BY s._src, s.order_no ORDER BY s._row)"
    scattered = (
        f"SELECT s.*, CAST({place} AS VARCHAR) AS {LINE} FROM unskipped AS s"
        " SEMI JOIN (FROM spans WHERE NOT together) AS p"
        " ON p._src = s._src AND p.order_no = s.order_no"
    )
    some = sorter.one("SELECT COUNT(*) FROM spans WHERE NOT together")
    sorter.view("placed_lines", f"{together} UNION ALL {scattered}" if some else together)


def _unskipped(sorter: Sorter, stack: Stack) -> str:
    repeated = f"FROM repeats WHERE src IN ({joined(stack.sources)})"
    if not sorter.run(f"{repeated} LIMIT 1"):
        return "FROM stack"
    return (
        f"SELECT s.* FROM stack AS s ANTI JOIN ({repeated}) AS r"
        " ON r.src = s._src AND r.row = s._row"
    )


def _span(sorter: Sorter, stack: Stack) -> None:
    """Make `spans`: where the lines of each order begin, and whether they stand together."""
    grouped = "orders" in stack.tables and len(stack.checked) == 1 and all_live(sorter, stack)
    if grouped and not sorter.run("FROM renumbered LIMIT 1"):
        (src,) = stack.sources
        sorter.table("spans", f"SELECT {src} AS _src, order_no, first_at, together FROM per_order")
        return
    sorter.table(
        "spans",
        "SELECT _src, order_no, MIN(_at) AS first_at,"
        " MAX(_at) - MIN(_at) + 1 = COUNT(*) AS together"
        " FROM unskipped WHERE order_no IS NOT NULL GROUP BY _src, order_no",
    )


def all_live(sorter: Sorter, stack: Stack) -> bool:
    gone = f"FROM gone WHERE src IN ({joined(stack.sources)}) LIMIT 1"
    return not stack.bad and not sorter.run(gone)
