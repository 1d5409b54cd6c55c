"""Numbers for lines that are new in an order of the release.

A row that an earlier import rejected left its place free, and its mended copy says that place: so
where an order comes with all its lines, new ones take what is free before they count on.
Imports its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence

from ordertrack.intake.rows.sql import joined
from ordertrack.intake.rows.workspace import Workspace


def number_new(workspace: Workspace, columns: Sequence[str]) -> None:
    """Give lines that are new their numbers; the same line of two files has one."""
    contents = joined(("order_no", *columns))
    nth = f"ROW_NUMBER() OVER (PARTITION BY _src, {contents} ORDER BY _at)"
    first = f"MIN(_at) OVER (PARTITION BY {contents}, nth)"
    new = "SELECT * FROM arriving WHERE _at NOT IN (SELECT _at FROM known_numbers)"
    rows = workspace.table(
        "new_lines",
        f"SELECT *, {first} AS first_at FROM (SELECT *, {nth} AS nth FROM ({new}))",
    )
    if not rows:
        return
    _take_free(workspace)
    workspace.run("INSERT INTO known_numbers SELECT _src, _at, order_no, line_no FROM taken_lines")
    last = (
        "SELECT order_no, COALESCE(MAX(TRY_CAST(line_no AS BIGINT)), 0) AS line_no"
        " FROM known_lines GROUP BY order_no"
    )
    place = "DENSE_RANK() OVER (PARTITION BY order_no ORDER BY first_at)"
    left = "FROM new_lines WHERE _at NOT IN (SELECT _at FROM taken_lines)"
    workspace.run(
        "INSERT INTO known_numbers SELECT _src, _at, n.order_no,"
        " CAST(l.line_no + n.place AS VARCHAR)"
        f" FROM (SELECT *, {place} AS place {left}) AS n JOIN ({last}) AS l USING (order_no)"
    )


def _take_free(workspace: Workspace) -> None:
    """Make `taken_lines`: new lines that take a free number, rejected ones first."""
    nothing = "SELECT _src, _at, order_no, first_at, '' AS line_no FROM new_lines WHERE FALSE"
    workspace.table("taken_lines", nothing)
    if not _find_free(workspace):
        return
    for rejected in ("_bad", "NOT _bad"):
        _take(workspace, rejected, "n.place = f.number")
        _take(workspace, rejected, "n.nth = f.nth")


def _find_free(workspace: Workspace) -> int:
    """Make `free_numbers` of orders that come with at least as many lines as they have numbers."""
    come = "SELECT order_no, COUNT(*) AS lines FROM arriving GROUP BY _src, order_no"
    last = "COALESCE(MAX(TRY_CAST(line_no AS BIGINT)), 0)"
    workspace.table(
        "complete",
        f"SELECT k.order_no, k.last FROM (SELECT order_no, {last} AS last FROM known_lines"
        " SEMI JOIN new_lines USING (order_no) GROUP BY order_no) AS k"
        f" JOIN (SELECT order_no, MAX(lines) AS lines FROM ({come}) GROUP BY order_no) AS c"
        " ON c.order_no = k.order_no AND c.lines >= k.last",
    )
    return workspace.table(
        "free_numbers",
        "SELECT r.* FROM (SELECT order_no, UNNEST(range(1, last)) AS number FROM complete) AS r"
        " ANTI JOIN known_lines AS k"
        " ON k.order_no = r.order_no AND k.line_no = CAST(r.number AS VARCHAR)",
    )


def _take(workspace: Workspace, which: str, pair: str) -> None:
    """Have new lines take the free numbers that they pair with, one number each."""
    nth = "ROW_NUMBER() OVER (PARTITION BY order_no ORDER BY {by}) AS nth"
    workspace.run(
        "INSERT INTO taken_lines SELECT l._src, l._at, l.order_no, l.first_at,"
        " CAST(p.number AS VARCHAR) FROM new_lines AS l JOIN"
        " (SELECT n.order_no, n.first_at, f.number FROM"
        f" (SELECT *, {nth.format(by='first_at')} FROM (SELECT order_no, first_at,"
        " BOOL_OR(_bad) AS _bad, MIN(TRY_CAST(line_no AS BIGINT)) AS place FROM new_lines"
        f" WHERE _at NOT IN (SELECT _at FROM taken_lines) GROUP BY ALL) WHERE {which}) AS n"
        f" JOIN (SELECT *, {nth.format(by='number')} FROM free_numbers AS f ANTI JOIN taken_lines"
        " AS t ON t.order_no = f.order_no AND t.line_no = CAST(f.number AS VARCHAR)) AS f"
        f" ON f.order_no = n.order_no AND {pair}"
        " QUALIFY ROW_NUMBER() OVER (PARTITION BY n.order_no, f.number ORDER BY n.first_at) = 1"
        ") AS p ON p.order_no = l.order_no AND p.first_at = l.first_at"
    )
