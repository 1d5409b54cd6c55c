"""How much revenue grew against the year before and the period before, of each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ordertrack.metrics.analysis.earlier import revenue_in
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
    then = {against: replace(scope, comparison=against).compared() for against in AGAINST}
    told = {
        against: before
        for against, before in then.items()
        if before and can_grow(view, before) and not (against == "prior" and _is_a_year(scope))
    }
    sold = revenue_in(list(told.values()), by, view.reader)
    before = dict(zip(told, sold, strict=True))
    grown_by = [_grown(frame, before.get(against), by).alias(against) for against in AGAINST]
    return frame.with_columns(grown_by)


def _is_a_year(scope: Scope) -> bool:
    period = scope.period
    return period is not None and period.previous() == period.year_before()


def _grown(frame: pl.DataFrame, before: pl.DataFrame | None, by: str) -> pl.Series:
    if before is None:
        return pl.Series([None] * frame.height, dtype=pl.Float64)
    then = before.select(by, then="revenue")
    joined = frame.join(then, on=by, how="left", nulls_equal=True, maintain_order="left")
    return joined.select(growth=_MORE).to_series()


_BASE, _NOW = (pl.col(name).cast(pl.Float64) for name in ("then", "revenue"))
_MORE = pl.when(_BASE > 0).then(_NOW / _BASE - 1)


def grown(view: View, before: Scope) -> pl.Expr:
    """Return by how much `revenue` is more than `then`; null where there was none then."""
    return pl.when(can_grow(view, before)).then(_MORE)


def can_grow(view: View, before: Scope) -> bool:
    """Whether revenue may be held against that of a period before.

    Not where the data hold a part of it alone: that would look like growth, as other money would.
    """
    return figures.holds(view, before) and currencies.comparable(view, CATALOG["revenue"], before)


def told(frame: pl.DataFrame) -> Sequence[Column]:
    """Return the columns of growth in which anything stands."""
    return [column for column in COLUMNS if frame[column.name].count()]
