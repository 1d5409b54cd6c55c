"""Regions, teams, product lines and people beside each other in how they deliver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.notes import why_empty
from ordertrack.reports.content import basis, parts, telling_columns
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import Block
from ordertrack.reports.content.parts import Part
from ordertrack.views import formats
from ordertrack.views.evaluation import delivery
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View
from ordertrack.words import Label, t

COMPARED = ("on_time_rate", "otif_rate", "order_cycle_days", "exception_rate")
DIMENSIONS_COMPARED = ("region", "team", "product_line", "sales_rep")


def comparison(context: Context, end: Context) -> Part:
    """Return regions, teams, product lines and people beside each other, as the data allow.

    The share of exceptions is that of the period's end, as everywhere in the report.
    """
    view, lang = context.view, context.lang
    blocks = [
        block for name in DIMENSIONS_COMPARED for block in _compared_groups(view, end.view, name)
    ]
    title = Label("Comparison", "对比分析")
    source = basis.source(view, title, [name for name in COMPARED if can_tell(view, name)])
    return Part(parts.section("comparison", title, blocks, lang, source))


def _compared_groups(view: View, end: View, dimension: str) -> Iterator[Block | None]:
    """Give the table of the values of a dimension; nothing where it has fewer than two."""
    if dimension not in view.dimensions or len(view.scope.values(dimension)) == 1:
        return
    told = [
        name
        for name in COMPARED
        if why_empty(name, view.scope, view.reader, by=(dimension,)) is None
    ]
    if "on_time_rate" not in told:
        return
    sheet = groups_sheet(view, end, dimension, told)
    if sheet.frame.height > 1:
        label = DIMENSIONS[dimension].label
        caption = t("Delivery by {dimension}", dimension=formats.within(label))
        told_of = telling_columns.without_zeros(sheet, ("exception_rate",))
        yield parts.table(view, told_of, caption, told)


def _column(name: str, seen: View, view: View) -> Column:
    """Return the column of a metric; one that is known as of another day says so."""
    metric, day = CATALOG[name], seen.scope.as_of.date()
    if day == view.scope.as_of.date():
        return Column(name, metric.label, metric.unit)
    return Column(name, t("{figure}, by {day}", figure=metric.label, day=day), metric.unit)


def groups_sheet(view: View, end: View, dimension: str, names: Sequence[str]) -> Sheet:
    """Return the groups with orders due, those with the most misses first."""
    of_end = [name for name in names if CATALOG[name].ripens]
    others = tuple(name for name in names if name not in of_end)
    found = view.evaluate(others, (dimension,), view.scope)
    if of_end:
        at_end = end.evaluate(tuple(of_end), (dimension,), end.scope)
        at_end = at_end.select(dimension, *of_end)
        found = found.join(at_end, on=dimension, how="left", nulls_equal=True)
    label = f"{dimension}__label" if f"{dimension}__label" in found.columns else dimension
    due, misses = pl.col("on_time_rate__denominator"), pl.col("on_time_rate__misses")
    frame = (
        found.filter(due > 0)
        .with_columns(
            key=pl.col(dimension).cast(pl.String).fill_null(""),
            name=pl.coalesce(label, dimension).fill_null(NOT_RECORDED.to(view.lang)),
            due=due,
            late=misses,
        )
        .sort("late", "due", "key", descending=[True, True, False])
    )
    return Sheet(
        frame,
        (
            Column("name", DIMENSIONS[dimension].label),
            Column("due", delivery.DUE, "count"),
            Column("late", Label("Misses", "未达成"), "count"),
            *(_column(name, end if name in of_end else view, view) for name in names),
        ),
    )
