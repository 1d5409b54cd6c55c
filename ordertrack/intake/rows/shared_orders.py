"""New orders whose unnumbered lines are spread over several files of an import.

Lines of a later file count on where those of an earlier one end; a line that stands in both counts
once. Imports words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence

from ordertrack.intake.rows.sql import joined
from ordertrack.intake.rows.workspace import Workspace

TELLING = ("product", "quantity", "unit_price", "amount")


def number_shared(workspace: Workspace, placed: str, columns: Sequence[str]) -> None:
    """Add the numbers of lines of new orders to `known_numbers`, where several files have them.

    Lines that differ in nothing but a date or a state are one, of which one file is the older.
    """
    columns = [name for name in TELLING if name in columns]
    if len(workspace.group.files) < 2 or not columns:
        return
    several = "SELECT 1 FROM spans GROUP BY order_no HAVING COUNT(*) > 1 LIMIT 1"
    if not workspace.run(several) or not _find_shared(workspace, placed, columns):
        return
    contents = joined(("order_no", *columns))
    nth = f"ROW_NUMBER() OVER (PARTITION BY _src, {contents} ORDER BY _at)"
    first = f"MIN(_at) OVER (PARTITION BY {contents}, nth)"
    place = "DENSE_RANK() OVER (PARTITION BY order_no ORDER BY first_at)"
    workspace.run(
        f"INSERT INTO known_numbers SELECT _src, _at, order_no, CAST({place} AS VARCHAR) FROM"
        f" (SELECT *, {first} AS first_at FROM (SELECT *, {nth} AS nth FROM shared_lines))"
    )


def _find_shared(workspace: Workspace, placed: str, columns: Sequence[str]) -> int:
    """Make `shared_lines`: lines of orders that several files have, and no release."""
    values = joined(f"p.l_{name} AS {name}" for name in columns)
    known = " ANTI JOIN known_lines AS k ON k.order_no = p.order_no"
    workspace.table(
        "shared_lines",
        f"SELECT p._src, p._at, p.order_no, {values} FROM ({placed}) AS p"
        f" SEMI JOIN (SELECT order_no FROM ({placed}) GROUP BY order_no"
        " HAVING MIN(_src) <> MAX(_src)) AS s ON s.order_no = p.order_no"
        f"{known if workspace.released_lines else ''}",
    )
    if "product" in columns:
        workspace.run(f"DELETE FROM shared_lines WHERE order_no IN ({_two_versions(columns)})")
    return int(workspace.one("SELECT COUNT(*) FROM shared_lines"))


def _two_versions(columns: Sequence[str]) -> str:
    """Orders with a product of which two files say different things: which one holds now?"""
    said = f"hash({joined(columns)})"
    return (
        "SELECT order_no FROM shared_lines GROUP BY order_no, product"
        f" HAVING COUNT(DISTINCT hash(_src, {said}))"
        f" < COUNT(DISTINCT {said}) * COUNT(DISTINCT _src)"
    )
