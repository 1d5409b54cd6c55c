"""A whole delimited file checked at byte level: cells per record, quotation marks.

Works on blocks with numpy, so that a gigabyte takes seconds; no row becomes a Python object unless
it is wrong. Imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

BLOCK = 4 << 20
KEPT = 100_000
LAST = 12
NEWLINE, RETURN, QUOTE = 10, 13, 34


class Odd(NamedTuple):
    """A record with an unexpected number of cells, by its number (from 1) and its bytes."""

    number: int
    cells: int
    start: int
    end: int


@dataclass(slots=True)
class Records:
    """What the records of a file look like.

    `odd` are those with another number of cells than expected (blank ones excepted; the first
    hundred thousand); `widest` is the most cells in any. `misquoted` is the record in which a
    quotation mark stands where the format allows none; `quoted_cells` tells whether any cell begins
    with one. `last` are the first and last byte of the last few records.
    """

    count: int = 0
    widest: int = 0
    odd: list[Odd] = field(default_factory=list)
    misquoted: int | None = None
    quoted_cells: bool = False
    last: list[tuple[int, int]] = field(default_factory=list)
    ends_with_newline: bool = True


def scan(
    path: Path,
    separator: str,
    width: int,
    *,
    quotes: bool = True,
    told: Callable[[int], None] | None = None,
) -> Records:
    """Go through the file once; `told(bytes read)` is called after each block."""
    scanner = _Scanner(ord(separator), width, quotes)
    with path.open("rb") as file:
        start = 3 if file.read(3) == b"\xef\xbb\xbf" else 0
        file.seek(start)
        scanner.offset = scanner.record_start = start
        rest = b""
        while block := file.read(BLOCK):
            rest += block
            cut = rest.rfind(b"\n") + 1
            if cut:
                scanner.take(rest[:cut])
                rest = rest[cut:]
            if told:
                told(file.tell())
    scanner.seen.ends_with_newline = not rest
    if rest:
        scanner.take(rest + b"\n")
    if scanner.inside:
        scanner.seen.misquoted = scanner.seen.misquoted or scanner.seen.count + 1
    return scanner.seen


class _Scanner:
    """The state carried from block to block; every block ends with a newline byte."""

    def __init__(self, separator: int, width: int, quotes: bool) -> None:
        self.separator, self.width, self.quotes = separator, width, quotes
        self.seen = Records()
        self.inside = 0  # 1 within quotation marks
        self.open_separators = 0  # of the record that goes on into the next block
        self.offset = 0
        self.record_start = 0

    def take(self, block: bytes) -> None:
        data = np.frombuffer(block, np.uint8)
        marks = (data == self.separator) | (data == NEWLINE)
        if self.quotes:
            marks |= data == QUOTE
        at = np.flatnonzero(marks)
        kind = data[at]
        at, kind = self._outside(data, at, kind)
        self._count(data, at, kind)
        self.offset += len(block)

    def _outside(
        self, data: np.ndarray, at: np.ndarray, kind: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """The separators and newlines that stand outside quotation marks."""
        is_quote = kind == QUOTE
        if not is_quote.any():
            return (at[:0], kind[:0]) if self.inside else (at, kind)
        self._check_quotes(data, at, is_quote, kind)
        within = (np.cumsum(is_quote) + self.inside) & 1
        self.inside = int(within[-1])
        free = (within == 0) & ~is_quote
        return at[free], kind[free]

    def _check_quotes(
        self, data: np.ndarray, at: np.ndarray, is_quote: np.ndarray, kind: np.ndarray
    ) -> None:
        """Every opening mark begins a cell, every closing one ends it or is half of a pair."""
        places = at[is_quote]
        opening = ((np.arange(len(places)) + self.inside) & 1) == 0
        before = np.where(places > 0, data[places - 1], NEWLINE)
        after = data[places + 1]
        begins = (before == self.separator) | (before == NEWLINE)
        ends = np.isin(after, (self.separator, NEWLINE, RETURN, QUOTE))
        self.seen.quoted_cells |= bool(begins.any())
        fine = np.where(opening, begins | (before == QUOTE), ends)
        if self.seen.misquoted is None and not fine.all():
            wrong = places[np.argmin(fine)]
            within = (np.cumsum(is_quote) + self.inside) & 1
            newlines = (kind == NEWLINE) & (within == 0) & (at < wrong)
            self.seen.misquoted = self.seen.count + int(newlines.sum()) + 1

    def _count(self, data: np.ndarray, at: np.ndarray, kind: np.ndarray) -> None:
        newlines = np.flatnonzero(kind == NEWLINE)
        if not len(newlines):
            self.open_separators += len(kind)
            return
        widths = np.diff(newlines, prepend=-1)
        widths[0] += self.open_separators
        self.open_separators = len(kind) - int(newlines[-1]) - 1
        ends = at[newlines] + self.offset
        starts = np.empty_like(ends)
        starts[0], starts[1:] = self.record_start, ends[:-1] + 1
        self.record_start = int(ends[-1]) + 1
        self.seen.widest = max(self.seen.widest, int(widths.max()))
        self._keep_odd(data, widths, starts, ends)
        last = zip(starts[-LAST:].tolist(), ends[-LAST:].tolist(), strict=True)
        self.seen.last = [*self.seen.last, *last][-LAST:]
        self.seen.count += len(newlines)

    def _keep_odd(
        self, data: np.ndarray, widths: np.ndarray, starts: np.ndarray, ends: np.ndarray
    ) -> None:
        length = ends - starts
        returns = data[np.maximum(ends - self.offset - 1, 0)] == RETURN
        blank = length - returns * (length > 0) <= widths - 1
        odd = np.flatnonzero((widths != self.width) & ~blank)
        for i in odd[: KEPT - len(self.seen.odd)]:
            number = self.seen.count + int(i) + 1
            self.seen.odd.append(Odd(number, int(widths[i]), int(starts[i]), int(ends[i])))
