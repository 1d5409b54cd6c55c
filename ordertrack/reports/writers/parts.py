"""What the writers of texts have in common: fixed words, numbers of captions, the appendix.

No number is computed here. Texts of a document that was `cleaned` hold no control characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from ordertrack.reports.content.document import (
    NUMBERED,
    Block,
    Chart,
    Document,
    Figure,
    Figures,
    Section,
    Table,
)
from ordertrack.reports.writers import look
from ordertrack.reports.writers.appendix import APPENDIX, CHANGE, basis_rows
from ordertrack.reports.writers.plain_text import clean, one_line
from ordertrack.views import formats
from ordertrack.words import Label, t

CONTENTS = Label("Contents", "目录")
DATA = Label("Data", "数据")
FIGURE = Label("Figure", "图")
TABLE = Label("Table", "表")
NOTHING = Label("There is nothing to show here.", "此处没有可显示的内容。")
INDICATOR = Label("Key figure", "指标")
VALUE = Label("Value", "数值")
TARGET = Label("Target", "目标")
ATTAINMENT = Label("Attainment", "达成率")
VERDICT = Label("Assessment", "评价")
VERDICTS = {
    "good": Label("▲\N{NO-BREAK SPACE}favourable", "▲\N{NO-BREAK SPACE}有利"),
    "bad": Label("▼\N{NO-BREAK SPACE}unfavourable", "▼\N{NO-BREAK SPACE}不利"),
    "": Label("", ""),
}
REACHED = {
    "good": Label("▲\N{NO-BREAK SPACE}target met", "▲\N{NO-BREAK SPACE}达标"),
    "bad": Label("▼\N{NO-BREAK SPACE}target missed", "▼\N{NO-BREAK SPACE}未达标"),
    "": Label("", ""),
}
# Colours of the words above, for writers that want a `#`.
VERDICT_COLOURS = {name: f"#{colour}" if name else "" for name, colour in look.VERDICTS.items()}


def cleaned(document: Document) -> Document:
    """Return a report whose texts hold no control characters."""
    return mapped(document, clean)


def mapped(content: Any, change: Callable[[str], str]) -> Any:
    """Return a report, or a part of it, with each of its texts changed."""
    if isinstance(content, str):
        return change(content)
    if isinstance(content, tuple):
        return tuple(mapped(one, change) for one in content)
    if is_dataclass(content) and not isinstance(content, type):
        changed = {one.name: mapped(getattr(content, one.name), change) for one in fields(content)}
        return replace(content, **changed)
    return content


@dataclass(frozen=True)
class Caption:
    """What stands at a block: `图` `1` `十二个月的收入` `[1]`."""

    word: str
    number: int
    text: str
    reference: str

    @property
    def whole(self) -> str:
        return f"{self.word} {self.number}  {self.text} {self.reference}"


Part = tuple[Block, Caption | None]


def numbered(document: Document) -> list[tuple[Section, list[Part]]]:
    """Return the sections with their blocks; charts are counted, and tables, through the report."""
    counts = {FIGURE: 0, TABLE: 0}
    found = []
    for section in document.sections:
        parts: list[Part] = []
        for block in section.blocks:
            parts.append((block, _caption(document, block, counts)))
        found.append((section, parts))
    return found


def _caption(document: Document, block: Block, counts: dict[Label, int]) -> Caption | None:
    if not isinstance(block, NUMBERED):
        return None
    word = FIGURE if isinstance(block, Chart) else TABLE
    counts[word] += 1
    reference = f"[{document.reference(block.source)}]"
    return Caption(word.to(document.lang), counts[word], one_line(block.caption), reference)


def headings(document: Document) -> list[str]:
    """Return the headings that the contents list, in order."""
    found = [one_line(section.title) for section in document.sections]
    return [*found, APPENDIX.to(document.lang)]


def is_empty(block: Table | Chart | Figures) -> bool:
    """Return whether a block has nothing to show."""
    if isinstance(block, Table):
        return not block.texts
    if isinstance(block, Figures):
        return not block.figures
    return all(value is None for series in block.series for value in series.values)


def full_title(document: Document) -> str:
    """Return the title with the subtitle in one line."""
    names = (one_line(document.title), one_line(document.subtitle))
    return " · ".join(filter(None, names))


def lines(text: str) -> list[str]:
    """Return the paragraphs of a text."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def verdict(figure: Figure, lang: str) -> str:
    """Return the word for whether a figure is welcome: its target is met, else its change."""
    return (REACHED if figure.of_target else VERDICTS)[figure.verdict].to(lang)


@dataclass(frozen=True)
class FigureColumn:
    """A column of a table of key figures: its heading, and what of a figure stands in it."""

    title: str
    field: str

    def text(self, figure: Figure, lang: str) -> str:
        if self.field == "verdict":
            return verdict(figure, lang)
        return one_line(getattr(figure, self.field))


def figure_columns(block: Figures, lang: str) -> list[FigureColumn]:
    """Return the columns that say something of any of the figures."""
    known = {
        "label": INDICATOR, "text": VALUE, "target": TARGET,
        "attainment": ATTAINMENT, "change": CHANGE, "verdict": VERDICT,
    }  # fmt: skip
    return [
        FigureColumn(
            block.compared if field == "change" and block.compared else title.to(lang), field
        )
        for field, title in known.items()
        if field in ("label", "text") or any(getattr(one, field) for one in block.figures)
    ]


def basis(document: Document) -> list[tuple[str, str]]:
    """Return what the report is made from and the rules in force, each as name and text."""
    return list(pairs(tuple(basis_rows(document))))


def cover(document: Document) -> list[tuple[str, str]]:
    """Return what the cover says under the title: scope, as-of, release."""
    return basis(document)[:3]


def pairs(facts: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Yield facts without line ends."""
    return ((one_line(name), one_line(text)) for name, text in facts)


def sources(document: Document) -> list[tuple[int, str, list[tuple[str, str]]]]:
    """Return the numbered sources with their facts."""
    return [
        (place, one_line(source.name), list(pairs(source.facts)))
        for place, source in enumerate(document.sources(), 1)
    ]


SHAPES = {
    "columns": Label("Column chart", "柱形图"),
    "stacked": Label("Stacked column chart", "堆积柱形图"),
    "lines": Label("Line chart", "折线图"),
    "bars": Label("Bar chart", "条形图"),
    "pareto": Label("Pareto chart", "帕累托图"),
    "waterfall": Label("Waterfall chart", "瀑布图"),
}


def described(chart: Chart, lang: str) -> str:
    """Return what a chart shows in words, for those who cannot see it."""
    return t(
        "{shape}: {caption}. Shown: {series}. Categories: {categories}.",
        shape=SHAPES[chart.shape],
        caption=one_line(chart.caption),
        series=formats.listed([one_line(one.name) for one in chart.series], lang),
        categories=formats.listed([one_line(name) for name in chart.categories[:30]], lang),
    ).to(lang)
