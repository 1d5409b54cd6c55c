"""The columns of the rows behind a number, by grain, as SQL. Imports nothing of ours.

What happened after as-of has not happened: its date is left out.
"""

from __future__ import annotations

from collections.abc import Mapping

DELIVERED = "CASE WHEN delivered_at <= $as_of THEN delivered_at END"
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "order_facts": {
        "order_no": "order_no",
        "customer_id": "customer_id",
        "customer_name": "customer_name",
        "ordered_at": "ordered_at",
        "product": "first_product",
        "amount": "{amount}",
        "sales_rep": "sales_rep_name",
        "team": "team",
        "status": "status",
        "promised": "{promise}",
        "delivered": DELIVERED,
    },
    "line_facts": {
        "order_no": "order_no",
        "line_no": "line_no",
        "customer_id": "customer_id",
        "customer_name": "customer_name",
        "ordered_at": "ordered_at",
        "product": "product_name",
        "product_line": "product_line",
        "quantity": "quantity",
        "amount": "amount",
        "sales_rep": "sales_rep_name",
        "team": "team",
        "status": "status",
        "promised": "{promise}",
        "delivered": DELIVERED,
        "quantity_delivered": "quantity_delivered",
    },
    "complaint_facts": {
        "complaint_id": "complaint_id",
        "order_no": "order_no",
        "customer_id": "customer_id",
        "customer_name": "customer_name",
        "raised_at": "raised_at",
        "first_response_at": ("CASE WHEN first_response_at <= $as_of THEN first_response_at END"),
        "kind": "kind",
        "description": "description",
        "sales_rep": "sales_rep_name",
        "team": "team",
    },
}
# What some measures show beside that, where it is not a column as it stands.
EXTRA: Mapping[str, str] = {
    "finished_at": "CASE WHEN finished_at <= $as_of THEN finished_at END",
    "paid_at": "CASE WHEN paid_at <= $as_of THEN paid_at END",
    "paid_amount": "CASE WHEN paid_at IS NULL OR paid_at <= $as_of THEN paid_amount END",
    "first_complaint_at": "CASE WHEN first_complaint_at <= $as_of THEN first_complaint_at END",
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "order_facts": ("order_no",),
    "line_facts": ("order_no", "line_no"),
    "complaint_facts": ("complaint_id",),
    "customers": ("customer_id",),
}
NEWEST = {
    "order_facts": "-ordered_at",
    "line_facts": "-ordered_at",
    "complaint_facts": "-raised_at",
}
CUSTOMER_COLUMNS = (
    "customer_id",
    "customer_name",
    "purchases",
    "first_day",
    "last_day",
    "amount",
    "value",
)
