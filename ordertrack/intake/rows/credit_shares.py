"""Who shares an order: what a file says of an order is all of it, and adds up to the whole order.

A sheet of its own says it, or the cells of an order's salesperson that name several people.

Imports warehouse, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from ordertrack.intake.finding import Finding
from ordertrack.intake.rows.sql import literal
from ordertrack.intake.rows.workspace import Layer, Workspace
from ordertrack.intake.values.owners import SEVERAL, Names
from ordertrack.warehouse import Staged
from ordertrack.words import t

KEY = ("order_no", "sales_rep")


def without_old_shares(workspace: Workspace, all_staged: Sequence[Staged]) -> list[Staged]:
    """Have shares removed that the release has of these orders and the files have no more."""
    released = workspace.released.file("credits", KEY)
    return [
        _without_old(workspace, staged, released)
        if released and staged.table == "credits" and not staged.full
        else staged
        for staged in all_staged
    ]


def _without_old(workspace: Workspace, credits: Staged, released: Path) -> Staged:
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
        "{count} orders have credit shares that do not add up to 100% ({examples}): each counts"
        " whole for its owner."
    )
    return workspace.counted("shares-apart", "warning", text, query)


# --- several names in a cell ---


def with_owners(workspace: Workspace, layers: Sequence[Layer], names: Names) -> list[Layer]:
    """Return the layers with the first name as owner of each order, and all its shares."""
    found: list[Layer] = []
    for layer in layers:
        if layer.table == "orders" and "sales_rep" in layer.columns:
            split_cells(workspace, layer, names)
            found += [_owned(workspace, layer), _shares(workspace, layer)]
        else:
            found.append(layer)
    return found


def split_cells(workspace: Workspace, layer: Layer, names: Names) -> None:
    """Make `owner_cells`: cell, place, name and share of every cell that is not one name."""
    cells = workspace.run(
        f"SELECT DISTINCT sales_rep FROM ({layer.query})"
        f" WHERE regexp_matches(sales_rep, {literal(SEVERAL)})"
    )
    split = {cell: names.shares(cell) for (cell,) in cells}
    rows = [
        (cell, place, name, share)
        for cell, shares in split.items()
        for place, (name, share) in enumerate(shares or ())
    ]
    schema = {"cell": pl.String, "place": pl.Int32, "name": pl.String, "share": pl.Decimal(9, 6)}
    workspace.connection.register("owner_cells", pl.DataFrame(rows, schema, orient="row"))
    whole = [(cell,) for cell, shares in split.items() if shares is None]
    workspace.connection.register(
        "whole_cells", pl.DataFrame(whole, {"cell": pl.String}, orient="row")
    )
    text = t(
        "{count} orders have a salesperson who looks like several but is none of the people known"
        " ({examples}): it stands as one name."
    )
    query = f"SELECT sales_rep FROM ({layer.query}) SEMI JOIN whole_cells ON cell = sales_rep"
    if finding := workspace.counted("owners-as-one", "info", text, query):
        workspace.find(finding)


def _owned(workspace: Workspace, layer: Layer) -> Layer:
    query = (
        f"SELECT l.* REPLACE (COALESCE(c.name, l.sales_rep) AS sales_rep) FROM ({layer.query}) AS l"
        " LEFT JOIN owner_cells AS c ON c.cell = l.sales_rep AND c.place = 0"
    )
    path, rows = workspace.write("owned-orders", query)
    return replace(layer, path=path, rows=rows, renames={})


def _shares(workspace: Workspace, layer: Layer) -> Layer:
    """The shares of all cells; an order that the release shares and that names one now is his."""
    query = (
        f"SELECT l.order_no, c.name AS sales_rep, c.share FROM ({layer.query}) AS l"
        " JOIN owner_cells AS c ON c.cell = l.sales_rep"
    )
    if released := workspace.released.file("credits", KEY):
        alone = (
            f"FROM ({layer.query}) AS l"
            f" SEMI JOIN read_parquet({literal(released)}) AS r ON r.order_no = l.order_no"
            " ANTI JOIN owner_cells AS c ON c.cell = l.sales_rep WHERE l.sales_rep IS NOT NULL"
        )
        _tell_alone(workspace, alone, released)
        query += f" UNION ALL SELECT l.order_no, l.sales_rep, 1 {alone}"
    path, rows = workspace.write("owner-shares", query)
    return Layer("credits", path, rows, (*KEY, "share"), True, layer.sources)


def _tell_alone(workspace: Workspace, alone: str, released: Path) -> None:
    """Tell of which orders several people had a share so far; afterwards it is one."""
    text = t("{count} orders were shared and now name one person ({examples}), who has all of it.")
    several = (
        f"SELECT order_no FROM read_parquet({literal(released)})"
        " GROUP BY order_no HAVING COUNT(*) > 1"
    )
    query = (
        f"SELECT order_no FROM (SELECT l.order_no {alone}) SEMI JOIN ({several}) USING (order_no)"
    )
    if finding := workspace.counted("no-longer-shared", "warning", text, query):
        workspace.find(finding)


def without_owners(workspace: Workspace, layers: Sequence[Layer]) -> list[Layer]:
    """Leave out what cells say of orders whose shares a sheet of this import has."""
    sheets = [one for one in layers if one.table == "credits" and not _of_cells(one)]
    if not sheets:
        return list(layers)
    known = " UNION ".join(f"SELECT order_no FROM ({sheet.query})" for sheet in sheets)
    done = []
    for layer in layers:
        if _of_cells(layer):
            query = f"FROM ({layer.query}) AS l ANTI JOIN ({known}) AS k ON k.order_no = l.order_no"
            path, rows = workspace.write("owner-shares", f"SELECT l.* {query}")
            layer = replace(layer, path=path, rows=rows)
        done.append(layer)
    return done


def _of_cells(layer: Layer) -> bool:
    return layer.table == "credits" and "owner-shares" in layer.path.name
