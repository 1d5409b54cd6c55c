"""Rows that stand twice in a file, cell for cell: the first counts, the others are skipped.

Hashes find the few rows worth comparing, so a file without duplicates costs one narrow pass.
Imports its siblings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.rows.workspace import DUPLICATE, Sorter, Stack, joined, quoted
from ordertrack.intake.spellings import is_ours


def skip_duplicates(sorter: Sorter, stack: Stack, key: Sequence[str] | None) -> int:
    """Skip repeated rows of the stack; they agree in their `key`, where there is one."""
    if key is not None and set(key) <= set(stack.columns):
        return _among_same_keys(sorter, stack, key)
    return sum(_among_same_cells(sorter, raws) for raws in _by_headers(sorter.raw, stack).values())


def _among_same_keys(sorter: Sorter, stack: Stack, key: Sequence[str]) -> int:
    hashed = f"hash({joined(key)})"
    many = f"SELECT {hashed} AS h FROM stack GROUP BY h HAVING COUNT(*) > 1"
    if not sorter.table("repeated", many):
        return 0
    found = f"SELECT _src, _row FROM stack SEMI JOIN repeated ON repeated.h = {hashed}"
    sorter.table("candidates", found)
    return sum(
        _skip(
            sorter,
            f"SELECT r.* FROM ({_cells(raws)}) AS r SEMI JOIN candidates AS c"
            " ON c._src = r.src AND c._row = r.row",
            raws,
        )
        for raws in _by_headers(sorter.raw, stack).values()
    )


def _among_same_cells(sorter: Sorter, raws: Mapping[int, RawTable]) -> int:
    hashed = f"hash({joined(_columns(raws))})"
    many = f"SELECT {hashed} AS h FROM ({_cells(raws)}) GROUP BY h HAVING COUNT(*) > 1"
    if not sorter.table("repeated", many):
        return 0
    found = f"SELECT r.* FROM ({_cells(raws)}) AS r SEMI JOIN repeated ON repeated.h = {hashed}"
    return _skip(sorter, found, raws)


def _skip(sorter: Sorter, candidates: str, raws: Mapping[int, RawTable]) -> int:
    cells = joined(_columns(raws))
    place = f"ROW_NUMBER() OVER (PARTITION BY {cells} ORDER BY src, row)"
    in_file = f"ROW_NUMBER() OVER (PARTITION BY {cells}, src ORDER BY row)"
    sorter.table(
        "later",
        "SELECT src, row, nth FROM"
        f" (SELECT src, row, {place} AS n, {in_file} AS nth FROM ({candidates})) WHERE n > 1",
    )
    sorter.run("INSERT INTO repeats SELECT src, row FROM later WHERE nth > 1")
    return sorter.skip("SELECT src, row FROM later", DUPLICATE)


def _by_headers(
    raw: Sequence[RawTable], stack: Stack
) -> dict[tuple[str, ...], dict[int, RawTable]]:
    """Files are compared cell by cell only where their headers are the same."""
    groups: dict[tuple[str, ...], dict[int, RawTable]] = {}
    for src in stack.sources:
        groups.setdefault(raw[src].headers, {})[src] = raw[src]
    return groups


def _columns(raws: Mapping[int, RawTable]) -> list[str]:
    headers = next(iter(raws.values())).headers
    return [f"c{i}" for i, header in enumerate(headers) if not is_ours(header)]


def _cells(raws: Mapping[int, RawTable]) -> str:
    names = joined(_columns(raws))
    return " UNION ALL ".join(
        f"SELECT {src} AS src, _row AS row, {names} FROM read_parquet({quoted(raw.path)})"
        for src, raw in raws.items()
    )
