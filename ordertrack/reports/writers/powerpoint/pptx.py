"""A report as a presentation: a title, slides for each section, an appendix; all of it native."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from pptx.enum.shapes import MSO_SHAPE

from ordertrack.reports.content.document import (
    Block,
    Bullets,
    Chart,
    Document,
    Figures,
    Paragraph,
    Section,
    Table,
)
from ordertrack.reports.writers import look
from ordertrack.reports.writers.appendix import (
    APPENDIX,
    BASIS,
    LEFT_OUT,
    SOURCES,
    basis_rows,
    caption,
    said,
    source_text,
)
from ordertrack.reports.writers.package import without_clock
from ordertrack.reports.writers.parts import cleaned
from ordertrack.reports.writers.plain_text import lines, one_line, shortened, width
from ordertrack.reports.writers.powerpoint.pptx_blocks import (
    BULLET,
    Point,
    add_figures,
    add_table,
    add_text,
    figure_pages,
    table_pages,
    text_pages,
)
from ordertrack.reports.writers.powerpoint.pptx_charts import add_chart
from ordertrack.reports.writers.powerpoint.pptx_slides import (
    BODY,
    EDGE,
    HIGH,
    Box,
    Deck,
    Look,
    describe,
    fill,
)
from ordertrack.words import Label

LEAD = 16  # points of a short text above a chart or a table
LEAD_LINES, LEAD_LETTERS = 2, 104
LEAD_HEIGHT = 0.75  # inches
SMALL = 12  # points of the appendix
HEADLINE = 52  # letters of a title, with room for which of several slides it is
# What ends a sentence: not the point within a number or after a short word such as `No.`.
STOP = r"[。！？]|(?:(?<=\w{4})|(?<=[\d%)])|(?<=\d[KMB]))[.!?](?=\s+[^\W\d_a-z]|\s*$)"
SENTENCE = re.compile(rf"(?P<first>.+?)(?:{STOP})(?P<rest>.*)")
TITLE_SLIDE = 0
SOURCE = Label("Source", "来源")


def write(document: Document) -> bytes:
    """Return a report as a pptx file; the same report gives the same bytes."""
    document = cleaned(document)
    footer = " · ".join(filter(None, (document.title, document.subtitle)))
    deck = Deck.empty(document.lang, footer)
    _set_properties(deck.show.core_properties, document)
    _add_title(deck, document)
    for section in document.sections:
        _add_section(deck, document, section)
    _add_appendix(deck, document)
    memory = BytesIO()
    deck.show.save(memory)
    return without_clock(memory.getvalue())


def _set_properties(about: Any, document: Document) -> None:
    moment = document.basis.as_of.replace(tzinfo=None)
    about.title, about.subject = one_line(document.title)[:250], one_line(document.subtitle)[:250]
    about.author = about.last_modified_by = "ordertrack"
    about.created = about.modified = moment
    about.language = "zh-CN" if document.lang == "zh" else "en-US"


def _add_title(deck: Deck, document: Document) -> None:
    slide = deck.slide("", layout=TITLE_SLIDE)
    band = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *Box(0, 0, 0.35, HIGH).emu)
    fill(band, look.TITLE)
    title, subtitle = slide.placeholders[0], slide.placeholders[1]
    for holder, box in ((title, Box(1, 1.6, 11.3, 1.6)), (subtitle, Box(1, 3.3, 11.3, 0.7))):
        holder.left, holder.top, holder.width, holder.height = box.emu
    how = Look(40, look.TITLE, bold=True)
    deck.write(title.text_frame.paragraphs[0], shortened(one_line(document.title), 76), how)
    text = shortened(one_line(document.subtitle), 90)
    deck.write(subtitle.text_frame.paragraphs[0], text, Look(22, look.MUTED))
    frame = deck.text(slide, Box(1.08, 5.0, 11.2, 1.8), "", Look(14))
    for name, known in basis_rows(document)[:2]:
        told = shortened(one_line(said(name, known, document.lang)), 220)
        deck.write(frame.add_paragraph(), told, Look(14, look.MUTED))


# --- sections -------------------------------------------------------------------------------------


def _add_section(deck: Deck, document: Document, section: Section) -> None:
    """Add the slides of a section; a short text stands above what follows it."""
    texts: list[Paragraph | Bullets] = []
    for block in section.blocks:
        if isinstance(block, (Paragraph, Bullets)):
            texts.append(block)
            continue
        lead = _lead(texts)
        if not lead:
            _add_texts(deck, section.title, texts)
        _add_part(deck, document, (section, block), lead)
        texts = []
    _add_texts(deck, section.title, texts)


def _lead(texts: Sequence[Paragraph | Bullets]) -> str:
    """Return a text that is short enough to stand above a chart; empty where it is not."""
    if len(texts) != 1 or not isinstance(texts[0], Paragraph):
        return ""
    text = texts[0].text.strip()
    return text if len(lines(text, LEAD_LETTERS)) <= LEAD_LINES else ""


def _headline(lead: str) -> tuple[str, str] | None:
    """Return a first sentence that a title has room for, and what follows it."""
    parts = SENTENCE.match(lead)
    if parts is None or "\n" in lead or width(parts["first"]) > HEADLINE:
        return None
    return parts["first"], parts["rest"].strip()


def _add_texts(deck: Deck, title: str, texts: Sequence[Paragraph | Bullets]) -> None:
    points: list[Point] = []
    for block in texts:
        if isinstance(block, Paragraph):
            points += [Point(line) for line in block.text.splitlines() if line.strip()]
        else:
            points += [Point(item, bullet=True) for item in block.items]
    _add_points(deck, title, points, BULLET)


def _add_points(deck: Deck, title: str, points: Sequence[Point], size: float) -> None:
    pages = text_pages(points, BODY, size) if points else []
    for number, page in enumerate(pages, start=1):
        slide = deck.slide(_numbered(title, number, len(pages)))
        add_text(deck, slide, page, BODY, size)


def _numbered(title: str, number: int, count: int) -> str:
    """Return a title that says which of several slides this is, however long the title."""
    if count == 1:
        return title
    ending = f" ({number}/{count})"
    return shortened(one_line(title), 64 - len(ending)) + ending


Part = tuple[Section, Block]


def _add_part(deck: Deck, document: Document, part: Part, lead: str) -> None:
    """Add the slides of one block of figures, each with its source in the notes."""
    section, block = part
    told = caption(document, block)
    title, above, shown = told, section.title, lead
    if headline := _headline(lead):
        title, shown = headline
        above = f"{section.title} · {told}"
    box = BODY
    if shown:
        box = Box(EDGE, BODY.top + LEAD_HEIGHT, BODY.width, BODY.height - LEAD_HEIGHT)
    pages = _pages(block, box, document.lang)
    for number, page in enumerate(pages, start=1):
        slide = deck.slide(_numbered(title, number, len(pages)), above)
        if shown and number == 1:
            under = Box(EDGE, BODY.top - 0.05, BODY.width, LEAD_HEIGHT)
            deck.text(slide, under, shown, Look(LEAD))
        _add_content(deck, document, slide, (page, told), box if number == 1 else BODY)
        deck.notes(slide, _notes(document, block, lead))


def _pages(block: Block, box: Box, lang: str) -> Sequence[Any]:
    match block:
        case Figures():
            return figure_pages(block)
        case Table():
            return table_pages(block, box, lang)
    return [block]


def _add_content(
    deck: Deck, document: Document, slide: Any, content: tuple[Any, str], box: Box
) -> None:
    page, told = content
    match page:
        case Figures():
            add_figures(deck, slide, page, box)
        case Chart():
            about = (document.lang, document.basis.as_of)
            add_chart(slide, page, box, told, about)
        case _:
            describe(add_table(deck, slide, page, box), told)


def _notes(document: Document, block: Block, lead: str) -> str:
    """Return what a slide's figures rest on, after the text that stands above them."""
    if not isinstance(block, (Figures, Table, Chart)):
        return lead
    number, lang = document.reference(block.source), document.lang
    source = f"{SOURCE.to(lang)} [{number}] {source_text(block.source, lang)}"
    return "\n\n".join(filter(None, (lead, source)))


def _add_appendix(deck: Deck, document: Document) -> None:
    lang = document.lang
    points = [Point(BASIS.to(lang), heading=True)]
    points += [Point(said(name, text, lang), bullet=True) for name, text in basis_rows(document)]
    if document.sources():
        points.append(Point(SOURCES.to(lang), heading=True))
    for number, source in enumerate(document.sources(), start=1):
        points.append(Point(f"[{number}] {source_text(source, lang)}"))
    if document.left_out:
        points.append(Point(LEFT_OUT.to(lang), heading=True))
        points += [Point(sentence, bullet=True) for sentence in document.left_out]
    _add_points(deck, APPENDIX.to(lang), points, SMALL)
