"""Parquet into a raw table, every column as the text a person would write.

Imports errors, raw, store and words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from ordertrack.errors import BadFile
from ordertrack.intake.files.header_row import check_width
from ordertrack.intake.files.raw_writer import store
from ordertrack.intake.raw_table import RawTable
from ordertrack.progress import Share
from ordertrack.words import Text, t

MANY_ROWS, ROWS_PER_BYTE = 1_000_000, 5
BEYOND = "beyond the years 1 to 9999: "
FIRST_DAY, LAST_DAY = -719_162, 2_932_896  # of the years 1 and 9999, counted from 1970
A_DAY = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


def read_parquet(name: str, path: Path, target: Path, report: Share) -> RawTable:
    """Read a Parquet file; its rows are numbered from 1, for there is no header row in it."""
    try:
        frame = pl.scan_parquet(path, glob=False)
        schema = frame.collect_schema()
        if len(schema) < 2:
            raise BadFile(t("no columns were found in it."))
        check_width(len(schema))
        _check_rows(frame, path)
        columns = [
            _as_text(column, dtype).alias(f"c{at}")
            for at, (column, dtype) in enumerate(schema.items())
        ]
        numbered = frame.select(columns).with_row_index("_row", offset=1)
        rows = store(numbered, len(schema), target)
    except PolarsError as error:
        raise BadFile(t("the Parquet file is damaged."), t("Export or copy it again.")) from error
    report(1.0)
    unread = [column for column, dtype in schema.items() if not _readable(dtype)]
    notes = tuple(
        t('Column "{column}" holds no text, number or date and was left empty.', column=column)
        for column in unread
    )
    notes += tuple(_beyond(target, schema))
    raw_table = RawTable(name, None, target, tuple(schema), 0, rows.read, rows.skipped, None, notes)
    return replace(raw_table, total=rows.total)


def _check_rows(frame: pl.LazyFrame, path: Path) -> None:
    """Refuse rows that take next to no bytes: no table is so much alike in all its columns."""
    rows = frame.select(pl.len()).collect().item()
    if rows > MANY_ROWS and rows > ROWS_PER_BYTE * path.stat().st_size:
        raise BadFile(t("it unpacks to far more than a table would; it was not read."))


def _beyond(path: Path, schema: Mapping[str, pl.DataType]) -> list[Text]:
    """Tell of dates that no calendar has, by column and first row."""
    notes = []
    for at, (column, dtype) in enumerate(schema.items()):
        if dtype == pl.Date or isinstance(dtype, pl.Datetime):
            odd = pl.scan_parquet(path).filter(pl.col(f"c{at}").str.starts_with(BEYOND))
            rows = odd.select("_row").collect().to_series()
            if len(rows):
                notes.append(
                    t(
                        '{count} dates of "{column}" lie beyond the years 1 to 9999, the first in'
                        " row {row}.",
                        count=len(rows),
                        column=column,
                        row=rows[0],
                    )
                )
    return notes


def _readable(dtype: pl.DataType) -> bool:
    return not (dtype.is_nested() or dtype in (pl.Binary, pl.Object))


def _as_text(column: str, dtype: pl.DataType) -> pl.Expr:
    value = pl.col(column)
    if not _readable(dtype):
        return pl.lit(None, pl.String)
    if isinstance(dtype, pl.Datetime):
        pattern = "%Y-%m-%d %H:%M:%S%.f" + ("%:z" if dtype.time_zone else "")
        return _within_years(value, A_DAY[dtype.time_unit], pattern)
    if dtype == pl.Date:
        return _within_years(value, 1, "%Y-%m-%d")
    text = value.cast(pl.String)
    if dtype.is_float():
        return text.str.replace(r"\.0$", "")
    return text


def _within_years(value: pl.Expr, day: int, pattern: str) -> pl.Expr:
    """Write a date; one that no calendar has, as what it is: it is set aside with this value."""
    number = value.to_physical().cast(pl.Int64)
    known = number.is_between(FIRST_DAY * day, (LAST_DAY + 1) * day - 1)
    written = pl.when(known).then(value).dt.strftime(pattern)
    beyond = pl.concat_str(pl.lit(BEYOND), number.cast(pl.String))
    return pl.when(known | number.is_null()).then(written).otherwise(beyond)
