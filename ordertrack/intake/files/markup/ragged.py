"""Rows of a web page's table with more or fewer cells than its header. Imports its siblings, words.

A cell that is missing moves all behind it into the wrong columns, as in a csv. The cells of a
spreadsheet have addresses, and a row of it may end early.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ordertrack.intake.files.header_row import Header
from ordertrack.intake.files.markup.grid import Grid
from ordertrack.intake.files.raw_writer import FOOTER_ROWS, TOTAL, footer_length
from ordertrack.intake.raw_table import Damaged
from ordertrack.words import t

BETWEEN = " | "  # cells, in the text of a row
WHY = t("Each row of the page must have a cell for each column, also for an empty one.")


def uneven_rows(grid: Grid, header: Header) -> list[int]:
    """Return the numbers of such rows; none where most are like that: then the header is."""
    last = len(grid.rows) - _footer(grid, header)
    below = [number for number in range(header.row + 1, last + 1) if grid.rows[number - 1]]
    expected = grid.ends[header.row - 1]
    usual = Counter(grid.ends[number - 1] for number in below).most_common(1)
    fewest = min(expected, usual[0][0]) if usual else expected
    found = [number for number in below if _is_uneven(grid, number, expected, fewest)]
    return found if len(found) * 2 <= len(below) else []


def _footer(grid: Grid, header: Header) -> int:
    tail = grid.rows[header.row :][-FOOTER_ROWS:]
    padded = [[row.get(at) for at in range(grid.width)] for row in tail]
    return footer_length(padded, min(len(header.names), grid.width))


def _is_uneven(grid: Grid, number: int, expected: int, fewest: int) -> bool:
    cells = grid.rows[number - 1]
    if max(cells) >= expected:
        return True
    first = cells[min(cells)]
    return grid.ends[number - 1] < fewest and not re.match(TOTAL, first)


def damaged(grid: Grid, numbers: Sequence[int], width: int) -> Iterator[Damaged]:
    """Yield the rows as they stood; what has no column stands in the last one."""
    for number in numbers:
        cells, count = grid.rows[number - 1], grid.ends[number - 1]
        found = [cells.get(at) for at in range(max(count, width))]
        surplus = BETWEEN.join(cell for cell in found[width - 1 :] if cell)
        text = BETWEEN.join(cell or "" for cell in found[:count])
        yield Damaged(number, (*found[: width - 1], surplus or None), count, text)
