"""A whole delimited file checked at byte level: cells per record, quotation marks.

Works with numpy on several blocks at a time, so that a gigabyte takes seconds; no row becomes a
Python object unless it is wrong. Imports nothing of ours.
"""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from ordertrack.progress import Share

BLOCK = 1 << 20
AHEAD = 4  # blocks
REPORT_EVERY = 8  # blocks
KEPT = 100_000
MOST_CELLS = 20_000  # a spreadsheet has 16,384 columns
LONGEST = 10_000_000  # bytes of a record
LAST = 12
NEWLINE, RETURN, QUOTE = 10, 13, 34


class Unfit(Exception):
    """A record that no table has: more cells, a longer one, or a NUL byte."""

    def __init__(self, row: int, why: str, count: int = 0) -> None:
        self.row, self.why, self.count = row, why, count
        super().__init__(why)


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
    report: Share | None = None,
) -> Records:
    """Go through the file once."""
    size = max(path.stat().st_size, 1)
    scanner = _Scanner(ord(separator), width, quotes)
    with path.open("rb") as file, ThreadPoolExecutor(min(os.cpu_count() or 1, 4)) as pool:
        start = 3 if file.read(3) == b"\xef\xbb\xbf" else 0
        file.seek(start)
        scanner.offset = scanner.record_start = start
        marked = _marked(file, pool, scanner.mark)
        if size <= BLOCK:  # a thread takes longer to start
            marked = itertools.starmap(scanner.mark, _blocks(file))
        for number, block in enumerate(marked):
            scanner.take(block)
            if report and number % REPORT_EVERY == 0:
                report(scanner.offset / size)
    if scanner.inside:
        scanner.seen.misquoted = scanner.seen.misquoted or scanner.seen.count + 1
    return scanner.seen


def text_of(path: Path, start: int, end: int) -> str:
    """Return what stands between two bytes of the file; what is no UTF-8 is replaced."""
    with path.open("rb") as file:
        file.seek(start)
        return file.read(end - start).decode("utf-8", errors="replace")


class _Marked(NamedTuple):
    """Bytes that end with a newline, and where separators, newlines and quotation marks stand."""

    data: np.ndarray
    at: np.ndarray
    kind: np.ndarray
    quoted: bool
    cut_off: bool  # the newline at the end is ours


def _marked(
    file: BinaryIO, pool: ThreadPoolExecutor, mark: Callable[[bytes, bool], _Marked]
) -> Iterator[_Marked]:
    """The file block by block, in order, with a few blocks marked ahead."""
    ahead: deque[Future[_Marked]] = deque()
    for block, cut_off in _blocks(file):
        ahead.append(pool.submit(mark, block, cut_off))
        if len(ahead) > AHEAD:
            yield ahead.popleft().result()
    while ahead:
        yield ahead.popleft().result()


def _blocks(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Blocks that end with a newline; where the file's last one does not, it gets one."""
    pieces: list[bytes] = []
    while block := file.read(BLOCK):
        cut = block.rfind(b"\n") + 1
        if cut:
            yield b"".join((*pieces, block[:cut])), False
            pieces = [block[cut:]] if cut < len(block) else []
        else:
            pieces.append(block)
    if pieces:
        yield b"".join((*pieces, b"\n")), True


class _Scanner:
    """The state carried from block to block; every block ends with a newline byte."""

    def __init__(self, separator: int, width: int, quotes: bool) -> None:
        self.separator, self.width, self.quotes = separator, width, quotes
        self.seen = Records()
        self.inside = 0  # 1 within quotation marks
        self.open_separators = 0  # of the record that goes on into the next block
        self.offset = 0
        self.lines = 0
        self.record_start = 0

    def mark(self, block: bytes, cut_off: bool) -> _Marked:
        """Find what matters in a block; it depends on nothing before it."""
        data = np.frombuffer(block, np.uint8)
        marks = (data == self.separator) | (data == NEWLINE)
        quoted = self.quotes and b'"' in block
        if quoted:
            marks |= data == QUOTE
        at = np.flatnonzero(marks)
        return _Marked(data, at, data[at], quoted, cut_off)

    def take(self, block: _Marked) -> None:
        """Count the records of the next block."""
        self._check_nul(block.data)
        at, kind = self._outside(block)
        self._count(block.data, at, kind)
        self.offset += len(block.data)
        self.seen.ends_with_newline = not block.cut_off

    def _check_nul(self, data: np.ndarray) -> None:
        """Refuse a NUL, which is no text: a crash or a bad disk leaves blocks of them."""
        if data.min() == 0:
            before = data[: int(np.argmin(data))]
            raise Unfit(self.lines + int((before == NEWLINE).sum()) + 1, "nul")
        self.lines += int((data == NEWLINE).sum())

    def _check_size(self, widths: np.ndarray, lengths: np.ndarray) -> None:
        if widths.max() > MOST_CELLS:
            at = int(widths.argmax())
            raise Unfit(self.seen.count + at + 1, "cells", int(widths[at]))
        if lengths.max() > LONGEST:
            at = int(lengths.argmax())
            raise Unfit(self.seen.count + at + 1, "bytes", int(lengths[at]))

    def _outside(self, block: _Marked) -> tuple[np.ndarray, np.ndarray]:
        """The separators and newlines that stand outside quotation marks."""
        data, at, kind = block.data, block.at, block.kind
        if not block.quoted:
            return (at[:0], kind[:0]) if self.inside else (at, kind)
        is_quote = kind == QUOTE
        self.check_quotes(data, at, is_quote, kind)
        within = (np.cumsum(is_quote) + self.inside) & 1
        self.inside = int(within[-1])
        free = (within == 0) & ~is_quote
        return at[free], kind[free]

    def check_quotes(
        self, data: np.ndarray, at: np.ndarray, is_quote: np.ndarray, kind: np.ndarray
    ) -> None:
        """Check that quotation marks open at a cell's begin and close at its end, or are a pair."""
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
        if self.seen.misquoted is None:
            self._check_size(widths, ends - starts)
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
