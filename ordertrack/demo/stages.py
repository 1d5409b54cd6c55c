"""What happens to whole orders: acceptance, completion, payment, and the side states.

Imports `company`, `delivery` and `seasons`.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from ordertrack.demo import company, seasons
from ordertrack.demo.delivery import clock, day_of


def staged(orders: pl.DataFrame, lines: pl.DataFrame, today: date, seed: int) -> pl.DataFrame:
    """Orders with the dates of their stages, taken from all their lines."""
    rng = seasons.dice(seed, "stages")
    closed = seasons.closed_days(today)
    sums = lines.group_by("order", maintain_order=True).agg(
        pl.first("started_at"),
        pl.min("shipped_at"),
        pl.max("delivered_at"),
        pl.sum("amount"),
        pl.max("promised_first"),
    )
    frame = orders.join(sums, on="order", how="left", maintain_order="left")
    frame = _acceptance(frame, closed, rng)
    frame = _hands(_payment(frame, today, rng), rng)
    return _side_states(frame, today, rng)


def _hands(frame: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Who looks after production and logistics, and with whom goods travel."""
    count = frame.height
    running = pl.Series(rng.integers(10**11, 10**12, count)).cast(pl.String)
    planner = pl.Series(company.PLANNERS)[frame["main"]]
    carrier = pl.when(pl.col("team") == company.OVERSEAS).then(pl.lit("DHL"))
    carrier = carrier.otherwise(pl.Series(rng.choice(company.CARRIERS, count)))
    return frame.with_columns(
        production_owner=planner,
        logistics_owner=pl.Series(rng.choice(company.DISPATCHERS, count)),
        carrier=carrier,
        tracking_no=pl.lit("YD") + running,
    )


def _acceptance(frame: pl.DataFrame, closed: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    """The customer accepts within days, some only after a week or two; then the order is done."""
    slow = rng.random(frame.height) < 0.05
    wait = np.where(slow, rng.integers(6, 13, frame.height), rng.integers(0, 4, frame.height))
    delivered = frame["delivered_at"].to_numpy()
    accepted = clock(seasons.later_open_day(day_of(frame["delivered_at"]), wait, closed), rng)
    accepted = np.maximum(accepted, delivered + np.timedelta64(30, "m"))
    done = accepted + (rng.random(frame.height) * 50 * 60).astype("timedelta64[m]")
    return frame.with_columns(accepted_at=pl.Series(accepted), completed_at=pl.Series(done))


def _payment(frame: pl.DataFrame, today: date, rng: np.random.Generator) -> pl.DataFrame:
    """Due after the customer's terms; most pay around that day, some late, a few for ages not.

    Some keep a part back until they are content, which takes a quarter.
    """
    count = frame.height
    habits = rng.choice(4, count, p=[0.72, 0.21, 0.06, 0.01])
    waits = [(-14, 1), (1, 15), (15, 100), (150, 400)]
    drawn = np.stack([rng.integers(low, high, count) for low, high in waits])
    due = day_of(frame["completed_at"]) + frame["terms"].to_numpy().astype("timedelta64[D]")
    paid = due + drawn[habits, np.arange(count)].astype("timedelta64[D]")
    discontent = (rng.random(count) < 0.04) & (due > np.datetime64(today - timedelta(days=90)))
    kept_back = np.where(discontent, rng.choice([5, 10, 30], count), 0)
    amount = frame["amount"].to_numpy()
    return frame.with_columns(
        payment_due=pl.Series(due).cast(pl.Date),
        paid_at=pl.Series(paid).cast(pl.Date),
        paid_amount=pl.Series(amount - amount * kept_back // 100),
    )


def _side_states(frame: pl.DataFrame, today: date, rng: np.random.Generator) -> pl.DataFrame:
    """Cancelled early, held back since some weeks, or still a draft; later dates never happen."""
    count = frame.height
    first_order = pl.col("is_new") & pl.int_range(pl.len()).over("customer").eq(0)
    waited = (rng.random(count) * 12 * 24 * 60 + 300).astype("timedelta64[m]")
    stops = frame["ordered_at"].to_numpy() + waited
    chance = pl.Series(rng.random(count))
    fresh = pl.col("ordered_at").dt.date() > today - timedelta(days=110)
    newest = pl.col("ordered_at").dt.date() > today - timedelta(days=5)
    frame = frame.with_columns(
        side=pl.when(first_order | (pl.Series(stops) >= pl.col("delivered_at")))
        .then(None)
        .when(chance < 0.028)
        .then(pl.lit("cancelled"))
        .when(fresh & (chance < 0.040))
        .then(pl.lit("on_hold"))
        .when(newest & (chance < 0.080))
        .then(pl.lit("draft")),
    ).with_columns(
        side_at=pl.when(pl.col("side") == "draft")
        .then("ordered_at")
        .when(pl.col("side").is_not_null())
        .then(pl.Series(stops))
    )
    return frame.with_columns(
        pl.when(pl.col("side").is_null() | (pl.col(stage) < pl.col("side_at"))).then(stage)
        for stage in ("started_at", "shipped_at")
    ).with_columns(
        pl.when(pl.col("side").is_null()).then(stage)
        for stage in ("delivered_at", "accepted_at", "completed_at", "payment_due", "paid_at")
    )
