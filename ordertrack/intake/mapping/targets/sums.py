"""Quarters and years that stand beside their months, held against what these add up to.

Imports the readers of values and a sibling.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from ordertrack.intake.mapping.targets.parts import parts_only
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.values.parsing import parse
from ordertrack.intake.values.profiling import profile
from ordertrack.words import Text, t

_SHOWN = 3
_EXACT = 1e-9  # what floating point leaves of a sum


def differing(raw_table: RawTable, parts: Mapping[int, Sequence[int]]) -> tuple[Text, ...]:
    """Tell of sums that are not what their parts add up to."""
    if not parts:
        return ()
    lazy = pl.scan_parquet(raw_table.path)
    frame, read = lazy.collect(), parts_only(lazy, parts).collect()
    found = [
        (row, raw_table.headers[at], said, added)
        for at, columns in parts.items()
        for row, said, added in _compared(frame, read, at, columns)
    ]
    if not found:
        return ()
    shown = "; ".join(
        f'{row}, "{header}": {said:,.10g} ≠ {added:,.10g}'
        for row, header, said, added in sorted(found)[:_SHOWN]
    )
    return (
        t(
            "Sums in {file} that are not what their months or quarters add up to: {count}. The"
            " months and quarters count. Row, column, sum ≠ what its parts add up to: {examples}.",
            count=len(found),
            file=raw_table.key,
            examples=shown,
        ),
    )


def _compared(
    frame: pl.DataFrame, read: pl.DataFrame, at: int, columns: Sequence[int]
) -> list[tuple[int, float, float]]:
    """Row, sum and what its parts add up to, where these differ."""
    parts = _numbers(read, columns)
    both = frame.select("_row").with_columns(
        said=_numbers(frame, [at]).to_series(),
        added=parts.sum_horizontal(),
        some=pl.Series([any(one is not None for one in row) for row in parts.iter_rows()]),
    )
    apart = (pl.col("said") - pl.col("added")).abs() > pl.col("said").abs().clip(1) * _EXACT
    return both.filter("some", apart).select("_row", "said", "added").rows()


def _numbers(frame: pl.DataFrame, columns: Sequence[int]) -> pl.DataFrame:
    names = [f"c{at}" for at in columns]
    forms = profile(frame.lazy().select(names), dict.fromkeys(names, "aim"))
    return frame.select(
        parse(name, "aim", forms[name]).value.cast(pl.Float64, strict=False).alias(name)
        for name in names
    )
