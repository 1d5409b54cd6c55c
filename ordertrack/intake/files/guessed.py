"""What had to be guessed to read a file is told: a wrong guess changes names.

Imports words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ordertrack.intake.files.encodings import spoken
from ordertrack.intake.files.header_row import known_row
from ordertrack.intake.finding import Finding
from ordertrack.intake.raw_table import RawTable
from ordertrack.words import t

CERTAIN = ("UTF-", "GB18030")  # told by every byte, or by whether it reads as Chinese
ODD = r"[^\x00-\x7f]"


def guessed_encoding(raw_table: RawTable) -> list[Finding]:
    """Tell of an encoding that nothing in the file confirms."""
    encoding = raw_table.encoding
    if encoding is None or raw_table.encoding_stated:
        return []
    if encoding.startswith(CERTAIN) and not raw_table.encodings:
        return []
    text = t(
        "{file} does not say how it is encoded: it is read as {encoding}. Look whether its names"
        " are right; if not, export it as UTF-8.",
        file=raw_table.file,
        encoding=encoding,
    )
    return [Finding("guessed-encoding", "warning", text, raw_table.read)]


def with_doubts(raw_table: RawTable, possible: Sequence[str]) -> RawTable:
    """Return the raw table with all encodings that it may be in, unless its headers tell."""
    named = [header for header in raw_table.headers if not header.isascii()]
    clear = len(possible) < 2 or known_row([named]) is not None
    return raw_table if clear else replace(raw_table, encodings=tuple(possible))


def reread(raw_table: RawTable, encoding: str) -> RawTable:
    """Return the raw table with its texts as another encoding reads the same bytes."""
    first = raw_table.encodings[0]
    if encoding == first:
        return raw_table
    path = raw_table.path.with_suffix(f".{encoding}.parquet")
    if not path.exists():
        frame = pl.read_parquet(raw_table.path)
        again = [
            _column_again(column, first, encoding) for column in frame.select(pl.col(pl.String))
        ]
        part = path.with_suffix(".part")
        frame.with_columns(again).write_parquet(part, compression="lz4")
        part.replace(path)
    headers = tuple(read_again(header, first, encoding) for header in raw_table.headers)
    return replace(raw_table, path=path, headers=headers, encoding=spoken(encoding))


def _column_again(column: pl.Series, first: str, encoding: str) -> pl.Series:
    odd = column.filter(column.str.contains(ODD)).unique()
    again = [read_again(value, first, encoding) for value in odd]
    return column.replace(odd, pl.Series(again, dtype=pl.String)) if again else column


def read_again(text: str, first: str, encoding: str) -> str:
    """Return a text that was read in one encoding as another that reads its file has it."""
    return text.encode(first).decode(encoding)
