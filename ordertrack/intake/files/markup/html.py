"""The tables of a web page, read as a stream. Imports grid.

A table inside a cell of another is a table of its own: its text is none of that cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree  # ty: ignore[missing-module-member]  (compiled)

from ordertrack.intake.files.markup.grid import Grid, plain_number

MOST_SPAN = 1_000  # as browsers limit it
_UNSEEN = {"script", "style", "select", "noscript"}
_BREAKS = {"br", "p", "div", "li", "tr"}
_CELLS = {"td", "th"}
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# What a spreadsheet shows of a number; a date, a share or a word stays as it is shown.
_SHOWN_NUMBER = re.compile(
    r"[-+(]?\s*[^\w\s(]{0,3}\s*[-+]?[\d., '’]+(?:E[+-]?\d+)?\)?", re.IGNORECASE
)


@dataclass
class _Cell:
    texts: list[str]
    across: int
    down: int
    number: str | None  # the number that the cell stands for, as the spreadsheet kept it

    @property
    def text(self) -> str:
        shown = re.sub(r"\s+", " ", "".join(self.texts)).strip()
        exact = bool(self.number) and bool(_SHOWN_NUMBER.fullmatch(shown))
        return plain_number(self.number or "") if exact else shown


@dataclass
class _Open:
    grid: Grid
    cell: _Cell | None = None

    def close_cell(self) -> None:
        if self.cell is not None:
            self.grid.add(self.cell.text, across=self.cell.across, down=self.cell.down)
        self.cell = None


class _Page:
    """What the parser tells: tags, their ends, and text between them."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.open: list[_Open] = []
        self.unseen = 0  # how deep inside of something that nobody sees

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self.unseen or tag in _UNSEEN or (self._in_cell and _is_hidden(tag, attributes)):
            self.unseen += 1
        elif tag == "table":
            self.grids.append(Grid())
            self.open.append(_Open(self.grids[-1]))
        elif self.open and tag == "tr":
            self.open[-1].close_cell()
            hidden = bool(_HIDDEN.search(attributes.get("style", "")))
            self.open[-1].grid.next_row(hidden=hidden)
        elif self.open and tag in _CELLS:
            self.open[-1].close_cell()
            across, down = _span(attributes, "colspan"), _span(attributes, "rowspan")
            self.open[-1].cell = _Cell([], across, down, attributes.get("x:num"))
        elif tag in _BREAKS:
            self.data(" ")

    @property
    def _in_cell(self) -> bool:
        return bool(self.open) and self.open[-1].cell is not None

    def end(self, tag: str) -> None:
        if self.unseen:
            self.unseen -= 1
        elif self.open and tag in {"table", "tr", *_CELLS}:
            self.open[-1].close_cell()
            if tag == "table":
                self.open.pop()

    def data(self, text: str) -> None:
        cell = self.open[-1].cell if self.open else None
        if cell is not None and not self.unseen:
            cell.texts.append(text)

    def close(self) -> list[Grid]:
        return self.grids


def _is_hidden(tag: str, attributes: Mapping[str, str]) -> bool:
    """Keys to sort by and the like; whole rows and columns are read as in a workbook."""
    structure = tag in {"table", "thead", "tbody", "tfoot", "tr", *_CELLS}
    return not structure and bool(_HIDDEN.search(attributes.get("style", "")))


def _span(attributes: Mapping[str, str], name: str) -> int:
    if name not in attributes:
        return 1
    value = attributes[name].strip()
    return min(int(value), MOST_SPAN) if value.isdecimal() and int(value) else 1


def tables_of_page(blocks: Iterable[bytes]) -> list[Grid]:
    """Return all tables of a page of UTF-8, in the order in which they begin."""
    parser = etree.HTMLParser(target=_Page(), encoding="utf-8", huge_tree=False)
    for block in blocks:
        parser.feed(block)
    return parser.close()
