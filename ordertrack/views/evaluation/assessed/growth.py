"""How much revenue grew against the year before and the period before, of each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ordertrack.scope import Comparison, Scope
from ordertrack.views import figures
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

    Null where there was none then, and where the data do not hold the whole of that period: a part
    of it would look like growth.
    """
    for against in AGAINST:
        frame = _against(frame, view, by, replace(scope, comparison=against))
    return frame


def _against(frame: pl.DataFrame, view: View, by: str, scope: Scope) -> pl.DataFrame:
    name, before = str(scope.comparison), scope.compared()
    is_whole = figures.reaches(view, before) and not figures.begins_within(view, before)
    if before is None or not is_whole:
        return frame.with_columns(pl.lit(None, pl.Float64).alias(name))
    then = view.evaluate(("revenue",), (by,), before).select(by, then="revenue")
    base, now = pl.col("then").cast(pl.Float64), pl.col("revenue").cast(pl.Float64)
    grown = pl.when(base > 0).then(now / base - 1).alias(name)
    joined = frame.join(then, on=by, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(grown).drop("then")


def told(frame: pl.DataFrame) -> Sequence[Column]:
    """Return the columns of growth in which anything stands."""
    return [column for column in COLUMNS if frame[column.name].count()]
