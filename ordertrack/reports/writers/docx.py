"""A report as a Word document: real styles, fields, tables whose headings are repeated.

Imports `docx_pages`, `chart_images`, `table_layout`, `parts`.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor

from ordertrack.reports.content.document import (
    Bullets,
    Chart,
    Document,
    Figure,
    Figures,
    Paragraph,
    Table,
)
from ordertrack.reports.writers import appendix, docx_pages, docx_parts, parts
from ordertrack.reports.writers.drawing import chart_images, fonts
from ordertrack.reports.writers.drawing.fonts import Families
from ordertrack.reports.writers.package import without_clock
from ordertrack.reports.writers.parts import Caption
from ordertrack.reports.writers.plain_text import one_line
from ordertrack.reports.writers.table_layout import UPRIGHT, figures_layout, layout
from ordertrack.words import Label


@dataclass
class Paper:
    """The document that is being written, and what all its parts need."""

    word: Any
    content: Document
    families: Families
    bookmarks: int = 0
    styles: dict[str, Any] = field(default_factory=dict)

    @property
    def lang(self) -> str:
        return self.content.lang

    def say(self, label: Label) -> str:
        """Return a fixed word in the language of the report."""
        return label.to(self.lang)

    def add(self, text: str, style: str = "Normal") -> Any:
        """Add a paragraph."""
        return self.style(self.word.add_paragraph(text), style)

    def style(self, paragraph: Any, name: str) -> Any:
        """Give a paragraph a style."""
        if name not in self.styles:
            self.styles[name] = self.word.styles[name]
        docx_parts.set_style(paragraph, self.styles[name])
        return paragraph

    def name(self, paragraph: Any, name: str) -> None:
        """Give a paragraph a name that links lead to."""
        self.bookmarks += 1
        docx_parts.bookmark(paragraph, name, self.bookmarks)


def write(document: Document) -> bytes:
    """Return a report as a Word document."""
    content = parts.cleaned(document)
    paper = Paper(docx.Document(), content, _families(content))
    docx_parts.set_styles(paper.word, content.lang)
    docx_parts.name_spare_font(paper.word)
    docx_parts.set_tab(paper.word, "toc 1", UPRIGHT)
    docx_parts.update_fields(paper.word)
    docx_pages.set_page(paper.word, content)
    docx_pages.set_properties(paper.word, content)
    _add_cover(paper)
    _add_contents(paper)
    for place, (section, blocks) in enumerate(parts.numbered(content)):
        _add_heading(paper, place, section.title, is_first=place == 0)
        followers = [caption for _, caption in blocks[1:]] + [None]
        for (block, caption), follower in zip(blocks, followers, strict=True):
            _add_block(paper, block, caption, is_lead=follower is not None)
    _add_appendix(paper)
    memory = io.BytesIO()
    paper.word.save(memory)
    return without_clock(memory.getvalue())


def _families(content: Document) -> Families:
    """Return the fonts of the charts: those of the texts are only named."""
    charts = tuple(block for _, block in content.blocks() if isinstance(block, Chart))
    return fonts.families(charts, content.lang if charts else "en")


# --- the frame ------------------------------------------------------------------------------------


def _add_cover(paper: Paper) -> None:
    content = paper.content
    paper.add(one_line(content.title), "Title")
    paper.add(one_line(content.subtitle), "Subtitle")
    _add_facts(paper, parts.cover(content), 11)
    paper.word.add_page_break()


def _add_facts(paper: Paper, facts: list[tuple[str, str]], width: float = UPRIGHT) -> None:
    table = docx_parts.plain_table(paper.word, [4.6, width - 4.6], len(facts))
    for row, (name, text) in zip(table.rows, facts, strict=True):
        first, second = docx_parts.cells(row)
        paper.style(second, "Table Text").add_run(text)
        paper.style(first, "Table Text")
        first.add_run(name).font.color.rgb = RGBColor.from_string(docx_parts.QUIET)


def _add_contents(paper: Paper) -> None:
    """Add the table of contents, filled with the headings; Word adds the pages as it opens it."""
    paper.add(paper.say(parts.CONTENTS), "TOC Heading")
    headings = parts.headings(paper.content)
    for place, heading in enumerate(headings):
        entry = paper.add("", "toc 1")
        if place == 0:
            docx_parts.begin_field(entry._p, r'TOC \o "1-1" \h \z \u')
        entry.add_run(heading)
        docx_parts.link(entry, _heading_name(place))
        if place == len(headings) - 1:
            docx_parts.end_field(entry._p)
    if paper.content.left_out:
        paper.add(paper.say(appendix.LEFT_OUT), "Left Out")
        for sentence in paper.content.left_out:
            paper.add(one_line(sentence), "List Bullet")


def _heading_name(place: int) -> str:
    return f"_Toc{place + 1:06}"


def _add_heading(paper: Paper, place: int, title: str, *, is_first: bool) -> None:
    heading = paper.add(one_line(title), "Heading 1")
    heading.paragraph_format.page_break_before = is_first or None
    paper.name(heading, _heading_name(place))


# --- blocks ---------------------------------------------------------------------------------------


def _add_block(paper: Paper, block: Any, caption: Caption | None, *, is_lead: bool) -> None:
    """Add a block; a text stays with the figures that it leads to."""
    if isinstance(block, Paragraph):
        for line in parts.lines(block.text):
            paper.add(line).paragraph_format.keep_with_next = is_lead or None
    elif isinstance(block, Bullets):
        for item in filter(None, map(one_line, block.items)):
            paper.add(item, "List Bullet")
    elif caption and parts.is_empty(block):
        _add_caption(paper, caption)
        paper.add(paper.say(parts.NOTHING), "Note")
    elif caption and isinstance(block, Chart):
        _add_chart(paper, block, caption)
    elif caption and isinstance(block, Figures):
        _add_figures(paper, block, caption)
    elif caption and isinstance(block, Table):
        _add_table(paper, block, caption)


def _add_caption(paper: Paper, caption: Caption, *, is_above: bool = True) -> None:
    """Add a caption whose number Word counts, and whose reference leads to the appendix."""
    found = paper.add(f"{caption.word} ", "Caption")
    docx_parts.field(found._p, rf"SEQ {caption.word} \* ARABIC", str(caption.number))
    found.add_run(f"  {caption.text} ")
    found.add_run(caption.reference)
    docx_parts.link(found, f"source_{caption.reference.strip('[]')}")
    found.paragraph_format.keep_with_next = is_above


def _add_chart(paper: Paper, chart: Chart, caption: Caption) -> None:
    picture = chart_images.png(chart, paper.lang, paper.families)
    found = paper.add("")
    found.paragraph_format.keep_with_next = True
    found.paragraph_format.space_before = Pt(6)
    inline = found.add_run().add_picture(io.BytesIO(picture), width=Cm(UPRIGHT))._inline
    inline.docPr.set("descr", parts.described(chart, paper.lang))
    for side in "TBLR":  # where nothing is said, LibreOffice keeps room and shifts the picture
        inline.set(f"dist{side}", "0")
    _add_caption(paper, caption, is_above=False)


def _add_figures(paper: Paper, block: Figures, caption: Caption) -> None:
    _add_caption(paper, caption)
    columns = parts.figure_columns(block, paper.lang)
    widths = figures_layout(block, columns, paper.lang).widths()
    table = docx_parts.plain_table(paper.word, widths, len(block.figures) + 1)
    docx_parts.describe_table(table, caption.whole)
    head, *rows = table.rows
    _fill_heading(paper, head, [(column.title, column.field != "label") for column in columns])
    for row, figure in zip(rows, block.figures, strict=True):
        for cell, column in zip(docx_parts.cells(row), columns, strict=True):
            paper.style(cell, "Table Text")
            _fill_figure(cell, figure, column.field, column.text(figure, paper.lang))
    docx_parts.keep_together(rows)
    paper.add("", "Note")


def _fill_figure(cell: Any, figure: Figure, part: str, text: str) -> None:
    run = cell.add_run(text)
    run.font.bold = part in ("text", "verdict") or None
    if part == "label" and figure.note:
        run.add_break()
        note = cell.add_run(one_line(figure.note))
        note.font.size, note.font.color.rgb = Pt(7.5), RGBColor.from_string(docx_parts.QUIET)
    if part != "label":
        cell.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    colour = parts.VERDICT_COLOURS[figure.verdict]
    if colour and part == "verdict":
        run.font.color.rgb = RGBColor.from_string(colour.removeprefix("#"))


def _fill_heading(
    paper: Paper, row: Any, titles: list[tuple[str, bool]], size: float | None = None
) -> None:
    docx_parts.make_heading(row)
    for cell, (title, is_number) in zip(docx_parts.cells(row), titles, strict=True):
        _fill(cell, title, is_number=is_number, size=size)
        paper.style(cell, "Table Heading")


def _fill(cell: Any, text: str, *, is_number: bool, size: float | None = None) -> None:
    run = cell.add_run(one_line(text))
    if size:
        run.font.size = Pt(size)
    if is_number:
        cell.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _add_table(paper: Paper, block: Table, caption: Caption) -> None:
    shape = layout(block)
    if shape.is_aside:
        docx_pages.turn(paper.word, is_aside=True)
    _add_caption(paper, caption)
    table = docx_parts.plain_table(paper.word, shape.widths(), len(block.texts) + 1)
    docx_parts.describe_table(table, caption.whole)
    head, *rows = table.rows
    numbers = [column.is_number for column in block.columns]
    titles = [column.title for column in block.columns]
    _fill_heading(paper, head, list(zip(titles, numbers, strict=True)), shape.size)
    for row, texts in zip(rows, block.texts, strict=True):
        cells = zip(docx_parts.cells(row), texts, numbers, strict=True)
        for cell, text, is_number in cells:
            _fill(paper.style(cell, "Table Text"), text, is_number=is_number, size=shape.size)
    docx_parts.keep_together(rows)
    paper.add(appendix.more_text(block.more, paper.lang), "Note")
    if shape.is_aside:
        docx_pages.turn(paper.word, is_aside=False)


# --- the appendix ---------------------------------------------------------------------------------


def _add_appendix(paper: Paper) -> None:
    content = paper.content
    heading = paper.add(paper.say(appendix.APPENDIX), "Heading 1")
    heading.paragraph_format.page_break_before = True
    paper.name(heading, _heading_name(len(content.sections)))
    paper.add(paper.say(appendix.BASIS), "Heading 2")
    _add_facts(paper, parts.basis(content))
    paper.add(paper.say(appendix.SOURCES), "Heading 2")
    for number, name, facts in parts.sources(content):
        found = paper.add("")
        found.paragraph_format.keep_with_next = True
        found.paragraph_format.space_before = Pt(6)
        found.add_run(f"[{number}] {name}").font.bold = True
        paper.name(found, f"source_{number}")
        for fact, text in facts:
            line = paper.add("", "Note")
            line.paragraph_format.left_indent, line.paragraph_format.space_after = Cm(0.6), Pt(1)
            line.add_run(appendix.said(fact, text, paper.lang))
