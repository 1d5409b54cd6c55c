"""The template's tables as reports that can be asked for: all in one workbook, or one of them.

On the screen they begin as a report does, a section a table; their file is not written from that
but in the template's own layout. Imports content, tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import polars as pl

from ordertrack.metrics.orders.export import template_rows
from ordertrack.metrics.orders.ledger import LedgerQuery
from ordertrack.reports.content.basis import basis, period_text
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import (
    Block,
    Document,
    Paragraph,
    Section,
    Source,
    Table,
    TableColumn,
)
from ordertrack.reports.content.kinds import Kind
from ordertrack.reports.tables.templates import TABLES, Find, TemplateTable, workbook
from ordertrack.views import formats
from ordertrack.views.evaluation.sheet import Sheet
from ordertrack.views.titles import column_title
from ordertrack.words import Label, t

ALL, TITLE = "tables", Label("Template tables", "模板表格")
HELP = t(
    "Tables in the template's layout, as a workbook. The table of orders can be edited in a "
    "spreadsheet and imported again."
)
SHOWN = 10  # rows of each table on the screen


def _kind(name: str, label: Label, tables: Sequence[TemplateTable]) -> Kind:
    return Kind(name, label, HELP, ("xlsx",), partial(_document, name, label, tables))


def _document(
    name: str, label: Label, tables: Sequence[TemplateTable], context: Context
) -> Document:
    """Return the first rows of tables as a report."""
    view = context.view
    return Document(
        name,
        label.to(view.lang),
        period_text(view.scope.period, view.lang),
        view.lang,
        basis(context),
        tuple(section for table in tables for section in _sections(table, context)),
    )


def _sections(table: TemplateTable, context: Context) -> Sequence[Section]:
    """Return a section for each sheet of a table."""
    if not table.parts:
        title = table.label.to(context.lang)
        return [Section(table.name, title, (_orders(title, context),))]
    return [
        Section(f"{table.name}_{place}", title.to(context.lang), (_block(title, find, context),))
        for place, (title, find) in enumerate(table.parts)
    ]


def _block(title: Label, find: Find, context: Context) -> Block:
    found, name = find(context), title.to(context.lang)
    if isinstance(found, Sheet):
        return Table.of(_whole(found), name, Source(name), context.lang, SHOWN)
    return Paragraph(found.to(context.lang))


def _whole(sheet: Sheet) -> Sheet:
    """Return a sheet with all columns of the template; those that the data lack are empty."""
    lacking = [one.name for one in sheet.columns if one.name not in sheet.frame.columns]
    return replace(sheet, frame=sheet.frame.with_columns(pl.lit(None).alias(n) for n in lacking))


def _orders(title: str, context: Context) -> Table:
    """Return the first lines of the orders, in the columns of the template."""
    view = context.view
    found = template_rows(LedgerQuery(), view.scope, view.reader, SHOWN)
    titles = [TableColumn(column_title(name, view.lang), "text") for name in found.columns]
    texts = [tuple(map(_text, row)) for row in found.rows()]
    return Table(tuple(titles), tuple(texts), tuple(found.rows()), title, Source(title))


def _text(value: object) -> str:
    return formats.NONE if value is None else str(value)


_CHOSEN: Mapping[str, tuple[Label, Sequence[TemplateTable]]] = {
    ALL: (TITLE, tuple(TABLES.values())),
    **{f"{ALL}-{name}": (table.label, (table,)) for name, table in TABLES.items()},
}
TEMPLATE_KINDS: Mapping[str, Kind] = {
    name: _kind(name, label, tables) for name, (label, tables) in _CHOSEN.items()
}


def written(name: str, context: Context) -> bytes:
    """Return the workbook of these tables."""
    return workbook(context, _CHOSEN[name][1])
