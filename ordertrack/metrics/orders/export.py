"""The filtered ledger as the template's own sheet: one row per order line, its twelve columns.

Facts go out as they were recorded, also those after as-of, so that the sheet can be mended and
imported again without losing anything. Imports `ledger` and `model`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ordertrack.metrics.orders.case_notes import with_case_notes
from ordertrack.metrics.orders.ledger import LedgerQuery, matching_orders
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.model import LEDGER_LAYOUT, STATUSES, TABLES
from ordertrack.scope import Scope

ROWS = 50_000  # an Excel sheet ends at 1,048,576 rows, a person's patience (20 s) well before that
SHEET = "销售订单跟踪表"
_WIDTHS = (18, 26, 26, 21, 15, 13, 12, 15, 21, 22, 14, 34)
_HEADING_HIGH = 30  # points: two lines
_SOURCES = {
    "order_date": "o.order_date",
    "promised_date": "COALESCE(l.promised_date, o.promised_date)",
    "delivered_date": "COALESCE(l.delivered_date, o.delivered_date)",
    "amount": "COALESCE(l.amount, CASE WHEN l.order_no IS NULL THEN o.amount END)",
    "product": "COALESCE(products_named.name, l.product)",
    "sales_rep": "COALESCE(people_named.name, o.sales_rep)",
    "customer_name": "COALESCE(o.customer_name, c.name, o.customer_id)",
    "status": "CASE WHEN f.cancelled THEN l.status ELSE o.status END",
}
# Names that stand for one thing only, and for no other's number: an import finds it again by them.
_NAMED = {
    "products": (
        "SELECT product AS id, MAX(name) AS name FROM (SELECT product, product_name AS name "
        "FROM order_lines UNION SELECT product, name FROM products) AS held "
        "WHERE name IS NOT NULL GROUP BY product HAVING COUNT(*) = 1",
        "SELECT product FROM order_lines",
    ),
    "people": (
        "SELECT sales_rep AS id, name FROM people WHERE name IS NOT NULL",
        "SELECT sales_rep FROM orders WHERE sales_rep IS NOT NULL",
    ),
}
_TEXT_STAYS_TEXT = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}
_TIMES = ("order_date", "delivered_date")
_PLACES = {name: place for place, (_, _, name) in enumerate(LEDGER_LAYOUT)}
AMOUNT, STATUS = _PLACES["amount"], _PLACES["status"]
# The heading that intake knows as ours. Only written where lines are not numbered 1, 2, 3: without
# it they would come back as other lines.
LINE_HEADING = "ordertrack: line"
CURRENCY = TABLES["orders"].column("currency").label


def template_rows(
    query: LedgerQuery, scope: Scope, reader: Reader, limit: int = ROWS
) -> pl.DataFrame:
    """Return the lines of the matching orders in the template's columns, the newest order first.

    An order goes out whole, also when a product is filtered: a part would come back as all of it.
    """
    columns = [f"{_of(table, name)} AS {name}" for _, table, name in LEDGER_LAYOUT]
    extra = [
        "COALESCE(o.order_date_day_only, FALSE) AS order_date_day_only",
        "COALESCE(l.delivered_date_day_only, o.delivered_date_day_only, FALSE) "
        "AS delivered_date_day_only",
        "l.line_no AS line_no",
        "o.currency AS currency",
    ]
    lines = Source(scope, reader).plain(
        "orders AS o "
        "JOIN matching AS m ON m.order_no = o.order_no "
        "LEFT JOIN order_lines AS l ON l.order_no = o.order_no "
        "LEFT JOIN line_facts AS f ON f.order_no = l.order_no AND f.line_no = l.line_no "
        "LEFT JOIN customers AS c ON c.customer_id = o.customer_id "
        "LEFT JOIN products_named ON products_named.id = l.product "
        "LEFT JOIN people_named ON people_named.id = o.sales_rep",
        *columns,
        *extra,
    )
    newest = ("o.order_date DESC", "o.order_no", "LENGTH(l.line_no)", "l.line_no")
    named = tuple(_names(kind) for kind in _NAMED)
    whole = replace(lines, named=named).using("matching", matching_orders(query, scope, reader))
    return with_case_notes(reader.run(whole.ordered(*newest).page(limit)), scope, reader)


def workbook(rows: pl.DataFrame) -> bytes:
    """The template's sheet with these rows: real dates, real numbers, the status in Chinese."""
    buffer = BytesIO()
    with Workbook(buffer, _TEXT_STAYS_TEXT) as book:
        fill(book, book.add_worksheet(SHEET), rows, "zh")
    return buffer.getvalue()


def fill(book: Workbook, sheet: Worksheet, rows: pl.DataFrame, lang: str) -> None:
    """Write the rows into a sheet of a book, headings and statuses in a language."""
    formats = _formats(book)
    sheet.freeze_panes(1, 1)
    _set_page(sheet)
    headings, further, mixed = _headings(lang), _further(rows, lang), _mixed(rows)
    for place, heading in enumerate((*headings, *further.values())):
        sheet.set_column(place, place, _width(place, lang))
        sheet.write_string(0, place, heading, formats["amounts" if place == AMOUNT else "heading"])
    sheet.autofilter(0, 0, max(rows.height, 1), len(headings) + len(further) - 1)
    for number, row in enumerate(rows.iter_rows(named=True), start=1):
        _write(sheet, number, row, formats, (mixed, lang))
        for place, name in enumerate(further, start=len(headings)):
            if row[name] is not None:
                sheet.write_string(number, place, row[name], formats["text"])


def _set_page(sheet: Worksheet) -> None:
    """Set how the sheet is printed: as wide as the paper, its headings on each page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_row(0, _HEADING_HIGH)
    sheet.repeat_rows(0)
    sheet.set_footer("&R&8&A · &P / &N")


def _width(place: int, lang: str) -> int:
    """Return a column's letters; in English the names of statuses are long."""
    if place >= len(_WIDTHS):
        return 12
    longest = max(len(label.to(lang)) for label in STATUSES.values())
    return max(_WIDTHS[place], longest + 3) if place == STATUS else _WIDTHS[place]


def _headings(lang: str) -> list[str]:
    """The template's headings; in English those of our columns, which an import knows."""
    if lang == "zh":
        return [heading for heading, _, _ in LEDGER_LAYOUT]
    return [TABLES[table].column(name).label.en for _, table, name in LEDGER_LAYOUT]


def _names(what: str) -> tuple[str, str]:
    """The names of a kind of thing by their ids, without those that could mean another one."""
    named, ids = _NAMED[what]
    return f"{what}_named", (
        f"SELECT MIN(id) AS id, name FROM ({named}) AS held "
        f"WHERE name NOT IN ({ids}) GROUP BY name HAVING COUNT(*) = 1"
    )


def _further(rows: pl.DataFrame, lang: str) -> dict[str, str]:
    """The columns beside the twelve that these rows need, with their headings.

    Amounts in several currencies, one below the other, would be one.
    """
    needed = {"currency": CURRENCY.to(lang)} if rows["currency"].n_unique() > 1 else {}
    return needed | ({"line_no": LINE_HEADING} if _own_numbers(rows) else {})


def _own_numbers(rows: pl.DataFrame) -> bool:
    """Whether some line is not numbered by its place in its order."""
    place = pl.int_range(1, pl.len() + 1).over("order_no").cast(pl.String)
    return bool(rows.select((pl.col("line_no") != place).any()).item())


def _mixed(rows: pl.DataFrame) -> frozenset[str]:
    """Columns with both days and times: Excel cannot tell a day from midnight, text can."""
    flags = {name: rows.filter(pl.col(name).is_not_null())[f"{name}_day_only"] for name in _TIMES}
    return frozenset(name for name, flag in flags.items() if flag.any() and not flag.all())


def _of(table: str, name: str) -> str:
    return _SOURCES.get(name, f"{'o' if table == 'orders' else 'l'}.{name}")


def _formats(book: Workbook) -> dict[str, Format]:
    left = {"align": "left", "indent": 1}  # apart from the amounts before it
    heading = {"bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#D6E4F0"}
    heading |= {"valign": "vcenter"}
    return {
        "heading": book.add_format(heading | left),
        "amounts": book.add_format(heading | {"align": "right"}),
        "day": book.add_format(left | {"num_format": "yyyy-mm-dd"}),
        "time": book.add_format(left | {"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "money": book.add_format({"num_format": "#,##0.00##"}),
        "plain": book.add_format(left),
        # A text such as =1+1 stays text also when somebody edits the cell.
        "text": book.add_format(left | {"quote_prefix": True}),
    }


def _write(
    sheet: Worksheet,
    number: int,
    row: dict[str, Any],
    formats: dict[str, Format],
    how: tuple[frozenset[str], str],
) -> None:
    mixed, lang = how
    for place, (_, _, name) in enumerate(LEDGER_LAYOUT):
        value = row[name]
        if value is None:
            continue
        if name in _TIMES and name in mixed and row[f"{name}_day_only"]:
            sheet.write_string(number, place, f"{value:%Y-%m-%d}", formats["plain"])
        elif name in _TIMES:
            kind = "day" if row[f"{name}_day_only"] else "time"
            sheet.write_datetime(number, place, value, formats[kind])
        elif name == "promised_date":
            moment = datetime(value.year, value.month, value.day)
            sheet.write_datetime(number, place, moment, formats["day"])
        elif name == "amount":
            sheet.write_number(number, place, float(value), formats["money"])
        elif name == "status":
            told = STATUSES[value].to(lang) if value in STATUSES else value
            sheet.write_string(number, place, told, formats["text"])
        elif name == "satisfaction":
            sheet.write_number(number, place, value, formats["plain"])
        else:
            sheet.write_string(number, place, str(value), formats["text"])
