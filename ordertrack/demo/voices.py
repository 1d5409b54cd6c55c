"""What customers say: satisfaction, reasons for delay, exceptions, complaints.

Imports `catalogue`, `seasons` and `delivery`.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from ordertrack.demo import seasons
from ordertrack.demo.catalogue import LINES
from ordertrack.demo.company import LATE_LINE

WAITING = 6  # complaints that still wait for an answer
ASKED = 0.55  # share of finished orders that give a score
REASONS = (
    "物流延迟",
    "关键物料短缺",
    "生产排期冲突",
    "客户变更需求",
    "现场安装条件未就绪",
    "供应商质量返工",
)
USUAL = (0.27, 0.24, 0.21, 0.13, 0.06, 0.09)
AT_THE_LATE_LINE = (0.08, 0.17, 0.07, 0.08, 0.46, 0.14)
REMEDIES = (
    "已加急发运",
    "已协调产线插单",
    "已补发并致歉",
    "已重排交付计划并通知客户",
    "已派工程师驻场",
)
KINDS = ("交付延迟", "质量问题", "安装调试", "发错货", "服务响应", "发票与对账")
WORDS = (
    "比约定时间晚到，影响产线投产",
    "使用一周后出现报警",
    "现场联调未通过",
    "到货型号与订单不符",
)
WORDS += ("报修后无人联系", "发票抬头有误")
ANSWERS = (
    "已致歉并给出新交期",
    "更换备件，已恢复",
    "工程师到场完成调试",
    "已换货",
    "已回访",
    "已重开发票",
)


def feedback(orders: pl.DataFrame, lines: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Orders with satisfaction (less when late), delay_reason and exception_note."""
    rng = seasons.dice(seed, "feedback")
    days_late = (pl.col("delivered_at").dt.date() - pl.col("promised_first")).dt.total_days()
    worst = lines.filter("promised").group_by("order").agg(late=days_late.max())
    frame = orders.join(worst, on="order", how="left", maintain_order="left")
    frame = frame.with_columns(pl.col("late").fill_null(0))
    late = frame["late"].to_numpy()
    mean = np.select([late <= 0, late <= 3, late <= 8], [4.5, 3.8, 3.1], 2.4)
    score = np.round(rng.normal(mean, 0.7)).clip(1, 5).astype(np.int8)
    rated = rng.random(frame.height) < ASKED
    reason, note = _reasons(frame, rng)
    return frame.with_columns(
        satisfaction=pl.when(pl.Series(rated) & pl.col("side").is_null()).then(pl.Series(score)),
        asked_at=pl.col("completed_at").dt.offset_by("2d"),
        delay_reason=pl.when(pl.col("late") > 0).then(pl.Series(reason)),
        exception_note=pl.when(pl.col("late") > 5).then(pl.Series(note)),
    )


def _reasons(frame: pl.DataFrame, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Why an order is late: at the chronic line it is mostly the site, elsewhere anything."""
    count = frame.height
    chronic = np.array([line.name == LATE_LINE for line in LINES])[frame["main"].to_numpy()]
    usual = rng.choice(REASONS, count, p=USUAL)
    reason = np.where(chronic, rng.choice(REASONS, count, p=AT_THE_LATE_LINE), usual)
    remedy = rng.choice(REMEDIES, count)
    return reason, np.array([f"{a} / {b}" for a, b in zip(reason, remedy, strict=True)])


def complaints(orders: pl.DataFrame, today: date, seed: int) -> pl.DataFrame:
    """Return one row per complaint: late orders complain more; most are answered within a day."""
    rng = seasons.dice(seed, "complaints")
    asked = orders.filter(pl.col("side").is_null(), pl.col("amount") > 0)
    late = asked["late"].to_numpy()
    chance = np.select([late <= 0, late <= 3, late <= 8], [0.013, 0.05, 0.12], 0.24)
    complain = rng.random(asked.height) < chance
    complaining = asked.filter(pl.Series(complain))
    after = (rng.random(complaining.height) * 9 * 24 * 60 + 60).astype("timedelta64[m]")
    raised = complaining["delivered_at"].to_numpy() + after
    frame = _complaints(complaining, raised, _waits(complaining.height, rng), rng)
    waiting = _waiting(asked.filter(pl.Series(~complain)), today, rng)
    return (
        pl.concat([frame, waiting])
        .sort("raised_at", "order_no")
        .with_columns(complaint_id=pl.lit("TS") + (pl.int_range(pl.len()) + 10_001).cast(pl.String))
    )


def _complaints(
    complaining: pl.DataFrame, raised: np.ndarray, waits: np.ndarray, rng: np.random.Generator
) -> pl.DataFrame:
    """What was rated about each of these orders, and what was answered."""
    count, late = complaining.height, complaining["late"].to_numpy()
    kind = np.where((late > 2) & (rng.random(count) < 0.65), 0, rng.integers(1, 6, count))
    return pl.DataFrame(
        {
            "order_no": complaining["order_no"],
            "raised_at": raised.astype("datetime64[us]"),
            "first_response_at": (raised + waits).astype("datetime64[us]"),
            "kind": np.array(KINDS)[kind],
            "description": np.array(WORDS)[kind],
            "resolution": np.array(ANSWERS)[kind],
            "day_only": rng.random(count) < 0.02,
        }
    )


def _waits(count: int, rng: np.random.Generator) -> np.ndarray:
    """How long until somebody answers: five hours in the middle, over a day for one in nine."""
    hours = np.exp(rng.normal(np.log(5), 0.8, count)).clip(0.2, 23.5)
    hours = np.where(rng.random(count) < 0.11, rng.uniform(25, 80, count), hours)
    return (hours * 60).astype("timedelta64[m]")


def _waiting(asked: pl.DataFrame, today: date, rng: np.random.Generator) -> pl.DataFrame:
    """Complaints that nobody has answered by now: some for more than a day, two since tonight."""
    now = np.datetime64(today) + np.timedelta64(8 * 60, "m")
    had_it = pl.col("delivered_at").dt.date() <= today - timedelta(days=5)
    complaining = asked.filter(had_it).sort("delivered_at", "order_no").tail(80)
    complaining = complaining[
        np.sort(rng.choice(complaining.height, min(WAITING, complaining.height), replace=False))
    ]
    hours = np.where(
        np.arange(complaining.height) < 2, 9.5, rng.uniform(27, 96, complaining.height)
    )
    raised = now - (hours * 60).astype("timedelta64[m]")
    late_answer = np.full(complaining.height, 9 * 24 * 60).astype("timedelta64[m]")
    frame = _complaints(complaining, raised, late_answer, rng)
    return frame.with_columns(day_only=pl.lit(False))
