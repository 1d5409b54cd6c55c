"""All canonical tables in the order in which they are merged. Imports the modules beside it."""

from __future__ import annotations

from collections.abc import Mapping

from ordertrack.model.columns import Table
from ordertrack.model.masters import CUSTOMERS, PEOPLE, PRODUCTS
from ordertrack.model.money import BENCHMARKS, CREDITS, EXPENSES, TARGETS
from ordertrack.model.order_lines import ORDER_LINES
from ordertrack.model.orders import ORDERS
from ordertrack.model.service import COMPLAINTS, LEADS

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        ORDERS,
        ORDER_LINES,
        CUSTOMERS,
        PRODUCTS,
        PEOPLE,
        CREDITS,
        TARGETS,
        EXPENSES,
        LEADS,
        COMPLAINTS,
        BENCHMARKS,
    )
}

LEDGER_LAYOUT: tuple[tuple[str, str, str], ...] = (
    ("订单号", "orders", "order_no"),
    ("客户名称", "orders", "customer_name"),
    ("产品/服务", "order_lines", "product"),
    ("下单时间", "orders", "order_date"),
    ("订单金额(元)", "order_lines", "amount"),
    ("销售负责人", "orders", "sales_rep"),
    ("当前状态", "orders", "status"),
    ("预计交付时间", "order_lines", "promised_date"),
    ("实际交付时间", "order_lines", "delivered_date"),
    ("交付差异原因", "orders", "delay_reason"),
    ("客户反馈(满意度1-5分)", "orders", "satisfaction"),
    ("异常记录(问题描述/处理结果)", "orders", "exception_note"),
)
