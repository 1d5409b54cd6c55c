"""Counting: measures by dimensions, in as few scans as there are dates to place rows by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from ordertrack.metrics.model.dimensions import Dimension
from ordertrack.metrics.model.measures import Measure, spoken
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import (
    PARAMETER,
    OrderDays,
    all_of,
    key,
    order_days,
    per_customer,
    source,
    table_of,
    used,
    uses_tiers,
)
from ordertrack.metrics.query.tiers import tier_table
from ordertrack.period import ONE_DAY, Period, first_day
from ordertrack.scope import Scope, end_of_day

GRAINS = ("day", "week", "month", "quarter", "year")


def count(
    measures: Sequence[Measure],
    dims: Sequence[Dimension],
    scope: Scope,
    reader: Reader,
    spread: frozenset[str] = frozenset(),
) -> pl.DataFrame:
    """One row per group: the keys and labels of `dims`, then a column per measure.

    Measures named in `spread` also get `<name>__median` and `<name>__p90` of their values.
    """
    tables = tier_table(scope, reader) if uses_tiers(dims, scope) else {}
    frames: list[pl.DataFrame] = []
    asked: list[tuple[str, dict[str, Any]]] = []
    for group in _scans(measures, dims, scope):
        if group[0].window != "period" and any(dim.grain == "time" for dim in dims):
            frames.append(_by_moments(group, dims, scope, reader))
        else:
            shared = tuple(c for c in group[0].where if all(c in m.where for m in group))
            ordered = order_days(replace(group[0], where=shared), dims, scope, reader)
            asked.append(scan_sql(group, dims, scope, spread, ordered))
    for sql, values in asked if dims else _together(asked):
        frames.append(reader.sql(sql, used(sql, values), tables))
    return _joined(frames, dims, measures)


def _together(asked: Sequence[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    """Scans of one row each as one question, which DuckDB plans once and counts side by side.

    A value may differ from scan to scan (the start of a window): each has its own names for them.
    """
    if len(asked) < 2:
        return list(asked)
    scans, all_values = [], {}
    for place, (sql, values) in enumerate(asked):
        named = PARAMETER.sub(rf"$scan{place}_\1", sql)
        scans.append(f"({named}) AS scan{place}")
        all_values |= {f"scan{place}_{name}": value for name, value in values.items()}
    return [(f"SELECT * FROM {' CROSS JOIN '.join(scans)}", all_values)]


def scan_sql(
    group: Sequence[Measure],
    dims: Sequence[Dimension],
    scope: Scope,
    spread: frozenset[str] = frozenset(),
    ordered: OrderDays | None = None,
) -> tuple[str, dict[str, Any]]:
    """One SELECT over one table for measures that share their date."""
    first, say = group[0], _speaker(scope)
    rows = source(first, dims, scope, ordered)
    shared = [cond for cond in first.where if all(cond in other.where for other in group)]
    where = all_of((*rows.where, *map(say, shared)))
    if first.kept:
        return _per_customer_sql(group, dims, scope, rows.table, where), dict(rows.values)
    keys = [f"{key(dim, first, scope)} AS {dim.name}" for dim in dims]
    labels = [f"MAX({d.label_column}) AS {d.name}__label" for d in dims if d.label_column]
    speak = _speaker(scope, rows.amount)
    sums = [
        column
        for measure in group
        for column in _aggregates(measure, shared, speak, spread, rows.table)
    ]
    sql = f"SELECT {', '.join(keys + labels + sums)} FROM {rows.table} WHERE {where}"
    return sql + _group_by(len(keys)), dict(rows.values)


def _aggregates(
    measure: Measure,
    shared: Sequence[str],
    say: Callable[[str], str],
    spread: frozenset[str],
    table: str,
) -> Iterator[str]:
    own = all_of(map(say, (cond for cond in measure.where if cond not in shared)))
    value = say(measure.value)
    one = f"CASE WHEN {own} THEN {value} END" if own else value
    name = measure.name
    if measure.agg == "customers":
        who = f"CASE WHEN {own} THEN customer_id END" if own else "customer_id"
        yield f"COUNT(DISTINCT {who}) AS {name}"
    elif measure.agg == "count":
        yield f"COUNT({_counted_once(measure, own, table)}) AS {name}"
    elif measure.unit in ("days", "score"):
        yield f"CAST(SUM({one}) AS BIGINT) AS {name}"
    else:
        yield f"SUM({one}) AS {name}"
    if name in spread:
        yield f"MEDIAN({one}) AS {name}__median"
        yield f"QUANTILE_CONT({one}, 0.9) AS {name}__p90"


def _counted_once(measure: Measure, own: str, table: str) -> str:
    """Rows, or the orders that the rows belong to where lines stand in for orders."""
    if table.startswith("line_facts") and measure.table == "order_facts":
        return f"DISTINCT CASE WHEN {own} THEN order_no END" if own else "DISTINCT order_no"
    return f"CASE WHEN {own} THEN 1 END" if own else "*"


def _per_customer_sql(
    group: Sequence[Measure], dims: Sequence[Dimension], scope: Scope, table: str, where: str
) -> str:
    """Customers first, then how many of them stay."""
    say = _speaker(scope)
    keys = [f"{key(dim, group[0], scope)} AS {dim.name}" for dim in dims]
    labels = [f"MAX({d.label_column}) AS {d.name}__label" for d in dims if d.label_column]
    inner = ", ".join([*keys, "customer_id", *labels, per_customer(table)])
    names = [dim.name for dim in dims]
    outer = [f"MAX({d.name}__label) AS {d.name}__label" for d in dims if d.label_column]
    sums = [f"COUNT(CASE WHEN {say(m.kept or 'TRUE')} THEN 1 END) AS {m.name}" for m in group]
    return (
        f"SELECT {', '.join(names + outer + sums)} FROM (SELECT {inner} FROM {table} "
        f"WHERE {where} AND customer_id IS NOT NULL{_group_by(len(keys) + 1)}) AS bought"
        + _group_by(len(names))
    )


def _scans(
    measures: Sequence[Measure], dims: Sequence[Dimension], scope: Scope
) -> Iterator[list[Measure]]:
    groups: dict[tuple, list[Measure]] = {}
    for measure in {measure.name: measure for measure in measures}.values():
        place = (table_of(measure, dims, scope), measure.date, measure.window, bool(measure.kept))
        groups.setdefault(place, []).append(measure)
    yield from groups.values()


# --- stocks and trailing windows by time: one look per bucket -------------------------------------


def _by_moments(
    group: Sequence[Measure], dims: Sequence[Dimension], scope: Scope, reader: Reader
) -> pl.DataFrame:
    times = [dim for dim in dims if dim.grain == "time"]
    others = [dim for dim in dims if dim.grain != "time"]
    finest = min(times, key=fineness)
    frames = []
    for bucket in _buckets(finest, scope, reader):
        counted = count(group, others, at_bucket(bucket, scope), reader)
        stamps = [pl.lit(first_day(bucket.start, dim.bucket)).alias(dim.name) for dim in times]
        frames.append(counted.with_columns(stamps))
    return pl.concat(frames) if frames else _empty(dims, group)


def fineness(dim: Dimension) -> int:
    """Days come before weeks, weeks before months…"""
    return GRAINS.index(dim.name)


def at_bucket(bucket: Period, scope: Scope) -> Scope:
    """The scope as it is at the end of one bucket of time (or at as-of, when that is sooner)."""
    start = max(bucket.start, scope.period.start) if scope.period else bucket.start
    end = min(bucket.end, scope.period.end) if scope.period else bucket.end
    moment = min(scope.stock_moment, end_of_day(end - ONE_DAY))
    return replace(scope, period=Period(start, end), stock_as_of=moment)


def _buckets(dim: Dimension, scope: Scope, reader: Reader) -> Iterator[Period]:
    whole = scope.period or _all_days(scope, reader)
    if whole is None:
        return
    last = scope.as_of.date()
    yield from (bucket for bucket in whole.split(dim.bucket) if bucket.start <= last)


def _all_days(scope: Scope, reader: Reader) -> Period | None:
    first = reader.sql("SELECT MIN(order_day) AS first FROM order_facts").item()
    last: date = scope.as_of.date()
    return Period(first, last + ONE_DAY) if first and first <= last else None


# --- putting the scans together -------------------------------------------------------------------


def _joined(
    frames: Sequence[pl.DataFrame], dims: Sequence[Dimension], measures: Sequence[Measure]
) -> pl.DataFrame:
    names = [dim.name for dim in dims]
    whole = frames[0] if frames else _empty(dims, measures)
    for frame in frames[1:]:
        if not names:
            whole = whole.hstack(frame)
            continue
        whole = whole.join(frame, on=names, how="full", coalesce=True, nulls_equal=True)
        for dim in dims:
            if (again := f"{dim.name}__label_right") in whole.columns:
                label = pl.coalesce(f"{dim.name}__label", again).alias(f"{dim.name}__label")
                whole = whole.with_columns(label).drop(again)
    return whole


def _empty(dims: Sequence[Dimension], measures: Sequence[Measure]) -> pl.DataFrame:
    schema: dict[str, pl.DataType] = {
        dim.name: pl.Date() if dim.grain == "time" else pl.String() for dim in dims
    }
    schema |= {f"{dim.name}__label": pl.String() for dim in dims if dim.label_column}
    return pl.DataFrame(
        schema=schema | {measure.name: column_type(measure) for measure in measures}
    )


def column_type(measure: Measure) -> pl.DataType:
    if measure.agg == "sum" and measure.unit in ("money", "units"):
        return pl.Decimal(38, 4 if measure.unit == "money" else 3)
    return pl.Int64()


def _group_by(keys: int) -> str:
    return f" GROUP BY {', '.join(str(n + 1) for n in range(keys))}" if keys else ""


def _speaker(scope: Scope, amount: str = "amount") -> Callable[[str], str]:
    return lambda sql: spoken(sql, scope.conventions, amount)
