"""Lists printed as text with rules of dashes, as SAP saves them. Imports the readers' parts, words.

A line |of|cells| is a row; rules, titles and the header of further pages are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ordertrack.errors import BadFile
from ordertrack.intake.files.header_row import LOOKED_AT, find_header
from ordertrack.intake.files.markup.grid import Grid
from ordertrack.intake.files.sheets import stored
from ordertrack.intake.raw_table import RawTable
from ordertrack.words import t

_HEAD = 64 << 10
_RULE = re.compile(r"\s*[-|+=:─]*-{3,}[-|+=:─]*\s*|\s*[-|+=:─]*─{3,}[-|+=:─]*\s*")
_TOTAL = "Total"  # what the stars before a sum mean, in a word that other lists use


def is_ruled(path: Path) -> bool:
    """Return whether the first lines of a UTF-8 file are rows between bars, with a rule."""
    with path.open("rb") as file:
        lines = file.read(_HEAD).decode("utf-8", errors="replace").splitlines()[:LOOKED_AT]
    rows = sum(1 for line in lines if _is_row(line))
    filled = sum(1 for line in lines if line.strip())
    rules = sum(1 for line in lines if _RULE.fullmatch(line))
    return rules > 0 and rows > 1 and (rows + rules) * 2 > filled


def _is_row(line: str) -> bool:
    return line.lstrip().startswith("|") and not _RULE.fullmatch(line)


def read_ruled(name: str, path: Path, target: Path) -> RawTable:
    """Read the rows between the bars; they are numbered as the lines of the file."""
    grid = Grid()
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        for line, cells in enumerate(_rows(file), 1):
            grid.next_row(line)
            for at, cell in enumerate(cells):
                grid.add(cell, column=at + 1)
    header = find_header(grid.head())
    if header is None:
        raise BadFile(
            t("no header was found: the first rows look like data."),
            t("Put the names of the columns into the first row."),
        )
    return replace(stored(name, grid.sheet(), header, target), sheet=None)


def _rows(lines: Iterable[str]) -> Iterator[list[str]]:
    """The cells of each line: none where it is no row, or the first row again on another page."""
    first: list[str] = []
    ruled_above = ends = False
    for number, line in enumerate(lines, 1):
        if _RULE.fullmatch(line):
            ruled_above = ruled_above or not first
            ends = True
        cells = _cells(line) if _is_row(line) else []
        ends = ends and not cells
        if cells and first and len(cells) != len(first):
            raise _uneven(number, len(cells), len(first))
        yield [] if cells == first else cells
        first = first or cells
    if ruled_above and not ends:
        raise BadFile(
            t("it is cut off: the rule below its last row is missing."),
            t("Export or copy it again. Nothing was imported from this file."),
        )


def _cells(line: str) -> list[str]:
    cells = [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
    marked = next((at for at, cell in enumerate(cells) if cell), None)
    if marked is not None and not cells[marked].strip("*"):
        cells[marked] = _TOTAL
    return cells


def _uneven(row: int, cells: int, names: int) -> BadFile:
    return BadFile(
        t(
            "row {row} has {cells} cells, the header has {names}.",
            row=row,
            cells=cells,
            names=names,
        ),
        t("Take the | sign out of its texts, or export it as a table."),
    )
