"""The fact tables describe themselves: keys, base conditions, dates, dimensions, columns of rows.

What counts, filters, groups and lists rows asks here; a dimension that a table does not have is an
answer ("no number, because …"), not a crash. Imports `model` and `words`.
"""

from __future__ import annotations

from collections.abc import Mapping

from ordertrack.facts.beside_orders import BESIDE_ORDERS
from ordertrack.facts.fact_table import TIER, Bridge, DimensionColumn, FactTable

__all__ = ["COSTS", "FACT_TABLES", "LINES", "TIER", "TIERS", "FactTable"]

TIERS = "tiers"  # the frame in which a question gets the tier of customers
DAYS_OVERDUE = (
    "CASE WHEN payment_due IS NOT NULL THEN DATE_DIFF('day', payment_due, $as_of_day) "
    "ELSE DATE_DIFF('day', CAST(finished_at AS DATE), $as_of_day) - $payment_days END"
)
AGE_BAND = (
    f"CASE WHEN {DAYS_OVERDUE} <= 30 THEN '0-30' WHEN {DAYS_OVERDUE} <= 60 THEN '31-60' "
    f"WHEN {DAYS_OVERDUE} <= 90 THEN '61-90' WHEN {DAYS_OVERDUE} > 90 THEN '90+' END"
)
# What happened after as-of has not happened: its date is left out.
DELIVERED = "CASE WHEN delivered_at <= $as_of THEN delivered_at END"
# How bad a row is, in days, units or hours; what is still open counts up to as-of.
DAYS_LATE = (
    "CASE WHEN delivered_at <= $as_of THEN {slack} ELSE DATE_DIFF('day', {promise}, $as_of_day) END"
)
LINE_DAYS_LATE = (
    "DATE_DIFF('day', {promise}, CASE WHEN delivered_at <= $as_of "
    "THEN CAST(delivered_at AS DATE) ELSE $as_of_day END)"
)
UNITS_MISSING = (
    "CASE WHEN delivered_at <= $as_of THEN quantity - quantity_delivered ELSE quantity END"
)
DAYS_OPEN = (
    "CASE WHEN finished_at <= $as_of "
    "THEN DATE_DIFF('day', CAST(finished_at AS DATE), $as_of_day) END"
)
HOURS_WAITED = (
    "ROUND(DATE_DIFF('minute', raised_at, CASE WHEN first_response_at <= $as_of "
    "THEN first_response_at ELSE $as_of END) / 60.0, 1)"
)


# What lines and complaints take over from their order.
OF_ORDERS: Mapping[str, DimensionColumn] = {
    "team": DimensionColumn("team"),
    "sales_rep": DimensionColumn("sales_rep", "sales_rep_name"),
    "region": DimensionColumn("region"),
    "channel": DimensionColumn("channel"),
    "currency": DimensionColumn("currency"),
    "customer": DimensionColumn("customer_id", "customer_name"),
    "status": DimensionColumn("status"),
    "delay_reason": DimensionColumn("delay_reason"),
}
OF_PRODUCTS: Mapping[str, DimensionColumn] = {
    "product": DimensionColumn("product", "product_name"),
    "product_line": DimensionColumn("product_line"),
}
LINES = Bridge("line_facts", "order_no", OF_PRODUCTS, "amount")
PLACED_AND_COUNTED = {"placed": "ordered_at <= $as_of", "counted": "counted"}

ORDERS = FactTable(
    name="order_facts",
    home="orders",
    key=("order_no",),
    base=PLACED_AND_COUNTED,
    dates=("order_day", "promised_first", "promised_latest", "delivered_at", "customer_first_day"),
    dimensions={**OF_ORDERS, "age_band": DimensionColumn(AGE_BAND)},
    columns={
        "order_no": "order_no",
        "customer_id": "customer_id",
        "customer_name": "customer_name",
        "ordered_at": "ordered_at",
        "product": "first_product",
        "amount": "amount",
        "filtered_amount": "{amount}",
        "currency": "currency",
        "sales_rep": "sales_rep_name",
        "team": "team",
        "status": "status",
        "promised": "{promise}",
        "delivered": DELIVERED,
    },
    newest="-ordered_at",
    bridges=(LINES,),
    # What some measures show beside that, where it is not a column as it stands.
    extra={
        "finished_at": "CASE WHEN finished_at <= $as_of THEN finished_at END",
        "paid_at": "CASE WHEN paid_at <= $as_of THEN paid_at END",
        "paid_amount": "CASE WHEN paid_at IS NULL OR paid_at <= $as_of THEN paid_amount END",
        "first_complaint_at": "CASE WHEN first_complaint_at <= $as_of THEN first_complaint_at END",
        "days_late": DAYS_LATE,
        "units_missing": UNITS_MISSING,
        "days_overdue": DAYS_OVERDUE,
        "days_open": DAYS_OPEN,
    },
)
ORDER_LINES = FactTable(
    name="line_facts",
    home="order_lines",
    key=("order_no", "line_no"),
    base=PLACED_AND_COUNTED,
    dates=("order_day", "promised_first", "promised_latest", "delivered_at"),
    dimensions={**OF_ORDERS, **OF_PRODUCTS},
    columns={
        "order_no": "order_no",
        "line_no": "line_no",
        "customer_id": "customer_id",
        "customer_name": "customer_name",
        "ordered_at": "ordered_at",
        "product": "product_name",
        "product_line": "product_line",
        "quantity": "quantity",
        "amount": "amount",
        "currency": "currency",
        "sales_rep": "sales_rep_name",
        "team": "team",
        "status": "status",
        "promised": "{promise}",
        "delivered": DELIVERED,
        "quantity_delivered": "quantity_delivered",
    },
    newest="-ordered_at",
    extra={"days_late": LINE_DAYS_LATE},
)
COMPLAINTS = FactTable(
    name="complaint_facts",
    home="complaints",
    key=("complaint_id",),
    base=PLACED_AND_COUNTED,
    dates=("raised_at", "order_day"),
    dimensions=OF_ORDERS,
    columns={
        "complaint_id": "complaint_id",
        "order_no": "order_no",
        "customer_id": "customer_id",
        "customer_name": "customer_name",
        "raised_at": "raised_at",
        "first_response_at": "CASE WHEN first_response_at <= $as_of THEN first_response_at END",
        "kind": "kind",
        "description": "description",
        "sales_rep": "sales_rep_name",
        "team": "team",
    },
    newest="-raised_at",
    bridges=(LINES,),
    extra={"hours_waited": HOURS_WAITED},
)
FACT_TABLES: dict[str, FactTable] = {
    table.name: table for table in (ORDERS, ORDER_LINES, COMPLAINTS, *BESIDE_ORDERS)
}

# Columns that tell what goods cost; whoever may not see costs has them hidden.
COSTS = frozenset({"cost", "unit_cost"})
