"""Leads: the ones behind orders, the lost ones and the open ones. Imports `company`, `seasons`."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from ordertrack.demo import company, seasons
from ordertrack.demo.delivery import clock

KNOWN_AGAIN = 0.06  # of later orders also began as a lead
LOST_BECAUSE = ("价格过高", "选择竞品", "预算取消", "交期不满足", "需求搁置", "联系不上")


def leads(orders: pl.DataFrame, staff: pl.DataFrame, today: date, seed: int) -> pl.DataFrame:
    """Return one row per lead; what happens after the export's moment is cut off later."""
    rng = seasons.dice(seed, "leads")
    won = _won(orders, rng)
    lost = _unwon(won, orders, today, rng)
    frame = pl.concat([won, lost], how="diagonal").sort("created_at", "sales_rep", "order_no")
    running = pl.int_range(pl.len()) + 100_001
    return frame.with_columns(lead_id=pl.lit("XS") + running.cast(pl.String))


def _won(orders: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """A new customer's first order was a lead, and a few of the later ones."""
    first = pl.col("is_new") & pl.int_range(pl.len()).over("customer").eq(0)
    placed = orders.filter(pl.col("side").is_null(), pl.col("amount") > 0)
    again = pl.Series(rng.random(placed.height) < KNOWN_AGAIN)
    placed = placed.filter(first | again)
    count = placed.height
    before = np.where(placed["is_new"], rng.gamma(2.2, 14, count), rng.gamma(2, 6, count)) + 1
    ordered = placed["ordered_at"].to_numpy()
    created = ordered - (before * 24 * 60).astype("timedelta64[m]")
    answered = created + (np.minimum(rng.exponential(16, count), before * 20) * 60).astype(
        "timedelta64[m]"
    )
    return placed.select(
        "order_no",
        "customer_id",
        "channel",
        "sales_rep",
        created_at=pl.Series(created),
        first_follow_up_at=pl.Series(answered),
        follow_ups=pl.Series(rng.integers(2, 13, count)),
        outcome=pl.lit("won"),
        closed_at="ordered_at",
    )


def _unwon(
    won: pl.DataFrame, orders: pl.DataFrame, today: date, rng: np.random.Generator
) -> pl.DataFrame:
    """As many lost leads as the channel's rate of success says; the newest are still open."""
    rate = {channel.name: channel.wins for channel in company.CHANNELS}
    times = pl.col("channel").replace_strict({k: (1 - v) / v for k, v in rate.items()})
    star = pl.when(pl.col("sales_rep") == company.STAR_REP).then(0.45).otherwise(1.0)
    copies = (times * star * 10).round().cast(pl.Int64)
    counts = won.select(copies).to_series().to_numpy()
    counts = counts // 10 + (rng.random(len(counts)) < counts % 10 / 10)
    frame = won.select("channel", "sales_rep", "created_at")[
        np.repeat(np.arange(len(counts)), counts)
    ]
    count = frame.height
    shift = rng.integers(-25, 26, count).astype("timedelta64[D]")
    created = clock((frame["created_at"].to_numpy() + shift).astype("datetime64[D]"), rng)
    followed = rng.random(count) < 0.86
    closed = created + (rng.gamma(2.5, 14, count) * 24 * 60 + 300).astype("timedelta64[m]")
    answered = created + (rng.exponential(26, count) * 60).astype("timedelta64[m]")
    return frame.with_columns(
        created_at=pl.Series(created),
        first_follow_up_at=pl.when(pl.Series(followed)).then(
            pl.Series(np.minimum(answered, closed))
        ),
        follow_ups=pl.Series(np.where(followed, rng.integers(1, 9, count), 0)),
        outcome=pl.lit("lost"),
        closed_at=pl.Series(closed),
        lost_reason=pl.Series(rng.choice(LOST_BECAUSE, count)),
    ).filter(pl.col("created_at") < today)
