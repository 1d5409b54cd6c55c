"""`evaluate`: metrics by dimensions for a scope, with the parts of every number beside it.

DuckDB counts and sums (`scan`), polars divides.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ordertrack.errors import BadScope
from ordertrack.facts.tables import FACT_TABLES
from ordertrack.metrics.catalog import metric as metric_named
from ordertrack.metrics.model.dimensions import DIMENSIONS, Dimension, dimensions
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.notes import answerable, never_recorded
from ordertrack.metrics.query.booked import unbooked
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.scan import column_type, count, join_groups
from ordertrack.metrics.query.source import part_scope
from ordertrack.metrics.query.targets import targets
from ordertrack.scope import Scope
from ordertrack.words import t


def evaluate(
    metrics: Sequence[str], by: Sequence[str], scope: Scope, reader: Reader
) -> pl.DataFrame:
    """Return the metrics for every group of `by`; exactly one row when `by` is empty.

    Columns: each dimension (string, time as the first day of its bucket; null = not recorded) and
    `<dimension>__label` where it has labels; then for each metric m: `m` (decimal money, whole
    counts, float ratios and days; null = no number), `m__numerator`, `m__denominator`,
    `m__unknown`, for ratios `m__misses` (denominator − numerator), where there is a denominator
    `m__n` (how many rows or customers it rests on), and for medians `m__mean`, `m__p90`. Sorted by
    the dimensions.

    Raises:
        BadScope: an unknown metric or dimension, or a dimension that a metric cannot be split by.
    """
    chosen, dims = [metric_named(name) for name in dict.fromkeys(metrics)], dimensions(by)
    _check(chosen, dims)
    known = [metric for metric in chosen if answerable(metric, dims, scope, reader)]
    counted = _counted(known, dims, scope, reader)
    columns = [
        column
        for metric in chosen
        for column in (_columns(metric) if metric in known else _missing(metric))
    ]
    names = [dim.name for dim in dims]
    labels = [f"{dim.name}__label" for dim in dims if dim.named]
    frame = counted.select(*names, *labels, *columns).with_columns(
        pl.when(~silent).then(metric.name).alias(metric.name)
        for metric in known
        if (silent := _says_nothing(metric, counted, dims, scope, reader)) is not None
    )
    return frame.sort(names, nulls_last=True) if names else frame


def _says_nothing(
    metric: Metric, counted: pl.DataFrame, dims: Sequence[Dimension], scope: Scope, reader: Reader
) -> pl.Expr | None:
    """Return which groups are zero only because the data do not record what is counted there."""
    zero = counted[metric.numerator.name] == 0
    if metric.recorded is not None and zero.all():
        return pl.lit(True) if never_recorded(metric, scope, reader) else None
    beyond = unbooked(metric.numerator, dims, scope, reader) if zero.any() else None
    return None if beyond is None else beyond & (pl.col(f"{metric.name}__numerator") == 0)


def available_dimensions(reader: Reader) -> list[str]:
    """The dimensions that the data fills, but for time and what only one metric has.

    Data without any order has those of its leads.
    """
    if not reader.covers("order_facts.order_no"):
        return [
            name
            for name, column in FACT_TABLES["lead_facts"].dimensions.items()
            if reader.covers(f"leads.{column.key}")
        ]
    grains = ("order", "line", "customer")
    return [
        dim.name
        for dim in DIMENSIONS.values()
        if dim.grain in grains and reader.covers(dim.filled_by)
    ]


def _check(metrics: Sequence[Metric], dims: Sequence[Dimension]) -> None:
    for dim in dims:
        for metric in metrics:
            if dim.only and metric.name not in dim.only:
                raise BadScope(
                    t("{metric} cannot be split by {dim}.", metric=metric.label, dim=dim.label)
                )


def _counted(
    metrics: Sequence[Metric], dims: Sequence[Dimension], scope: Scope, reader: Reader
) -> pl.DataFrame:
    """Every measure of the metrics, and `<metric>__whole` for shares; zero where none counts."""
    measures = {
        measure.name: measure
        for metric in metrics
        for part in ("numerator", "denominator", "unknown")
        if not (metric.share and part == "denominator")
        for measure in metric.measures(part)
        if not measure.target
    }
    measures |= {rows.name: rows for metric in metrics if (rows := metric.base_rows)}
    spread = frozenset(metric.numerator.name for metric in metrics if metric.median)
    frame = count(list(measures.values()), dims, scope, reader, spread)
    if not dims and not measures:
        frame = pl.DataFrame([{}])
    for metric in metrics:
        if metric.share:
            frame = _with_whole(frame, metric, dims, scope, reader)
        if metric.denominator and metric.denominator.target:
            frame = _with_target(frame, metric, dims, scope, reader)
    zero = [pl.col(m.name).cast(column_type(m)).fill_null(0) for m in measures.values()]
    return frame.with_columns(zero)


def _with_whole(
    frame: pl.DataFrame, metric: Metric, dims: Sequence[Dimension], scope: Scope, reader: Reader
) -> pl.DataFrame:
    assert metric.denominator
    times = [dim for dim in dims if dim.grain == "time"]
    whole = count([metric.denominator], times, part_scope(metric, "denominator", scope), reader)
    total = pl.col(metric.denominator.name).cast(column_type(metric.denominator)).fill_null(0)
    whole = whole.select(*[dim.name for dim in times], total.alias(f"{metric.name}__whole"))
    if not times:
        return frame.join(whole, how="cross")
    return frame.join(whole, on=[dim.name for dim in times], how="left", nulls_equal=True)


def _with_target(
    frame: pl.DataFrame, metric: Metric, dims: Sequence[Dimension], scope: Scope, reader: Reader
) -> pl.DataFrame:
    """Add `<metric>__target`; a group that has a target and nothing else gets a row."""
    assert metric.denominator and metric.denominator.target
    found = targets(metric.denominator, dims, scope, reader).drop("spread", "covered")
    amount = pl.col("target").cast(column_type(metric.denominator))
    found = found.with_columns(amount).rename({"target": f"{metric.name}__target"})
    if dims:
        return join_groups(frame, found, dims)
    value = found.get_column(f"{metric.name}__target")
    return frame.with_columns(value if len(value) else value.extend_constant(None, 1))


def _columns(metric: Metric) -> list[pl.Expr]:
    name, over = metric.name, _denominator(metric)
    top = pl.col(metric.numerator.name)
    unknown = pl.sum_horizontal(m.name for m in metric.unknown) if metric.unknown else pl.lit(0)
    columns = [
        _value(metric, top, over).alias(name),
        top.alias(f"{name}__numerator"),
        (pl.lit(None, pl.Int64()) if over is None else over).alias(f"{name}__denominator"),
        unknown.cast(pl.Int64).alias(f"{name}__unknown"),
    ]
    if metric.measures("misses") and over is not None:
        columns.append((over - top).alias(f"{name}__misses"))
    if metric.base_rows:
        columns.append(pl.col(metric.base_rows.name).alias(f"{name}__n"))
    if metric.median and over is not None:
        columns.append(_divided(top, over).alias(f"{name}__mean"))
        columns.append(pl.col(f"{metric.numerator.name}__p90").alias(f"{name}__p90"))
    return columns


def _denominator(metric: Metric) -> pl.Expr | None:
    if metric.denominator is None:
        return None
    if metric.denominator.target:
        return pl.col(f"{metric.name}__target")
    return pl.col(f"{metric.name}__whole" if metric.share else metric.denominator.name)


def _value(metric: Metric, top: pl.Expr, over: pl.Expr | None) -> pl.Expr:
    if over is None:
        return top
    if metric.median:
        return pl.col(f"{metric.numerator.name}__median")
    if metric.unit == "money" and metric.denominator and metric.denominator.unit == "count":
        return top / _above_zero(over)
    if metric.unit == "money":
        return _divided(top, over).round(4).cast(pl.Decimal(38, 4))
    return _divided(top, over) - 1 if metric.exceeds else _divided(top, over)


def _divided(top: pl.Expr, over: pl.Expr) -> pl.Expr:
    return top.cast(pl.Float64) / _above_zero(over).cast(pl.Float64)


def _above_zero(over: pl.Expr) -> pl.Expr:
    """An empty or negative base gives no number, never 0% and never 100%."""
    return pl.when(over > 0).then(over)


def _missing(metric: Metric) -> list[pl.Expr]:
    """The columns of a metric that the data cannot answer: all null, of the usual types."""
    whole = pl.Int64()
    types = {
        "": _value_type(metric),
        "__numerator": column_type(metric.numerator),
        "__denominator": column_type(metric.denominator) if metric.denominator else whole,
        "__unknown": whole,
    }
    if metric.measures("misses"):
        types["__misses"] = column_type(metric.numerator)
    if metric.base_rows:
        types["__n"] = whole
    if metric.median:
        types |= {"__mean": pl.Float64(), "__p90": pl.Float64()}
    return [pl.lit(None, kind).alias(f"{metric.name}{part}") for part, kind in types.items()]


def _value_type(metric: Metric) -> pl.DataType:
    if metric.denominator is None or metric.unit == "money":
        return column_type(metric.numerator)
    return pl.Float64()
