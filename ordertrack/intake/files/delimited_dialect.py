"""What separates the cells of a text file. Imports header_row."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ordertrack.intake.files.header_row import SEPARATORS

HEAD = 256 << 10
RECORDS = 200
MAX_CELL = 10_000_000  # csv's own limit (131,072) would call a long remark an error


@dataclass(frozen=True, slots=True)
class Head:
    """The first records of a text file as `separator` parts them, and the lines each ends at."""

    separator: str
    rows: list[list[str]]
    lines: list[int]

    @property
    def width(self) -> int:
        """The number of cells that most records have, the first lines set aside."""
        widths = Counter(len(row) for row in self.rows if any(cell.strip() for cell in row))
        return max(widths, key=lambda width: (widths[width], width), default=0)


def head_of(path: Path) -> Head:
    """Return the head of a UTF-8 file, parted by whichever separator gives the most even table."""
    with path.open("rb") as file:
        block = file.read(HEAD)
        whole = not file.read(1)
    text = block.decode("utf-8-sig", errors="replace" if not whole else "strict")
    lines = [line + "\n" for line in text.split("\n")]
    lines = lines[:-1] if not whole or not lines[-1].strip() else lines
    given = _given(lines)
    occurring = [separator for separator in SEPARATORS if separator in text]
    heads = [_part(lines, separator) for separator in (given or occurring or SEPARATORS)]
    return max(heads, key=_evenness)


def _given(lines: list[str]) -> str | None:
    """Spreadsheets may be told the separator in a first line `sep=;`."""
    first = lines[0].strip().lower() if lines else ""
    return first[4] if first.startswith("sep=") and len(first) == 5 else None


def _part(lines: list[str], separator: str) -> Head:
    rows: list[list[str]] = []
    ends: list[int] = []
    for row, line in _records(lines, separator):
        rows.append(row)
        ends.append(line)
        if len(rows) == RECORDS:
            break
    return Head(separator, rows, ends)


def _records(lines: list[str], separator: str) -> Iterator[tuple[list[str], int]]:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader((line.replace("\r", "") for line in lines), delimiter=separator)
    for row in reader:
        yield row, reader.line_num


def _evenness(head: Head) -> tuple[float, int]:
    """How large a share of the records has the usual number of cells, and that number."""
    filled = [row for row in head.rows if any(cell.strip() for cell in row)]
    width = head.width
    if width < 2:
        return 0.0, 0
    return sum(1 for row in filled if len(row) == width) / len(filled), width
