"""Cells of rows that were set aside, as a person wrote them anew before publishing.

The raw table is read from a copy with these cells, so that a mended row is checked like any other.
Imports decisions, raw_table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from ordertrack.intake.decisions import Mends
from ordertrack.intake.raw_table import Damaged, RawTable

Cells = Mapping[int, str]


def mended(raw_tables: Sequence[RawTable], mends: Mends, staging: Path) -> list[RawTable]:
    """Return the raw tables with the cells that a person wrote anew."""
    found = []
    for raw_table in raw_tables:
        rows = {row: cells for (key, row), cells in mends.items() if key == raw_table.key}
        found.append(_mended(raw_table, rows, staging) if rows else raw_table)
    return found


def _mended(raw_table: RawTable, rows: Mapping[int, Cells], staging: Path) -> RawTable:
    said = repr((str(raw_table.path), sorted((row, sorted(c.items())) for row, c in rows.items())))
    path = staging / f"mended-{hashlib.sha256(said.encode()).hexdigest()[:24]}.parquet"
    torn = [damaged for damaged in raw_table.damaged if damaged.row in rows]
    if not path.exists():
        part = path.with_suffix(".part")
        _with_cells(_with_rows(raw_table, torn), rows).sink_parquet(part, compression="lz4")
        part.replace(path)
    left = tuple(damaged for damaged in raw_table.damaged if damaged.row not in rows)
    return replace(raw_table, path=path, damaged=left)


def _with_rows(raw_table: RawTable, torn: Sequence[Damaged]) -> pl.LazyFrame:
    """The rows, in order, with those that could not be read as rows before."""
    frame = pl.scan_parquet(raw_table.path)
    if not torn:
        return frame
    schema = frame.collect_schema()
    more = pl.DataFrame(
        [
            {"_row": damaged.row, **{f"c{at}": cell for at, cell in enumerate(damaged.cells)}}
            for damaged in torn
        ],
        schema=schema,
    )
    return pl.concat([frame, more.lazy()]).sort("_row")


def _with_cells(frame: pl.LazyFrame, rows: Mapping[int, Cells]) -> pl.LazyFrame:
    positions = sorted({position for cells in rows.values() for position in cells})
    edits = pl.DataFrame(
        {
            "_row": list(rows),
            **{f"new{at}": [cells.get(at) or None for cells in rows.values()] for at in positions},
            **{f"is{at}": [at in cells for cells in rows.values()] for at in positions},
        },
        schema_overrides={"_row": pl.UInt32} | {f"new{at}": pl.String for at in positions},
    )
    joined = frame.join(edits.lazy(), on="_row", how="left", maintain_order="left")
    cells = [
        pl.when(pl.col(f"is{at}")).then(f"new{at}").otherwise(f"c{at}").alias(f"c{at}")
        for at in positions
    ]
    helpers = [f"{name}{at}" for name in ("new", "is") for at in positions]
    return joined.with_columns(cells).drop(helpers)
