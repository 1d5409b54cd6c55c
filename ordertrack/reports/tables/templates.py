"""The tables of the template that there are: each as a workbook, and all of them in one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ordertrack.metrics.orders import export
from ordertrack.reports.content.context import Context
from ordertrack.reports.tables import expenses, orders, people, products, renewals
from ordertrack.reports.tables.layout import fill
from ordertrack.reports.writers.plain_text import sheet_names
from ordertrack.reports.writers.xlsx_cells import OPTIONS, Styles, font
from ordertrack.views.evaluation.sheet import Sheet
from ordertrack.words import Label, Text

Find = Callable[[Context], Sheet | Text]
ORDERS = "orders"


@dataclass(frozen=True)
class TemplateTable:
    """A table: `parts` are its sheets, each with a title and what finds its rows or says why not.

    The orders have no parts: their sheet has headings in its first row, so that it is imported
    again as it is.
    """

    name: str
    label: Label
    parts: tuple[tuple[Label, Find], ...] = ()

    def build(self, context: Context) -> bytes:
        """Return the table as an xlsx file."""
        return workbook(context, [self])


_ALL = (
    TemplateTable(ORDERS, orders.TITLE),
    TemplateTable("renewals", renewals.TITLE, ((renewals.TITLE, renewals.sheet),)),
    TemplateTable("people", people.TITLE, ((people.TITLE, people.sheet),)),
    TemplateTable("products", products.TITLE, ((products.TITLE, products.sheet),)),
    TemplateTable(
        "expenses",
        expenses.TITLE,
        ((expenses.TITLE, expenses.sheet), (expenses.CHANNELS, expenses.by_channel)),
    ),
)
TABLES: Mapping[str, TemplateTable] = {table.name: table for table in _ALL}


def all_tables(context: Context) -> bytes:
    """Return every table in one xlsx file, a sheet for each."""
    return workbook(context, _ALL)


def workbook(context: Context, tables: Sequence[TemplateTable]) -> bytes:
    """Return tables as an xlsx file; the same context gives the same bytes."""
    memory = BytesIO()
    options = OPTIONS | {"default_format_properties": font(context.lang)}
    with Workbook(memory, options) as book:
        moment = context.view.scope.as_of.replace(tzinfo=None)
        book.set_properties({"author": "ordertrack", "created": moment})
        styles = Styles(book, context.lang)
        parts = [part for table in tables for part in table.parts or ((table.label, None),)]
        names = sheet_names([title.to(context.lang) for title, _ in parts])
        for (title, find), name in zip(parts, names, strict=True):
            _add(book.add_worksheet(name), (title, find), context, styles)
    return memory.getvalue()


def _add(
    sheet: Worksheet, part: tuple[Label, Find | None], context: Context, styles: Styles
) -> None:
    title, find = part
    if find is None:
        export.fill(styles.book, sheet, orders.rows(context), context.lang)
    else:
        fill(sheet, title, find(context), context, styles)
