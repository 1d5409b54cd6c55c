"""Names of understood columns inside the files of an import. Imports model only.

A flat file feeds two tables at once, so an order's column is `o_region`, a line's `l_amount`; the
order number is one and the same. All other tables keep their plain names.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from ordertrack.model import TABLES, Column

PREFIX = {"orders": "o_", "order_lines": "l_"}
DAY_ONLY = "_day_only"

ORDER_DATE, CUSTOMER, STATUS = "o_order_date", "o_customer_id", "o_status"
CUSTOMER_NAME = "o_customer_name"
SHIPPED, PAID = "o_shipped_at", "o_paid_amount"
ORDER_AMOUNT, ORDER_QUANTITY = "o_amount", "o_quantity"
LINE_NO, PRODUCT = "l_line_no", "l_product"
AMOUNT, COST, PROFIT = "l_amount", "l_cost", "l_profit"
QUANTITY, UNIT_PRICE, DISCOUNT = "l_quantity", "l_unit_price", "l_discount"
DISCOUNT_KEPT, DISCOUNT_AMOUNT = "l_discount_kept", "l_discount_amount"
DISCOUNTS = (DISCOUNT, DISCOUNT_KEPT, DISCOUNT_AMOUNT)
DELIVERED_QTY = "l_quantity_delivered"
DELIVERED = ("o_delivered_date", "l_delivered_date")
DOCUMENT_TYPE, REFUND = "o_document_type", "o_refund"
OTHER_STATUS, RETURNED = "o_other_status", "o_returned"
RELEASE = "release"  # an order number that the release has for another order
# What an order number that stands for two orders can take on, and the columns that must say it.
APPENDED: Mapping[str, tuple[str, ...]] = {
    "append-day": (ORDER_DATE,),
    "append-customer": (CUSTOMER,),
    "append-customer-day": (CUSTOMER, ORDER_DATE),
}


def prefixed(table: str, column: str) -> str:
    """Return the name of a table's column in a checked file."""
    return column if column == "order_no" else PREFIX.get(table, "") + column


def unprefixed(name: str) -> str:
    """Return the column's own name."""
    return name[2:] if name[:2] in PREFIX.values() else name


def declared_column(table: str, name: str) -> Column:
    """Return the column of the table that has this name in a checked file."""
    return TABLES[table].column(unprefixed(name))


def names_of(table: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return those among `names` that belong to the table, its time flags and its key included."""
    prefix = PREFIX.get(table)
    if prefix is None:
        return names
    return tuple(name for name in names if name == "order_no" or name.startswith(prefix))


def amount_from(has: Set[str]) -> tuple[str, ...] | None:
    """Return the columns from which a missing line amount follows; None when it does not."""
    if UNIT_PRICE not in has:
        return None
    return (QUANTITY, UNIT_PRICE) if QUANTITY in has else (UNIT_PRICE,)
