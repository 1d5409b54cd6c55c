"""Copies of raw tables in which something was settled. Imports its siblings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import polars as pl

from ordertrack.intake.raw_table import RawTable


def altered(
    raw_table: RawTable, what: str, decided: object, make: Callable[[], pl.LazyFrame]
) -> RawTable:
    """Return the table with the rows that `make` gives; the same copy for the same decision.

    `decided` is all that the rows follow from: a plan that is prepared again with other answers or
    columns must not find the copy of the one before.
    """
    name = sha256(repr((raw_table.path.name, decided)).encode()).hexdigest()[:12]
    path = raw_table.path.with_name(f"{raw_table.path.stem}.{what}-{name}.parquet")
    if not path.exists():
        part = path.with_suffix(".part")
        make().sink_parquet(part, compression="lz4")
        part.replace(path)
    return replace(raw_table, path=path)
