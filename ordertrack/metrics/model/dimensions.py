"""What numbers can be grouped and filtered by. Imports `period`, `scope`, `words`, `errors`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ordertrack.errors import BadScope
from ordertrack.period import Grain
from ordertrack.scope import ALIASES
from ordertrack.words import Label, t

Level = Literal["order", "line", "time", "customer", "receivable"]

DAYS_OVERDUE = (
    "CASE WHEN payment_due IS NOT NULL THEN DATE_DIFF('day', payment_due, $as_of_day) "
    "ELSE DATE_DIFF('day', CAST(finished_at AS DATE), $as_of_day) - $payment_days END"
)
AGE_BAND = (
    f"CASE WHEN {DAYS_OVERDUE} <= 30 THEN '0-30' WHEN {DAYS_OVERDUE} <= 60 THEN '31-60' "
    f"WHEN {DAYS_OVERDUE} <= 90 THEN '61-90' WHEN {DAYS_OVERDUE} > 90 THEN '90+' END"
)


@dataclass(frozen=True, slots=True)
class Dimension:
    """`column` is the SQL of the key; `label_column` what to show for it, where that is another.

    `grain`: order (one value per order), line (an order counts in each of its values), time (the
    first day of the bucket that holds the measure's date), customer (computed per customer),
    receivable (per unpaid order). `only`: the metrics that it can split; () = all.
    """

    name: str
    label: Label
    column: str = ""
    label_column: str | None = None
    grain: Level = "order"
    bucket: Grain = "day"
    only: tuple[str, ...] = ()
    formula: Label | None = None

    @property
    def filled_by(self) -> str:
        """The fact column without which the dimension is empty."""
        table = "line_facts" if self.grain == "line" else "order_facts"
        return f"{table}.{'customer_id' if self.grain == 'customer' else self.column}"


TIER = Label(
    "Trailing 12 months to the period's end, customers by revenue, highest first: A while the "
    "customers before make up less than 80 % of revenue, B under 95 %, else C. Equal revenues "
    "share the tier of the first of them; net revenue of 0 or less is C, outside the base. Filters "
    "do not change a customer's tier.",
    "截至期末滚动 12 个月，客户按销售额从高到低排列：排在其前的客户累计占比低于 80% 为 A，"
    "低于 95% 为 B，其余为 C。销售额相同者与其中第一位同级；净额小于等于 0 的为 C，不计入基数。"
    "筛选条件不改变客户的分层。",
)


def _time(name: Grain, en: str, zh: str) -> Dimension:
    return Dimension(name, Label(en, zh), grain="time", bucket=name)


DIMENSIONS: Mapping[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        Dimension("team", Label("Team", "团队"), "team"),
        Dimension("sales_rep", Label("Salesperson", "销售负责人"), "sales_rep", "sales_rep_name"),
        Dimension("product_line", Label("Product line", "产品线"), "product_line", grain="line"),
        Dimension("product", Label("Product", "产品"), "product", "product_name", grain="line"),
        Dimension("region", Label("Region", "区域"), "region"),
        Dimension("channel", Label("Channel", "获客渠道"), "channel"),
        Dimension("customer", Label("Customer", "客户"), "customer_id", "customer_name"),
        Dimension(
            "tier", Label("Customer tier", "客户分层"), "tier", grain="customer", formula=TIER
        ),
        Dimension("status", Label("Status", "当前状态"), "status"),
        Dimension(
            "age_band",
            Label("Days overdue", "逾期天数"),
            AGE_BAND,
            grain="receivable",
            only=("overdue_receivables",),
        ),
        _time("day", "Day", "日"),
        _time("week", "Week", "周"),
        _time("month", "Month", "月"),
        _time("quarter", "Quarter", "季度"),
        _time("year", "Year", "年"),
    )
}


def dimension(name: str) -> Dimension:
    """The dimension of that name or alias."""
    found = DIMENSIONS.get(ALIASES.get(name, name))
    if found is None:
        raise BadScope(
            t("{name} is not a dimension.", name=repr(name)),
            t("Dimensions are {names}.", names=", ".join(DIMENSIONS)),
        )
    return found


def dimensions(names: Sequence[str]) -> tuple[Dimension, ...]:
    return tuple(dict.fromkeys(dimension(name) for name in names))
