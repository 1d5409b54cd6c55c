"""Rows that were set aside as a table to be mended: each with its reason beside its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from ordertrack.model.protection import JOINER

Edits = dict[int, dict[int, str]]  # place in the table → position → what stands there now


def editable(found: pl.DataFrame, width: int) -> pl.DataFrame:
    """Return `row`, `reason` and the cells `c0`, `c1`, …, those with a fault first."""
    faulty: list[int] = []
    for positions in found["bad"]:
        faulty += [position for position in positions if position not in faulty]
    others = [position for position in range(width) if position not in faulty]
    cells = [f"c{position}" for position in (*faulty, *others) if f"c{position}" in found.columns]
    return found.select("row", "reason", *cells)


def edits(before: pl.DataFrame, after: pl.DataFrame) -> Edits:
    """Return the cells that a person wrote anew; an emptied cell holds ""."""
    found: Edits = {}
    cells = [name for name in before.columns if name[1:].isdecimal()]
    pairs = zip(before.iter_rows(named=True), after.iter_rows(named=True), strict=True)
    for place, (was, now) in enumerate(pairs):
        changed = {
            int(name[1:]): (now[name] or "").removeprefix(JOINER).strip()
            for name in cells
            if (now[name] or "").strip() != (was[name] or "").strip()
        }
        if changed:
            found[place] = changed
    return found


def merged(
    before: Mapping[tuple[str, int], Mapping[int, str]],
    key: str,
    more: Mapping[int, dict[int, str]],
) -> dict[tuple[str, int], Mapping[int, str]]:
    """Return earlier edits with those of one raw table added."""
    after = dict(before)
    for row, cells in more.items():
        after[key, row] = {**before.get((key, row), {}), **cells}
    return after


def column_names(headers: Sequence[str]) -> dict[str, str]:
    """Return what stands above each cell: its header, or its place where that is empty."""
    return {f"c{at}": header.strip() or f"[{at + 1}]" for at, header in enumerate(headers)}
