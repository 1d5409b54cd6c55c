"""Columns of a raw table as numbers. Imports its siblings."""

from __future__ import annotations

import polars as pl

from ordertrack.intake.column_names import QUANTITY
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.values.numbers import number_value
from ordertrack.intake.values.profiling import profile
from ordertrack.model import Kind


def figure(mapping: TableMapping, name: str | int) -> pl.Expr:
    """Return a column, by its name in a checked file or its place; null where it is not read."""
    at = name if isinstance(name, int) else mapping.positions.get(name)
    if at is None:
        return pl.lit(None, pl.Float64)
    kind: Kind = "qty" if name == QUANTITY else "money"
    column = f"c{at}"
    form = profile(pl.scan_parquet(mapping.to_read.path), {column: kind})[column]
    return number_value(column, form).cast(pl.Float64)
