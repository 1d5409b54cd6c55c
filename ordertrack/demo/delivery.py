"""What happens to order lines: production start, promises and their moves, shipping, delivery.

Every date is the whole truth, also in the future; `known` cuts it at the moment of an export.
Imports `company`, `catalogue` and `seasons`.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from ordertrack.demo import company, seasons
from ordertrack.demo.catalogue import LINES

MOVER_LATE, MOVER_SLIP = 0.42, 6.0  # the team that moves promises, on top of its lines
MOVED_ELSEWHERE = 0.12  # of late lines of other teams
NOT_PROMISED = 0.008  # share of lines that nobody promised a day for
SHORT = 0.025  # share of lines that are never delivered in full
TOGETHER = 0.8  # share of orders whose lines arrive together
MINDFUL = 0.75  # share of promises that leave Spring Festival out
IN_PARTS = 0.08  # share of larger lines of which some pieces arrive before the rest
PROMISES = ("promised_first", "promised_second", "promised_third")


def delivered(orders: pl.DataFrame, lines: pl.DataFrame, today: date, seed: int) -> pl.DataFrame:
    """Lines with started_at of their order, promises, shipped_at and delivered_at."""
    rng = seasons.dice(seed, "delivery")
    closed = seasons.closed_days(today)
    started = _starts(orders, closed, rng)
    facts = orders.select("order", "team", "customer").with_columns(started_at=pl.Series(started))
    frame = lines.join(facts, on="order", how="left", maintain_order="left")
    frame = _promises(frame, closed, rng)
    frame = _deliveries(frame, orders.height, closed, rng)
    frame = _moves(frame, closed, rng).pipe(_together, rng.random(orders.height) < TOGETHER)
    return _pieces(_shipments(frame, rng), rng)


def clock(days: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a moment in the working hours of each day."""
    minutes = rng.integers(9 * 60, 17 * 60, len(days)).astype("timedelta64[m]")
    return (days + minutes).astype("datetime64[us]")


def day_of(series: pl.Series) -> np.ndarray:
    """Return the calendar days of a column of dates or moments."""
    return series.to_numpy().astype("datetime64[D]")


def _starts(orders: pl.DataFrame, closed: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Production starts within two working days; one order in forty lies around longer."""
    wait = rng.choice([0, 1, 2], orders.height, p=[0.25, 0.5, 0.25])
    forgotten = rng.random(orders.height) < 0.025
    wait = np.where(forgotten, rng.integers(4, 12, orders.height), wait)
    ordered = orders["ordered_at"].to_numpy()
    day = seasons.later_open_day(day_of(orders["ordered_at"]), wait, closed)
    return np.maximum(clock(day, rng), ordered + np.timedelta64(40, "m"))


def _promises(frame: pl.DataFrame, closed: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    """The first promise: order day plus the lead time of the product line, on a working day."""
    line = frame["line"].to_numpy()
    low = np.array([kind.lead[0] for kind in LINES])[line]
    high = np.array([kind.lead[1] for kind in LINES])[line]
    lead = rng.integers(low, high + 1).astype("timedelta64[D]")
    promise = day_of(frame["ordered_at"]) + lead
    careful = seasons.after_festival(promise, rng.integers(0, 9, frame.height))
    promise = np.where(rng.random(frame.height) < MINDFUL, careful, promise)
    promise = seasons.later_open_day(promise, 0, closed)
    return frame.with_columns(
        promised_first=pl.Series(promise).cast(pl.Date),
        promised=pl.Series(rng.random(frame.height) >= NOT_PROMISED),
    )


def _deliveries(
    frame: pl.DataFrame, orders: int, closed: np.ndarray, rng: np.random.Generator
) -> pl.DataFrame:
    """Early, on the day or late; the lines of one order share their luck."""
    line, promise = frame["line"].to_numpy(), day_of(frame["promised_first"])
    mover = (frame["team"] == company.MOVING_TEAM).to_numpy() & (line != 2)
    late = np.where(mover, MOVER_LATE, np.array([kind.late for kind in LINES])[line])
    slip = np.where(mover, MOVER_SLIP, np.array([kind.slip for kind in LINES])[line])
    luck = rng.random(orders)[frame["order"].to_numpy()]
    is_late = luck < late
    days_late = rng.geometric(1 / slip)
    early = -rng.choice([0, 0, 1, 2, 3, 4], frame.height)
    day = promise + np.where(is_late, days_late, early).astype("timedelta64[D]")
    started = day_of(frame["started_at"])
    day = np.maximum(day, started + rng.integers(1, 4, frame.height).astype("timedelta64[D]"))
    day = np.where(is_late, seasons.later_open_day(day, 0, closed), day)
    day = seasons.after_festival(day, rng.integers(0, 7, frame.height))
    return frame.with_columns(delivered_at=pl.Series(clock(day, rng)), slipped=pl.Series(is_late))


def _together(frame: pl.DataFrame, orders: np.ndarray) -> pl.DataFrame:
    """Most orders are promised and delivered as a whole, as their main line is."""
    whole = pl.Series(orders[frame["order"].to_numpy()])
    shared = ("promised", *PROMISES, "delivered_at", "slipped")
    return frame.with_columns(
        pl.when(whole).then(pl.col(name).first().over("order")).otherwise(name) for name in shared
    )


def _shipments(frame: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Goods leave some days before they arrive, never before production; services do not ship."""
    line = frame["line"].to_numpy()
    abroad = (frame["team"] == company.OVERSEAS).to_numpy()
    transit = np.where(abroad, rng.integers(4, 9, frame.height), rng.integers(1, 4, frame.height))
    day = day_of(frame["delivered_at"]) - transit.astype("timedelta64[D]")
    leaves = clock(seasons.before_festival(day), rng)
    leaves = np.maximum(leaves, frame["started_at"].to_numpy() + np.timedelta64(150, "m"))
    leaves = np.minimum(leaves, frame["delivered_at"].to_numpy())
    ships = pl.Series(np.array([kind.shipped for kind in LINES])[line])
    return frame.with_columns(shipped_at=pl.when(ships).then(pl.Series(leaves)))


def _moves(frame: pl.DataFrame, closed: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    """Promises that are moved, once or twice: one team nearly always, the others seldom."""
    count, slipped = frame.height, frame["slipped"].to_numpy()
    mover = (frame["team"] == company.MOVING_TEAM).to_numpy()
    chance = np.where(mover, 0.9, MOVED_ELSEWHERE)
    moved = (slipped & (rng.random(count) < chance)) | (rng.random(count) < 0.01)
    first, delivered = day_of(frame["promised_first"]), day_of(frame["delivered_at"])
    enough = delivered + rng.integers(0, 3, count).astype("timedelta64[D]")
    guess = first + rng.integers(2, 8, count).astype("timedelta64[D]")
    last = np.where(mover | (rng.random(count) < 0.3), enough, guess)
    last = seasons.later_open_day(np.maximum(last, first + 1), 0, closed)
    half = seasons.later_open_day(first + (last - first) // 2, 0, closed)
    twice = moved & (rng.random(count) < 0.35) & (half > first) & (half < last)
    return frame.with_columns(
        promised_second=pl.Series(np.where(moved, np.where(twice, half, last), first)).cast(
            pl.Date
        ),
        promised_third=pl.Series(np.where(moved, last, first)).cast(pl.Date),
    )


def _pieces(frame: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Quantities: most arrive in full, a few stay short, some come in two parts."""
    quantity = frame["quantity"].to_numpy()
    missing = np.where(rng.random(frame.height) < SHORT, np.ceil(quantity * 0.15), 0).astype(int)
    final = np.where(quantity > 1, quantity - missing, quantity)
    parts = (quantity > 3) & (rng.random(frame.height) < IN_PARTS)
    ahead = rng.integers(2, 8, frame.height).astype("timedelta64[D]")
    first = np.maximum(frame["delivered_at"].to_numpy() - ahead, frame["started_at"].to_numpy())
    return frame.with_columns(
        quantity_delivered=pl.Series(final),
        part_at=pl.when(pl.Series(parts)).then(pl.Series(first)),
        part_quantity=pl.Series(np.where(parts, quantity // 2, 0)),
    )
