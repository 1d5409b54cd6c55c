"""Files as people send them become raw tables of text. Imports words, errors and its siblings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ordertrack.errors import BadFile
from ordertrack.words import Text

Source = Path | tuple[str, bytes]
Progress = Callable[[float, Text], None]


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table as it stood in a file: every cell is text, nothing is understood yet.

    `path` is a Parquet file with the columns `c0`, `c1`, … (string) and `_row` (UInt32), the row as a
    person sees it in a spreadsheet: 1-based, counting title, header and blank rows. Rows are in file order.
    `read` counts the rows below the header; `skipped` ("blank", "total") are not in the Parquet file,
    so `read == rows in path + sum(skipped.values())`.
    """

    file: str
    sheet: str | None
    path: Path
    headers: tuple[str, ...]
    header_row: int
    read: int
    skipped: dict[str, int]
    encoding: str | None = None
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file (or sheet) of which nothing was read, and why."""

    file: str
    error: BadFile


def read(
    sources: Sequence[Source], staging: Path, progress: Progress | None = None
) -> tuple[list[RawTable], list[FileProblem]]:
    """Read files, uploads (name, bytes), zips and folders into raw tables under `staging`.

    A file is read whole or not at all; what could not be read comes back as a problem that names the
    file and row. `progress(share 0..1, sentence)` is called while reading.
    """
    raise NotImplementedError
