"""xlsx, xls and their kin into raw tables, one per sheet.

Imports the readers' parts, errors and words.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from ordertrack.errors import BadFile
from ordertrack.intake import merged
from ordertrack.intake.archive import check_workbook
from ordertrack.intake.header import LOOKED_AT, Header, find_header
from ordertrack.intake.raw import RawTable
from ordertrack.intake.store import FOOTER_ROWS, footer_length, store, without_empty_tail
from ordertrack.words import Text, t

Told = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """All cells of a sheet as text from its first row on, and what is to be said of it."""

    name: str
    frame: pl.DataFrame
    notes: tuple[Text, ...]


def read_workbook(name: str, path: Path, target: Callable[[], Path], told: Told) -> list[RawTable]:
    """Read every visible sheet that holds a table; the others are noted with the first one."""
    book = _opened(path)
    parts = merged.sheet_parts(path)
    tables: list[RawTable] = []
    passed: list[Text] = []
    for at, sheet_name in enumerate(book.sheet_names):
        told(at / len(book.sheet_names))
        sheet = _sheet(book, sheet_name, path, parts.get(sheet_name))
        if isinstance(sheet, Text):
            passed.append(sheet)
            continue
        header = find_header(sheet.frame.head(LOOKED_AT).rows())
        if header is None:
            passed.append(t('Sheet "{sheet}" was not read: it has no header.', sheet=sheet_name))
            continue
        tables.append(_table(name, sheet, header, target()))
    if not tables:
        raise _nothing(passed)
    first = tables[0]
    tables[0] = _noted(first, (*first.notes, *passed))
    return tables


def _opened(path: Path) -> fastexcel.ExcelReader:
    with path.open("rb") as file:
        if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in file.read(1 << 20):
            raise BadFile(t("the workbook is protected by a password."), t("Save it without one."))
        file.seek(0)
        zipped = file.read(2) == b"PK"
    try:
        if zipped:
            check_workbook(path)
        return fastexcel.read_excel(path)
    except (fastexcel.FastExcelError, zipfile.BadZipFile) as error:
        raise BadFile(
            t("the workbook cannot be opened."), t("Open it in a spreadsheet and save it as xlsx.")
        ) from error


def _nothing(passed: list[Text]) -> BadFile:
    if len(passed) == 1:
        return BadFile(passed[0], t("Put the names of the columns into the first row."))
    return BadFile(
        t("none of its {count} sheets holds a table with a header.", count=len(passed)),
        t("Put the names of the columns into the first row."),
    )


def _sheet(book: fastexcel.ExcelReader, name: str, path: Path, part: str | None) -> _Sheet | Text:
    """The cells of a sheet, or why it is passed over."""
    loaded = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    if loaded.visible != "visible":
        return t('Sheet "{sheet}" is hidden and was not read.', sheet=name)
    if not loaded.width or not loaded.height:
        return t('Sheet "{sheet}" is empty.', sheet=name)
    batch, faults = loaded.to_arrow_with_errors()
    frame = pl.DataFrame(batch)
    first_column = loaded.available_columns()[0].absolute_index
    notes: list[Text] = []
    if faults and faults.errors:
        notes.append(
            t(
                "{count} cells hold a spreadsheet error (#N/A, #REF!) and were read as empty.",
                count=len(faults.errors),
            )
        )
    if part:
        frame, more = _mended(frame, path, part, first_column)
        notes += more
    return _Sheet(name, frame, tuple(notes))


def _mended(
    frame: pl.DataFrame, path: Path, part: str, first_column: int
) -> tuple[pl.DataFrame, list[Text]]:
    """Cells merged downwards filled, digits that the spreadsheet lost marked as lost."""
    notes = []
    tall = [merge for merge in merged.merges(path, part) if merge.bottom > merge.top]
    if tall:
        frame = merged.filled_down(frame, tall, first_column)
        notes.append(
            t("{count} cells merged over several rows were filled in each row.", count=len(tall))
        )
    return merged.without_lost_digits(frame, path, [part]), notes


def _table(name: str, sheet: _Sheet, header: Header, target: Path) -> RawTable:
    width = min(len(header.names), sheet.frame.width)
    names = {old: f"c{at}" for at, old in enumerate(sheet.frame.columns)}
    numbered = sheet.frame.rename(names).with_row_index("_row", offset=1)
    below = numbered.slice(header.row)
    tail = below.tail(FOOTER_ROWS).drop("_row").rows()
    length = footer_length(tail, width)
    ends_before = numbered.height - length + 1 if length else None
    below = below.with_columns(pl.col("_row").cast(pl.UInt32))
    read, skipped = store(below.lazy(), width, target, ends_before=ends_before)
    headers = without_empty_tail(target, header.names)
    return RawTable(name, sheet.name, target, headers, header.row, read, skipped, None, sheet.notes)


def _noted(table: RawTable, notes: tuple[Text, ...]) -> RawTable:
    return RawTable(
        table.file,
        table.sheet,
        table.path,
        table.headers,
        table.header_row,
        table.read,
        table.skipped,
        table.encoding,
        notes,
    )
