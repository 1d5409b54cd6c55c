"""What calamine does not tell of an xlsx: merged cells, hidden rows, which digits are numbers.

Reads the sheet's XML as a stream of bytes; imports nothing of ours.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np
import polars as pl

BLOCK = 1 << 20
OVERLAP = 256
MERGE = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
HIDDEN = re.compile(rb' hidden="(?:1|true)"')  # its literal start makes the search fast
ROW = re.compile(rb'<(?:\w+:)?row\s(?:[^>]*?\s)?r="(\d+)"')
FROM_1904 = re.compile(rb'date1904="(?:1|true|on)"')
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
LONG_DIGITS = r"^-?[1-9][0-9]{15,}$"


class Merge(NamedTuple):
    """A merged range, 0-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


def sheet_parts(path: Path) -> dict[str, str]:
    """Return where in the archive each sheet's XML lies; empty when this is no xlsx."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as book:
        try:
            sheets = ElementTree.fromstring(book.read("xl/workbook.xml"))
            relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
        except (KeyError, ElementTree.ParseError):
            return {}
        present = set(book.namelist())
    targets = {r.get("Id", ""): r.get("Target", "") for r in relations}
    found = {}
    for sheet in sheets.iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            target = targets.get(sheet.get(RELATION, ""), "")
            part = str(PurePosixPath("/xl") / target).lstrip("/")
            if part in present:
                found[sheet.get("name", "")] = part
    return found


def counts_from_1904(path: Path) -> bool:
    """Return whether the workbook counts its days from 1904."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as book:
        try:
            return bool(FROM_1904.search(book.read("xl/workbook.xml")))
        except KeyError:
            return False


def marks(path: Path, part: str) -> tuple[list[Merge], set[int]]:
    """Return the merged ranges of one sheet, which stand behind all its cells, and hidden rows.

    Rows are counted from 1, as a person does; those that a filter hides are among them.
    """
    found: dict[Merge, None] = {}
    hidden: set[int] = set()
    with zipfile.ZipFile(path) as book:
        for block in _blocks(book, part):
            hidden |= hidden_rows(block)
            for left, top, right, bottom in MERGE.findall(block):
                merge = Merge(int(top) - 1, _column(left), int(bottom) - 1, _column(right))
                found[merge] = None
    return list(found), hidden


def hidden_rows(block: bytes) -> set[int]:
    """Return the numbers of the rows marked as hidden; most sheets have no such mark at all."""
    if b' hidden="' not in block:
        return set()
    tags = (block.rfind(b"<", 0, mark.start()) for mark in HIDDEN.finditer(block))
    rows = (ROW.match(block, start) for start in tags if start >= 0)
    return {int(row[1]) for row in rows if row}


def _blocks(book: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part's bytes in blocks that overlap a little, so that nothing is torn."""
    with book.open(part) as file:
        before = b""
        while block := file.read(BLOCK):
            yield before + block
            before = block[-OVERLAP:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def filled_down(frame: pl.DataFrame, ranges: Sequence[Merge], first_column: int) -> pl.DataFrame:
    """Repeat the value of a cell merged over several rows in each of them."""
    rows = frame.height
    sources: dict[int, np.ndarray] = {}
    for merge in ranges:
        column = merge.left - first_column
        if merge.bottom == merge.top or not 0 <= column < frame.width or merge.top >= rows:
            continue
        source = sources.setdefault(column, np.arange(rows))
        source[merge.top : merge.bottom + 1] = merge.top
    filled = [frame.to_series(column).gather(source) for column, source in sources.items()]
    return frame.with_columns(filled)


def sums_once(
    frame: pl.DataFrame,
    ranges: Sequence[Merge],
    columns: Collection[int],
    first_column: int,
    below: int,
) -> tuple[pl.DataFrame, int]:
    """Take repetitions in `columns` out again from row `below` on; how many merges these were.

    A sum that is merged over several rows is the sum of them all, not of each.
    """
    again = [m for m in ranges if m.left - first_column in columns and m.top >= below]
    for column in {merge.left - first_column for merge in again}:
        rows = [range(m.top + 1, m.bottom + 1) for m in again if m.left - first_column == column]
        gone = pl.Series([row for part in rows for row in part if row < frame.height])
        series = frame.to_series(column)
        frame = frame.with_columns(series.scatter(gone, None) if len(gone) else series)
    return frame, len(again)


def without_lost_digits(frame: pl.DataFrame, path: Path, part: str) -> pl.DataFrame:
    """Write whole numbers beyond 15 digits the way a spreadsheet shows them: 1.23456789012346E+17.

    A spreadsheet keeps 15 digits of a number; the zeros behind them were never in the data. Digits
    that are stored as text are complete and stay.
    """
    for column in frame.columns:
        long = frame.get_column(column).str.extract(f"({LONG_DIGITS})").drop_nulls()
        if len(long) and not _is_text(path, part, long[0]):
            short = pl.col(column).cast(pl.Float64, strict=False)
            frame = frame.with_columns(
                pl.when(pl.col(column).str.contains(LONG_DIGITS))
                .then(_scientific(short))
                .otherwise(pl.col(column))
                .alias(column)
            )
    return frame


def _scientific(number: pl.Expr) -> pl.Expr:
    exponent = number.abs().log10().floor().cast(pl.Int32)
    mantissa = (number / pl.lit(10.0).pow(exponent)).round(14).cast(pl.String)
    return pl.concat_str(mantissa, pl.lit("E+"), exponent.cast(pl.String))


def _is_text(path: Path, part: str, digits: str) -> bool:
    wanted = f">{digits}</".encode()
    with zipfile.ZipFile(path) as book:
        parts = (part, "xl/sharedStrings.xml")
        present = [part for part in parts if part in book.namelist()]
        return any(
            b"<t" + wanted in block or b't xml:space="preserve"' + wanted in block
            for part in present
            for block in _blocks(book, part)
        )
