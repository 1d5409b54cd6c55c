"""The questions, answered by pandas with the columns that they need held in memory.

The reading of those columns is timed by itself: DuckDB reads the files again for every question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from bench.by_hand import files_of
from bench.questions import QUESTIONS, Numbers, Parts, numbers, ratio
from bench.sales import AS_OF
from ordertrack.period import Period

NEEDED = {
    "order_facts": "counted ordered_at order_day customer_id team amount status promised_first "
    "slack_first delivered_at finished_at lines_short lines_unmeasured is_first_order "
    "customer_first_day",
    "line_facts": "order_no counted ordered_at order_day product_line amount status quantity "
    "quantity_delivered promised_first delivered_at",
}
ARRIVED = ["awaiting_acceptance", "completed", "paid"]


@dataclass(frozen=True, slots=True)
class Frames:
    """Counted orders and lines up to as-of."""

    orders: pd.DataFrame
    lines: pd.DataFrame


def prepare(home: Path) -> Frames:
    """Read the columns that the questions need."""
    files = files_of(home)
    return Frames(*(_read(files[table], columns.split()) for table, columns in NEEDED.items()))


def answer(frames: Frames, question: str) -> Numbers:
    """The numbers of one question."""
    period = QUESTIONS[question][2]
    match question:
        case "cards":
            return numbers([(None, dict(_cards(frames, period)))])
        case "trend":
            return numbers(_series(frames.orders, period, "month"))
        case "teams":
            return numbers(_series(frames.orders, period, "team"))
        case _:
            return numbers(_products(frames.lines, period))


def _read(files: list[str], columns: list[str]) -> pd.DataFrame:
    parts = [pd.read_parquet(file, columns=columns, dtype_backend="pyarrow") for file in files]
    frame = pd.concat(parts, ignore_index=True)
    return frame[frame["counted"] & (frame["ordered_at"] <= AS_OF)]


def _within(frame: pd.DataFrame, column: str, period: Period) -> pd.DataFrame:
    day = frame[column]
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    if "timestamp" not in str(day.dtype):
        start, end = period.start, period.end
    return frame[((day >= start) & (day < end)).fillna(False)]


def _delivered(frame: pd.DataFrame) -> pd.Series:
    return (frame["delivered_at"] <= AS_OF).fillna(False)


def _undated(frame: pd.DataFrame) -> pd.Series:
    arrived = frame["delivered_at"].isna() & frame["status"].isin(ARRIVED)
    if "finished_at" not in frame:
        return arrived
    return arrived & (frame["finished_at"].isna() | (frame["finished_at"] <= AS_OF).fillna(False))


def _on_time(frame: pd.DataFrame) -> pd.Series:
    return (frame["slack_first"] <= 0).fillna(False)


def _cards(frames: Frames, period: Period) -> Iterator[tuple[str, Parts]]:
    orders = frames.orders
    placed = _within(orders, "order_day", period)
    count, revenue = len(placed), placed["amount"].sum()
    unpromised = int(placed["promised_first"].isna().sum())
    without = int(placed["amount"].isna().sum())
    yield "orders", (count, count, None, 0)
    yield "revenue", (revenue, revenue, None, without)
    average = (revenue / count).quantize(Decimal("0.0001"))
    yield "average_order_value", (average, revenue, count, without)
    customers = int(placed["customer_id"].nunique())
    yield "customers", (customers, customers, None, 0)
    firsts = _within(orders[orders["is_first_order"].fillna(False)], "customer_first_day", period)
    new = int(firsts["customer_id"].nunique())
    yield "new_customers", (new, new, None, 0)
    yield from _due_cards(_within(orders, "promised_first", period), unpromised)
    yield from _delivery_cards(orders, placed, period)
    yield from _units(frames.lines, period)
    stock = orders.loc[~_delivered(orders) & ~_undated(orders), "amount"].sum()
    yield "backlog", (stock, stock, None, 0)


def _due_cards(due: pd.DataFrame, unpromised: int) -> Iterator[tuple[str, Parts]]:
    undated, on_time = _undated(due), _on_time(due)
    judged, top = int((~undated).sum()), int(on_time.sum())
    unknown = unpromised + int(undated.sum())
    yield "on_time_rate", (ratio(top, judged), top, judged, unknown)
    known = (due["lines_unmeasured"] == 0) | ~_delivered(due)
    full = _delivered(due) & (due["lines_short"] == 0) & (due["lines_unmeasured"] == 0)
    top, over = int((on_time & full).sum()), int((~undated & known).sum())
    yield "otif_rate", (ratio(top, over), top, over, unpromised + int((undated | ~known).sum()))


def _delivery_cards(
    orders: pd.DataFrame, placed: pd.DataFrame, period: Period
) -> Iterator[tuple[str, Parts]]:
    delivered = _within(orders[_delivered(orders)], "delivered_at", period)
    top, judged = int(_on_time(delivered).sum()), int(delivered["slack_first"].notna().sum())
    missing = len(delivered) - judged
    yield "on_time_rate_delivered", (ratio(top, judged), top, judged, missing)
    ordered = delivered["order_day"].astype("datetime64[us]")
    days = (delivered["delivered_at"].astype("datetime64[us]").dt.normalize() - ordered).dt.days
    open_orders = int((~_delivered(placed)).sum())
    parts = (float(days.median()), int(days.sum()), len(delivered), open_orders)
    yield "order_cycle_days", parts


def _units(lines: pd.DataFrame, period: Period) -> Iterator[tuple[str, Parts]]:
    due = _within(lines, "promised_first", period)
    unmeasured = due["quantity_delivered"].isna() & (_delivered(due) | _undated(due))
    real = (due["quantity"] > 0).fillna(False)
    judged = due[real & ~unmeasured]
    given = judged["quantity_delivered"].fillna(Decimal(0)).where(_delivered(judged), Decimal(0))
    capped = given.where(given < judged["quantity"], judged["quantity"])
    placed = _within(lines, "order_day", period)
    bare = placed["promised_first"].isna()
    bare &= placed["quantity"].isna() | (placed["quantity"] > 0).fillna(False)
    unknown = int(bare.sum() + (due["quantity"].isna() | (real & unmeasured)).sum())
    top, over = capped.sum(), judged["quantity"].sum()
    yield "fill_rate", (ratio(top, over), top, over, unknown)


def _series(
    orders: pd.DataFrame, period: Period, by: str
) -> Iterator[tuple[Any, dict[str, Parts]]]:
    placed, due = _within(orders, "order_day", period), _within(orders, "promised_first", period)
    keys = (_key(placed, "order_day", by), _key(due, "promised_first", by))
    sold = placed.groupby(keys[0], dropna=False).agg(
        orders=("counted", "size"), revenue=("amount", "sum"), priced=("amount", "count")
    )
    sold["unpromised"] = placed["promised_first"].isna().groupby(keys[0], dropna=False).sum()
    undated = _undated(due)
    judged = (~undated).groupby(keys[1], dropna=False).sum().rename("due")
    on_time = _on_time(due).groupby(keys[1], dropna=False).sum().rename("on_time")
    lost = undated.groupby(keys[1], dropna=False).sum().rename("undated")
    whole = sold.join([judged, on_time, lost], how="outer").fillna(0)
    for key, row in zip(whole.index, whole.to_dict("records"), strict=True):
        count, revenue, top, over = row["orders"], row["revenue"], row["on_time"], row["due"]
        without = int(count - row["priced"])
        unknown = int(row["unpromised"] + row["undated"])
        yield (
            key,
            {
                "revenue": (revenue, revenue, None, without),
                "orders": (int(count), int(count), None, 0),
                "on_time_rate": (ratio(top, over), int(top), int(over), unknown),
            },
        )


def _key(frame: pd.DataFrame, day: str, by: str) -> pd.Series:
    if by != "month":
        return frame[by]
    return frame[day].astype("datetime64[us]").dt.strftime("%Y-%m")


def _products(lines: pd.DataFrame, period: Period) -> Iterator[tuple[Any, dict[str, Parts]]]:
    sold = _within(lines, "order_day", period).groupby("product_line", dropna=False)
    revenue, orders = sold["amount"].sum(), sold["order_no"].nunique()
    for key in revenue.index:
        worth, count = revenue[key], int(orders[key])
        yield key, {"revenue": (worth, worth, None, 0), "orders": (count, count, None, 0)}
