"""A discount of whole orders, where the lines have a column for one and nothing in it.

Imports model, words and its siblings.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.spellings import of_the_order, strength
from ordertrack.intake.values.numbers import exact_value
from ordertrack.intake.values.profiling import profile
from ordertrack.words import t

_TAKEN_OFF = ("order_lines", "discount_amount")


def with_order_discount(mapping: TableMapping) -> tuple[TableMapping, list[Finding]]:
    """Return the mapping with a discount that stands once on each order, where lines have none."""
    own = next((m for m in mapping.mapped if m.used and m.target == _TAKEN_OFF), None)
    if (
        own is None
        or own.kind in ("manual", "remembered")
        or mapping.positions.get("order_no") is None
    ):
        return mapping, []
    of_order = of_the_order(mapping.to_read.headers)
    likely = [m for m in mapping.mapped if m.position in of_order and _is_discount(m)]
    if len(likely) != 1 or not _stands_once(mapping, own.position, likely[0].position):
        return mapping, []
    changed = {
        own.position: Mapped(own.header, own.position),
        likely[0].position: replace(own, header=likely[0].header, position=likely[0].position),
    }
    text = t(
        '"{header}" in {file} stands once on each order: it is taken off its first line.',
        header=likely[0].header,
        file=mapping.key,
    )
    mapped = tuple(changed.get(m.position, m) for m in mapping.mapped)
    return replace(mapping, mapped=mapped), [Finding("discount-read", "info", text, 1)]


def _is_discount(m: Mapped) -> bool:
    return not m.used and bool(strength(m.header, *_TAKEN_OFF))


def _stands_once(mapping: TableMapping, own: int, other: int) -> bool:
    """Return whether nothing is taken off single lines, and something once off some orders."""
    frame = pl.scan_parquet(mapping.to_read.path)
    forms = profile(frame, {f"c{place}": "money" for place in (own, other)})
    some = {name: exact_value(name, form).fill_null(0) != 0 for name, form in forms.items()}
    order = pl.col(f"c{mapping.positions['order_no']}").alias("order")
    rows = frame.select(order, own=some[f"c{own}"], other=some[f"c{other}"])
    orders = rows.group_by("order").agg(pl.col("own").any(), pl.col("other").sum())
    seen = orders.select(pl.col("own").any(), pl.col("other").max()).collect()
    return seen.row(0) == (False, 1)
