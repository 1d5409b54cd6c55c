"""What a metric is: measures, and what people need to know to read it. Imports `measures`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from ordertrack.metrics.model.measures import Measure
from ordertrack.words import Label, Text, t

Group = Literal["sales", "delivery", "service", "payment", "customers"]
Unit = Literal["count", "money", "units", "ratio", "days", "score"]
Placed = Literal["order", "promise", "delivery", "complaint", "first_order", "trailing", "stock"]
Part = Literal["numerator", "denominator", "misses", "unknown"]
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
    "misses": Label("Misses", "未达成"),
    "unknown": Label("Unknown", "无法判定"),
}
REST = t("What is in the denominator and not in the numerator.")
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

    Of a ratio the *misses* are what its denominator counts and its numerator does not; `missed`
    says who they are. `worst` are columns by which the rows that make the number worse are sorted,
    the worst first (`-column`: the highest is the worst); they are shown beside the rows.

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
    missed: Text | None = None
    worst: tuple[str, ...] = ()

    @property
    def additive(self) -> bool:
        """Whether the numbers of groups add up to the whole, so that each has a share in it."""
        return self.denominator is None and self.numerator.agg != "customers"

    @property
    def accumulates(self) -> bool:
        """Whether it grows with the length of the period: of half a month it looks like a fall."""
        return self.unit in ("count", "money", "units")

    @property
    def worst_part(self) -> Part:
        """The part whose rows make the number worse; of what is neither, its own rows."""
        return "misses" if self.unit == "ratio" and self.better == "up" else "numerator"

    def measures(self, part: Part) -> tuple[Measure, ...]:
        if part == "numerator":
            return (self.numerator,)
        if part == "denominator":
            return (self.denominator,) if self.denominator else ()
        if part == "misses":
            base = self.denominator if self.unit == "ratio" else None
            return (_without(self, base),) if base else ()
        return self.unknown

    @property
    def base_rows(self) -> Measure | None:
        """What counts the rows, or customers, that a rate or a mean rests on: its n."""
        base = None if self.share else self.denominator
        if base is None or base.agg != "sum":
            return base
        return replace(base, name=f"{base.name}_rows", value="1", agg="count", unit="count")


def _without(metric: Metric, base: Measure) -> Measure:
    """Count what the denominator counts and the numerator does not, row by row."""
    top, sentence = metric.numerator, metric.missed or REST
    missed = replace(base, name=f"{metric.name}_misses", sentence=sentence, when_empty=None)
    if metric.share:  # what is left of the whole stands on the lines outside the group
        return replace(missed, table="line_facts", from_lines=False)
    if base.agg == "customers":
        return replace(missed, kept=f"({base.kept}) AND NOT ({top.kept})")
    if base.agg == "sum":
        value = f"(COALESCE({base.value}, 0) - COALESCE({top.value}, 0))"
        return replace(missed, value=value, where=(*base.where, f"{value} <> 0"))
    more = [condition for condition in top.where if condition not in base.where]
    return replace(
        missed,
        where=(*base.where, f"NOT COALESCE({' AND '.join(more) or 'TRUE'}, FALSE)"),
        row_columns=tuple(dict.fromkeys((*base.row_columns, *top.row_columns))),
    )
