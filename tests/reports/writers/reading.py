"""What a report must say in every format, and reports that are hard to write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ordertrack.reports.content.document import (
    Bullets,
    Chart,
    Document,
    Figures,
    Paragraph,
    Section,
    Series,
    Source,
    Table,
    TableColumn,
)
from ordertrack.reports.writers import appendix, parts
from tests.reports.sample import sample

SCRIPT = (
    '</script><script>alert("x")</script><!-- #panic() $x$ ]] \x00\x08\u202e\ufffe \\u{41} {{x}}'
)
SOURCE = Source(SCRIPT, ((SCRIPT, SCRIPT),))


def said(document: Document) -> Iterator[str]:
    """Every text that a reader must find, in one line."""
    yield from (document.title, document.subtitle, *document.left_out)
    for section, blocks in parts.numbered(document):
        yield section.title
        for block, caption in blocks:
            if caption:
                yield f"{caption.word} {caption.number} {caption.text} {caption.reference}"
            if isinstance(block, Paragraph):
                yield block.text
            elif isinstance(block, Bullets):
                yield from block.items
            elif isinstance(block, Figures):
                for one in block.figures:
                    yield from (one.label, one.text, one.target, one.attainment)
                    yield from (one.change, one.note, parts.verdict(one, document.lang))
            elif isinstance(block, Table):
                yield from (column.title for column in block.columns)
                yield from (text for row in block.texts for text in row)
                yield appendix.more_text(block.more, document.lang)
    yield from (text for fact in parts.basis(document) for text in fact)
    yield from (text for rule in document.basis.rules for text in rule)
    for number, name, facts in parts.sources(document):
        yield f"[{number}] {name}"
        yield from (text for fact in facts for text in fact)


def plain(text: str) -> str:
    """A text without blanks and places where a line may break."""
    return "".join(text.replace("\N{ZERO WIDTH SPACE}", "").split())


def missing(document: Document, text: str) -> list[str]:
    """What a text that was read from a file lacks of a report."""
    found = plain(text)
    return [one for one in said(document) if plain(one) not in found]


def hostile() -> Document:
    """A report in which every text tries to be markup, or holds what must not be written."""
    text = f"{SCRIPT}\nsecond line"
    series = (
        Series(SCRIPT, (1.0, None), "count"),
        Series("&<b>", (0.5, 1.0), "ratio", is_line=True),
    )
    blocks = (
        Paragraph(text),
        Bullets((text, "")),
        Chart("columns", (SCRIPT, "%{x} <br>"), series, text, SOURCE),
        Table((TableColumn(text, "text"),), ((text,), ("W" * 200,)), ((1,), (2,)), text, SOURCE),
    )
    base = sample("en")
    return replace(
        base, title=text, subtitle=text, sections=(Section("x", text, blocks),), left_out=(text,)
    )


def wide() -> Document:
    """A report with a table for a page on its side, an empty one, and a chart without values."""
    columns = tuple(TableColumn(f"Heading {place}", "units") for place in range(14))
    row = tuple(f"{place * 1_234_567:,}" for place in range(14))
    blocks = (
        Table(columns, (row,) * 80, (row,) * 80, "wide", SOURCE, more=5),
        Table(columns, (), (), "none", SOURCE),
        Chart("lines", ("a",), (Series("x", (None,), "count"),), "empty", SOURCE),
    )
    return replace(sample("en"), sections=(Section("x", "Wide", blocks),))
