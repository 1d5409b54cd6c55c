"""What salespeople bring."""

from __future__ import annotations

from ordertrack.metrics.definitions.sales import NO_AMOUNT, NO_CUSTOMER, REVENUE
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.model.metric import Metric
from ordertrack.words import Label, t

REVENUE_OF_NEW = Measure(
    "revenue_of_new_customers",
    t("Amounts of orders placed in the period by customers whose first order ever lies in it."),
    where=("customer_first_day <= $as_of_day",),
    value="{amount}",
    agg="sum",
    unit="money",
    window="cohort",
    from_lines=True,
)
# Whole days on which somebody was employed, the last one included, as a share of the period's.
DAYS_THERE = """DATE_DIFF('day',
    CASE WHEN active_from > $employed_start THEN active_from ELSE $employed_start END,
    CASE WHEN active_to < $employed_end - INTERVAL 1 DAY
         THEN CAST(active_to + INTERVAL 1 DAY AS DATE) ELSE $employed_end END)"""
HEADCOUNT = Measure(
    "headcount",
    t("Salespeople by the share of the period's days on which they were employed."),
    table="people_facts",
    date="active_from",
    value=f"CAST({DAYS_THERE} * 1.0 / NULLIF($employed_days, 0) AS DECIMAL(18, 6))",
    agg="sum",
    unit="people",
    window="employed",
    when_empty=t("Nobody in the list of salespeople was employed in this period."),
)
NO_ENTRY = Measure(
    "people_without_entry",
    t("Salespeople whose first day is not recorded: they count from the beginning."),
    table="people_facts",
    date="active_from",
    where=("active_from IS NULL",),
    window="employed",
)

METRICS = (
    Metric(
        "new_customer_contribution",
        Label("Share of new customers", "新客户贡献度"),
        "people",
        "ratio",
        "up",
        REVENUE_OF_NEW,
        Label(
            "Revenue of customers whose first order ever lies in the period / revenue",
            "首次下单落在期间内的客户的销售额 / 销售额",
        ),
        denominator=REVENUE,
        unknown=(NO_CUSTOMER, NO_AMOUNT),
        needs=("order_facts.amount", "order_facts.customer_id"),
    ),
    Metric(
        "revenue_per_head",
        Label("Revenue per head", "人均销售额"),
        "people",
        "money",
        "up",
        REVENUE,
        Label(
            "Revenue / average headcount: days on which salespeople were employed / days of the "
            "period. Salespeople are those in the list of people who have an order, a lead or a "
            "target.",
            "销售额 / 平均人数（销售人员在职天数 / 期间天数）；"
            "销售人员指人员表中有订单、线索或目标的人",
        ),
        denominator=HEADCOUNT,
        unknown=(NO_ENTRY,),
        needs=("order_facts.amount", "people.sales_rep"),
    ),
)
