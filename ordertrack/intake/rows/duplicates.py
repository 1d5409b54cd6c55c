"""Rows that stand twice in a file, cell for cell: the first counts, the others are skipped.

Hashes find the few rows worth comparing, so a file without duplicates costs one narrow pass.
Imports its siblings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.rows.sql import joined, literal, not_gone
from ordertrack.intake.rows.workspace import DUPLICATE, FileGroup, Workspace
from ordertrack.intake.spellings import is_ours


def open_group(workspace: Workspace, group: FileGroup, key: Sequence[str] | None) -> None:
    """Use the group without its repeated rows and without rows whose cells are bad."""
    workspace.use(group)
    skip_duplicates(workspace, key)
    workspace.reject_bad_cells(group.files)
    workspace.refresh()


def skip_duplicates(workspace: Workspace, key: Sequence[str] | None) -> int:
    """Skip repeated rows of the group; they agree in their `key`, where there is one."""
    if key is not None and set(key) <= set(workspace.columns):
        return _among_same_keys(workspace, key)
    return sum(
        _among_same_cells(workspace, tables)
        for tables in tables_by_headers(workspace.group).values()
    )


def skip_later_files(workspace: Workspace, relation: str, columns: Sequence[str]) -> int:
    """Skip rows of the relation of which an earlier file has the same contents in `columns`."""
    contents = joined(columns)
    place = f"ROW_NUMBER() OVER (PARTITION BY {contents} ORDER BY _at)"
    first = f"MIN(_src) OVER (PARTITION BY {contents})"
    placed = f"SELECT s.*, {place} AS n, {first} AS first_src FROM {not_gone(relation)}"
    workspace.table("placed", placed)
    again = "SELECT DISTINCT _src AS src, _row AS row FROM placed WHERE n > 1 AND _src > first_src"
    return workspace.skip(again, DUPLICATE)


def repeats_by_file(workspace: Workspace) -> dict[int, int]:
    """Return how many rows of each raw table are skipped because the file has them already."""
    return dict(
        workspace.run(
            "SELECT r.src, COUNT(*) FROM repeats AS r"
            " SEMI JOIN skipped AS s ON s.src = r.src AND s.row = r.row GROUP BY r.src"
        )
    )


def _among_same_keys(workspace: Workspace, key: Sequence[str]) -> int:
    hashed = f"hash({joined(key)})"
    many = f"SELECT {hashed} AS h FROM group_rows GROUP BY h HAVING COUNT(*) > 1"
    if not workspace.table("repeated", many):
        return 0
    found = f"SELECT _src, _row FROM group_rows SEMI JOIN repeated ON repeated.h = {hashed}"
    workspace.table("candidates", found)
    return sum(
        _skip(
            workspace,
            f"SELECT r.* FROM ({_cells(tables)}) AS r SEMI JOIN candidates AS c"
            " ON c._src = r.src AND c._row = r.row",
            tables,
        )
        for tables in tables_by_headers(workspace.group).values()
    )


def _among_same_cells(workspace: Workspace, tables: Mapping[int, RawTable]) -> int:
    hashed = f"hash({joined(_columns(tables))})"
    many = f"SELECT {hashed} AS h FROM ({_cells(tables)}) GROUP BY h HAVING COUNT(*) > 1"
    if not workspace.table("repeated", many):
        return 0
    found = f"SELECT r.* FROM ({_cells(tables)}) AS r SEMI JOIN repeated ON repeated.h = {hashed}"
    return _skip(workspace, found, tables)


def _skip(workspace: Workspace, candidates: str, tables: Mapping[int, RawTable]) -> int:
    cells = joined(_columns(tables))
    place = f"ROW_NUMBER() OVER (PARTITION BY {cells} ORDER BY src, row)"
    in_file = f"ROW_NUMBER() OVER (PARTITION BY {cells}, src ORDER BY row)"
    workspace.table(
        "later",
        "SELECT src, row, nth FROM"
        f" (SELECT src, row, {place} AS n, {in_file} AS nth FROM ({candidates})) WHERE n > 1",
    )
    workspace.run("INSERT INTO repeats SELECT src, row FROM later WHERE nth > 1")
    return workspace.skip("SELECT src, row FROM later", DUPLICATE)


def tables_by_headers(group: FileGroup) -> dict[tuple[str, ...], dict[int, RawTable]]:
    """Files are compared cell by cell only where their headers are the same."""
    groups: dict[tuple[str, ...], dict[int, RawTable]] = {}
    for checked in group.files:
        groups.setdefault(checked.raw_table.headers, {})[checked.src] = checked.raw_table
    return groups


def _columns(tables: Mapping[int, RawTable]) -> list[str]:
    headers = next(iter(tables.values())).headers
    return [f"c{i}" for i, header in enumerate(headers) if not is_ours(header)]


def _cells(tables: Mapping[int, RawTable]) -> str:
    """The cells of raw tables with `src`, the table they are from: one scan, however many."""
    numbers = joined(f"({literal(str(each.path))}, {src})" for src, each in tables.items())
    paths = joined(literal(each.path) for each in tables.values())
    return (
        f"SELECT v.src, _row AS row, {joined(_columns(tables))}"
        f" FROM read_parquet([{paths}], filename = '_file') AS f"
        f" JOIN (VALUES {numbers}) AS v (file, src) ON v.file = f._file"
    )
