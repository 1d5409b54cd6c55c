"""A report as a workbook: a cover, a sheet for each section, data of the charts, an appendix."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ordertrack.reports.content.document import Document, Figures, Section, Table
from ordertrack.reports.writers import look
from ordertrack.reports.writers.appendix import (
    APPENDIX,
    BASIS,
    LEFT_OUT,
    SOURCES,
    basis_rows,
    caption,
)
from ordertrack.reports.writers.excel.xlsx_blocks import (
    CAPTION,
    HIGH,
    QUIET,
    TITLE,
    Page,
    Sheets,
    add_block,
    column_widths,
    fill_table,
    link,
    long_tables,
    row_height,
)
from ordertrack.reports.writers.excel.xlsx_cells import OPTIONS, Styles, font, write_text
from ordertrack.reports.writers.excel.xlsx_charts import Data
from ordertrack.reports.writers.parts import CONTENTS, cleaned
from ordertrack.reports.writers.plain_text import lines, one_line, sheet_names
from ordertrack.words import Label

DATA = Label("Chart data", "图表数据")
DATA_NOTE = Label("The charts are drawn from these cells.", "图表取自以下单元格。")


def write(document: Document) -> bytes:
    """Return a report as an xlsx file; the same report gives the same bytes."""
    document = cleaned(document)
    memory = BytesIO()
    options = OPTIONS | {"default_format_properties": font(document.lang)}
    with Workbook(memory, options) as book:
        book.set_properties(_properties(document))
        styles = Styles(book, document.lang)
        sections, owned = _add_sheets(book, document)
        _fill_cover(document, sections[0], styles, [name for name, _ in sections])
        data = Data(sections[-2][1], sections[-2][0], styles)
        for section, (name, sheet) in zip(document.sections, sections[1:-2], strict=True):
            own = {id(table): owned[id(table)] for table in long_tables(section)}
            _fill_section(document, section, sheet, Sheets(data, own), styles)
            for table in long_tables(section):
                _fill_own(document, table, owned[id(table)][1], styles, name)
        _fill_data(data, document)
        _fill_appendix(document, sections[-1][1], styles)
    return memory.getvalue()


def _properties(document: Document) -> dict[str, object]:
    return {
        "title": one_line(document.title),
        "subject": one_line(document.subtitle),
        "author": "ordertrack",
        "created": document.basis.as_of.replace(tzinfo=None),
    }


Named = tuple[str, Worksheet]


def _add_sheets(book: Workbook, document: Document) -> tuple[list[Named], dict[int, Named]]:
    """Add all sheets in order, long tables behind their section; return them by what they hold."""
    lang, titles, tables = document.lang, [CONTENTS.to(document.lang)], {}
    for section in document.sections:
        titles.append(section.title)
        for table in long_tables(section):
            tables[len(titles)] = table
            titles.append(table.caption)
    titles += [DATA.to(lang), APPENDIX.to(lang)]
    made = [(name, book.add_worksheet(name)) for name in sheet_names(titles)]
    for _, sheet in made:
        _set_page(sheet, document)
    owned = {id(table): made[place] for place, table in tables.items()}
    return [one for place, one in enumerate(made) if place not in tables], owned


def _set_page(sheet: Worksheet, document: Document) -> None:
    """Set how a sheet looks and is printed: no lines between cells, as wide as the paper."""
    sheet.hide_gridlines(2)
    sheet.set_default_row(HIGH)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    title = one_line(document.title)[:100].replace("&", "&&")
    sheet.set_footer(f"&L&8{title} &R&8&A · &P / &N")


def _set_widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    for place, wide in enumerate(widths):
        sheet.set_column(place, place, wide)


def _page(
    document: Document, sheet: Worksheet, styles: Styles, widths: Sequence[int], title: str
) -> Page:
    """Return a sheet under its title, which stays in sight, with a way back to the contents."""
    _set_widths(sheet, widths)
    page = Page(document, sheet, styles, list(widths))
    sheet.set_row(0, 30)
    page.text(one_line(title), **TITLE | {"valign": "vcenter"})
    back = sheet_names([CONTENTS.to(document.lang)])[0]
    link(sheet, (1, 0), back, f"← {CONTENTS.to(document.lang)}", styles)
    page.row = 2
    sheet.freeze_panes(2, 0)
    page.row += 1
    return page


def _fill_cover(document: Document, at: Named, styles: Styles, names: Sequence[str]) -> None:
    _, sheet = at
    _set_widths(sheet, [22, 100])
    page = Page(document, sheet, styles, [22, 100], row=1)
    sheet.set_row(1, 36)
    page.text(one_line(document.title), **TITLE | {"font_size": 22, "valign": "vcenter"})
    page.text(one_line(document.subtitle), font_size=13, font_color=f"#{look.MUTED}")
    page.row += 1
    for name, text in basis_rows(document)[:4]:
        _pair(page, name, text)
    page.row += 1
    page.text(CONTENTS.to(document.lang), **CAPTION)
    titles = [one.title for one in document.sections]
    titles += [DATA.to(document.lang), APPENDIX.to(document.lang)]
    for number, (title, name) in enumerate(zip(titles, names[1:], strict=True), start=1):
        link(sheet, (page.row, 0), name, f"{number}. {one_line(title)}", styles)
        page.row += 1
    if document.left_out:
        page.row += 1
        page.text(LEFT_OUT.to(document.lang), **CAPTION)
        for sentence in document.left_out:
            page.prose(sentence)


def _pair(page: Page, name: str, text: str) -> None:
    """Write a name and beside it its text, in a row as high as it needs."""
    high = max(len(lines(text, 92)), len(lines(name, page.widths[0] - 2)))
    page.sheet.set_row(page.row, row_height(high))
    muted = page.styles.text(font_color=f"#{look.MUTED}", valign="top", text_wrap=True)
    write_text(page.sheet, page.row, 0, name, muted)
    body = page.styles.text(text_wrap=True, valign="top", align="left")
    write_text(page.sheet, page.row, 1, text, body)
    page.row += 1


def _fill_section(
    document: Document, section: Section, sheet: Worksheet, sheets: Sheets, styles: Styles
) -> None:
    counted = [one for one in section.blocks if isinstance(one, (Figures, Table))]
    shown = [one for one in counted if id(one) not in sheets.own]
    page = _page(document, sheet, styles, column_widths(shown, document.lang), section.title)
    for block in section.blocks:
        add_block(page, block, sheets)
    sheet.set_h_pagebreaks(page.breaks)


def _fill_own(
    document: Document, table: Table, sheet: Worksheet, styles: Styles, section: str
) -> None:
    """Fill the sheet of a long table; its headings stay in sight and on each printed page."""
    widths = column_widths([table], document.lang)
    page = _page(document, sheet, styles, widths, caption(document, table))
    page.row = 2
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    fill_table(page, table)


def _fill_data(data: Data, document: Document) -> None:
    data.sheet.set_column(0, 0, 28)
    data.sheet.set_column(1, 12, 18)
    page = Page(document, data.sheet, data.styles, [28])
    page.text(DATA.to(document.lang), **TITLE)
    page.text(DATA_NOTE.to(document.lang), **QUIET)


def _fill_appendix(document: Document, sheet: Worksheet, styles: Styles) -> None:
    lang, widths = document.lang, [28, 100]
    page = _page(document, sheet, styles, widths, APPENDIX.to(lang))
    page.text(BASIS.to(lang), **CAPTION)
    for name, text in basis_rows(document):
        _pair(page, name, text)
    page.row += 1
    page.text(SOURCES.to(lang), **CAPTION)
    for number, source in enumerate(document.sources(), start=1):
        _pair(page, f"[{number}]", source.name)
        for name, text in source.facts:
            _pair(page, f"    {name}", text)
    if document.left_out:
        page.row += 1
        page.text(LEFT_OUT.to(lang), **CAPTION)
        for sentence in document.left_out:
            page.prose(sentence)
