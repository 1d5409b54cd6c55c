"""How much revenue grew against the year before and the period before, of each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ordertrack.metrics.catalog import CATALOG
from ordertrack.scope import Comparison, Scope
from ordertrack.views import currencies, figures
from ordertrack.views.evaluation.sheet import Column
from ordertrack.views.view import View
from ordertrack.words import Label

AGAINST: tuple[Comparison, ...] = ("yoy", "prior")
COLUMNS = (
    Column("yoy", Label("Against last year", "同比"), "growth").briefly("YoY", "同比"),
    Column("prior", Label("Against the period before", "环比"), "growth").briefly("Prior", "环比"),
)


def with_growth(frame: pl.DataFrame, view: View, by: str, scope: Scope) -> pl.DataFrame:
    """Add `yoy` and `prior` to groups with their `revenue`.

    Null where `can_grow` tells that nothing is to be said, and `prior` where it is the year before.
    """
    for against in AGAINST:
        before = replace(scope, comparison=against).compared()
        if against == "prior" and _is_a_year(scope):
            before = None
        frame = _against(frame, view, by, before).rename({"growth": str(against)})
    return frame


def _is_a_year(scope: Scope) -> bool:
    period = scope.period
    return period is not None and period.previous() == period.year_before()


def _against(frame: pl.DataFrame, view: View, by: str, before: Scope | None) -> pl.DataFrame:
    if before is None or not can_grow(view, before):
        return frame.with_columns(pl.lit(None, pl.Float64).alias("growth"))
    then = view.evaluate(("revenue",), (by,), before).select(by, then="revenue")
    joined = frame.join(then, on=by, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(growth=grown(view, before)).drop("then")


def grown(view: View, before: Scope) -> pl.Expr:
    """Return by how much `revenue` is more than `then`; null where there was none then."""
    base, now = pl.col("then").cast(pl.Float64), pl.col("revenue").cast(pl.Float64)
    return pl.when(base > 0, can_grow(view, before)).then(now / base - 1)


def can_grow(view: View, before: Scope) -> bool:
    """Whether revenue may be held against that of a period before.

    Not where the data hold a part of it alone: that would look like growth, as other money would.
    """
    return figures.holds(view, before) and currencies.comparable(view, CATALOG["revenue"], before)


def told(frame: pl.DataFrame) -> Sequence[Column]:
    """Return the columns of growth in which anything stands."""
    return [column for column in COLUMNS if frame[column.name].count()]
