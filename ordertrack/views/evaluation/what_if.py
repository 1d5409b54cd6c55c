"""What it would bring to move money from one channel to another, if both went on as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from ordertrack.metrics.analysis.intervals import FEW
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.views import formats
from ordertrack.views.evaluation.channels import NEW, Channels
from ordertrack.views.evaluation.costs import EXPENSES, money
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

WHAT_IF: dict[str, Label] = {
    "spent": EXPENSES,
    "new": NEW,
    "revenue": CATALOG["revenue"].label,
    "profit": Label("Gross profit", "毛利"),
}


@dataclass(frozen=True)
class Moved:
    """What moving money between two channels would bring, if both went on as they are."""

    amount: float
    giver: dict[str, Any]
    taker: dict[str, Any]

    def change(self, column: str) -> float | None:
        """Return how much more of something both channels together would bring."""
        parts = [self._of(row, column) for row in (self.giver, self.taker)]
        if parts[0] is None or parts[1] is None:
            return None
        return self.amount * (parts[1] - parts[0])

    @staticmethod
    def _of(row: dict[str, Any], column: str) -> float | None:
        """Return what one unit of money has brought of something."""
        value = row[column]
        return None if value is None else float(value) / row["spent"]

    def after(self, row: dict[str, Any], column: str) -> float | None:
        """Return what a channel would bring with its new budget."""
        part = self._of(row, column)
        sign = 1 if row is self.taker else -1
        return None if part is None else part * (row["spent"] + sign * self.amount)

    @property
    def range(self) -> tuple[float, float] | None:
        """The change of revenue at the ends of both intervals."""
        giver, taker = self.giver, self.taker
        if giver["low"] is None or taker["low"] is None:
            return None
        worst, best = taker["low"] - giver["high"], taker["high"] - giver["low"]
        return self.amount * worst, self.amount * best


def moved(found: Channels, giver: str, taker: str, share: float) -> Moved:
    """Return what it would bring to move a share of one channel's money to another."""
    rows = {row["key"]: row for row in found.paid.to_dicts()}
    return Moved(rows[giver]["spent"] * share, rows[giver], rows[taker])


def moved_sheet(found: Moved, view: View) -> Sheet:
    """Return both channels before and after, and the difference of the two together."""
    unit, lang = money(view), view.lang
    before, after = t("now").to(lang), t("then").to(lang)
    rows: list[dict[str, Any]] = []
    for row in (found.giver, found.taker):
        values = {name: row[name] for name in WHAT_IF}
        rows.append({"name": f"{row['name']} · {before}", **_floats(values)})
        moved_to = {name: found.after(row, name) for name in WHAT_IF}
        rows.append({"name": f"{row['name']} · {after}", **_floats(moved_to)})
    changes = {name: found.change(name) for name in WHAT_IF}
    changes["spent"] = 0.0
    rows.append({"name": t("Difference of both together").to(lang), **_floats(changes)})
    schema = {"name": pl.String} | {name: pl.Float64 for name in WHAT_IF}
    frame = pl.DataFrame(rows, schema=schema).with_columns(pl.col("new").round(1))
    units = {"new": "score"}  # with two digits: a part of a customer
    columns = [Column(name, label, units.get(name, unit)) for name, label in WHAT_IF.items()]
    told = [column for column in columns if frame[column.name].count()]
    return Sheet(frame, (Column("name", DIMENSIONS["channel"].label), *told))


def _floats(values: dict[str, Any]) -> dict[str, float | None]:
    return {name: None if value is None else float(value) for name, value in values.items()}


def moved_sentence(found: Moved, view: View) -> Text:
    """Say what the move would bring, and within which range."""
    unit, lang = money(view), view.lang
    revenue, new = found.change("revenue") or 0.0, found.change("new") or 0.0
    told = {
        "amount": formats.value(found.amount, unit, lang),
        "giver": found.giver["name"],
        "taker": found.taker["name"],
        "revenue": formats.signed(round(revenue, 2), lang, unit),
        "customers": formats.signed(round(new, 1), lang, "units"),
    }
    if found.range is None:
        return t(
            "{amount} from {giver} to {taker}: {revenue} of revenue, {customers} new customers. "
            "One of them rests on fewer than {few} customers: this is a guess.",
            few=FEW,
            **told,
        )
    low, high = (formats.signed(round(end, 2), lang, unit) for end in found.range)
    return t(
        "{amount} from {giver} to {taker}: {revenue} of revenue (chance alone: {low} to {high}), "
        "{customers} new customers.",
        low=low,
        high=high,
        **told,
    )
