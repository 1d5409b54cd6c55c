"""What a metric is: measures, and what people need to know to read it. Imports `measures`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ordertrack.metrics.model.measures import Measure
from ordertrack.words import Label

Group = Literal["sales", "delivery", "service", "payment", "customers", "targets", "people", "cost"]
Unit = Literal["count", "money", "units", "ratio", "days", "score"]
Placed = Literal[
    "order",
    "promise",
    "delivery",
    "complaint",
    "first_order",
    "trailing",
    "stock",
    "lead",
    "lead_closed",
    "expense",
    "again",
    "years",
]
Part = Literal["numerator", "denominator", "unknown"]
Setting = Literal[
    "promise_basis",
    "repurchase_months",
    "repurchase_by",
    "payment_days",
    "channel_lag_months",
    "cost_per_complaint",
]

GROUPS: dict[Group, Label] = {
    "sales": Label("Orders and sales", "订单与销售"),
    "delivery": Label("Delivery", "交付"),
    "service": Label("Customer feedback", "客户反馈"),
    "payment": Label("Payment", "回款"),
    "customers": Label("Customers", "客户"),
    "targets": Label("Targets", "目标达成"),
    "people": Label("Salespeople", "销售人员"),
    "cost": Label("Cost and return", "成本与回报"),
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
    "stock": Label("as it stands at as-of", "截止时点存量"),
    "lead": Label("by the day on which the lead was created", "按线索创建日期"),
    "lead_closed": Label("by the day on which the lead was closed", "按线索关闭日期"),
    "expense": Label("by the day of the expense", "按费用发生日期"),
    "again": Label("the period against the one before", "本期与上一期对照"),
    "years": Label("trailing months against those before", "滚动期与其上一滚动期对照"),
}

NEED_PERIOD = ("again", "employed", "tier_start", "target")


@dataclass(frozen=True, slots=True)
class Metric:
    """A number with one definition.

    Without a denominator the number is the numerator. `median` metrics show the median of the
    numerator's values, with mean and 90th percentile beside it. `share` metrics have the whole
    scope as denominator. `unknown` are rows that cannot be judged: out of the ratio, counted beside
    it. `needs` are fact columns without which there is no number (`a|b`: one of them will do).
    `pending` are rows of the denominator that may yet come to count; they are told beside it.
    `counterpart` are rows of the other kind, without which in the whole data a rate says nothing.
    `exceeds`: the number is by how much the numerator exceeds the denominator, as a share of it.

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
    pending: Measure | None = None
    counterpart: Measure | None = None
    median: bool = False
    share: bool = False
    exceeds: bool = False
    settings: tuple[Setting, ...] = ()
    needs: tuple[str, ...] = ()
    source: Label | None = None
    card: int | None = None

    @property
    def additive(self) -> bool:
        """Whether the numbers of groups add up to the whole, so that each has a share in it."""
        return self.denominator is None and self.numerator.agg != "customers"

    @property
    def needs_period(self) -> bool:
        """Whether it means nothing without a period."""
        parts = (self.numerator, self.denominator)
        return any(part and part.window in NEED_PERIOD for part in parts)

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
