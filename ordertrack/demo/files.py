"""Tables of text into csv and xlsx as business systems write them. Imports nothing of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

WRITTEN_AT = datetime(
    2024, 1, 1
)  # in the workbook's properties: the same table gives the same file


def csv(
    path: Path,
    frame: pl.DataFrame,
    *,
    encoding: str = "utf-8",
    separator: str = ",",
    title: str | None = None,
) -> Path:
    """Write a table of text; a title stands in a line of its own above the header."""
    frame = frame.with_columns(pl.all().replace("", None))
    body = frame.write_csv(separator=separator, line_terminator="\r\n")
    if title is not None:
        body = title + separator * (frame.width - 1) + "\r\n" + body
    path.write_bytes(body.encode(encoding))
    return path


def with_rows(frame: pl.DataFrame, rows: Mapping[int, Sequence[Mapping[str, str]]]) -> pl.DataFrame:
    """Put extra rows in front of the row at each position; what they leave out is empty."""
    parts, last = [], 0
    for position in sorted(rows):
        extra = [{name: row.get(name, "") for name in frame.columns} for row in rows[position]]
        parts += [frame[last:position], pl.DataFrame(extra, schema=frame.schema)]
        last = position
    return pl.concat([*parts, frame[last:]])


def workbook(path: Path, sheets: Mapping[str, pl.DataFrame]) -> Path:
    """Write each table to a sheet of its own, with its header in the first row."""
    with _open(path) as book:
        for name, frame in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, frame.columns, book.add_format({"bold": True}))
            fill(sheet, frame, 1)
    return path


def _open(path: Path) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm"})
    book.set_properties({"created": WRITTEN_AT})
    return book


def fill(sheet: Worksheet, frame: pl.DataFrame, first_row: int) -> None:
    """Write the cells that are not empty, each with its type, column by column."""
    for place, series in enumerate(frame):
        write = _writer(sheet, series.dtype)
        for row, value in enumerate(series.to_list(), first_row):
            if value is not None and value != "":
                write(row, place, value)


def _writer(sheet: Worksheet, dtype: pl.DataType):
    if dtype.is_temporal():
        return sheet.write_datetime
    return sheet.write_number if dtype.is_numeric() else sheet.write_string


def grouped_workbook(
    path: Path, frame: pl.DataFrame, groups: Sequence[tuple[str, Sequence[str]]], merged: int
) -> Path:
    """Write a table whose header stands in two rows: 客户 over 编码 and 名称, say.

    A group without columns is a column of its own over both rows. The first `merged` columns are
    merged downwards over rows that leave the first cell empty, and the last row is a total.
    """
    with _open(path) as book:
        sheet = book.add_worksheet("销售订单")
        style = book.add_format({"bold": True, "align": "center"})
        _two_rows(sheet, groups, style)
        fill(sheet, frame, 2)
        _merge(sheet, frame, merged)
        sheet.write_row(frame.height + 2, 0, ["合计"])
    return path


def _two_rows(sheet: Worksheet, groups: Sequence[tuple[str, Sequence[str]]], style: Format) -> None:
    place = 0
    for group, names in groups:
        if not names:
            sheet.merge_range(0, place, 1, place, group, style)
        elif len(names) > 1:
            sheet.merge_range(0, place, 0, place + len(names) - 1, group, style)
        else:
            sheet.write_string(0, place, group, style)
        sheet.write_row(1, place, names, style)
        place += max(len(names), 1)


def _merge(sheet: Worksheet, frame: pl.DataFrame, columns: int) -> None:
    """Merge the first cells of rows that continue the row above."""
    heads = frame.with_row_index("row").filter(frame.to_series(0).is_not_null())
    rows = [*heads["row"].to_list(), frame.height]
    for first, after in pairwise(rows):
        if after - first > 1:
            for place in range(columns):
                value = frame[first, place]
                sheet.merge_range(first + 2, place, after + 1, place, value)
