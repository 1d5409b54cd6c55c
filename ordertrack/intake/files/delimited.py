"""csv, tsv and txt into a raw table. Imports the readers' parts, errors and words.

The fast way is polars from file to Parquet. Before it, one scan of the bytes makes sure that every
record has its cells and every quotation mark its partner, because a reader that guesses there would
take in half a file.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
from polars.exceptions import ComputeError

from ordertrack.errors import BadFile, OneColumn
from ordertrack.intake.files import (
    delimited_dialect,
    delimited_quotes,
    delimited_ragged,
    encodings,
    ruled_list,
)
from ordertrack.intake.files.delimited_scan import Odd, Records, Unfit, scan, text_of
from ordertrack.intake.files.guessed import with_doubts
from ordertrack.intake.files.header_row import (
    Header,
    check_width,
    find_header,
    in_one_cell,
    is_one_column,
)
from ordertrack.intake.files.raw_writer import (
    Stored,
    cells,
    footer_length,
    store,
    without_empty_tail,
)
from ordertrack.intake.raw_table import Damaged, RawTable
from ordertrack.progress import Share
from ordertrack.words import Text, t

SCANNING = 0.3  # the scan's share of the time
KEPT_TEXT = 2_000  # letters of a row that cannot be read as one


class NotUtf8(Exception):
    """Beyond its first bytes the file turned out to be written in something else."""


def read_delimited(name: str, path: Path, target: Path, report: Share) -> RawTable:
    """Read a text file whole, or raise a BadFile that names the row."""
    try:
        return _read(name, path, target, report)
    except Unfit as unfit:
        raise _unfit(unfit) from unfit


def _unfit(unfit: Unfit) -> BadFile:
    if unfit.why == "nul":
        problem = t("row {row} holds a NUL byte: the file is damaged.", row=unfit.row)
        return BadFile(problem, t("Export or copy it again."))
    if unfit.why == "cells":
        problem = t("row {row} has {count} cells: no table is that wide.", **_values(unfit))
    else:
        problem = t("row {row} is {count} bytes long: no table has such rows.", **_values(unfit))
    return BadFile(problem, t("Mend or delete that row, or export the file again."))


def _values(unfit: Unfit) -> dict[str, int]:
    return {"row": unfit.row, "count": unfit.count}


def _read(name: str, path: Path, target: Path, report: Share) -> RawTable:
    encoding = encodings.first_guess(path)
    if encoding is not None:
        try:
            return _read_as(name, path, encoding, target, report)
        except NotUtf8:
            report(0.0)
    possible = encodings.possible(path)
    return with_doubts(_read_as(name, path, possible[0], target, report), possible)


def _read_as(name: str, path: Path, encoding: str, target: Path, report: Share) -> RawTable:
    copy = target.with_suffix(".utf8")
    try:
        if encoding.startswith("utf-8") and not encodings.only_returns(path, encoding):
            return _read_utf8(name, path, encoding, target, report)
        encodings.to_utf8(path, encoding, copy)
        return _read_utf8(name, copy, encoding, target, report)
    except UnicodeDecodeError as error:
        raise NotUtf8 from error
    finally:
        copy.unlink(missing_ok=True)


def _read_utf8(name: str, path: Path, encoding: str, target: Path, report: Share) -> RawTable:
    if ruled_list.is_ruled(path):
        table = ruled_list.read_ruled(name, path, target)
        return replace(table, encoding=encodings.spoken(encoding))
    text = _understood(path, report)
    if text.seen.misquoted and text.quoted:
        proper = target.with_suffix(".quoted")
        try:
            write_requoted(text, proper)
            return _read_utf8(name, proper, encoding, target, report)
        finally:
            proper.unlink(missing_ok=True)
    found = delimited_ragged.damaged(text.seen, text.shape, text.ends_before)
    rows = _stored(text, target, [odd.number for odd in found])
    report(1.0)
    names = without_empty_tail(target, text.header.names)
    return RawTable(
        file=name,
        sheet=None,
        path=target,
        headers=names,
        header_row=text.header.row,
        read=rows.read + len(found),
        skipped=rows.skipped,
        total=rows.total,
        encoding=encodings.spoken(encoding),
        notes=_broken_off(text, found),
        units=text.header.units,
        titles=text.header.titles,
        damaged=tuple(text.damaged(odd, len(names)) for odd in found),
    )


def _broken_off(text: _Text, found: Sequence[Odd]) -> tuple[Text, ...]:
    if not delimited_ragged.breaks_off(text.seen, found, text.shape):
        return ()
    return (
        t(
            "The file breaks off in row {row}, which is set aside: rows may be missing after it.",
            row=found[-1].number,
        ),
    )


def write_requoted(text: _Text, proper: Path) -> None:
    """Write the file properly quoted; where that fails, report whatever was wrong first."""
    try:
        delimited_quotes.rewrite(text.path, text.head.separator, proper)
    except BadFile:
        before = scan(proper, text.head.separator, text.shape.fewest)
        delimited_ragged.check(before, replace(text.shape, path=proper), None)
        raise


@dataclass(frozen=True, slots=True)
class _Text:
    """A UTF-8 file and what is known of it before it is read."""

    path: Path
    head: delimited_dialect.Head
    header: Header
    seen: Records
    quoted: bool

    @property
    def shape(self) -> delimited_ragged.Shape:
        header, separator = self.header, self.head.separator
        cells = cells_per_row(self.head, header)
        return delimited_ragged.Shape(self.path, separator, header.row, len(header.names), cells)

    @property
    def ends_before(self) -> int | None:
        """The row at which the report's own notes begin."""
        below = max(self.seen.count - self.header.row, 0)
        last = self.seen.last[-below:] if below else []
        rows = [self._cells(start, end) for start, end in last]
        length = footer_length(rows, len(self.header.names))
        return self.seen.count - length + 1 if length else None

    def damaged(self, odd: Odd, width: int) -> Damaged:
        """Return a record whose cells cannot be told apart, as it stood."""
        found: list[str | None] = [cell or None for cell in self._cells(odd.start, odd.end)]
        surplus = self.head.separator.join(cell or "" for cell in found[width - 1 :])
        cells = [*found[: width - 1], surplus or None] if len(found) > width else found
        cells += [None] * (width - len(cells))
        text = self.shape.text(odd).strip()
        return Damaged(odd.number, tuple(cells), odd.cells, text[:KEPT_TEXT])

    def _cells(self, start: int, end: int) -> list[str]:
        quoting = csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE
        lines = text_of(self.path, start, end).replace("\r", "").splitlines(keepends=True)
        return next(csv.reader(lines, delimiter=self.head.separator, quoting=quoting), [])


def _understood(path: Path, report: Share) -> _Text:
    head = delimited_dialect.head_of(path)
    header = header_of(head)

    def scanned(done: float) -> None:
        report(SCANNING * done)

    expected = min(len(header.names), cells_per_row(head, header))
    seen = scan(path, head.separator, expected, report=scanned)
    marks_count = seen.quoted_cells or delimited_quotes.begin_after_spaces(path, head.separator)
    if not seen.misquoted or marks_count:
        return _Text(path, head, header, seen, quoted=True)
    # No cell begins with a quotation mark: every mark in the file is only a mark.
    seen = scan(path, head.separator, expected, quotes=False, report=scanned)
    return _Text(path, head, header, seen, quoted=False)


def cells_per_row(head: delimited_dialect.Head, header: Header) -> int:
    """Count the cells of a data row: those of the header, unless all first rows agree on less."""
    rows = [row for row in head.rows[header.row :] if len(row) > 1 and any(map(str.strip, row))]
    widths = {len(row) for row in rows}
    return widths.pop() if len(widths) == 1 else len(header.names)


def header_of(head: delimited_dialect.Head) -> Header:
    """Return the header among the first rows, or raise a BadFile that says what is missing."""
    if head.width < 2:
        if in_one_cell(head.rows):
            raise BadFile(
                t("each of its rows stands in one cell, in quotation marks from end to end."),
                t("Split the column in a spreadsheet (Data, Text to Columns) and save it as xlsx."),
            )
        problem = OneColumn if is_one_column(head.rows) else BadFile
        raise problem(
            t("no columns were found in it."),
            t("Cells must be parted by a comma, a semicolon, a tab or a | sign."),
        )
    header = find_header(head.rows)
    if header is None:
        raise BadFile(
            t("no header was found: the first rows look like data."),
            t("Put the names of the columns into the first row."),
        )
    check_width(sum(map(bool, header.names)))
    return header


def _stored(text: _Text, target: Path, without: Sequence[int]) -> Stored:
    width = len(text.header.names)
    frame = pl.scan_csv(
        text.path,
        has_header=False,
        separator=text.head.separator,
        quote_char='"' if text.quoted else None,
        skip_lines=text.head.lines[text.header.row - 1],
        schema=dict.fromkeys(cells(max(width, text.seen.widest)), pl.String()),
        missing_columns="insert",
        row_index_name="_row",
        row_index_offset=text.header.row + 1,
        glob=False,
    )
    if without:
        frame = frame.filter(~pl.col("_row").is_in(without))
    try:
        return store(frame, width, target, ends_before=text.ends_before)
    except ComputeError as error:
        if "utf-8" in str(error):
            raise NotUtf8 from error
        raise
