"""Customers who come back."""

from __future__ import annotations

from ordertrack.metrics.model.measures import PURCHASE, Measure
from ordertrack.metrics.model.metric import Metric
from ordertrack.words import Label, t

BUYERS = Measure(
    "buyers",
    t("Customers who bought in the trailing months to the period's end."),
    where=(PURCHASE,),
    agg="customers",
    window="trailing",
    kept="purchases >= 1",
    when_empty=t("Nobody bought in the months up to the end of this period."),
)
REPEAT_BUYERS = Measure(
    "repeat_buyers",
    t("Customers who bought more than once in the trailing months to the period's end."),
    where=(PURCHASE,),
    agg="customers",
    window="trailing",
    kept="{repeat}",
)
NO_BUYER = Measure(
    "purchases_without_customer",
    t("Orders in the trailing months to the period's end that have no customer."),
    where=(PURCHASE, "customer_id IS NULL"),
    window="trailing",
)

METRICS = (
    Metric(
        "repurchase_rate",
        Label("Repurchase rate", "复购率"),
        "customers",
        "ratio",
        "up",
        REPEAT_BUYERS,
        Label(
            "Customers who bought on at least 2 different days / customers who bought, in the "
            "trailing months to the period's end. A return is not a purchase.",
            "截至期末滚动期内在至少 2 个不同日期购买的客户 / 购买过的客户；退货不算购买",
        ),
        date="trailing",
        denominator=BUYERS,
        unknown=(NO_BUYER,),
        settings=("repurchase_months", "repurchase_by"),
        missed=t("Customers who bought once."),
        worst=("-amount",),
        needs=("orders.order_no",),
    ),
)
