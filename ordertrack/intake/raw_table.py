"""What reading a file gives. Imports errors, model and words only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ordertrack.errors import BadFile
from ordertrack.model.protection import unprotected_text
from ordertrack.words import Text

Source = Path | tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file beside the data that holds no table; `error` says what was missing, if it was read."""

    file: str
    error: BadFile | None = None


@dataclass(frozen=True, slots=True)
class Damaged:
    """A row that has another number of cells than the header, so that none has a sure column.

    `cells` are as many as the header has, the surplus in the last; `count` is how many there were,
    `text` the row as it stood.
    """

    row: int
    cells: tuple[str | None, ...]
    count: int
    text: str


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table as it stood in a file: every cell is text, nothing is understood yet.

    `path` is a Parquet file with the columns `c0`, `c1`, … (string; null where empty) and `_row`
    (UInt32), the row as a person sees it in a spreadsheet: 1-based, counting title, header and
    blank rows. Rows are in file order. `read` counts the rows below the header; those in `skipped`
    ("blank", "total", "footer") are not in the Parquet file, so `read` is the number of its rows
    and of those skipped. `beside` are the files that lie beside the data.
    `hidden_rows` counts the rows that its workbook does not show, though they are read like the
    others; `hidden_sheets` were not read. `from_1904`: its workbook counts days from 1904.
    `encodings` are all that read a text as words, where several do; it was read in the first.
    `encoding_stated` is whether the file itself says its encoding. `units` is what lines above the
    header say that all amounts are counted in, as it is written there; `titles` are their cells.
    `total` are the cells of the total that is the last row, if one is.
    `unread` says of the sheets beside it why they were not read. `damaged` are rows that `read`
    counts and the Parquet file lacks, for their cells cannot be told apart; `damage_why` says what
    keeps rows whole in a file of this kind.
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
    beside: tuple[PassedOver, ...] = ()
    hidden_rows: int = 0
    hidden_sheets: tuple[str, ...] = ()
    from_1904: bool = False
    unread: tuple[Text, ...] = ()
    damaged: tuple[Damaged, ...] = ()
    damage_why: Text | None = None
    encodings: tuple[str, ...] = ()
    encoding_stated: bool = False
    units: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    total: tuple[str | None, ...] = ()

    def __post_init__(self) -> None:
        """Take away what our own downloads wrote before a heading that would be run."""
        headers = tuple(map(unprotected_text, self.headers))
        object.__setattr__(self, "headers", headers)

    @property
    def key(self) -> str:
        """How it is called in questions and maps: its file, and its sheet if any."""
        return f"{self.file} › {self.sheet}" if self.sheet else self.file


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file (or sheet) of which nothing was read, and why."""

    file: str
    error: BadFile
