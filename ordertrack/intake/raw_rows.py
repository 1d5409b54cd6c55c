"""The rows of several raw tables in one scan. Imports nothing of ours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl


def rows_of(paths: Mapping[int, Path]) -> pl.LazyFrame:
    """Return the rows of raw tables of one layout with `_src`, the number of each one's table."""
    numbers = {str(path): src for src, path in paths.items()}
    if len(numbers) == 1:
        (path,) = numbers
        return pl.scan_parquet(path).with_columns(_src=pl.lit(numbers[path], pl.Int32))
    frame = pl.scan_parquet([*numbers], include_file_paths="_path")
    src = pl.col("_path").replace_strict([*numbers], [*numbers.values()], return_dtype=pl.Int32)
    return frame.with_columns(_src=src).drop("_path")
