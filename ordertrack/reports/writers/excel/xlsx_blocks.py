"""A report's section as a sheet: key figures, texts, tables with filters, charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.worksheet import Worksheet

from ordertrack.reports.content.document import (
    Block,
    Bullets,
    Chart,
    Document,
    Figure,
    Figures,
    Paragraph,
    Section,
    Table,
)
from ordertrack.reports.writers import look
from ordertrack.reports.writers.appendix import caption, more_text
from ordertrack.reports.writers.excel.xlsx_cells import (
    Cell,
    Styles,
    write_cell,
    write_headings,
    write_text,
)
from ordertrack.reports.writers.excel.xlsx_charts import WIDE as CHART_WIDE
from ordertrack.reports.writers.excel.xlsx_charts import Data, drawn, height
from ordertrack.reports.writers.parts import FigureColumn, figure_columns
from ordertrack.reports.writers.plain_text import clean, lines, one_line, width
from ordertrack.views.evaluation.sheet import unlike
from ordertrack.words import Label

NARROW, WIDE = 10, 44  # letters of a column
ACROSS = 110  # letters that a text runs over
HIGH = 18  # points of a row of text in 10 points, Chinese or not
LINE = 15  # points of a further line of a cell
PAPER_WIDE, PAPER_HIGH = 1_000, 540  # pixels and points of a landscape page
PIXELS = 24  # of a row
MOST_LINES = 20  # of one cell: a row ends at 409 points
LONG = 40  # rows from which a table has a sheet of its own, whose headings stay in sight
TITLE = {"bold": True, "font_size": 16, "font_color": f"#{look.TITLE}"}
CAPTION = {"bold": True, "font_size": 11, "font_color": f"#{look.TITLE}"}
QUIET = {"font_color": f"#{look.MUTED}", "italic": True}
NOTE = Label("Note", "说明")
OWN_SHEET = Label("The table has a sheet of its own: {name}", "表格见单独的工作表：{name}")


def row_height(count: int) -> int:
    """Return the points of a row of so many lines."""
    return HIGH + LINE * (min(count, MOST_LINES) - 1)


@dataclass
class Page:
    """A sheet that is filled from the top."""

    document: Document
    sheet: Worksheet
    styles: Styles
    widths: list[int]
    row: int = 0
    used: int = 0  # points of the printed page
    breaks: list[int] = field(default_factory=list)

    @property
    def lang(self) -> str:
        return self.document.lang

    def text(self, text: str, **properties: Any) -> None:
        """Write one line over all columns."""
        write_text(self.sheet, self.row, 0, text, self.styles.text(**properties))
        self.row += 1

    def prose(self, text: str) -> None:
        """Write a text over as many columns as are easily read, in rows as high as it needs."""
        last = self._last_column()
        found = lines(text, int(sum(self.widths[: last + 1]) * 0.92))
        style = self.styles.text(text_wrap=True, valign="top")
        for first in range(0, len(found), MOST_LINES):
            part = found[first : first + MOST_LINES]
            self.sheet.set_row(self.row, row_height(len(part)))
            if last:
                self.sheet.merge_range(self.row, 0, self.row, last, "", style)
            whole = clean(text) if len(found) <= MOST_LINES else "\n".join(part)
            write_text(self.sheet, self.row, 0, whole, style)
            self.row += 1

    def _last_column(self) -> int:
        for place in range(len(self.widths)):
            if sum(self.widths[: place + 1]) >= ACROSS:
                return place
        return len(self.widths) - 1


@dataclass
class Sheets:
    """What a section's sheet needs beside itself: the data of charts, sheets of long tables."""

    data: Data
    own: dict[int, tuple[str, Worksheet]] = field(default_factory=dict)  # by the table's id


def long_tables(section: Section) -> list[Table]:
    """Return the tables of a section that have a sheet of their own."""
    return [one for one in section.blocks if isinstance(one, Table) and len(one.texts) > LONG]


def column_widths(tables: Sequence[Table | Figures], lang: str) -> list[int]:
    """Return how wide the columns of a sheet are, so that each cell of its tables is read."""
    grids = [_grid(one, lang) for one in tables]
    count = max((len(grid[0]) for grid in grids), default=0)
    found = [NARROW] * max(count, 8)
    for grid in grids:
        for row in grid:
            for place, text in enumerate(row):
                found[place] = max(found[place], min(width(one_line(text)) + 3, WIDE))
    return found


def _grid(block: Table | Figures, lang: str) -> list[tuple[str, ...]]:
    if isinstance(block, Figures):
        titles, rows = figure_rows(block, lang)
        return [tuple(titles), *(tuple(cell.text for cell in row) for row in rows)]
    return [tuple(f"{one.title}  " for one in block.columns), *block.texts]


def keep_together(page: Page, block: Block, sheets: Sheets) -> None:
    """Begin a printed page where a block would be cut by the end of this one."""
    across = max(sum(page.widths) * 7.2, CHART_WIDE)
    paper = max(1.0, across / PAPER_WIDE) * PAPER_HIGH
    match block:
        case Chart():
            high = HIGH * (height(block) // PIXELS + 4)
        case Table() if id(block) in sheets.own:
            high = HIGH * 4
        case Table():
            high = HIGH * (len(block.texts) + 4)
        case Figures():
            high = HIGH * (len(block.figures) + 4)
        case Bullets():
            high = HIGH * 2 * (len(block.items) + 1)
        case Paragraph():
            high = HIGH * (len(lines(block.text, ACROSS)) + 1)
    if page.used and page.used + high > paper:
        page.breaks.append(page.row)
        page.used = 0
    page.used += high


def add_block(page: Page, block: Block, sheets: Sheets) -> None:
    """Write a block of a section and leave a row free after it."""
    keep_together(page, block, sheets)
    match block:
        case Paragraph():
            page.prose(block.text)
        case Bullets():
            for item in block.items:
                page.prose(f"• {item}")
        case Figures():
            page.text(caption(page.document, block), **CAPTION)
            add_figures(page, block)
        case Table():
            add_table(page, block, sheets)
        case Chart():
            page.text(caption(page.document, block), **CAPTION)
            add_chart(page, block, sheets.data)
    page.row += 1


def figure_rows(block: Figures, lang: str) -> tuple[list[str], list[list[Cell]]]:
    """Return key figures as a table, without the columns in which none has anything."""
    columns = figure_columns(block, lang)
    has_notes = any(one.note for one in block.figures)
    titles = [*(one.title for one in columns), *([NOTE.to(lang)] if has_notes else [])]
    rows = [[_figure_cell(figure, one, lang) for one in columns] for figure in block.figures]
    if has_notes:
        for row, figure in zip(rows, block.figures, strict=True):
            row.append(Cell(figure.note, figure.note, "text", {"text_wrap": True}))
    return titles, rows


def _figure_cell(figure: Figure, column: FigureColumn, lang: str) -> Cell:
    """Return what of a figure stands in a column: the figure itself as a number."""
    text = column.text(figure, lang)
    match column.field:
        case "label":
            return Cell(text, text, "text", {"bold": True, "text_wrap": True})
        case "text":
            return Cell(figure.number, figure.text, figure.unit, {"bold": True})
        case "verdict":
            tone = {"font_color": f"#{look.VERDICTS[figure.verdict]}", "bold": True}
            return Cell(text, text, "text", tone | {"align": "right"})
    return Cell(text, text, "text", {"align": "right"})


def add_figures(page: Page, block: Figures) -> None:
    """Write key figures as rows."""
    titles, rows = figure_rows(block, page.lang)
    note = NOTE.to(page.lang)
    right = [place > 0 and title != note for place, title in enumerate(titles)]
    write_headings(page.sheet, page.row, titles, right, page.styles)
    for row in rows:
        page.row += 1
        _set_height(page, [cell.text for cell in row])
        for place, cell in enumerate(row):
            write_cell(page.sheet, page.row, place, cell, page.styles)
    page.row += 1


def add_table(page: Page, block: Table, sheets: Sheets) -> None:
    """Write a table here, or a link to the sheet that it has for itself."""
    page.text(caption(page.document, block), **CAPTION)
    if id(block) not in sheets.own:
        fill_table(page, block)
        return
    name, _ = sheets.own[id(block)]
    told = OWN_SHEET.to(page.lang).format(name=name)
    link(page.sheet, (page.row, 0), name, told, page.styles)
    page.row += 1


def fill_table(page: Page, block: Table) -> None:
    """Write a table with a filter in each heading."""
    titles = unlike([clean(one.title) for one in block.columns])
    right = [one.is_number for one in block.columns]
    first = page.row
    if block.texts:
        headings = [{"header": title} for title in titles]
        options: dict[str, Any] = {"columns": headings, "style": None}
        page.sheet.add_table(first, 0, first + len(block.texts), len(titles) - 1, options)
    write_headings(page.sheet, first, titles, right, page.styles)
    for texts, values in zip(block.texts, block.values, strict=True):
        page.row += 1
        _set_height(page, texts)
        for place, column in enumerate(block.columns):
            wrap = {} if column.is_number else {"text_wrap": True}
            cell = Cell(values[place], texts[place], column.unit, wrap)
            write_cell(page.sheet, page.row, place, cell, page.styles)
    page.row += 1
    if block.more:
        page.text(more_text(block.more, page.lang), **QUIET)


def _set_height(page: Page, texts: Sequence[str]) -> None:
    """Make a row as high as the longest of its texts needs it."""
    needed = [len(lines(text, page.widths[place] - 2)) for place, text in enumerate(texts)]
    page.sheet.set_row(page.row, row_height(max(needed, default=1)))


def add_chart(page: Page, block: Chart, data: Data) -> None:
    """Write a chart over as many rows as it is high."""
    told = caption(page.document, block)
    first = data.add(block, told)
    made = drawn(page.styles.book, block, data, first)
    described = {"description": told, "object_position": 2, "x_offset": 4, "y_offset": 4}
    page.sheet.insert_chart(page.row, 0, made, described)
    page.row += height(block) // PIXELS + 2


def link(sheet: Worksheet, at: tuple[int, int], name: str, text: str, styles: Styles) -> None:
    """Write a text that leads to another sheet."""
    place = name.replace("'", "''")
    style = styles.of(font_color=f"#{look.SERIES[0]}", underline=1)
    sheet.write_url(*at, f"internal:'{place}'!A1", style, clean(text))
