"""What people may write over an order and a complaint, and values as one text. Imports tables.

A value is kept as a text that has one form, so that an edit can be compared with what an export
says: 2024-06-18, 2024-06-18 09:30, 1234.5, 4, a status by its stored word.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ordertrack.model.columns import Column
from ordertrack.model.tables import LEDGER_LAYOUT, TABLES

# A day or owner of a stage, the order's own words; and whom and when it belongs to.
ORDER_EDITS = (
    *("status", "promised_date", "delivered_date", "production_started_at", "shipped_at"),
    *("accepted_at", "completed_at", "paid_at", "sales_rep", "production_owner"),
    *("logistics_owner", "delay_reason", "satisfaction", "exception_note", "remark"),
    *("order_date", "customer_id", "customer_name"),
)
OF_LINES = ("promised_date", "delivered_date")  # an edit of the order gives them to all its lines
# What only a new order is given: afterwards goods and money are those of the export.
ONLY_NEW = ("product", "amount")
COMPLAINT_EDITS = (
    *("order_no", "raised_at", "first_response_at", "kind", "description", "resolution"),
)
DAY_ONLY = "_day_only"


def _columns() -> Mapping[str, Column]:
    """The ledger calls the columns that lines have as well by the names of the lines."""
    of_ledger = {name: TABLES[table].column(name) for _, table, name in LEDGER_LAYOUT}
    names = (*ORDER_EDITS, *ONLY_NEW)
    return {name: of_ledger.get(name) or TABLES["orders"].column(name) for name in names}


ORDER_COLUMNS: Mapping[str, Column] = _columns()
COMPLAINT_COLUMNS: Mapping[str, Column] = {
    name: TABLES["complaints"].column(name) for name in COMPLAINT_EDITS
}


def text_of(column: Column, row: Mapping[str, Any]) -> str | None:
    """Return the value that a row has in a column, as its one text."""
    value = row.get(column.name)
    if value is None:
        return None
    if isinstance(value, datetime):
        return time_text(value, bool(row.get(column.name + DAY_ONLY)))
    if isinstance(value, date):
        return value.isoformat()
    return plain_number(value) if isinstance(value, Decimal) else str(value)


def time_text(value: datetime, day_only: bool) -> str:
    """Return a time, without a clock where only the day is known."""
    if day_only:
        return value.date().isoformat()
    whole = not value.second and not value.microsecond
    return f"{value:%Y-%m-%d %H:%M}" if whole else value.isoformat(" ")


def plain_number(value: Decimal) -> str:
    """Return a number without an exponent and without zeros at its end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def values_of(column: Column, text: str | None) -> dict[str, Any]:
    """Return what a row has in a column for a text: the value, and whether it is a bare day."""
    if column.kind != "time":
        return {column.name: text if text is None else _value(column, text)}
    value = None if text is None else datetime.fromisoformat(text)
    only = None if text is None else ":" not in text
    return {column.name: value, column.name + DAY_ONLY: only}


def _value(column: Column, text: str) -> Any:
    match column.kind:
        case "day":
            return date.fromisoformat(text)
        case "money" | "qty" | "share":
            return Decimal(text)
        case "score" | "count":
            return int(text)
    return text
