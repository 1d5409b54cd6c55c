"""What Overview asks of one release, and the numbers as they are compared between engines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bench.sales import AS_OF
from ordertrack.period import Period

CARDS = (
    "orders",
    "revenue",
    "customers",
    "new_customers",
    "average_order_value",
    "on_time_rate",
    "on_time_rate_delivered",
    "fill_rate",
    "otif_rate",
    "order_cycle_days",
    "backlog",
)
SERIES = ("revenue", "orders", "on_time_rate")
BOARD = ("revenue", "orders")

MONTH = Period.month(AS_OF.year, AS_OF.month)
TWO_YEARS = MONTH.trailing(24)

# question → (metrics, dimension, period)
QUESTIONS: Mapping[str, tuple[tuple[str, ...], str | None, Period]] = {
    "cards": (CARDS, None, MONTH),
    "trend": (SERIES, "month", TWO_YEARS),
    "product lines": (BOARD, "product_line", MONTH),
    "teams": (SERIES, "team", MONTH),
}

Parts = tuple[Any, Any, Any, Any]  # value, numerator, denominator, unknown
Numbers = dict[str, dict[str, list[Any]]]  # group → metric → parts


def numbers(rows: Iterable[tuple[Any, Mapping[str, Parts]]]) -> Numbers:
    """Numbers in one form whatever engine they come from: exact, but ratios to nine digits."""
    return {
        _group(key): {metric: [_exact(part) for part in parts] for metric, parts in figures.items()}
        for key, figures in rows
    }


def ratio(top: Any, over: Any) -> float | None:
    return float(top) / float(over) if over else None


def _group(key: Any) -> str:
    return key.isoformat()[:7] if isinstance(key, date) else str(key or "")


def _exact(part: Any) -> Any:
    if isinstance(part, Decimal):
        return format(part.normalize(), "f")
    return float(f"{part:.9g}") if isinstance(part, float) else part
