"""Where more orders than elsewhere raise a red alert."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

import polars as pl

from ordertrack.metrics.analysis import against_rest
from ordertrack.metrics.analysis.against_rest import Group
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.notes import why_empty
from ordertrack.views import figures
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.words import Label, t

RATE = "exception_rate"
TITLE = t("Where exceptions are more frequent than elsewhere")
GROUPS = ("product_line", "team", "sales_rep", "region", "channel")


@dataclass(frozen=True)
class Worst:
    """Groups in which more orders than elsewhere went wrong, the most beyond the usual first.

    `frame`: dimension, key, name, orders, red, share, more (red orders beyond the `usual` share).
    """

    frame: pl.DataFrame
    usual: float | None

    def sheet(self, lang: str) -> Sheet:
        """Return the groups as rows."""
        names = {name: DIMENSIONS[name].label.to(lang) for name in GROUPS}
        kind = pl.col("dimension").replace_strict(names, return_dtype=pl.String)
        frame = self.frame.with_columns(name=kind + " · " + pl.col("name"))
        return Sheet(
            frame,
            (
                Column("name", Label("Group", "分组")),
                Column("orders", CATALOG["orders"].label, "count"),
                Column("red", Label("With a red alert", "触发红色预警"), "count"),
                Column("share", CATALOG[RATE].label, "ratio"),
                Column("more", Label("Orders beyond the usual share", "超出平均的单数"), "count"),
            ),
        )


def worst(view: View, most: int = 8) -> Worst:
    """Return the groups with the most exceptions beyond the share of all orders.

    Only those whose share is higher than that of all others by more than chance explains, corrected
    for the number of groups that were looked at.
    """
    if why_empty(RATE, view.scope, view.reader):
        return Worst(pl.DataFrame(schema=SCHEMA), None)
    usual = figures.figures(view, [RATE])[RATE]
    looked_at = [one for name in _dimensions(view) for one in _by(name, view)]
    stands = against_rest.clear([group for _, _, group in looked_at])
    rows = [
        _row(dimension, name, group, usual)
        for (dimension, name, group), clear in zip(looked_at, stands, strict=True)
        if clear and group.value > group.rest
    ]
    frame = pl.DataFrame(rows, schema=SCHEMA)
    order = frame.sort("more", "dimension", "key", descending=[True, False, False])
    return Worst(order.head(most), usual)


SCHEMA: Mapping[str, pl.DataType] = {
    "dimension": pl.String(),
    "key": pl.String(),
    "name": pl.String(),
    "orders": pl.Int64(),
    "red": pl.Int64(),
    "share": pl.Float64(),
    "more": pl.Int64(),
}


def _row(dimension: str, name: str, group: Group, usual: float) -> dict[str, Any]:
    red = round(group.value * group.n)
    return {
        "dimension": dimension,
        "key": group.key,
        "name": name,
        "orders": group.n,
        "red": red,
        "share": group.value,
        "more": floor(red - usual * group.n),
    }


def _dimensions(view: View) -> Sequence[str]:
    return [
        name
        for name in GROUPS
        if name in view.dimensions
        and len(view.scope.values(name)) != 1
        and why_empty(RATE, view.scope, view.reader, by=(name,)) is None
    ]


def _by(dimension: str, view: View) -> Iterator[tuple[str, str, Group]]:
    """Give the groups of a dimension with their names, each held against all others."""
    found = view.evaluate((RATE,), (dimension,), view.scope)
    label = f"{dimension}__label" if f"{dimension}__label" in found.columns else dimension
    parts = found.select(
        k=pl.col(dimension).cast(pl.String),
        name=pl.coalesce(label, dimension),
        top=pl.col(f"{RATE}__numerator"),
        base=pl.col(f"{RATE}__denominator"),
    )
    names = dict(parts.select("k", "name").iter_rows())
    for group in against_rest.of_counts(parts):
        yield dimension, names[group.key], group
