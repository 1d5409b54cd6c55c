"""What numbers can be grouped and filtered by. Imports `facts`, `period`, `words`, `errors`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ordertrack.errors import BadScope
from ordertrack.facts.tables import ORDER_LINES, ORDERS
from ordertrack.filters import ALIASES
from ordertrack.period import Grain
from ordertrack.words import Label, t

GRAINS = ("day", "week", "month", "quarter", "year")
Level = Literal["order", "line", "time", "customer", "receivable"]


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something that numbers can be grouped and filtered by; `facts.tables` says where it is held.

    `named` ones have a label for each key. `grain`: order (one value per order), line (an order
    counts in each of its values), time (the first day of the bucket that holds the measure's date),
    customer (computed per customer), receivable (per unpaid order). `only`: the metrics that it can
    split; () = all.
    """

    name: str
    label: Label
    named: bool = False
    grain: Level = "order"
    bucket: Grain = "day"
    only: tuple[str, ...] = ()
    formula: Label | None = None

    @property
    def filled_by(self) -> str:
        """The fact column without which the dimension is empty."""
        table = ORDER_LINES if self.grain == "line" else ORDERS
        key = table.customer if self.grain == "customer" else table.column(self.name).key
        return f"{table.name}.{key}"


TIER = Label(
    "Trailing 12 months to the period's end, customers by revenue, highest first: A while the "
    "customers before make up less than 80% of revenue, B under 95%, else C. Equal revenues "
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
        Dimension("team", Label("Team", "团队")),
        Dimension("sales_rep", Label("Salesperson", "销售负责人"), named=True),
        Dimension("product_line", Label("Product line", "产品线"), grain="line"),
        Dimension("product", Label("Product", "产品"), named=True, grain="line"),
        Dimension("region", Label("Region", "区域")),
        Dimension("channel", Label("Channel", "获客渠道")),
        Dimension("customer", Label("Customer", "客户"), named=True),
        Dimension("tier", Label("Customer tier", "客户分层"), grain="customer", formula=TIER),
        Dimension("currency", Label("Currency", "币种")),
        Dimension("status", Label("Status", "当前状态")),
        Dimension("delay_reason", Label("Reason for delay", "交付差异原因")),
        Dimension(
            "age_band",
            Label("Days overdue", "逾期天数"),
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


def fineness(dim: Dimension) -> int:
    """Return the place of a bucket of time: days come before weeks, weeks before months."""
    return GRAINS.index(dim.name)
