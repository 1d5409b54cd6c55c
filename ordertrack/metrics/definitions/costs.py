"""Margins, expenses and what they bring."""

from __future__ import annotations

from ordertrack.metrics.definitions.sales import NEW_CUSTOMERS, NO_AMOUNT, NO_CUSTOMER, REVENUE
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.model.metric import Metric
from ordertrack.words import Label, t

PROFIT = "amount - cost"
COST_KNOWN = "cost IS NOT NULL"
GROSS_PROFIT = Measure(
    "gross_profit",
    t("Amount less cost of the lines whose cost is known, of orders placed in the period."),
    table="line_facts",
    where=(COST_KNOWN,),
    value=PROFIT,
    agg="sum",
    unit="money",
    row_columns=("cost",),
    when_empty=t("No line of this period has a known cost, or their profit is not above zero."),
)
REVENUE_WITH_COST = Measure(
    "revenue_with_cost",
    t("The amounts of the lines whose cost is known, of orders placed in the period."),
    table="line_facts",
    where=(COST_KNOWN,),
    value="amount",
    agg="sum",
    unit="money",
    row_columns=("cost",),
    when_empty=t("No line of this period has a known cost, or their revenue is not above zero."),
)
LINES_WITHOUT_COST = Measure(
    "lines_without_cost",
    t("Order lines placed in the period whose cost is not known: out of the margin."),
    table="line_facts",
    where=("cost IS NULL",),
)
EXPENSES = Measure(
    "expenses",
    t("Sales expenses booked in the period."),
    table="expense_facts",
    date="day",
    value="amount",
    agg="sum",
    unit="money",
)
ACQUISITION_EXPENSES = Measure(
    "acquisition_expenses",
    t("Expenses for winning customers, booked in the period or as much earlier as is set."),
    table="expense_facts",
    date="day",
    where=("is_acquisition",),
    value="amount",
    agg="sum",
    unit="money",
    window="lagged",
)
CHANNEL_EXPENSES = Measure(
    "channel_expenses",
    t("Expenses booked to a channel, in the period or as much earlier as is set."),
    table="expense_facts",
    date="day",
    where=("channel IS NOT NULL",),
    value="amount",
    agg="sum",
    unit="money",
    window="lagged",
    when_empty=t("No expense was booked to a channel in this period."),
)
PROFIT_OF_NEW = Measure(
    "profit_of_new_customers",
    t(
        "Amount less cost of the lines whose cost is known, of orders placed in the period by "
        "customers whose first order ever lies in it."
    ),
    table="line_facts",
    where=(COST_KNOWN, "customer_first_day <= $as_of_day", "channel IS NOT NULL"),
    value=PROFIT,
    agg="sum",
    unit="money",
    window="cohort",
    row_columns=("cost",),
)
REVENUE_OF_NEW = Measure(
    "channel_revenue_of_new_customers",
    t(
        "Amounts of orders with a channel, placed in the period by customers whose first order "
        "ever lies in it."
    ),
    where=("customer_first_day <= $as_of_day", "channel IS NOT NULL"),
    value="{amount}",
    agg="sum",
    unit="money",
    window="cohort",
    from_lines=True,
)
NEW_WITHOUT_COST = Measure(
    "new_customers_lines_without_cost",
    t("Order lines of new customers whose cost is not known: out of the profit."),
    table="line_facts",
    where=("cost IS NULL", "customer_first_day <= $as_of_day", "channel IS NOT NULL"),
    window="cohort",
)
COST_OF_SERVICE = Measure(
    "cost_of_service",
    t("Expenses booked to a customer, and complaints at what one is taken to cost."),
    table="service_facts",
    date="day",
    value="CASE WHEN cost_kind = 'complaint' THEN $cost_per_complaint ELSE amount END",
    agg="sum",
    unit="money",
)
OF_CHANNELS = ("channel_lag_months",)
BOOKED = ("expenses.amount", "expenses.day")

METRICS = (
    Metric(
        "gross_margin",
        Label("Gross margin", "毛利率"),
        "sales",
        "ratio",
        "up",
        GROSS_PROFIT,
        Label(
            "(Σ amount − Σ cost) / Σ amount, over lines with a known cost; the others are counted "
            "beside it",
            "（Σ金额 − Σ成本）/ Σ金额，仅含成本已知的明细；其余明细另行计数",
        ),
        denominator=REVENUE_WITH_COST,
        difference=True,
        unknown=(LINES_WITHOUT_COST,),
        needs=("line_facts.cost",),
    ),
    Metric(
        "expense_ratio",
        Label("Expense ratio", "销售费用占比"),
        "cost",
        "ratio",
        "down",
        EXPENSES,
        Label("Σ sales expenses / revenue", "Σ销售费用 / 销售额"),
        denominator=REVENUE,
        unknown=(NO_AMOUNT,),
        needs=(*BOOKED, "order_facts.amount"),
    ),
    Metric(
        "acquisition_cost",
        Label("Cost of a new customer", "新客户开发成本"),
        "cost",
        "money",
        "down",
        ACQUISITION_EXPENSES,
        Label(
            "Σ expenses for winning customers / new customers; without a new customer the cost is "
            "shown and there is no ratio",
            "Σ获客费用 / 新客户数；没有新客户时只显示费用，不计算比值",
        ),
        denominator=NEW_CUSTOMERS,
        unknown=(NO_CUSTOMER,),
        settings=OF_CHANNELS,
        needs=(*BOOKED, "expenses.is_acquisition"),
    ),
    Metric(
        "channel_roi",
        Label("Return on channels", "渠道 ROI"),
        "cost",
        "ratio",
        "up",
        PROFIT_OF_NEW,
        Label(
            "(gross profit of the channels' new customers − channel expenses) / channel expenses; "
            "lines without a known cost are out of the profit and counted beside it",
            "（渠道新客户毛利 − 渠道费用）/ 渠道费用；成本未知的明细不计入毛利，另行计数",
        ),
        denominator=CHANNEL_EXPENSES,
        unknown=(NEW_WITHOUT_COST,),
        exceeds=True,
        settings=OF_CHANNELS,
        needs=(*BOOKED, "expenses.channel", "line_facts.cost", "order_facts.channel"),
    ),
    Metric(
        "channel_roas",
        Label("Revenue per expense of channels", "渠道 ROAS"),
        "cost",
        "ratio",
        "up",
        REVENUE_OF_NEW,
        Label(
            "Revenue of the channels' new customers / channel expenses",
            "渠道新客户销售额 / 渠道费用",
        ),
        denominator=CHANNEL_EXPENSES,
        settings=OF_CHANNELS,
        needs=(*BOOKED, "expenses.channel", "order_facts.amount", "order_facts.channel"),
    ),
    Metric(
        "cost_to_serve",
        Label("Cost to serve", "客户维护成本"),
        "cost",
        "money",
        "down",
        COST_OF_SERVICE,
        Label(
            "Expenses booked to customers + complaints × what a complaint is taken to cost",
            "归属到客户的费用 + 投诉次数 × 每次投诉成本",
        ),
        date="expense",
        settings=("cost_per_complaint",),
        needs=("expenses.customer_id|complaints.complaint_id",),
    ),
    Metric(
        "cost_to_serve_ratio",
        Label("Cost to serve / gross profit", "维护成本占毛利"),
        "cost",
        "ratio",
        "down",
        COST_OF_SERVICE,
        Label(
            "Cost to serve / gross profit of the lines whose cost is known",
            "客户维护成本 / 成本已知明细的毛利",
        ),
        denominator=GROSS_PROFIT,
        unknown=(LINES_WITHOUT_COST,),
        settings=("cost_per_complaint",),
        needs=("expenses.customer_id|complaints.complaint_id", "line_facts.cost"),
    ),
)
