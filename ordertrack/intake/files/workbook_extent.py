"""How far the sheets of an xlsx reach and what it really unpacks to. Imports errors and words.

A reader lays out all cells from A1 to the farthest one: a single stray cell is enough for hundreds
of gigabytes. Asked only after a reader came to its limits, for looking costs as much as reading.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ordertrack.errors import BadFile
from ordertrack.intake.files.archive import (
    UNPACKING,
    most_unpacked,
    unpacks_to_too_much,
)
from ordertrack.intake.files.workbook_merged import OVERLAP, sheet_parts
from ordertrack.words import t

BLOCK = 1 << 20
FAR = 4_000_000  # cells up to the last one: all of Excel's rows in a few columns
SPARSE = 20  # cells up to the last one, for each that is filled
CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]+)(\d+)"')


@dataclass(slots=True)
class _Extent:
    cells: int = 0
    row: int = 0
    column: int = 0
    letters: str = ""

    def take(self, letters: bytes, digits: bytes) -> None:
        self.cells += 1
        self.row = max(self.row, int(digits[:20]))
        column = _number(letters)
        if column > self.column:
            self.column, self.letters = column, letters[:8].decode()

    @property
    def is_far(self) -> bool:
        """Whether nearly all cells up to the last one are empty."""
        area = self.row * self.column
        return area > FAR and area > SPARSE * self.cells


def reaching_too_far(path: Path, kind: str) -> BadFile | None:
    """Return what makes reading a workbook so expensive, if it is something that can be told."""
    if kind != "book" or not zipfile.is_zipfile(path):
        return None
    left = most_unpacked(path.stat().st_size)
    try:
        for name, part in sheet_parts(path).items():
            extent = _Extent()
            for block in _blocks(path, part):
                left -= len(block)
                if left < 0:
                    return unpacks_to_too_much()
                for letters, digits in CELL.findall(block):
                    extent.take(letters, digits)
            if extent.is_far:
                return _too_far(name, extent)
        return None if _fits(path, left) else unpacks_to_too_much()
    except UNPACKING:
        return BadFile(
            t("the workbook cannot be opened."), t("Open it in a spreadsheet and save it as xlsx.")
        )


def _fits(path: Path, left: int) -> bool:
    """Whether everything beside the sheets unpacks to what is left."""
    with zipfile.ZipFile(path) as book:
        for info in book.infolist():
            if "/worksheets/" not in info.filename:
                left -= sum(map(len, _blocks(path, info.filename)))
            if left < 0:
                return False
    return True


def _blocks(path: Path, part: str) -> Iterator[bytes]:
    with zipfile.ZipFile(path) as book, book.open(part) as file:
        before = b""
        while block := file.read(BLOCK):
            cut = block.rfind(b"<c ", -OVERLAP)
            cut = len(block) if cut < 0 else cut
            yield before + block[:cut]
            before = block[cut:]
        yield before


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters[:8]:
        number = number * 26 + letter - 64
    return number


def _too_far(name: str, extent: _Extent) -> BadFile:
    return BadFile(
        t(
            'sheet "{sheet}" reaches to cell {cell}, though only {count} cells are filled: that is'
            " too far to be read.",
            sheet=name,
            cell=f"{extent.letters}{extent.row}",
            count=extent.cells,
        ),
        t(
            "Open it, press Ctrl+End, delete the rows and columns behind the table, and save it;"
            " or copy the table into a new workbook."
        ),
    )
