"""What customers said when somebody asked them why they stay or went.

Those who went speak of late deliveries, most of all the large one that fell silent; of those who
stay hardly anybody does. Imports `company`, `seasons` and `catalogue`.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from ordertrack.demo import company, seasons
from ordertrack.demo.catalogue import LINES
from ordertrack.demo.company import LATE_LINE

GONE_DAYS = 120  # without an order, and none to come
ASKED_GONE, ASKED_STAYING, UNDECIDED = 46, 52, 10
FACTORS = ("quality", "price", "response", "delivery", "relationship", "other")
WHY_GONE = (0.08, 0.14, 0.11, 0.56, 0.06, 0.05)
WHY_STAYING = (0.32, 0.22, 0.19, 0.07, 0.18, 0.02)
SAID = {
    ("quality", "lost"): "设备返修两次，质量部要求更换供应商",
    ("price", "lost"): "同配置竞品低约一成，采购转单",
    ("response", "lost"): "报修后两天才有人回复，产线停线",
    ("delivery", "lost"): "仓储项目多次延期，投产计划被打乱，已改用其他供应商",
    ("relationship", "lost"): "对接人离职后无人跟进",
    ("other", "lost"): "工厂搬迁，暂停采购",
    ("quality", "bought_again"): "运行稳定，同型号复购",
    ("price", "bought_again"): "年框价格可接受，继续下单",
    ("response", "bought_again"): "工程师响应快，愿意追加",
    ("delivery", "bought_again"): "本次按期到货，后续继续合作",
    ("relationship", "bought_again"): "销售定期回访，沟通顺畅",
    ("other", "bought_again"): "集团统一采购，沿用现有供应商",
}
SILENT = (
    (131, "delivery", "open", "四向穿梭车两次改期，客户要求书面交期承诺"),
    (19, "delivery", "lost", "合同下月到期，因交付一再延期，已在试用另一家的设备"),
)


def interviews(
    customers: pl.DataFrame, orders: pl.DataFrame, today: date, seed: int
) -> pl.DataFrame:
    """Return customer, day, interviewer, factor, outcome, note: one row per interview."""
    rng = seasons.dice(seed, "interviews")
    known = _known(customers, orders, today)
    gone = known.filter(pl.col("last") < today - timedelta(days=GONE_DAYS), pl.col("gone"))
    gone = gone.sort(["late", "customer_id"], descending=[True, False]).head(ASKED_GONE)
    staying = known.filter(pl.col("last") >= today - timedelta(days=45), ~pl.col("gone"))
    staying = staying[np.sort(rng.choice(staying.height, ASKED_STAYING + UNDECIDED, replace=False))]
    parts = [
        _asked(gone, "lost", WHY_GONE, rng),
        _asked(staying.head(ASKED_STAYING), "bought_again", WHY_STAYING, rng),
        _asked(staying.tail(UNDECIDED), "open", WHY_STAYING, rng),
    ]
    asked = _dated(pl.concat(parts), today, rng)
    return pl.concat([asked, _silent(customers, today)]).sort("day", "customer")


def _known(customers: pl.DataFrame, orders: pl.DataFrame, today: date) -> pl.DataFrame:
    """Customers with their last order, whether they have stopped, and their late warehouses."""
    late_line = next(k for k, line in enumerate(LINES) if line.name == LATE_LINE)
    seen = (
        orders.filter(pl.col("amount") > 0)
        .group_by("customer_id")
        .agg(
            last=pl.col("ordered_at").max().dt.date(),
            orders=pl.len(),
            late=(pl.col("main") == late_line).sum(),
        )
    )
    other = pl.col("name") != company.SILENT_CUSTOMER
    people = customers.filter(pl.col("same_as").is_null(), other)
    stopped = (pl.col("active_to") < today - timedelta(days=GONE_DAYS)).alias("gone")
    return (
        people.join(seen, on="customer_id", maintain_order="left")
        .filter(pl.col("orders") >= 3)
        .with_columns(stopped)
        .sort("customer_id")
    )


def _asked(
    customers: pl.DataFrame, outcome: str, odds: tuple[float, ...], rng: np.random.Generator
) -> pl.DataFrame:
    factor = rng.choice(FACTORS, customers.height, p=odds)
    return customers.select("customer_id", "cover", "last").with_columns(
        factor=pl.Series(factor),
        outcome=pl.lit(outcome),
        note=pl.Series([SAID.get((word, outcome)) for word in factor.tolist()], dtype=pl.String),
    )


def _dated(asked: pl.DataFrame, today: date, rng: np.random.Generator) -> pl.DataFrame:
    """Some weeks after the last order, and always before today."""
    days = {"wait": rng.integers(20, 95, asked.height), "ago": rng.integers(2, 40, asked.height)}
    asked = asked.with_columns(**{name: pl.Series(drawn) for name, drawn in days.items()})
    gone = pl.col("outcome") == "lost"
    after = pl.col("last") + pl.duration(days="wait")
    lately = pl.lit(today) - pl.duration(days="ago")
    return asked.select(
        customer="customer_id",
        day=pl.when(gone).then(after).otherwise(lately).cast(pl.Date),
        interviewer="cover",
        factor="factor",
        outcome="outcome",
        note="note",
    )


def _silent(customers: pl.DataFrame, today: date) -> pl.DataFrame:
    """What the large customer said before it fell silent, and lately."""
    one = customers.filter(name=company.SILENT_CUSTOMER).row(0, named=True)
    return pl.DataFrame(
        [
            {
                "customer": one["customer_id"],
                "day": today - timedelta(days=ago),
                "interviewer": one["cover"],
                "factor": factor,
                "outcome": outcome,
                "note": note,
            }
            for ago, factor, outcome, note in SILENT
        ]
    )
