"""The cells of a table as its markup lists them, spans and gaps laid out. Imports its siblings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import polars as pl

from ordertrack.errors import BadFile
from ordertrack.intake.files import workbook_merged
from ordertrack.intake.files.header_row import LOOKED_AT, known_row
from ordertrack.intake.files.sheets import Sheet, error_cells
from ordertrack.intake.files.workbook_merged import Merge
from ordertrack.words import Text, t

MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
_LONG_DIGITS = re.compile(r"-?[1-9]\d{15,}")


@dataclass
class Grid:
    """A table being read: each row holds its filled cells by column, both counted from 0."""

    name: str | None = None
    rows: list[dict[int, str]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden: bool = False
    errors: int = 0
    width: int = 0  # columns up to the last one that is filled
    ends: list[int] = field(default_factory=list)  # of each row, the columns that it has cells for
    encodings: tuple[str, ...] = ()  # all that read its page as words, the one that did first
    encoding_stated: bool = False  # by the page itself
    _column: int = 0
    _taken: dict[int, int] = field(default_factory=dict)  # by cells above, up to this row

    def next_row(self, number: int | None = None, *, hidden: bool = False) -> None:
        """Begin a row; a `number`, counted from 1, leaves the rows before it empty."""
        at = len(self.rows) if number is None else max(number - 1, len(self.rows))
        if at >= MOST_ROWS:
            raise BadFile(t("it has more rows than a spreadsheet can hold."))
        self.rows += [{} for _ in range(at - len(self.rows) + 1)]
        self.ends += [0] * (len(self.rows) - len(self.ends))
        self._column = 0
        if hidden:
            self.hidden_rows.add(at + 1)

    def add(self, text: str, *, column: int | None = None, across: int = 1, down: int = 1) -> None:
        """Add a cell behind the last one or at a `column`, counted from 1, with what it covers."""
        if not self.rows:
            self.next_row()
        row = len(self.rows) - 1
        at = max(column - 1, 0) if column else self._column
        while self._taken.get(at, 0) > row:
            at += 1
        if at >= MOST_COLUMNS:
            raise BadFile(t("it has more columns than a spreadsheet can hold."))
        if text:
            self.rows[row][at] = text
            self.width = max(self.width, at + 1)
        self._column = at + max(across, 1)
        covered = [column + 1 for column, until in self._taken.items() if until > row]
        self.ends[row] = max(self._column, *covered, self.ends[row])
        if down > 1:
            self.merges.append(Merge(row, at, row + down - 1, self._column - 1))
            self._taken.update(dict.fromkeys(range(at, self._column), row + down))

    def head(self) -> list[list[str]]:
        """Return the first rows with all their cells."""
        return [[row.get(at, "") for at in range(self.width)] for row in self.rows[:LOOKED_AT]]

    def sheet(self) -> Sheet:
        """Return the table as a sheet: what is merged over several rows holds for each of them."""
        cells = {f"c{at}": [row.get(at) for row in self.rows] for at in range(self.width)}
        frame = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String()))
        last = len(self.rows) - 1
        tall = tuple(m._replace(bottom=min(m.bottom, last)) for m in self.merges if m.top < last)
        frame = workbook_merged.filled_down(frame, tall, 0) if tall else frame
        return Sheet(
            self.name or "", frame, self._notes(), tall, hidden=frozenset(self.hidden_rows)
        )

    def _notes(self) -> tuple[Text, ...]:
        return (error_cells(self.errors),) if self.errors else ()

    def is_head_of(self, below: Grid) -> bool:
        """Return whether it is only the header of the next table, as in grids that scroll."""
        filled = [row for row in self.rows if row]
        known = known_row(self.head()) is not None and known_row(below.head()[:1]) is None
        return len(filled) == 1 and known and self.width == below.width

    def append(self, below: Grid) -> None:
        """Put the rows of another table below."""
        shift = len(self.rows)
        self.rows += below.rows
        self.ends += below.ends
        self.hidden_rows |= {row + shift for row in below.hidden_rows}
        self.merges += [
            m._replace(top=m.top + shift, bottom=m.bottom + shift) for m in below.merges
        ]


def plain_number(digits: str) -> str:
    """Write a number as a spreadsheet shows it: no empty decimals, no digits beyond the 15th."""
    digits = digits.strip()
    if _LONG_DIGITS.fullmatch(digits):
        mantissa, _, exponent = f"{int(digits):.14E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    return re.sub(r"\.0+$", "", digits)
