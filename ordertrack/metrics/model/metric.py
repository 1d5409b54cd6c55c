"""What a metric is: measures, and what people need to know to read it. Imports `measures`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ordertrack.metrics.model.measures import Measure
from ordertrack.words import Label

Group = Literal["sales", "delivery", "service", "payment", "customers"]
Unit = Literal["count", "money", "units", "ratio", "days", "score"]
Placed = Literal["order", "promise", "delivery", "complaint", "first_order", "trailing", "stock"]
Part = Literal["numerator", "denominator", "unknown"]
Setting = Literal["promise_basis", "repurchase_months", "repurchase_by", "payment_days"]

GROUPS: dict[Group, Label] = {
    "sales": Label("Orders and sales", "订单与销售"),
    "delivery": Label("Delivery", "交付"),
    "service": Label("Customer feedback", "客户反馈"),
    "payment": Label("Payment", "回款"),
    "customers": Label("Customers", "客户"),
}
PARTS: dict[Part, Label] = {
    "numerator": Label("Numerator", "分子"),
    "denominator": Label("Denominator", "分母"),
    "unknown": Label("Unknown", "无法判定"),
}
DATES: dict[Placed, Label] = {
    "order": Label("by order date", "按下单日期"),
    "promise": Label("by promised day", "按承诺交付日"),
    "delivery": Label("by delivery day", "按实际交付日"),
    "complaint": Label("by the day of the complaint", "按反馈日期"),
    "first_order": Label("by the day of the first order", "按首次下单日期"),
    "trailing": Label("trailing months to the period's end", "截至期末的滚动月份"),
    "stock": Label(
        "as it stands at the period's end, at as-of while it runs",
        "期末存量，期间未结束时为截止时点存量",
    ),
}


@dataclass(frozen=True, slots=True)
class Metric:
    """A number with one definition.

    Without a denominator the number is the numerator. `median` metrics show the median of the
    numerator's values, with mean and 90th percentile beside it. `share` metrics have the whole
    scope as denominator. `unknown` are rows that cannot be judged: out of the ratio, counted beside
    it. `needs` are fact columns without which there is no number (`a|b`: one of them will do).

    Definitions, rankings, trends and movers offer every metric that fits them. `card` is its place
    on the Overview, the smallest first; None: no card, and behind those with one in every list.
    """

    name: str
    label: Label
    group: Group
    unit: Unit
    better: Literal["up", "down"] | None
    numerator: Measure
    formula: Label
    date: Placed = "order"
    denominator: Measure | None = None
    unknown: tuple[Measure, ...] = ()
    median: bool = False
    share: bool = False
    settings: tuple[Setting, ...] = ()
    needs: tuple[str, ...] = ()
    source: Label | None = None
    card: int | None = None

    @property
    def additive(self) -> bool:
        """Whether the numbers of groups add up to the whole, so that each has a share in it."""
        return self.denominator is None and self.numerator.agg != "customers"

    @property
    def accumulates(self) -> bool:
        """Whether it grows with the length of the period: of half a month it looks like a fall."""
        return self.unit in ("count", "money", "units")

    def measures(self, part: Part) -> tuple[Measure, ...]:
        if part == "numerator":
            return (self.numerator,)
        if part == "denominator":
            return (self.denominator,) if self.denominator else ()
        return self.unknown
