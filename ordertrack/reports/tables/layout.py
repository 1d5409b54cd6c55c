"""How a table of the template stands on its sheet: title, what it is about, headings, rows."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from ordertrack.reports.content.context import Context
from ordertrack.reports.writers import look
from ordertrack.reports.writers.excel.xlsx_blocks import TITLE, row_height
from ordertrack.reports.writers.excel.xlsx_cells import (
    Cell,
    Styles,
    write_cell,
    write_headings,
    write_text,
)
from ordertrack.reports.writers.plain_text import lines, one_line, width
from ordertrack.views.evaluation.sheet import PRICE, Column, Sheet, unlike
from ordertrack.views.evaluation.targets import scope_words
from ordertrack.views.formats import NONE, percent, when
from ordertrack.views.formats import value as exact
from ordertrack.words import Label, Text

HEAD = 2  # row of the headings
NARROW, WIDE = 9, 40  # letters of a column
AS_OF = Label("as of {moment}", "截止时点 {moment}")


def fill(
    sheet: Worksheet, title: Label, found: Sheet | Text, context: Context, styles: Styles
) -> None:
    """Write a table under its title; where there is none, the reason stands there."""
    set_page(sheet)
    write_text(sheet, 0, 0, title.to(context.lang), styles.text(**TITLE, valign="vcenter"))
    sheet.set_row(0, 30)
    write_text(sheet, 1, 0, about(context), styles.text(font_color=f"#{look.MUTED}"))
    if isinstance(found, Text):
        write_text(sheet, HEAD + 1, 0, found.to(context.lang), styles.text(italic=True))
        return
    _write_rows(sheet, found, styles)


def about(context: Context) -> str:
    """Say what the figures are about: period, what they are narrowed to, as-of."""
    scope = context.view.scope
    period = scope.period.label(context.lang) if scope.period else ""
    moment = AS_OF.to(context.lang).format(moment=when(scope.as_of))
    return one_line(" · ".join(filter(None, (period, scope_words(context.view), moment))))


def _write_rows(sheet: Worksheet, found: Sheet, styles: Styles) -> None:
    lang, columns = styles.lang, found.columns
    titles = unlike([column.label.to(lang) for column in columns])
    right = [not column.is_text for column in columns]
    rows = [_cells(found, column, lang) for column in columns]
    widths = [_width(title, cells) for title, cells in zip(titles, rows, strict=True)]
    for place, wide in enumerate(widths):
        sheet.set_column(place, place, wide)
    write_headings(sheet, HEAD, titles, right, styles)
    sheet.set_row(HEAD, row_height(2))
    height = found.frame.height
    for number in range(height):
        for place, cells in enumerate(rows):
            write_cell(sheet, HEAD + 1 + number, place, cells[number], styles)
        texts = [(cells[number].text, wide) for cells, wide in zip(rows, widths, strict=True)]
        needed = max(
            (len(lines(text, _room(text, wide))) for text, wide in texts if text), default=1
        )
        sheet.set_row(HEAD + 1 + number, row_height(needed))
    sheet.autofilter(HEAD, 0, HEAD + max(height, 1), len(columns) - 1)
    sheet.freeze_panes(HEAD + 1, _name_column(found) + 1)
    sheet.repeat_rows(HEAD)


def _cells(found: Sheet, column: Column, lang: str) -> list[Cell]:
    """Return a column's cells; one that the data cannot fill is empty, a lacking number `—`."""
    if column.name not in found.frame.columns:
        return [Cell(None, "", column.unit) for _ in range(found.frame.height)]
    wrap = {"text_wrap": True} if column.is_text else {}
    return [
        Cell(value, _text(value, column, lang), column.unit, wrap)
        for value in found.frame[column.name].to_list()
    ]


def _text(value: Any, column: Column, lang: str) -> str:
    """Return a value as it is read to the last digit: the cell is seen like this."""
    if value is None:
        return "" if column.is_text else NONE
    if column.is_text:
        return str(value)
    if column.unit == "growth":
        return ("+" if value > 0 else "") + percent(value)
    return exact(value, column.unit.removeprefix(PRICE), lang, exact=True)


def _width(title: str, cells: list[Cell]) -> int:
    """Return a column's letters: of its texts, and of its heading over two lines, words whole."""
    widest = max((width(one_line(cell.text)) + 4 for cell in cells), default=0)
    words = [word for word in title.split() if word.isascii()]  # Chinese breaks anywhere
    longest = max(map(width, words), default=0)
    return min(max(NARROW, widest, width(title) // 2 + 5, longest + 4), WIDE)


def _room(text: str, wide: int) -> int:
    """Return the letters of a line: a column is counted in digits, and Latin ones are narrower."""
    return wide + wide // 8 if text.isascii() else wide


def _name_column(found: Sheet) -> int:
    """Return the place of the column that says whose row it is."""
    return next((at for at, one in enumerate(found.columns) if one.name == "name"), 0)


def set_page(sheet: Worksheet) -> None:
    """Set how a sheet looks and is printed: as wide as the paper."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)  # inches: the tables are wide
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&R&8&A · &P / &N")
