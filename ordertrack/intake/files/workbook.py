"""xlsx, xls and their kin into raw tables, one per sheet.

Imports the readers' parts, errors and words.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import fastexcel
import polars as pl

from ordertrack.errors import BadFile
from ordertrack.intake.files import workbook_merged
from ordertrack.intake.files.archive import check_workbook
from ordertrack.intake.files.header_row import LOOKED_AT, check_width, find_header
from ordertrack.intake.files.sheets import (
    Sheet,
    check_count,
    error_cells,
    no_sheet,
    stored,
    sums_once,
    without_header,
)
from ordertrack.intake.raw_table import RawTable
from ordertrack.progress import Share
from ordertrack.words import Text, t


@dataclass(frozen=True, slots=True)
class _Passed:
    """Why a sheet is passed over; `hidden` says that it is, and that it holds something."""

    note: Text
    hidden: bool = False


def read_workbook(
    name: str, path: Path, target: Callable[[], Path], report: Share
) -> list[RawTable]:
    """Read every visible sheet that holds a table; the others are noted with the first one."""
    book = _opened(path)
    check_count(len(book.sheet_names))
    parts = workbook_merged.sheet_parts(path)
    tables: list[RawTable] = []
    passed: list[Text] = []
    unread: list[Text] = []
    hidden: list[str] = []
    for at, sheet_name in enumerate(book.sheet_names):
        report(at / len(book.sheet_names))
        sheet = read_sheet(book, sheet_name, path, parts.get(sheet_name))
        if isinstance(sheet, _Passed):
            passed.append(sheet.note)
            hidden += [sheet_name] if sheet.hidden else []
            continue
        header = find_header(sheet.frame.head(LOOKED_AT).rows())
        if header is None:
            unread.append(without_header(sheet_name, sheet.frame.head(LOOKED_AT).rows()))
            passed.append(unread[-1])
            continue
        tables.append(stored(name, sums_once(sheet, header), header, target()))
    if not tables:
        raise no_sheet(passed)
    if workbook_merged.counts_from_1904(path):
        tables = [replace(table, from_1904=True) for table in tables]
    first = tables[0]
    notes = (*first.notes, *passed)
    tables[0] = replace(first, notes=notes, hidden_sheets=tuple(hidden), unread=tuple(unread))
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
    except (fastexcel.FastExcelError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BadFile(
            t("the workbook cannot be opened."), t("Open it in a spreadsheet and save it as xlsx.")
        ) from error


def read_sheet(
    book: fastexcel.ExcelReader, name: str, path: Path, part: str | None
) -> Sheet | _Passed:
    """Return the sheet, or a BadFile where its part of the workbook is cut off or damaged."""
    try:
        return _sheet(book, name, path, part)
    except (fastexcel.FastExcelError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BadFile(
            t('sheet "{sheet}" is damaged.', sheet=name),
            t("Export or copy it again. Nothing was imported from this file."),
        ) from error


def _sheet(book: fastexcel.ExcelReader, name: str, path: Path, part: str | None) -> Sheet | _Passed:
    """The cells of a sheet, or why it is passed over."""
    loaded = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    filled = bool(loaded.width and loaded.height)
    check_width(loaded.width if loaded.visible == "visible" else 0)
    if loaded.visible != "visible":
        return _Passed(t('Sheet "{sheet}" is hidden and was not read.', sheet=name), filled)
    if not filled:
        return _Passed(t('Sheet "{sheet}" is empty.', sheet=name))
    batch, faults = loaded.to_arrow_with_errors()
    frame = pl.DataFrame(batch)
    first_column = loaded.available_columns()[0].absolute_index
    notes: list[Text] = []
    if faults and faults.errors:
        notes.append(error_cells(len(faults.errors)))
    tall: tuple[workbook_merged.Merge, ...] = ()
    hidden: set[int] = set()
    if part:
        merges, hidden = workbook_merged.marks(path, part)
        tall = tuple(m for m in merges if m.bottom > m.top)
        frame = workbook_merged.filled_down(frame, tall, first_column) if tall else frame
        frame = workbook_merged.without_lost_digits(frame, path, part)
    return Sheet(name, frame, tuple(notes), tall, first_column, frozenset(hidden))
