"""Two releases beside each other: which figures moved, and which orders made them move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import Metric
from ordertrack.model import STATUSES
from ordertrack.views import formats, markup
from ordertrack.words import Text, t

STEPS = ("amount", "ordered", "status", "promised", "delivered")
WHAT: Mapping[str, Text] = {"new": t("new"), "gone": t("gone"), "changed": t("changed")}
_TINY = "≈ 0"  # a change that the digits on show are too few for


def moved_figures(moved: pl.DataFrame, lang: str) -> pl.DataFrame:
    """Return metric, before, after, change as people read them."""
    rows = []
    for row in moved.iter_rows(named=True):
        metric = CATALOG[row["metric"]]
        before, after = (
            formats.value(row[side], metric.unit, lang, exact=True) for side in ("before", "after")
        )
        change = change_text(metric, row["change"], lang)
        label = metric.label.to(lang)
        rows.append({"metric": label, "before": before, "after": after, "change": change})
    return pl.DataFrame(rows)


def change_text(metric: Metric, change: Any, lang: str) -> str:
    """Say a difference as exactly as the figures beside it."""
    if change is None:
        return formats.NONE
    if metric.unit == "ratio":
        points = _signed(change, formats.percent(change, 2).removesuffix("%"))
        text = t("{points}pp", points=points).to(lang)
    else:
        text = _signed(change, formats.value(change, metric.unit, lang, exact=True))
    return text if set(text) & set("123456789") else _TINY  # what differs does not differ by 0


def moved_orders(found: pl.DataFrame, metric: Metric, lang: str) -> pl.DataFrame:
    """Return what happened to each order, and what differs, as `before → after`.

    A step in which no order differs is left out.
    """
    rows = []
    for row in found.iter_rows(named=True):
        effect = (row["numerator_after"] or 0) - (row["numerator_before"] or 0)
        text = formats.value(effect, metric.numerator.unit, lang, exact=True)
        rows.append(
            {
                "order_no": markup.button(row["order_no"]),
                "customer_name": row["customer_name"],
                "what": WHAT[row["what"]].to(lang),
                "effect": _signed(effect, text),
                **{name: _step(row, name, lang) for name in STEPS},
            }
        )
    frame = pl.DataFrame(rows)
    return frame.drop(name for name in STEPS if not any(frame[name]))


def _signed(amount: Any, text: str) -> str:
    return f"+{text}" if amount > 0 else text


def _step(row: Mapping[str, Any], name: str, lang: str) -> str:
    """What differs; of an order that came or went, what it holds."""
    was, now = row[f"{name}_before"], row[f"{name}_after"]
    if was == now:
        return ""
    if row["what"] != "changed":
        return _fact(name, now if was is None else was, lang)
    return f"{_fact(name, was, lang)} → {_fact(name, now, lang)}"


def _fact(name: str, value: Any, lang: str) -> str:
    if value is None:
        return formats.NONE
    if name == "amount":
        return formats.value(value, "money", lang, exact=True)
    if name == "status":
        return STATUSES[value].to(lang) if value in STATUSES else value
    return formats.day(value)
