"""Orders as a table that can be typed into, and new orders in the columns of the template.

A cell holds the text that an edit is compared by; what is typed there is read as an import reads
it. Imports intake and metrics.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ordertrack.intake.typed import (
    EVERYTHING,
    NEW_ORDER,
    complaint_changes,
    complaint_texts_of,
    new_order_changes,
    order_changes,
    order_texts_of,
)
from ordertrack.model import TABLES
from ordertrack.model.laid import COMPLAINT_COLUMNS, ORDER_COLUMNS
from ordertrack.records.journal import Change
from ordertrack.views.view import View
from ordertrack.warehouse import Reader

# Status, each stage with its day and who answers for it, delivery, what was said.
COLUMNS = (
    *("status", "promised_date", "delivered_date", "delay_reason", "satisfaction"),
    *("exception_note", "remark", "production_started_at", "production_owner", "shipped_at"),
    *("logistics_owner", "accepted_at", "completed_at", "paid_at", "sales_rep"),
)
OF_ORDER = (*COLUMNS, "order_date", "customer_id", "customer_name")
OF_COMPLAINT = ("raised_at", "first_response_at", "kind", "description", "resolution")
NEW_ROWS = 5
Cells = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class OrderGrid:
    """A table that is typed into: a row per order, texts in all columns but the first two."""

    frame: pl.DataFrame
    reader: Reader
    zone: str

    def with_cells(self, cells: Cells) -> pl.DataFrame:
        """Return the frame as it would be with these cells."""
        rows = self.frame.to_dicts()
        for row, typed in cells.items():
            rows[row] |= {name: given(value) for name, value in typed.items()}
        return pl.DataFrame(rows, schema=self.frame.schema)

    def changes(self, cells: Cells) -> list[Change]:
        """Return what the journal has to keep. Raises BadEntry for a value that is none."""
        numbers = self.frame["order_no"].to_list()
        typed = {
            numbers[row]: {name: given(value) for name, value in its.items()}
            for row, its in cells.items()
        }
        return order_changes(typed, self.reader, self.zone)


@dataclass(frozen=True)
class NewOrders(OrderGrid):
    """A table of blank rows for orders that no export has brought yet."""

    def changes(self, cells: Cells) -> list[Change]:
        """Return what the journal has to keep. Raises BadEntry for a value that is none."""
        found: list[Change] = []
        for its in cells.values():
            typed = {name: given(value) for name, value in its.items()}
            if any(typed.values()):
                number = typed.get("order_no") or ""
                found += new_order_changes(number, typed, self.reader, self.zone)
        return found


def given(value: Any) -> str | None:
    """Return what stands in a cell as text; an emptied cell is blank."""
    return None if value is None else str(value)


def order_grid(
    view: View, exported: Reader, orders: pl.DataFrame, columns: Sequence[str], zone: str
) -> OrderGrid:
    """Return the orders of a page of the ledger to be typed into, as edits and release say it."""
    numbers = orders["order_no"].to_list()
    texts = order_texts_of(numbers, view.reader, view.scope.access)
    rows = [
        {
            "order_no": row["order_no"],
            "customer_name": row["customer_name"],
            **{name: texts.get(row["order_no"], {}).get(name) for name in columns},
        }
        for row in orders.select("order_no", "customer_name").iter_rows(named=True)
    ]
    schema = dict.fromkeys(("order_no", "customer_name", *columns), pl.String)
    return OrderGrid(pl.DataFrame(rows, schema=schema), exported, zone)


def new_orders(exported: Reader, zone: str) -> NewOrders:
    """Return blank rows in the template's columns."""
    rows = [dict.fromkeys(NEW_ORDER)] * NEW_ROWS
    return NewOrders(pl.DataFrame(rows, schema=dict.fromkeys(NEW_ORDER, pl.String)), exported, zone)


def title(name: str, lang: str) -> str:
    """Return what a column is called."""
    column = ORDER_COLUMNS.get(name) or TABLES["orders"].column(name)
    return column.label.to(lang)


def complaint_title(name: str, lang: str) -> str:
    """Return what a column of complaints is called."""
    return COMPLAINT_COLUMNS[name].label.to(lang)


# --- one order ------------------------------------------------------------------------------------


def texts_of_order(view: View, number: str) -> Mapping[str, str | None]:
    """Return what is said of an order, edits included."""
    return order_texts_of([number], view.reader, view.scope.access).get(number, {})


def changes_of_order(number: str, cells: Cells, exported: Reader, zone: str) -> list[Change]:
    """Return what the journal has to keep of the fields of one order."""
    typed = {name: given(value) for name, value in cells.get(0, {}).items()}
    return order_changes({number: typed}, exported, zone)


def texts_of_complaint(view: View, complaint: str) -> Mapping[str, str | None]:
    """Return what is said of a complaint, edits included."""
    return complaint_texts_of(complaint, view.reader, view.scope.access)


def changes_of_complaint(
    complaint: str, number: str, cells: Cells, exported: Reader, zone: str
) -> list[Change]:
    """Return what the journal has to keep of the fields of a complaint about an order."""
    typed = {name: given(value) for name, value in cells.get(0, {}).items()}
    return complaint_changes(complaint, {"order_no": number, **typed}, exported, zone)


def next_complaint(number: str, reader: Reader) -> str:
    """Return a number for another complaint about an order: the first that no complaint has.

    Those that were raised after as-of, or that the viewer may not see, have theirs, too.
    """
    place = 1
    while complaint_texts_of(f"{number}-{place}", reader, EVERYTHING):
        place += 1
    return f"{number}-{place}"
