"""What a metric is: measures, and what people need to know to read it. Imports `measures`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from ordertrack.metrics.model.measures import Measure
from ordertrack.words import Label, Text, t

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
Part = Literal["numerator", "denominator", "misses", "unknown"]
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
    `recorded` are rows of which the whole data must have one, or its zero would mean unknown;
    `recorded_by` are columns that tell it also where there is none (`a|b`: one of them will do).
    `exceeds`: the number is by how much the numerator exceeds the denominator, as a share of it.
    `difference`: the numerator is a difference of amounts, or other ones than the denominator sums,
    and so no part of it.
    `ripens`: what is over comes to more (or less) only later; it is compared with what was as old.

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
    pending: Measure | None = None
    counterpart: Measure | None = None
    recorded: Measure | None = None
    recorded_by: str = ""
    median: bool = False
    share: bool = False
    exceeds: bool = False
    difference: bool = False
    ripens: bool = False
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
    def needs_period(self) -> bool:
        """Whether it means nothing without a period."""
        parts = (self.numerator, self.denominator)
        return any(part and part.window in NEED_PERIOD for part in parts)

    @property
    def accumulates(self) -> bool:
        """Whether it grows with the length of the period: of half a month it looks like a fall."""
        return self.unit in ("count", "money", "units")

    @property
    def worst_part(self) -> Part:
        """The part whose rows make the number worse; of what is neither, its own rows."""
        return "misses" if self._has_misses and self.better == "up" else "numerator"

    def measures(self, part: Part) -> tuple[Measure, ...]:
        if part == "numerator":
            return (self.numerator,)
        if part == "denominator":
            return (self.denominator,) if self.denominator else ()
        if part == "misses":
            base = self.denominator if self._has_misses else None
            return (_without(self, base),) if base else ()
        return self.unknown

    @property
    def _has_misses(self) -> bool:
        """Whether the numerator counts some of what the denominator counts."""
        top, base = self.numerator, self.denominator
        if self.unit != "ratio" or base is None or self.difference:
            return False
        if top.agg == "sum" and (top.kept or base.kept):
            return False
        return (top.table, top.window) == (base.table, base.window)

    @property
    def base_rows(self) -> Measure | None:
        """What counts the rows, or customers, that a rate or a mean rests on: its n."""
        base = None if self.share else self.denominator
        if base is None or base.target:
            return None
        if base.agg != "sum":
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
