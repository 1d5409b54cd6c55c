"""Files made from a few lines, and what reading them gives."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from ordertrack.intake.files.read import read
from ordertrack.intake.raw_table import RawTable


def tables(folder: Path, content: str | bytes, name: str = "orders.csv") -> list[RawTable]:
    """The tables of one upload; its problem is raised."""
    data = content.encode() if isinstance(content, str) else content
    found, problems = read([(name, data)], folder / "staging")
    if problems:
        raise problems[0].error
    return found


def table(folder: Path, content: str | bytes, name: str = "orders.csv") -> RawTable:
    found = tables(folder, content, name)
    assert len(found) == 1
    return found[0]


def rows(raw: RawTable) -> list[tuple[object, ...]]:
    """Row number and cells of every data row; empty cells as ""."""
    frame = pl.read_parquet(raw.path)
    assert frame.columns == ["_row", *(f"c{at}" for at in range(len(raw.headers)))]
    assert frame.height + len(raw.damaged) + sum(raw.skipped.values()) == raw.read
    return frame.with_columns(pl.col(pl.String).fill_null("")).rows()


def cells(raw: RawTable) -> list[list[str]]:
    return [[str(cell) for cell in row[1:]] for row in rows(raw)]
