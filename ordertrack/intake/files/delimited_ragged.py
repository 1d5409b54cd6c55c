"""Records with too many or too few cells: which may pass, and what to say of the others.

Imports errors, words, scan.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ordertrack.errors import BadFile
from ordertrack.intake.files.delimited_scan import KEPT, Odd, Records, text_of
from ordertrack.words import t

QUOTED = 70
# Spreadsheets that save csv leave out the separators at the end of rows for whole blocks of 16 rows
# in which the last columns are empty; a break in the middle of a text makes no such block.
BLOCK = 16


@dataclass(frozen=True, slots=True)
class Shape:
    """What a record should look like: the header's cells, and those that data rows really have."""

    path: Path
    separator: str
    header_row: int
    header_cells: int
    row_cells: int

    @property
    def fewest(self) -> int:
        return min(self.header_cells, self.row_cells)

    def text(self, odd: Odd) -> str:
        """Return the record as it stands in the file."""
        return text_of(self.path, odd.start, odd.end)

    def cells(self, odd: Odd) -> list[str]:
        """Return the cells of the record."""
        line = self.text(odd).replace("\r", "")
        return next(csv.reader([line], delimiter=self.separator), [])


def damaged(seen: Records, shape: Shape, ends_before: int | None) -> list[Odd]:
    """Return the records that are cut short or hold more than their columns, in order.

    Raises a BadFile for the first where most records are like that: then no row is sure.
    """
    short, long = _uneven(seen, shape, ends_before)
    if len(seen.odd) >= KEPT or (len(short) + len(long)) * 2 > seen.count - shape.header_row:
        check(seen, shape, ends_before)
    return sorted(short + long, key=lambda odd: odd.number)


def breaks_off(seen: Records, found: Sequence[Odd], shape: Shape) -> bool:
    """Return whether the file ends in the middle of its last record."""
    return bool(found) and found[-1].number == seen.count and found[-1].cells < shape.fewest


def check(seen: Records, shape: Shape, ends_before: int | None) -> None:
    """Raise a BadFile for the first record that is cut short or holds more than its columns."""
    short, long = _uneven(seen, shape, ends_before)
    if not short and not long:
        return
    first = min(short[:1] + long[:1], key=lambda odd: odd.number)
    if first in long:
        raise _too_long(first, len(long), shape)
    raise _too_short(first, len(short), seen, shape)


def _uneven(seen: Records, shape: Shape, ends_before: int | None) -> tuple[list[Odd], list[Odd]]:
    """The records with too few cells, and those with too many."""
    below = [
        odd
        for odd in seen.odd
        if odd.number > shape.header_row and (ends_before is None or odd.number < ends_before)
    ]
    return _short(below, seen, shape), _long(below, shape)


def _short(below: list[Odd], seen: Records, shape: Shape) -> list[Odd]:
    short = [odd for odd in below if odd.cells < shape.fewest and shape.text(odd).strip()]
    runs = _runs(short)
    whole = [run for run in runs if len(run) >= BLOCK]
    last = runs[-1] if runs else []
    if whole and len(last) < BLOCK and last[-1].number == seen.count and seen.ends_with_newline:
        whole.append(last)
    return [] if len(whole) == len(runs) else short


def _runs(short: list[Odd]) -> list[list[Odd]]:
    """Neighbouring records with the same number of cells."""
    runs: list[list[Odd]] = []
    for odd in short:
        before = runs[-1][-1] if runs else None
        if before and odd.number == before.number + 1 and odd.cells == before.cells:
            runs[-1].append(odd)
        else:
            runs.append([odd])
    return runs


def _long(below: list[Odd], shape: Shape) -> list[Odd]:
    """Records with something in cells that have no column."""
    return [
        odd
        for odd in below
        if odd.cells > shape.header_cells
        and any(cell.strip() for cell in shape.cells(odd)[shape.header_cells :])
    ]


def _too_long(odd: Odd, count: int, shape: Shape) -> BadFile:
    return BadFile(
        t(
            "row {row} has {cells} cells, the header has {expected} (rows like that: {count})."
            ' Seen: "{seen}".',
            row=odd.number,
            cells=odd.cells,
            expected=shape.header_cells,
            count=count,
            seen=_split_text(shape.cells(odd), shape.separator),
        ),
        t(
            'A text with "{separator}" in it must stand in quotation marks.'
            " Export again with quoted texts, or as xlsx. Nothing was imported from this file.",
            separator=shape.separator,
        ),
    )


def _split_text(row: list[str], separator: str) -> str:
    """The text that was probably torn apart (its second half begins with a space), else the row."""
    for before, cell in pairwise(row):
        if cell.startswith(" ") and before:
            return f"{before}{separator}{cell}"[:QUOTED]
    return separator.join(row)[:QUOTED]


def _too_short(odd: Odd, count: int, seen: Records, shape: Shape) -> BadFile:
    text = shape.text(odd).strip()
    values = {
        "row": odd.number,
        "cells": odd.cells,
        "expected": shape.fewest,
        "seen": text[-QUOTED:],
    }
    if odd.number == seen.count and count == 1:
        return BadFile(
            t(
                'the file breaks off in row {row}, after {cells} of {expected} cells: "… {seen}".',
                **values,
            ),
            t("Export or copy it again. Nothing was imported from this file."),
        )
    return BadFile(
        t(
            "row {row} ends after {cells} of {expected} cells (rows like that: {count})."
            ' Seen: "… {seen}".',
            count=count,
            **values,
        ),
        t(
            "A text with a line break in it must stand in quotation marks."
            " Export again with quoted texts, or as xlsx. Nothing was imported from this file."
        ),
    )
