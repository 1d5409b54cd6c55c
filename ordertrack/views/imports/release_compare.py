"""Two releases beside each other: which figures moved, and which orders made them move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import Metric
from ordertrack.model import STATUSES
from ordertrack.views import currencies, formats, markup
from ordertrack.views.view import View
from ordertrack.words import Text, t

STEPS = ("amount", "ordered", "status", "promised", "delivered")
WHAT: Mapping[str, Text] = {"new": t("new"), "gone": t("gone"), "changed": t("changed")}
_TINY = "≈ 0"  # a change that the digits on show are too few for


@dataclass(frozen=True)
class Sides:
    """The same look at two releases, the older one first."""

    before: View
    after: View

    def units(self, metric: Metric) -> tuple[str, str]:
        """Return the unit of a metric on both sides: the same export can name its currency late."""
        return currencies.unit(self.before, metric), currencies.unit(self.after, metric)

    def unit_of_change(self, metric: Metric) -> str:
        """Return the unit of a difference; two currencies have none in common."""
        before, after = self.units(metric)
        return after if before == after else metric.unit

    def notes(self, metrics: Sequence[str]) -> list[Text]:
        """Say, each once, that amounts in several currencies are added up."""
        found = [
            currencies.currency_note(view, CATALOG[name])
            for name in metrics
            for view in (self.before, self.after)
        ]
        return list({note.to("en"): note for note in found if note}.values())


def moved_figures(moved: pl.DataFrame, sides: Sides, lang: str) -> pl.DataFrame:
    """Return metric, before, after, change as people read them."""
    rows = []
    for row in moved.iter_rows(named=True):
        metric = CATALOG[row["metric"]]
        before, after = (
            formats.value(row[side], unit, lang, exact=True)
            for side, unit in zip(("before", "after"), sides.units(metric), strict=True)
        )
        change = change_text(metric, row["change"], sides.unit_of_change(metric), lang)
        label = metric.label.to(lang)
        rows.append({"metric": label, "before": before, "after": after, "change": change})
    return pl.DataFrame(rows)


def change_text(metric: Metric, change: Any, unit: str, lang: str) -> str:
    """Say a difference as exactly as the figures beside it."""
    if change is None:
        return formats.NONE
    if metric.unit == "ratio":
        points = _signed(change, formats.percent(change, 2).removesuffix("%"))
        text = t("{points}pp", points=points).to(lang)
    else:
        text = _signed(change, formats.value(change, unit, lang, exact=True))
    return text if set(text) & set("123456789") else _TINY  # what differs does not differ by 0


def moved_orders(found: pl.DataFrame, metric: Metric, sides: Sides, lang: str) -> pl.DataFrame:
    """Return what happened to each order, and what differs, as `before → after`.

    A step in which no order differs is left out.
    """
    home = currencies.home(sides.after)
    rows = []
    for found_row in found.iter_rows(named=True):
        row = _with_units(found_row, home)
        effect = (row["numerator_after"] or 0) - (row["numerator_before"] or 0)
        text = formats.value(effect, _unit_of_effect(row, metric), lang, exact=True)
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


def _with_units(row: Mapping[str, Any], home: str | None) -> dict[str, Any]:
    """An order's row whose amounts carry their currency: the same number in another one differs."""
    told = dict(row)
    for side in ("before", "after"):
        amount, currency = row[f"amount_{side}"], row[f"currency_{side}"] or home or ""
        told[f"amount_{side}"] = None if amount is None else (amount, f"money {currency}".strip())
    return told


def _unit_of_effect(row: Mapping[str, Any], metric: Metric) -> str:
    """The unit of what an order adds to a figure: its own currency, where it kept it."""
    unit = metric.numerator.unit
    units = {row[side][1] for side in ("amount_before", "amount_after") if row[side]}
    return units.pop() if unit == "money" and len(units) == 1 else unit


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
        return formats.value(*value, lang, exact=True)
    if name == "status":
        return STATUSES[value].to(lang) if value in STATUSES else value
    return formats.day(value)
