"""Texts, key figures and tables on slides, never more than fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from lxml import etree  # ty: ignore[missing-module-member]  (compiled)
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from ordertrack.reports.content.document import Figure, Figures, Table
from ordertrack.reports.writers import look
from ordertrack.reports.writers.appendix import CHANGE, more_text, said
from ordertrack.reports.writers.parts import ATTAINMENT, TARGET, verdict
from ordertrack.reports.writers.plain_text import lines, one_line, roomy_width, shortened, width
from ordertrack.reports.writers.powerpoint.pptx_slides import (
    ACROSS,
    Box,
    Deck,
    Look,
    fill,
    set_frame,
)

BULLET = 18  # points of texts
LETTER = 1 / 144  # inches that a narrow letter takes at one point
LINE = 1.22 / 72  # inches that a line takes at one point
BETWEEN = 0.45  # lines between two points
TILES = 8  # on a slide


# --- texts ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Point:
    """A text of a slide; a bullet stands before it where it is one of several."""

    text: str
    bullet: bool = False
    heading: bool = False


def text_pages(points: Sequence[Point], box: Box, size: float = BULLET) -> list[list[Point]]:
    """Return texts by slides; one that is longer than a slide goes on upon the next."""
    most = box.height / (LINE * size)
    longest = int(most - 2)  # a heading may come along
    pages: list[list[Point]] = [[]]
    used = 0.0
    for point, high in _pieces(points, box, size, longest):
        if used + high > most and pages[-1]:
            pages.append(_headings_of(pages[-1]))
            used = (1 + BETWEEN) * len(pages[-1])
        pages[-1].append(point)
        used += high + BETWEEN
    return pages


def _headings_of(page: list[Point]) -> list[Point]:
    """Take the headings from the end of a slide: they stand above what follows them."""
    found: list[Point] = []
    while len(page) > 1 and page[-1].heading:
        found.insert(0, page.pop())
    return found


def _pieces(
    points: Sequence[Point], box: Box, size: float, most: int
) -> Iterator[tuple[Point, int]]:
    """Yield texts with the lines that each needs, none of them longer than a slide."""
    across = int((box.width - 0.4) / (LETTER * size) * 0.94)
    for point in points:
        found = lines(point.text, across)
        for first in range(0, len(found), most):
            part = found[first : first + most]
            text = point.text if len(found) <= most else _rejoined(part)
            yield replace(point, text=text, bullet=point.bullet and not first), len(part)


def _rejoined(parts: Sequence[str]) -> str:
    """Return lines as one text: words with a space between them, Chinese without."""
    text = ""
    for part in parts:
        is_word = text[-1:].isascii() and part[:1].isascii()
        text += (" " if text and is_word else "") + part
    return text


def add_text(deck: Deck, slide: Any, points: Sequence[Point], box: Box, size: float) -> None:
    """Write texts below each other."""
    frame = slide.shapes.add_textbox(*box.emu).text_frame
    set_frame(frame)
    for number, point in enumerate(points):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
        paragraph.space_after = Pt(BETWEEN * size)
        how = Look(size, look.TITLE, bold=True) if point.heading else Look(size)
        deck.write(paragraph, point.text, how)
        if point.bullet:
            _set_bullet(paragraph)


def _set_bullet(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Inches(0.3)))
    properties.set("indent", str(-Inches(0.3)))
    etree.SubElement(properties, qn("a:buFont"), typeface="Arial")
    etree.SubElement(properties, qn("a:buChar"), char="•")


# --- key figures ----------------------------------------------------------------------------------


def figure_pages(block: Figures) -> list[Figures]:
    """Return key figures by slides."""
    found = block.figures
    return [
        replace(block, figures=found[first : first + TILES])
        for first in range(0, len(found), TILES)
    ]


def add_figures(deck: Deck, slide: Any, block: Figures, box: Box) -> None:
    """Write key figures as tiles."""
    count = len(block.figures)
    across = count if count <= 4 else -(-count // 2)
    rows = -(-count // across)
    gap = 0.2
    wide = (box.width - gap * (across - 1)) / across
    high = min((box.height - gap * (rows - 1)) / rows, 2.5)
    for place, figure in enumerate(block.figures):
        column, row = place % across, place // across
        left, top = box.left + column * (wide + gap), box.top + row * (high + gap)
        lines_of = _tile_lines(figure, block.compared, deck.lang)
        _add_tile(deck, slide, (figure, lines_of), Box(left, top, wide, high))


Tile = tuple[Figure, list[tuple[str, str]]]  # and its further lines, each with its colour


def _add_tile(deck: Deck, slide: Any, content: Tile, box: Box) -> None:
    figure, further = content
    tile = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.emu)
    fill(tile, look.PALE)
    frame = tile.text_frame
    set_frame(frame, MSO_ANCHOR.MIDDLE, 0.15)
    room = box.width - 0.4
    label = shortened(one_line(figure.label), int(room / (LETTER * 14)) * 2 - 2)
    deck.write(frame.paragraphs[0], label, Look(14, look.MUTED))
    size = min(34.0, room / (LETTER * max(roomy_width(figure.text), 1)))
    deck.write(frame.add_paragraph(), figure.text, Look(size, look.TITLE, bold=True))
    for text, colour in further:
        most = int(room / (LETTER * 12)) * (2 if text == figure.note else 1)
        deck.write(frame.add_paragraph(), shortened(text, most), Look(12, colour))


def _tile_lines(figure: Figure, compared: str, lang: str) -> list[tuple[str, str]]:
    """Return what stands below a figure; the verdict is a word, whose colour says it once more."""
    beside = (
        (TARGET.to(lang), figure.target),
        (ATTAINMENT.to(lang), figure.attainment),
        (compared or CHANGE.to(lang), figure.change),
    )
    found = [(said(label, text, lang), look.INK) for label, text in beside if text]
    found += [(verdict(figure, lang), look.VERDICTS[figure.verdict])]
    found += [(figure.note, look.MUTED)]
    return [(text, colour) for text, colour in found if text]


# --- tables ---------------------------------------------------------------------------------------

SIZES = (14, 12, 11, 10)
CAPS = (80, 56, 40, 30, 22, 16, 12)  # letters of the widest cell
PAD = 0.16  # inches beside a cell's text
MOST_SLIDES = 8  # of one table: what is behind that is told, not shown


@dataclass(frozen=True)
class Grid:
    """Cells that fit on a slide: texts, their columns' widths in inches, and points of letters."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    widths: tuple[float, ...]
    size: float
    lines: int = 1  # of a cell
    more: str = ""

    @property
    def row_height(self) -> float:
        return self.size * (0.85 + 1.2 * self.lines) / 72


def table_pages(block: Table, box: Box, lang: str) -> list[Grid]:
    """Return a table by slides: rows as many as fit, columns in groups where they are too many."""
    found: list[Grid] = []
    groups = _column_groups(block)
    for columns in groups:
        whole = _fitted(block, columns, 2)
        if whole.row_height * (len(whole.rows) + 2) > box.height:
            whole = _fitted(block, columns, 1)
        whole = _on_one(whole, box)
        room = _room(whole, box)
        pages = max(ceil(len(whole.rows) / room), 1)
        if pages <= MOST_SLIDES // len(groups):
            room = max(ceil(len(whole.rows) / pages), 1)  # 8 and 7 rows rather than 11 and 4
        parts = range(0, max(len(whole.rows), 1), room)
        shown = list(parts)[: max(MOST_SLIDES // len(groups), 1)]
        found += [replace(whole, rows=whole.rows[first : first + room]) for first in shown]
        hidden = max(len(whole.rows) - room * len(shown), 0) + block.more
        if hidden:
            found[-1] = replace(found[-1], more=more_text(hidden, lang))
    return found


def _room(grid: Grid, box: Box) -> int:
    """Return how many rows fit on a slide below their headings, and above a line of text."""
    return int((box.height - 0.35) / grid.row_height) - 1


def _on_one(grid: Grid, box: Box) -> Grid:
    """Return a table in smaller letters where these keep it on one slide."""
    smaller = [replace(grid, size=size) for size in SIZES if 12 <= size < grid.size]
    fitting = [one for one in (grid, *smaller) if len(one.rows) <= _room(one, box)]
    return fitting[0] if fitting else grid


def _column_groups(block: Table) -> list[list[int]]:
    """Return the columns that stand side by side; the first is repeated with each group."""
    places = list(range(len(block.columns)))
    if sum(_widths(block, places, SIZES[-1], CAPS[-1])) <= ACROSS:
        return [places]
    groups: list[list[int]] = [[0]]
    for place in places[1:]:
        tried = [*groups[-1], place]
        if len(groups[-1]) > 1 and sum(_widths(block, tried, SIZES[-1], CAPS[2])) > ACROSS:
            groups.append([0, place])
        else:
            groups[-1] = tried
    return groups


def _widths(block: Table, places: Sequence[int], size: float, most: int) -> list[float]:
    found = []
    for place in places:
        texts = [block.columns[place].title, *(row[place] for row in block.texts)]
        widest = max(roomy_width(shortened(one_line(text), most)) for text in texts)
        found.append((widest + 2) * LETTER * size + PAD)
    return found


def _fitted(block: Table, places: Sequence[int], most_lines: int) -> Grid:
    """Return columns in the largest letters in which they fit, with names as long as they can be.

    Names are shortened before letters become small; over two lines, where there is room.
    """
    tries = [(size, most) for most in CAPS for size in SIZES if size >= 12 or most <= CAPS[2]]
    size, most = next(
        (one for one in tries if sum(_widths(block, places, *one)) <= ACROSS), tries[-1]
    )
    widths = _widths(block, places, size, most)
    spread = ACROSS / sum(widths)
    cells = [[one_line(row[place]) for place in places] for row in block.texts]
    is_cut = any(width(text) > most for row in cells for text in row)
    count = most_lines if is_cut else 1
    longest = most if count == 1 else int(most * 1.8)  # a word may not fit into the first line
    return Grid(
        tuple(shortened(one_line(block.columns[place].title), most) for place in places),
        tuple(tuple(shortened(text, longest) for text in row) for row in cells),
        tuple(block.columns[place].is_number for place in places),
        tuple(wide * spread for wide in widths),
        size,
        count,
    )


def add_table(deck: Deck, slide: Any, grid: Grid, box: Box) -> Any:
    """Write a table that fits; return its shape."""
    high = grid.row_height * (len(grid.rows) + 1)
    place = Box(box.left, box.top, ACROSS, high)
    shape = slide.shapes.add_table(len(grid.rows) + 1, len(grid.heads), *place.emu)
    table = shape.table
    table.horz_banding = False
    for column, wide in zip(table.columns, grid.widths, strict=True):
        column.width = Inches(wide)
    for number, row in enumerate((grid.heads, *grid.rows)):
        table.rows[number].height = Inches(grid.row_height)
        for column, text in enumerate(row):
            align = "right" if grid.right[column] else "left"
            _write_cell(deck, table.cell(number, column), text, (grid.size, number == 0, align))
    if grid.more:
        below = Box(box.left, box.top + high + 0.05, ACROSS, 0.3)
        deck.text(slide, below, grid.more, Look(11, look.MUTED))
    return shape


def _write_cell(deck: Deck, cell: Any, text: str, how: tuple[float, bool, str]) -> None:
    size, is_head, align = how
    cell.margin_left = cell.margin_right = Inches(PAD / 2)
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string(look.BAND if is_head else "FFFFFF")
    colour = look.TITLE if is_head else look.INK
    deck.write(cell.text_frame.paragraphs[0], text, Look(size, colour, bold=is_head), align)
    if not is_head:
        _rule_below(cell)


def _rule_below(cell: Any) -> None:
    """Draw a thin line below a cell."""
    properties = cell._tc.get_or_add_tcPr()
    line = etree.Element(qn("a:lnB"), w="6350")
    paint = etree.SubElement(line, qn("a:solidFill"))
    etree.SubElement(paint, qn("a:srgbClr"), val=look.RULE)
    properties.insert(0, line)  # lines stand before the fill
