"""What was sold against its targets."""

from __future__ import annotations

from dataclasses import replace

from ordertrack.metrics.definitions.sales import (
    LINES_WITHOUT_QUANTITY,
    NEW_CUSTOMERS,
    NO_AMOUNT,
    NO_CUSTOMER,
    REVENUE,
)
from ordertrack.metrics.model.measures import Measure, Unit
from ordertrack.metrics.model.metric import Metric
from ordertrack.words import Label, t

NO_TARGET = t("No target is set for this.")


def _target(measure: str, unit: Unit) -> Measure:
    """Return the targets of a measure; `query.targets` chooses and spreads them."""
    return Measure(
        f"target_{measure}",
        t("Targets of the one level that answers, by working days where a period is cut."),
        table="target_facts",
        date="period",
        value="value",
        agg="sum",
        unit=unit,
        window="target",
        target=measure,
        when_empty=NO_TARGET,
    )


TARGET_REVENUE = _target("revenue", "money")
TARGET_REVENUE_DUE = replace(TARGET_REVENUE, name="target_revenue_due", due=True)
TARGET_NEW_CUSTOMERS = _target("new_customers", "units")
TARGET_UNITS = _target("units", "units")
KEY_UNITS = Measure(
    "key_units",
    t("Quantities sold of key products: those marked so, and those that have a target."),
    table="line_facts",
    where=(
        "(is_key OR product IN (SELECT product FROM target_facts WHERE measure = 'units' "
        "AND product IS NOT NULL))",
    ),
    value="quantity",
    agg="sum",
    unit="units",
)
NEEDS = ("targets.value",)

METRICS = (
    Metric(
        "revenue_attainment",
        Label("Revenue attainment", "销售额达成率"),
        "targets",
        "ratio",
        "up",
        REVENUE,
        Label(
            "Revenue / target revenue. The company's targets where there are any, else those of "
            "teams, else those of people; never a mean of rates",
            "实际销售额 / 目标销售额；有公司目标用公司目标，"
            "否则用团队目标之和，再否则用个人目标之和，不对比率求平均",
        ),
        denominator=TARGET_REVENUE,
        unknown=(NO_AMOUNT,),
        needs=(*NEEDS, "order_facts.amount"),
    ),
    Metric(
        "new_customer_attainment",
        Label("New-customer attainment", "新客户数量达成率"),
        "targets",
        "ratio",
        "up",
        NEW_CUSTOMERS,
        Label("New customers / target", "实际新客户数 / 目标新客户数"),
        date="first_order",
        denominator=TARGET_NEW_CUSTOMERS,
        unknown=(NO_CUSTOMER,),
        needs=NEEDS,
    ),
    Metric(
        "key_product_attainment",
        Label("Key-product attainment", "重点产品销量达成率"),
        "targets",
        "ratio",
        "up",
        KEY_UNITS,
        Label(
            "Units sold of key products / target units",
            "重点产品实际销量 / 目标销量",
        ),
        denominator=TARGET_UNITS,
        unknown=(LINES_WITHOUT_QUANTITY,),
        needs=(*NEEDS, "line_facts.quantity"),
    ),
    Metric(
        "pace",
        Label("Pace", "进度"),
        "targets",
        "ratio",
        "up",
        REVENUE,
        Label(
            "Revenue attainment / share of the period's working days that are over: above 100% "
            "is ahead of the plan",
            "销售额达成率 / 期间内已过工作日占比；高于 100% 为进度领先",
        ),
        denominator=TARGET_REVENUE_DUE,
        unknown=(NO_AMOUNT,),
        needs=(*NEEDS, "order_facts.amount"),
    ),
)
