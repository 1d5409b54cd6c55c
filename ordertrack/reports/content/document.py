"""A report before it has a format: sections of texts, figures, tables and charts in one language.

Everything that people read is finished text here; values stand beside it where a format can count
with them (cells of a spreadsheet, points of a chart). Imports `views`, `words`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from ordertrack.views.evaluation.sheet import Column, Sheet

Value = str | int | float | Decimal | bool | date | datetime | None
Verdict = Literal["good", "bad", ""]
Shape = Literal["columns", "stacked", "lines", "bars", "pareto", "waterfall"]


@dataclass(frozen=True)
class Basis:
    """The five things that a report is made from, so that it can be made again.

    `rules` are the conventions, thresholds and working days in force, each as name and text.
    """

    scope: str
    release: int
    data_through: date
    position: int  # of the journal
    as_of: datetime
    rules: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Source:
    """What figures, a table or a chart rest on beside the basis: named in the appendix.

    `facts` say the period, the filters and the definition, each as name and text.
    """

    name: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """A text. One with a key is a draft that people may write anew before the export."""

    text: str
    key: str = ""


@dataclass(frozen=True)
class Bullets:
    """Points, one text each. Those with a key may be written anew, a line for each point."""

    items: tuple[str, ...]
    key: str = ""


@dataclass(frozen=True)
class Figure:
    """A key figure: as read, and the number itself (None where there is none, which `note` tells).

    `target`, `attainment` and `change` (against what its block says) are texts, empty where there
    is nothing to hold it against; `verdict` says whether the change is welcome or, `of_target`,
    whether the target is reached.
    """

    label: str
    text: str
    number: Value
    unit: str
    target: str = ""
    attainment: str = ""
    change: str = ""
    verdict: Verdict = ""
    note: str = ""
    of_target: bool = False


@dataclass(frozen=True)
class Figures:
    """Key figures side by side; `compared` says what their changes are against (`Last year`)."""

    figures: tuple[Figure, ...]
    caption: str
    source: Source
    compared: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under headings: `texts` as people read them, `values` for spreadsheets.

    Both are rows of as many cells as there are `columns`. `more` is how many rows are not shown.
    """

    columns: tuple[TableColumn, ...]
    texts: tuple[tuple[str, ...], ...]
    values: tuple[tuple[Value, ...], ...]
    caption: str
    source: Source
    more: int = 0

    @classmethod
    def of(cls, sheet: Sheet, caption: str, source: Source, lang: str, most: int = 0) -> Table:
        """Return a sheet as a table, of its first `most` rows (0: all)."""
        shown = sheet.head(most) if most else sheet
        return cls(
            tuple(TableColumn.of(column, lang) for column in sheet.columns),
            tuple(shown.as_read(lang).rows()),
            tuple(shown.as_file(lang).rows()),
            caption,
            source,
            sheet.frame.height - shown.frame.height,
        )


@dataclass(frozen=True)
class TableColumn:
    """A heading; `unit` is that of a metric, or `text`."""

    title: str
    unit: str

    @classmethod
    def of(cls, column: Column, lang: str) -> TableColumn:
        return cls(column.label.to(lang), column.unit)

    @property
    def is_number(self) -> bool:
        return self.unit not in ("text", "date")


@dataclass(frozen=True)
class Series:
    """One colour of a chart: a value per category, None where there is none.

    One that `is_line` is drawn over columns, on an axis of its own where its unit differs.
    """

    name: str
    values: tuple[float | None, ...]
    unit: str
    is_line: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart that every format draws by its own means.

    `columns` stand, `bars` lie (names beside them), `pareto` has a line of cumulated shares as its
    second series, `waterfall` has one series of steps whose first and last are totals from zero.
    """

    shape: Shape
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    caption: str
    source: Source


Block = Paragraph | Bullets | Figures | Table | Chart


@dataclass(frozen=True)
class Section:
    """A part of a report under its heading. `key` is the same in every language."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A whole report. `left_out` says once what the data lack, a sentence each."""

    kind: str
    title: str
    subtitle: str
    lang: str
    basis: Basis
    sections: tuple[Section, ...]
    left_out: tuple[str, ...] = ()

    def drafts(self) -> dict[str, str]:
        """Return the texts that people may write anew, by their keys; points stand in lines."""
        return {
            block.key: block.text if isinstance(block, Paragraph) else "\n".join(block.items)
            for _, block in self.blocks()
            if isinstance(block, (Paragraph, Bullets)) and block.key
        }

    def with_texts(self, written: Mapping[str, str]) -> Document:
        """Return the report with texts that people wrote in place of drafts of these keys."""
        sections = [
            replace(one, blocks=tuple(_written(block, written) for block in one.blocks))
            for one in self.sections
        ]
        return replace(self, sections=tuple(sections))

    def blocks(self) -> Iterator[tuple[Section, Block]]:
        """Yield every block with its section, in order."""
        for section in self.sections:
            for block in section.blocks:
                yield section, block

    def sources(self) -> list[Source]:
        """Return what the figures rest on, in order; the reference [1] is the first of them."""
        named = (block.source for _, block in self.blocks() if isinstance(block, NUMBERED))
        return list(dict.fromkeys(named))

    def reference(self, source: Source) -> int:
        """Return the number under which the appendix tells of a source."""
        return self.sources().index(source) + 1


NUMBERED = (Figures, Table, Chart)


def _written(block: Block, written: Mapping[str, str]) -> Block:
    if not isinstance(block, (Paragraph, Bullets)) or block.key not in written:
        return block
    text = written[block.key]
    if isinstance(block, Paragraph):
        return replace(block, text=text)
    return replace(block, items=points(text.splitlines()))


def points(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines that say something."""
    return tuple(line.strip() for line in lines if line.strip())
