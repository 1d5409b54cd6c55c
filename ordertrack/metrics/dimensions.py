"""The dimensions: what numbers can be grouped and filtered by. Imports `scope`, `words` and `errors`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ordertrack.errors import BadScope
from ordertrack.period import Grain
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

    `grain`: order (one value per order), line (an order counts in each of its values), time (the date
    of the measure, as the first day of its bucket), customer (computed per customer), receivable (of
    overdue receivables only).
    """

    name: str
    label: Label
    column: str
    label_column: str | None = None
    grain: Level = "order"

    @property
    def bucket(self) -> Grain:
        assert self.grain == "time"
        return self.name  # type: ignore[return-value]


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
        Dimension("tier", Label("Customer tier", "客户分层"), "tier", grain="customer"),
        Dimension("status", Label("Status", "当前状态"), "status"),
        Dimension("age_band", Label("Days overdue", "逾期天数"), AGE_BAND, grain="receivable"),
        Dimension("day", Label("Day", "日"), "", grain="time"),
        Dimension("week", Label("Week", "周"), "", grain="time"),
        Dimension("month", Label("Month", "月"), "", grain="time"),
        Dimension("quarter", Label("Quarter", "季度"), "", grain="time"),
        Dimension("year", Label("Year", "年"), "", grain="time"),
    )
}
ALIASES = {"person": "sales_rep", "rep": "sales_rep", "line": "product_line"}


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
