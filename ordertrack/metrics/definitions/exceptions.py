"""How many orders went wrong: those that raised a red alert."""

from __future__ import annotations

from ordertrack.metrics.definitions.sales import ORDERS_PLACED
from ordertrack.metrics.model.measures import RED, Measure
from ordertrack.metrics.model.metric import Metric
from ordertrack.words import Label, t

RED_ORDERS = Measure(
    "orders_with_red_alert",
    t("Orders placed in the period that raised a red alert up to as-of, by the rules in force."),
    where=(f"order_no IN (SELECT order_no FROM {RED})",),
    from_lines=True,
)

METRICS = (
    Metric(
        "exception_rate",
        Label("Exceptions", "异常订单占比"),
        "delivery",
        "ratio",
        "down",
        RED_ORDERS,
        Label(
            "Orders that raised a red alert up to as-of / orders, by order date; by the rules and "
            "thresholds in force on the as-of day",
            "截止时点前触发过红色预警的订单 / 订单数，按下单日期；以截止日生效的规则与阈值判定",
        ),
        denominator=ORDERS_PLACED,
        settings=("promise_basis",),
        needs=("order_facts.order_no",),
        missed=t("Orders without a red alert."),
        worst=("-days_late", "-amount"),
        ripens=True,
    ),
)
