"""New orders whose unnumbered lines are spread over several files of an import.

Lines of a later file count on where those of an earlier one end; a line that stands in both counts
once. Imports words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence

from ordertrack.intake.finding import Finding
from ordertrack.intake.rows.workspace import Workspace, joined
from ordertrack.words import Text, t

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
    if "product" in columns:
        _tell(workspace, contents)


def _find_shared(workspace: Workspace, placed: str, columns: Sequence[str]) -> int:
    """Make `shared_lines`: lines of orders that several files have, and no release."""
    values = joined(f"p.l_{name} AS {name}" for name in columns)
    known = " ANTI JOIN known_lines AS k ON k.order_no = p.order_no"
    return workspace.table(
        "shared_lines",
        f"SELECT p._src, p._at, p.order_no, {values} FROM ({placed}) AS p"
        f" SEMI JOIN (SELECT order_no FROM ({placed}) GROUP BY order_no"
        " HAVING MIN(_src) <> MAX(_src)) AS s ON s.order_no = p.order_no"
        f"{known if workspace.released_lines else ''}",
    )


def _tell(workspace: Workspace, contents: str) -> None:
    """Tell of lines that are not in an earlier file, which has their product in their order."""
    earlier = "SELECT order_no, product, MIN(_src) AS src FROM shared_lines GROUP BY ALL"
    same = f"SELECT *, MIN(_src) OVER (PARTITION BY {contents}) AS first_src FROM shared_lines"
    rows = workspace.run(
        f"SELECT b.order_no FROM ({same}) AS b JOIN ({earlier}) AS a"
        " ON a.order_no = b.order_no AND a.product = b.product AND a.src < b.first_src"
    )
    found = [order_no for (order_no,) in rows]
    text = t(
        "{count} lines have another quantity, price or amount than the line of their product in an"
        " earlier file ({examples}): they are taken as further lines."
    )
    examples = joined(sorted(set(found))[:5])
    text = Text(text.template, (("count", len(found)), ("examples", examples)))
    workspace.find(Finding("lines-beside", "warning", text, len(found)))
