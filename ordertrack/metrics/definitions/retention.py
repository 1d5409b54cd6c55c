"""Customers who stay: those of one window who bought again in the next."""

from __future__ import annotations

from ordertrack.metrics.definitions.loyalty import NO_BUYER
from ordertrack.metrics.model.measures import PURCHASE, Measure
from ordertrack.metrics.model.metric import Metric
from ordertrack.words import Label, t

BEFORE = "purchases_before > 0"
PAID_BEFORE = "purchases_before > 0 AND amount_before > 0"

BOUGHT_BEFORE = Measure(
    "bought_before",
    t("Customers who bought in the period just before this one."),
    agg="customers",
    window="again",
    kept=BEFORE,
    when_empty=t("Nobody bought in the period before."),
)
BOUGHT_AGAIN = Measure(
    "bought_again",
    t("Customers who bought in the period just before this one, and in this one."),
    agg="customers",
    window="again",
    kept=f"{BEFORE} AND purchases_now > 0",
)
A_CUSTOMERS = Measure(
    "a_customers_at_start",
    t("Customers in tier A when the period began who bought in the months before it."),
    agg="customers",
    window="tier_start",
    kept=BEFORE,  # of a scope: who first came to it in the period cannot have stayed with it
    tier_at_start="A",
    when_empty=t("No customer was in tier A when the period began."),
)
A_CUSTOMERS_KEPT = Measure(
    "a_customers_kept",
    t("Customers in tier A when the period began who bought in the months before it, and in it."),
    agg="customers",
    window="tier_start",
    kept=f"{BEFORE} AND purchases_now > 0",
    tier_at_start="A",
)
CUSTOMERS_BEFORE = Measure(
    "customers_before",
    t("Customers who bought in the trailing months before the last ones."),
    agg="customers",
    window="years",
    kept=BEFORE,
    when_empty=t("Nobody bought in the window before: the data does not reach back so far."),
)
CUSTOMERS_KEPT = Measure(
    "customers_kept",
    t("Customers who bought in the trailing months before the last ones, and in the last ones."),
    agg="customers",
    window="years",
    kept=f"{BEFORE} AND purchases_now > 0",
)
REVENUE_BEFORE = Measure(
    "revenue_before",
    t("Revenue in the trailing months before the last ones, of customers who bought in them."),
    value="amount_before",
    agg="sum",
    unit="money",
    window="years",
    kept=PAID_BEFORE,
    when_empty=t("Nobody bought in the window before: the data does not reach back so far."),
)
REVENUE_KEPT = Measure(
    "revenue_kept",
    t("What those customers bought in the last months, no more than each bought before."),
    value="CASE WHEN amount_now < 0 THEN 0 WHEN amount_now < amount_before THEN amount_now "
    "ELSE amount_before END",
    agg="sum",
    unit="money",
    window="years",
    kept=PAID_BEFORE,
)
REVENUE_NOW = Measure(
    "revenue_of_kept_customers",
    t("What those customers bought in the last months, also more than before."),
    value="amount_now",
    agg="sum",
    unit="money",
    window="years",
    kept=PAID_BEFORE,
)
GAP_DAYS = Measure(
    "gap_days",
    t("Days between one purchase day of a customer and the next, in the trailing months."),
    where=(PURCHASE,),
    agg="gaps",
    unit="days",
    window="trailing",
)
GAPS = Measure(
    "gaps",
    t("Purchase days in the trailing months that had one before them."),
    where=(PURCHASE,),
    agg="gaps",
    window="trailing",
    when_empty=t("No customer bought on two days in the months up to the end of this period."),
)
MONTHS = ("repurchase_months",)
CUSTOMER = ("order_facts.customer_id",)
MONEY = ("order_facts.customer_id", "order_facts.amount")

METRICS = (
    Metric(
        "repeat_next_rate",
        Label("Bought again", "回购率"),
        "customers",
        "ratio",
        "up",
        BOUGHT_AGAIN,
        Label(
            "Customers who bought in the previous period and again in this one / customers who "
            "bought in the previous one",
            "上一期购买且本期再次购买的客户 / 上一期购买的客户",
        ),
        date="again",
        denominator=BOUGHT_BEFORE,
        needs=CUSTOMER,
    ),
    Metric(
        "a_retention",
        Label("Kept A customers", "高价值客户留存率"),
        "customers",
        "ratio",
        "up",
        A_CUSTOMERS_KEPT,
        Label(
            "Customers in tier A at the period's start who bought in the period / customers in "
            "tier A at its start",
            "期初 A 类客户中本期有购买的 / 期初 A 类客户",
        ),
        denominator=A_CUSTOMERS,
        needs=MONEY,
    ),
    Metric(
        "logo_retention",
        Label("Kept customers", "客户留存率"),
        "customers",
        "ratio",
        "up",
        CUSTOMERS_KEPT,
        Label(
            "Customers who bought in the window before and in this one / customers who bought in "
            "the window before; new customers are left out",
            "上一窗口购买且本窗口仍购买的客户 / 上一窗口购买的客户；不含新客户",
        ),
        date="years",
        denominator=CUSTOMERS_BEFORE,
        unknown=(NO_BUYER,),
        settings=MONTHS,
        needs=CUSTOMER,
    ),
    Metric(
        "grr",
        Label("Gross revenue retention", "总收入留存率 GRR"),
        "customers",
        "ratio",
        "up",
        REVENUE_KEPT,
        Label(
            "Σ over the customers of the window before, of the smaller of what each bought then "
            "and now / Σ what they bought then; never above 100%",
            "上一窗口客户逐户取前后两窗口购买额较小者之和 / 其上一窗口购买额之和；不超过 100%",
        ),
        date="years",
        denominator=REVENUE_BEFORE,
        settings=MONTHS,
        needs=MONEY,
    ),
    Metric(
        "nrr",
        Label("Net revenue retention", "净收入留存率 NRR"),
        "customers",
        "ratio",
        "up",
        REVENUE_NOW,
        Label(
            "What the customers of the window before bought in this one / what they bought then; "
            "new customers are left out",
            "上一窗口客户在本窗口的购买额 / 其上一窗口购买额；不含新客户",
        ),
        date="years",
        denominator=REVENUE_BEFORE,
        settings=MONTHS,
        needs=MONEY,
    ),
    Metric(
        "purchase_interval",
        Label("Purchase interval", "购买间隔"),
        "customers",
        "days",
        None,
        GAP_DAYS,
        Label(
            "Median days between a customer's purchase days in the trailing months; mean and 90th "
            "percentile beside it",
            "滚动期内客户相邻购买日之间天数的中位数，并列均值与 P90",
        ),
        date="trailing",
        denominator=GAPS,
        median=True,
        settings=MONTHS,
        needs=CUSTOMER,
    ),
)
