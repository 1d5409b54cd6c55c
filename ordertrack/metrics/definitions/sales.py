"""Orders, revenue, customers."""

from __future__ import annotations

from dataclasses import replace

from ordertrack.facts.conditions import WITHOUT_AMOUNT
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.model.metric import Metric
from ordertrack.words import Label, t

ORDERS_PLACED = Measure(
    "orders",
    t("Orders placed in the period, without cancelled orders and drafts."),
    from_lines=True,
    when_empty=t("No order was placed in this period."),
)
REVENUE = Measure(
    "revenue",
    t("The amounts of all lines of orders placed in the period; returns count as negative."),
    value="{amount}",
    agg="sum",
    unit="money",
    from_lines=True,
    when_empty=t("There is no revenue in this period."),
)
NO_AMOUNT = Measure(
    "orders_without_amount",
    t("Orders placed in the period that have no amount."),
    where=(WITHOUT_AMOUNT,),
    from_lines=True,  # a line always has an amount: only orders without lines can lack one
)
CANCELLED_ORDERS = Measure(
    "cancelled_orders",
    t("Orders placed in the period that were cancelled."),
    where=("status = 'cancelled'",),
    without=("counted",),
)
EVER_CANCELLED = replace(
    CANCELLED_ORDERS,
    name="ever_cancelled",
    sentence=t("cancelled orders"),
    when_empty=t("The data records no cancelled order: nobody knows whether there were none."),
)
ALL_ORDERS = Measure(
    "all_orders",
    t("Orders placed in the period, cancelled ones too, without drafts."),
    where=("status <> 'draft'",),
    without=("counted",),
    when_empty=t("No order was placed in this period."),
)
CUSTOMERS = Measure(
    "customers",
    t("Customers with at least one order placed in the period."),
    agg="customers",
    from_lines=True,
)
NO_CUSTOMER = Measure(
    "orders_without_customer",
    t("Orders placed in the period that have no customer."),
    where=("customer_id IS NULL",),
    from_lines=True,
)
NEW_CUSTOMERS = Measure(
    "new_customers",
    t("Customers whose first order ever lies in the period."),
    where=("is_first_order", "customer_first_day = order_day"),
    agg="customers",
    when_empty=t("No customer is new in this period."),
)
UNITS = Measure(
    "units",
    t("The quantities of all lines of orders placed in the period."),
    table="line_facts",
    value="quantity",
    agg="sum",
    unit="units",
)
LINES_WITHOUT_QUANTITY = Measure(
    "lines_without_quantity",
    t("Order lines placed in the period that have no quantity."),
    table="line_facts",
    where=("quantity IS NULL",),
)
RETURNED = Measure(
    "returned",
    t("What went back: the negative lines of orders placed in the period, as a positive amount."),
    table="line_facts",
    where=("amount < 0",),
    value="-amount",
    agg="sum",
    unit="money",
)
EVER_RETURNED = replace(
    RETURNED,
    name="lines_returned",
    sentence=t("what went back, as negative lines"),
    value="1",
    agg="count",
    unit="count",
    when_empty=t("The data records no return at all: nobody knows whether there were none."),
)
SOLD = Measure(
    "sold",
    t("The positive lines of orders placed in the period."),
    table="line_facts",
    where=("amount > 0",),
    value="amount",
    agg="sum",
    unit="money",
    when_empty=t("Nothing was sold in this period."),
)

METRICS = (
    Metric(
        "orders",
        Label("Orders", "订单数"),
        "sales",
        "count",
        "up",
        ORDERS_PLACED,
        Label(
            "Number of orders by order date, without cancelled orders and drafts",
            "按下单日期统计的订单数，不含已取消订单和草稿",
        ),
        card=20,
        needs=("orders.order_no",),
    ),
    Metric(
        "revenue",
        Label("Revenue", "销售额"),
        "sales",
        "money",
        "up",
        REVENUE,
        Label(
            "Σ line amounts of counted orders by order date; a return is a negative line in its "
            "own period",
            "按下单日期合计计入订单的明细金额；退货作为负数计入退货当期",
        ),
        unknown=(NO_AMOUNT,),
        needs=("order_facts.amount",),
        card=10,
    ),
    Metric(
        "cancelled_rate",
        Label("Cancelled orders", "取消率"),
        "sales",
        "ratio",
        "down",
        CANCELLED_ORDERS,
        Label(
            "Cancelled orders / all orders but drafts, by order date",
            "已取消订单 / 除草稿外的全部订单，按下单日期",
        ),
        denominator=ALL_ORDERS,
        missed=t("Orders that were not cancelled."),
        worst=("-amount",),
        needs=("orders.order_no",),
        recorded=EVER_CANCELLED,
        recorded_by="orders.status|order_lines.status",
        ripens=True,
    ),
    Metric(
        "customers",
        Label("Customers", "客户数"),
        "sales",
        "count",
        "up",
        CUSTOMERS,
        Label(
            "Number of different customers with a counted order in the period",
            "期间内有计入订单的客户数（去重）",
        ),
        unknown=(NO_CUSTOMER,),
        card=40,
        needs=("orders.order_no",),
    ),
    Metric(
        "new_customers",
        Label("New customers", "新客户数"),
        "sales",
        "count",
        "up",
        NEW_CUSTOMERS,
        Label(
            "Customers whose first counted order ever lies in the period, placed at that order's "
            "salesperson, team, channel and region; who ordered before the data begins, by the "
            "customer master, is not new",
            "首次计入订单落在期间内的客户数，归属于首单的销售负责人、团队、渠道和区域；"
            "客户主数据中首次下单时间早于数据起始日的，不算新客户",
        ),
        unknown=(NO_CUSTOMER,),
        date="first_order",
        card=50,
        needs=("orders.order_no",),
    ),
    Metric(
        "average_order_value",
        Label("Average order value", "客单价（单均）"),
        "sales",
        "money",
        "up",
        REVENUE,
        Label("Revenue / orders", "销售额 / 订单数"),
        denominator=ORDERS_PLACED,
        unknown=(NO_AMOUNT,),
        needs=("order_facts.amount",),
        card=30,
    ),
    Metric(
        "revenue_share",
        Label("Share of revenue", "销售额占比"),
        "sales",
        "ratio",
        None,
        REVENUE,
        Label(
            "Revenue of the group / revenue of the whole scope (all products)",
            "该组销售额 / 当前范围（全部产品）的销售额",
        ),
        denominator=REVENUE,
        share=True,
        unknown=(NO_AMOUNT,),
        needs=("order_facts.amount",),
        missed=t("The revenue of the rest of the scope."),
    ),
    Metric(
        "units",
        Label("Units sold", "销量"),
        "sales",
        "units",
        "up",
        UNITS,
        Label(
            "Σ quantities of the lines of counted orders by order date",
            "按下单日期合计计入订单的明细数量",
        ),
        unknown=(LINES_WITHOUT_QUANTITY,),
        needs=("line_facts.quantity",),
        card=130,
    ),
    Metric(
        "return_rate",
        Label("Return rate", "退货率"),
        "sales",
        "ratio",
        "down",
        RETURNED,
        Label(
            "Σ negative line amounts / Σ positive line amounts, each in its own period: a return "
            "counts when it is booked, not when the goods were sold",
            "负数明细金额合计 / 正数明细金额合计，各计入当期：退货按登记期计，不追溯到售出期",
        ),
        denominator=SOLD,
        recorded=EVER_RETURNED,
        difference=True,
        needs=("line_facts.amount",),
        worst=("-value",),
    ),
)
