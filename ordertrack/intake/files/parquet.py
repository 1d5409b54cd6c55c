"""Parquet into a raw table, every column as the text a person would write.

Imports errors, raw, store and words.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from ordertrack.errors import BadFile
from ordertrack.intake.files.raw_writer import store
from ordertrack.intake.raw_table import RawTable
from ordertrack.progress import Share
from ordertrack.words import t


def read_parquet(name: str, path: Path, target: Path, report: Share) -> RawTable:
    """Read a Parquet file; its rows are numbered from 1, for there is no header row in it."""
    try:
        frame = pl.scan_parquet(path, glob=False)
        schema = frame.collect_schema()
        if len(schema) < 2:
            raise BadFile(t("no columns were found in it."))
        columns = [
            _as_text(column, dtype).alias(f"c{at}")
            for at, (column, dtype) in enumerate(schema.items())
        ]
        numbered = frame.select(columns).with_row_index("_row", offset=1)
        read, skipped = store(numbered, len(schema), target)
    except PolarsError as error:
        raise BadFile(t("the Parquet file is damaged."), t("Export or copy it again.")) from error
    report(1.0)
    unread = [column for column, dtype in schema.items() if not _readable(dtype)]
    notes = tuple(
        t('Column "{column}" holds no text, number or date and was left empty.', column=column)
        for column in unread
    )
    return RawTable(name, None, target, tuple(schema), 0, read, skipped, None, notes)


def _readable(dtype: pl.DataType) -> bool:
    return not (dtype.is_nested() or dtype in (pl.Binary, pl.Object))


def _as_text(column: str, dtype: pl.DataType) -> pl.Expr:
    value = pl.col(column)
    if not _readable(dtype):
        return pl.lit(None, pl.String)
    if isinstance(dtype, pl.Datetime):
        pattern = "%Y-%m-%d %H:%M:%S%.f" + ("%:z" if dtype.time_zone else "")
        return value.dt.strftime(pattern)
    text = value.cast(pl.String)
    if dtype.is_float():
        return text.str.replace(r"\.0$", "")
    return text
