"""Unnumbered lines of orders that the release holds keep the numbers that they have there.

A line is recognised by what it is: its product first, then quantity, price, amount and promise, and
only then its place. So an export may be sorted anew, and lines may come, go or be split.
Imports its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ordertrack.intake.column_names import LINE_NO, PRODUCT
from ordertrack.intake.rows.sql import agree, joined, literal
from ordertrack.intake.rows.workspace import Workspace
from ordertrack.words import t

CONTENTS = ("product", "quantity", "unit_price", "amount", "promised_date")
# What must agree, from the surest to the least sure; a return is never its own sale.
ROUNDS: tuple[tuple[str, ...], ...] = (
    (*CONTENTS, "line_no"),
    CONTENTS,
    ("product", "quantity", "unit_price", "amount"),
    ("product", "quantity", "unit_price"),
    ("product", "amount"),
    ("product", "quantity"),
    ("product", "unit_price"),
    ("product", "promised_date"),
    ("product", "line_no"),
    ("product",),
)
WITHOUT_PRODUCT = (*ROUNDS[:3], ("line_no",))


def recognise_lines(workspace: Workspace, placed: str) -> bool:
    """Fill `known_numbers`: the numbers of lines of known orders, where their place is not it.

    It tells whether some of `arriving` may be left without a number.
    """
    if not workspace.released_lines or not _read_known(workspace, placed):
        return False
    columns = compared(workspace)
    _arrive(workspace, placed, columns)
    if not _leave_out_settled(workspace, columns):
        return False
    rounds = ROUNDS if "product" in columns else WITHOUT_PRODUCT
    for names in dict.fromkeys(tuple(n for n in r if n in (*columns, "line_no")) for r in rounds):
        if names and _pair(workspace, (*names, "negative")) == 0:
            break
    if workspace.group.whole == "no":
        _part_unlike(workspace, columns)
    find_changed(workspace, columns)
    return True


def compared(workspace: Workspace) -> list[str]:
    """Return what the files say of a line that tells it from others."""
    return [name for name in CONTENTS if f"l_{name}" in workspace.columns]


def _read_known(workspace: Workspace, placed: str) -> bool:
    """Make `known_lines` from the release: the lines of the orders that the files name."""
    path, _ = workspace.write("orders-named", f"SELECT DISTINCT order_no FROM ({placed})")
    names = joined(("order_no", "line_no", *CONTENTS, "product_name"))
    known = workspace.released.ask(
        "lines",
        f"SELECT {names} FROM order_lines"
        f" WHERE order_no IN (SELECT order_no FROM read_parquet({literal(path)}))",
    )
    if known is None:
        return False
    workspace.view("known_lines", f"FROM read_parquet({literal(known)})")
    frame = pl.scan_parquet(known).filter(pl.col("product_name") != pl.col("product"))
    named = frame.select("order_no", "product", name=pl.col("product_name").str.normalize("NFKC"))
    workspace.connection.register("named_products", named.unique().collect())
    return True


def _arrive(workspace: Workspace, placed: str, columns: Sequence[str]) -> None:
    """Make `arriving`: the lines of known orders, with their products as the release has them."""
    values = [f"p.l_{name} AS {name}" for name in columns if name != "product"]
    joins = ""
    if "product" in columns:
        values.append(f"COALESCE(a.product, p.{PRODUCT}) AS product")
        joins = (
            " LEFT JOIN (SELECT order_no, name, MIN(product) AS product FROM named_products AS n"
            " ANTI JOIN known_lines AS k ON k.order_no = n.order_no AND k.product = n.name"
            f" GROUP BY ALL) AS a ON a.order_no = p.order_no AND a.name = p.{PRODUCT}"
        )
    workspace.table(
        "arriving",
        f"SELECT p._src, p._at, p._bad, p.order_no, p.{LINE_NO} AS line_no,"
        f" {_negative('p.l_', columns)}, {joined(values) or 'NULL AS nothing'} FROM ({placed}) AS p"
        " SEMI JOIN known_lines AS k ON k.order_no = p.order_no" + joins,
    )


def _negative(prefix: str, columns: Sequence[str]) -> str:
    signs = [f"COALESCE({prefix}{n} < 0, FALSE)" for n in ("quantity", "amount") if n in columns]
    return f"({' OR '.join(signs) or 'FALSE'}) AS negative"


def _leave_out_settled(workspace: Workspace, columns: Sequence[str]) -> int:
    """Keep the orders of which some line is not the one of its place; make `candidates`."""
    same = agree(("line_no", *columns), "k", "a")
    workspace.table(
        "unsettled",
        "SELECT DISTINCT a._src, a.order_no FROM arriving AS a"
        f" ANTI JOIN known_lines AS k ON k.order_no = a.order_no AND {same}",
    )
    left = workspace.table(
        "arriving",
        "SELECT a.* FROM arriving AS a SEMI JOIN unsettled AS u"
        " ON u._src = a._src AND u.order_no = a.order_no",
    )
    chosen = joined(("u._src", "k.order_no", "k.line_no", *(f"k.{n}" for n in columns)))
    workspace.table(
        "candidates",
        f"SELECT {chosen}, {_negative('k.', columns)} FROM known_lines AS k"
        " JOIN unsettled AS u ON u.order_no = k.order_no",
    )
    return left


def _pair(workspace: Workspace, names: Sequence[str]) -> int:
    """Pair lines that agree in these columns, the first with the first; how many are left."""
    by = joined(("_src", "order_no", *names))
    nth = f"ROW_NUMBER() OVER (PARTITION BY {by} ORDER BY LENGTH(line_no), line_no) AS nth"
    arriving = f"SELECT *, {nth} FROM arriving WHERE _at NOT IN (SELECT _at FROM known_numbers)"
    taken = "n._src = c._src AND n.order_no = c.order_no AND n.line_no = c.line_no"
    free = f"SELECT *, {nth} FROM candidates AS c ANTI JOIN known_numbers AS n ON {taken}"
    workspace.run(
        "INSERT INTO known_numbers SELECT a._src, a._at, a.order_no, f.line_no"
        f" FROM ({arriving}) AS a JOIN ({free}) AS f ON f._src = a._src"
        f" AND f.order_no = a.order_no AND f.nth = a.nth AND {agree(names, 'f', 'a')}"
    )
    return int(
        workspace.one(
            "SELECT (SELECT COUNT(*) FROM arriving) - (SELECT COUNT(*) FROM known_numbers)"
        )
    )


def _unlike(columns: Sequence[str]) -> str:
    """Return SQL for pairs that share their product, but neither quantity nor amount."""
    differs = [f"a.{n} <> k.{n}" for n in ("quantity", "amount") if n in columns]
    return (
        "SELECT a._at, a.order_no FROM known_numbers AS n JOIN arriving AS a ON a._at = n._at"
        " JOIN known_lines AS k ON k.order_no = n.order_no AND k.line_no = n.line_no"
        f" WHERE {' AND '.join(differs) or 'FALSE'}"
    )


def _part_unlike(workspace: Workspace, columns: Sequence[str]) -> None:
    """Take a line for another one than its like, where the file holds only part of the order."""
    taken = "n._src = c._src AND n.order_no = c.order_no AND n.line_no = c.line_no"
    lacking = f"SELECT c.order_no FROM candidates AS c ANTI JOIN known_numbers AS n ON {taken}"
    workspace.table(
        "others",
        f"SELECT u.* FROM ({_unlike(columns)}) AS u"
        f" SEMI JOIN ({lacking}) AS l ON l.order_no = u.order_no",
    )
    workspace.run("DELETE FROM known_numbers WHERE _at IN (SELECT _at FROM others)")
    text = t(
        "{count} lines have another quantity and amount than the line of their product"
        " ({examples}): in orders that come in parts they are taken as further lines."
    )
    others = "SELECT order_no FROM others"
    workspace.find(workspace.counted("lines-beside", "warning", text, others))


def find_changed(workspace: Workspace, columns: Sequence[str]) -> None:
    """Find lines that were recognised by their product alone."""
    text = t(
        "{count} lines have another quantity and amount than before ({examples}): they are taken"
        " as changed."
    )
    unlike = f"SELECT order_no FROM ({_unlike(columns)})"
    workspace.find(workspace.counted("lines-changed", "warning", text, unlike))
