"""Lines of the release that an export of their order no longer has: gone, kept, or to be asked.

An order comes whole where its total is that of its lines in the file; it comes in part where the
missing lines make up the total. Otherwise only a person knows. Imports warehouse and siblings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ordertrack.intake.rows.sql import literal
from ordertrack.intake.rows.workspace import FileGroup, Layer, Workspace
from ordertrack.intake.spellings import OUR_LINE, is_ours
from ordertrack.warehouse import Staged
from ordertrack.words import t

SAMPLES = 3


@dataclass(frozen=True, slots=True)
class MissingLines:
    """How many lines the orders of a file lack, of how many orders, and some of them."""

    key: str
    lines: int
    orders: int
    samples: tuple[str, ...] = ()


def without_gone_lines(
    workspace: Workspace,
    groups: Sequence[FileGroup],
    layers: Sequence[Layer],
    all_staged: Sequence[Staged],
) -> tuple[list[Staged], list[MissingLines]]:
    """Have lines that are gone removed; return the staged tables and what must be asked."""
    by_table, parts = {staged.table: staged for staged in all_staged}, list[MissingLines]()
    lines, orders = by_table.get("order_lines"), by_table.get("orders")
    if lines is None or not _find_missing(workspace, lines, layers):
        return list(all_staged), parts
    for group in groups:
        _judge(workspace, group, layers)
        parts += _left_to_ask(workspace, group)
    by_table["order_lines"] = _removing(workspace, lines)
    if orders is not None:
        by_table["orders"] = _going_on(workspace, orders)
    return list(by_table.values()), parts


def _find_missing(workspace: Workspace, staged: Staged, layers: Sequence[Layer]) -> int:
    """Make `missing`: lines of the release that no file has, though one has their order."""
    if not workspace.released_lines:
        return 0
    mine = [layer for layer in layers if layer.table == "order_lines"]
    named = " UNION ".join(f"SELECT order_no FROM ({layer.query})" for layer in mine)
    missing = workspace.released.ask(
        "missing",
        "SELECT l.order_no, l.line_no, l.amount, l.status, o.status AS order_status,"
        " COALESCE(l.product_name, l.product) AS product"
        " FROM order_lines AS l LEFT JOIN orders AS o ON o.order_no = l.order_no"
        f" ANTI JOIN ({staged.query}) AS s ON s.order_no = l.order_no AND s.line_no = l.line_no"
        f" WHERE l.order_no IN ({named})",
    )
    workspace.table("gone_lines", "SELECT '' AS order_no, '' AS line_no WHERE FALSE")
    return workspace.table("missing", f"FROM read_parquet({literal(missing)})") if missing else 0


def _judge(workspace: Workspace, group: FileGroup, layers: Sequence[Layer]) -> None:
    """Make `judged`: the missing lines of the group's orders, and whether these come whole.

    An order of which some row was rejected may have its line there: it is left as it is.
    """
    lines = _of(group, "order_lines", layers)
    if lines is None:
        workspace.table("judged", "SELECT *, 'no' AS whole FROM missing WHERE FALSE")
        return
    rejected = (
        f"SELECT r.order_no FROM ({group.query}) AS r JOIN rejected AS j"
        " ON j.src = r._src AND j.row = r._row WHERE r.order_no IS NOT NULL"
    )
    verdict, joins = _verdict(group, layers)
    workspace.table(
        "judged",
        f"SELECT m.*, {verdict} AS whole FROM missing AS m"
        f" SEMI JOIN ({lines.query}) AS f ON f.order_no = m.order_no"
        f" ANTI JOIN ({rejected}) AS r ON r.order_no = m.order_no"
        f" ANTI JOIN gone_lines AS g ON g.order_no = m.order_no AND g.line_no = m.line_no{joins}",
    )
    workspace.run("INSERT INTO gone_lines SELECT order_no, line_no FROM judged WHERE whole = 'yes'")


def _of(group: FileGroup, table: str, layers: Sequence[Layer]) -> Layer | None:
    mine = (one for one in layers if one.table == table and one.sources == group.sources)
    return next(mine, None)


def _verdict(group: FileGroup, layers: Sequence[Layer]) -> tuple[str, str]:
    """Return whether an order comes whole (yes, no or null) as SQL, and the joins for it.

    Lines without the fields of their order, like mended rows, are a part of it.
    """
    lines, orders = (_of(group, table, layers) for table in ("order_lines", "orders"))
    if lines is None or not lines.whole or _was_set_aside(group):
        return "'no'", ""
    given = f"'{group.whole}'" if group.whole in ("yes", "no") else "NULL"
    if orders is None:
        return given, ""
    join = f" LEFT JOIN ({orders.query}) AS o ON o.order_no = m.order_no"
    if "amount" not in orders.columns:
        return f"CASE WHEN o.order_no IS NULL THEN 'no' ELSE {given} END", join
    sums = "SELECT order_no, SUM(amount) AS amount FROM ({rows}) GROUP BY order_no"
    return (
        "CASE WHEN o.order_no IS NULL THEN 'no' WHEN abs(i.amount - o.amount) < 0.01 THEN 'yes'"
        f" WHEN abs(i.amount + x.amount - o.amount) < 0.01 THEN 'no' ELSE {given} END",
        f"{join} LEFT JOIN ({sums.format(rows=lines.query)}) AS i ON i.order_no = m.order_no"
        f" LEFT JOIN ({sums.format(rows='FROM missing')}) AS x ON x.order_no = m.order_no",
    )


def _was_set_aside(group: FileGroup) -> bool:
    """Return whether the rows are those that an earlier import rejected."""
    return any(
        is_ours(header) and header.strip().casefold() != OUR_LINE
        for checked in group.files
        for header in checked.raw_table.headers
    )


def _left_to_ask(workspace: Workspace, group: FileGroup) -> list[MissingLines]:
    """Return what must be asked of the group, or was."""
    asks = "whole IS NULL" if group.whole is None else "TRUE"
    counts = f"SELECT COUNT(*), COUNT(DISTINCT order_no) FROM judged WHERE {asks}"
    lines, orders = workspace.run(counts)[0]
    listed = (
        "SELECT concat_ws(' · ', order_no, product, amount) FROM judged"
        f" WHERE {asks} ORDER BY order_no, line_no LIMIT {SAMPLES}"
    )
    samples = tuple(sample for (sample,) in workspace.run(listed))
    return [MissingLines(group.key, lines, orders, samples)] if lines else []


def _going_on(workspace: Workspace, orders: Staged) -> Staged:
    """Keep the status of orders of which a file has cancelled lines alone, while others go on."""
    if "status" not in orders.columns:
        return orders
    going_on = (
        "SELECT m.order_no, MIN(m.order_status) AS status FROM missing AS m"
        " ANTI JOIN gone_lines AS g ON g.order_no = m.order_no AND g.line_no = m.line_no"
        " WHERE m.status IS NULL GROUP BY m.order_no"
    )
    joins = f"({orders.query}) AS o LEFT JOIN ({going_on}) AS g ON g.order_no = o.order_no"
    cancelled = "o.status = 'cancelled' AND g.order_no IS NOT NULL"
    if not workspace.one(f"SELECT COUNT(*) FROM {joins} WHERE {cancelled}"):
        return orders
    status = f"CASE WHEN {cancelled} THEN g.status ELSE o.status END AS status"
    path, _ = workspace.write("orders", f"SELECT o.* REPLACE ({status}) FROM {joins}")
    return replace(orders, path=path, renames={})


def _removing(workspace: Workspace, staged: Staged) -> Staged:
    lines, orders = workspace.run("SELECT COUNT(*), COUNT(DISTINCT order_no) FROM gone_lines")[0]
    if not lines:
        return staged
    text = t(
        "{count} lines of {orders} orders ({examples}) are no longer in the export: they are"
        " removed.",
        orders=orders,
    )
    gone = "SELECT order_no FROM gone_lines"
    workspace.find(workspace.counted("lines-removed", "warning", text, gone))
    path, _ = workspace.write("removed-lines", "FROM gone_lines")
    return replace(staged, removed=path)
