"""The sheets of an XML Spreadsheet (2003), read as a stream. Imports errors, words and grid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree  # ty: ignore[missing-module-member]  (compiled)

from ordertrack.errors import BadFile
from ordertrack.intake.files.markup.grid import Grid, plain_number
from ordertrack.words import t

_MIDNIGHT = "T00:00:00"


class _Book:
    """What the parser tells: tags, their ends, and text between them."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.cell: dict[str, str] = {}
        self.kind = "String"
        self.texts: list[str] | None = None  # of the element that is being read
        self.value = ""
        self.in_comment = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _local(tag)
        given = {_local(key): value for key, value in attributes.items()}
        if name == "Worksheet":
            self.grids.append(Grid(given.get("Name", "")))
        elif name == "Row" and self.grids:
            hidden = given.get("Hidden") == "1"
            self.grids[-1].next_row(_number(given.get("Index")), hidden=hidden)
        elif name == "Cell":
            self.cell, self.value, self.kind = given, "", "String"
        elif name == "Comment":
            self.in_comment = True
        elif name == "Visible" or (name == "Data" and not self.in_comment):
            self.texts, self.kind = [], given.get("Type", "String")

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name in ("Data", "Visible") and self.texts is not None:
            self.value, self.texts = "".join(self.texts), None
        if name == "Visible" and self.grids:
            self.grids[-1].hidden = self.value.strip() != "SheetVisible"
        elif name == "Comment":
            self.in_comment = False
        elif name == "Cell" and self.grids:
            self._add_cell()

    def _add_cell(self) -> None:
        grid = self.grids[-1]
        grid.errors += self.kind == "Error"
        across, down = self.cell.get("MergeAcross"), self.cell.get("MergeDown")
        grid.add(
            _written(self.value, self.kind),
            column=_number(self.cell.get("Index")),
            across=1 + (_number(across) or 0),
            down=1 + (_number(down) or 0),
        )

    def data(self, text: str) -> None:
        if self.texts is not None:
            self.texts.append(text)

    def close(self) -> list[Grid]:
        return self.grids


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _number(digits: str | None) -> int | None:
    return int(digits) if digits and digits.isdecimal() else None


def _written(value: str, kind: str) -> str:
    """The value as a person would write it."""
    if kind == "Error":
        return ""
    if kind == "Number":
        return plain_number(value)
    if kind == "DateTime":
        return value.strip().removesuffix(".000").removesuffix(_MIDNIGHT).replace("T", " ")
    if kind == "Boolean":
        return "true" if value.strip() == "1" else "false"
    return value.strip()


def sheets_of_book(blocks: Iterable[bytes]) -> list[Grid]:
    """Return all sheets of a workbook in UTF-8; entities and other documents are never followed."""
    parser = etree.XMLParser(
        target=_Book(),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for block in blocks:
            parser.feed(block)
        return parser.close()
    except etree.XMLSyntaxError as error:
        raise BadFile(
            t("it is cut off or damaged near line {row}.", row=error.lineno or 0),
            t("Export or copy it again. Nothing was imported from this file."),
        ) from error
