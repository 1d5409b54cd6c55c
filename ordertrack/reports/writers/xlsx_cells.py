"""Cells of a workbook: each value in its own type, seen as the report's text has it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ordertrack.reports.content.document import Value
from ordertrack.reports.writers import look, number_formats
from ordertrack.reports.writers.plain_text import MORE, clean

LONGEST = 32_000  # letters; a cell holds 32,767
# Nothing that a cell says is run or followed.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
HEADING = {
    "bold": True,
    "bg_color": f"#{look.BAND}",
    "font_color": f"#{look.TITLE}",
    "text_wrap": True,
    "valign": "vcenter",
    "bottom": 1,
    "bottom_color": f"#{look.TITLE}",
}
BODY = {"valign": "top", "bottom": 1, "bottom_color": f"#{look.RULE}"}


@dataclass
class Styles:
    """The formats of a workbook: one for each set of properties."""

    book: Workbook
    lang: str
    made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def of(self, **properties: Any) -> Format:
        """Return the format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(properties)
        return self.made[key]

    def text(self, **properties: Any) -> Format:
        """Return a format in which text stays text, also when somebody edits the cell."""
        return self.of(quote_prefix=True, **properties)


def font(lang: str) -> dict[str, Any]:
    """Return the font that a workbook's cells have where nothing else is said."""
    return {"font_name": look.CHINESE if lang == "zh" else look.LATIN, "font_size": 10}


def write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """Write a text letter by letter."""
    whole = clean(text)
    sheet.write_string(row, column, whole[:LONGEST] + MORE * (len(whole) > LONGEST), style)


@dataclass(frozen=True)
class Cell:
    """A value as it is read: what kind of number it is, and how it looks beside that."""

    value: Value
    text: str
    unit: str
    properties: dict[str, Any] = field(default_factory=dict)


def write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, styles: Styles) -> None:
    """Write a value in its own type; one that is not known is the text that says so."""
    value, properties = cell.value, BODY | cell.properties
    if isinstance(value, date):
        is_moment = isinstance(value, datetime) and (value.hour or value.minute or value.second)
        seen = number_formats.MOMENT if is_moment else number_formats.DAY
        moment = value if isinstance(value, datetime) else datetime(*value.timetuple()[:3])
        style = styles.of(num_format=seen, align="left", indent=int(column > 0), **properties)
        sheet.write_datetime(row, column, moment.replace(tzinfo=None), style)
    elif isinstance(value, (int, float, Decimal)) and is_number(value):
        seen = number_formats.as_text(cell.text, value, cell.unit, styles.lang)
        sheet.write_number(row, column, float(value), styles.of(num_format=seen, **properties))
    else:
        is_word = cell.unit in ("text", "date")
        side = {"align": "left", "indent": int(column > 0)} if is_word else {"align": "right"}
        if "align" in cell.properties:
            side = {}
        style = styles.text(**properties | side)
        if cell.text:
            write_text(sheet, row, column, cell.text, style)
        else:
            sheet.write_blank(row, column, None, style)


def is_number(value: Value) -> bool:
    """Return whether a spreadsheet can count with a value."""
    counted = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    return counted and math.isfinite(value)


def write_headings(
    sheet: Worksheet, row: int, titles: Sequence[str], right: Sequence[bool], styles: Styles
) -> None:
    """Write headings, those of numbers above their right edge."""
    for place, (title, is_right) in enumerate(zip(titles, right, strict=True)):
        side = {"align": "right"} if is_right else {"align": "left", "indent": int(place > 0)}
        style = styles.text(**HEADING | side)
        write_text(sheet, row, place, title, style)
