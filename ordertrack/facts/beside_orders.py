"""The fact tables beside orders: leads, expenses, people, costs, contracts. Imports `fact_table`.

Each is a SQL view (`sql_views`); what they do not hold, they cannot be split or filtered by.
"""

from __future__ import annotations

from collections.abc import Mapping

from ordertrack.facts.fact_table import DimensionColumn, FactTable

OF_PEOPLE: Mapping[str, DimensionColumn] = {
    "team": DimensionColumn("team"),
    "sales_rep": DimensionColumn("sales_rep", "sales_rep_name"),
}
OF_PEOPLE_AND_CUSTOMERS: Mapping[str, DimensionColumn] = {
    **OF_PEOPLE,
    "customer": DimensionColumn("customer_id", "customer_name"),
}
WHO = {"sales_rep": "sales_rep_name", "team": "team"}
CLOSED_AT = "CASE WHEN closed_at <= $as_of THEN closed_at END"

LEADS = FactTable(
    name="lead_facts",
    home="leads",
    key=("lead_id",),
    base={"created": "(created_at IS NULL OR created_at <= $as_of)"},
    dates=("created_day", "closed_day"),
    dimensions={**OF_PEOPLE_AND_CUSTOMERS, "channel": DimensionColumn("channel")},
    columns={
        "lead_id": "lead_id",
        "created_at": "created_at",
        "first_follow_up_at": "CASE WHEN first_follow_up_at <= $as_of THEN first_follow_up_at END",
        "follow_ups": "follow_ups",
        "outcome": f"CASE WHEN closed_at IS NULL OR {CLOSED_AT} IS NOT NULL "
        "THEN COALESCE(outcome, 'open') ELSE 'open' END",
        "closed_at": CLOSED_AT,
        "lost_reason": "lost_reason",
        "channel": "channel",
        **WHO,
        "customer_id": "customer_id",
        "customer_name": "customer_name",
        "order_no": "order_no",
    },
    newest="-created_at",
    of_orders=False,
)
EXPENSES = FactTable(
    name="expense_facts",
    home="expenses",
    key=("expense_id",),
    base={
        "booked": "(day IS NULL OR day <= $as_of_day)",
        "spent": "amount IS NOT NULL",  # else it is a budget alone
    },
    dates=("day",),
    dimensions={**OF_PEOPLE_AND_CUSTOMERS, "channel": DimensionColumn("channel")},
    columns={
        "expense_id": "expense_id",
        "day": "day",
        "category": "category",
        "amount": "amount",
        "channel": "channel",
        **WHO,
        "customer_id": "customer_id",
        "customer_name": "customer_name",
    },
    newest="-day",
    of_orders=False,
)
PEOPLE = FactTable(
    name="people_facts",
    home="people",
    key=("sales_rep",),
    base={"sells": "sells"},
    dates=(),
    dimensions=OF_PEOPLE,
    columns={
        "sales_rep": "sales_rep_name",
        "team": "team",
        "active_from": "active_from",
        "active_to": "active_to",
    },
    newest="-active_from",
    customer=None,
    of_orders=False,
)
SERVICE = FactTable(
    name="service_facts",
    home="expenses",
    key=("cost_kind", "event_id"),
    base={"happened": "(day IS NULL OR day <= $as_of_day)"},
    dates=("day",),
    dimensions=OF_PEOPLE_AND_CUSTOMERS,
    columns={
        "cost_kind": "cost_kind",
        "event_id": "event_id",
        "day": "day",
        "reason": "reason",
        "order_no": "order_no",
        **WHO,
        "customer_id": "customer_id",
        "customer_name": "customer_name",
    },
    newest="-day",
    of_orders=False,
)
TARGETS = FactTable(
    name="target_facts",
    home="targets",
    key=("period", "level", "who"),
    base={},
    dates=(),
    dimensions={
        **OF_PEOPLE,
        "product": DimensionColumn("product", "product_name"),
        "product_line": DimensionColumn("product_line"),
    },
    columns={"period": "period", "level": "level", "who": "who"},
    newest="-period",
    customer=None,
    of_orders=False,
)
CONTRACTS = FactTable(
    name="contract_facts",
    home="customers",
    key=("customer_id",),
    base={},
    dates=("contract_end",),
    dimensions={
        **OF_PEOPLE_AND_CUSTOMERS,
        "region": DimensionColumn("region"),
        "channel": DimensionColumn("channel"),
    },
    columns={
        "customer_id": "customer_id",
        "customer_name": "customer_name",
        "contract_end": "contract_end",
        **WHO,
    },
    newest="-contract_end",
    of_orders=False,
)
BESIDE_ORDERS: tuple[FactTable, ...] = (LEADS, EXPENSES, PEOPLE, SERVICE, TARGETS, CONTRACTS)
