"""Counting: measures by dimensions, in as few scans as there are dates to place rows by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from ordertrack.facts.select import Select, agree, side_by_side
from ordertrack.facts.tables import FactTable
from ordertrack.metrics.model.dimensions import Dimension, fineness
from ordertrack.metrics.model.measures import RED, Measure
from ordertrack.metrics.query import sharing
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import (
    OrderDays,
    Source,
    all_of,
    keys_and_labels,
    per_customer,
    table_of,
)
from ordertrack.period import ONE_DAY, Period, first_day
from ordertrack.scope import Scope, end_of_day

DECIMALS = {"money": 4, "units": 3, "people": 6}


def count(
    measures: Sequence[Measure],
    dims: Sequence[Dimension],
    scope: Scope,
    reader: Reader,
    spread: frozenset[str] = frozenset(),
) -> pl.DataFrame:
    """Return one row per group: the keys and labels of `dims`, then a column per measure.

    Measures named in `spread` also get `<name>__median` and `<name>__p90` of their values.
    """
    source = Source(scope, reader)
    frames: list[pl.DataFrame] = []
    scans: list[Select] = []
    for group in _scans(measures, dims, scope):
        if group[0].window != "period" and any(dim.grain == "time" for dim in dims):
            frames.append(_by_moments(group, dims, scope, reader))
        else:
            shared = tuple(c for c in group[0].where if all(c in m.where for m in group))
            ordered = source.order_days(replace(group[0], where=shared), dims)
            scans.append(scan(group, dims, source, spread, ordered))
    frames += map(reader.run, scans if dims else _together(scans))
    return _joined(frames, dims, measures)


def _together(scans: Sequence[Select]) -> list[Select]:
    """Return scans of one row each as few questions, which DuckDB plans and counts together.

    Scans that mean another moment by a parameter (a stock of a past day) stay apart.
    """
    groups: list[list[Select]] = []
    for one in scans:
        fitting = (group for group in groups if all(agree(one, other) for other in group))
        group = next(fitting, None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return [group[0] if len(group) == 1 else side_by_side(group) for group in groups]


def scan(
    group: Sequence[Measure],
    dims: Sequence[Dimension],
    source: Source,
    spread: frozenset[str] = frozenset(),
    ordered: OrderDays | None = None,
) -> Select:
    """Return one question over one table for measures that share their date."""
    # The one that names the red orders has them stand in front of the question of all.
    first = next((one for one in group if RED in " ".join(one.where)), group[0])
    table = table_of(first, dims, source.scope)
    shared = [cond for cond in first.where if all(cond in other.where for other in group)]
    rows = source.rows(first, dims, ordered).filtered(*map(source.resolved, shared))
    keys, labels = keys_and_labels(first, dims, source.scope)
    if first.agg == "gaps":
        return _gaps(group, dims, rows, keys, labels)
    if first.kept:
        return _per_customer(group, dims, rows, table, source)
    how = source.sharing(table, dims)
    sums: list[str] = []
    for measure in group:
        own = (cond for cond in measure.where if cond not in shared)
        when = all_of(source.resolved(cond, rows.amount) for cond in own)
        value = sharing.value(measure, rows, how, source.scope)
        sums += _aggregates(measure, when, value, spread, table)
    return rows.of(*keys, *labels, *sums, group_by=_places(len(keys)))


def _aggregates(
    measure: Measure, own: str, value: str, spread: frozenset[str], table: FactTable
) -> Iterator[str]:
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
        yield f"PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY {one}) AS {name}__median"
        yield f"PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY {one}) AS {name}__p90"


def _counted_once(measure: Measure, own: str, table: FactTable) -> str:
    """Rows, or the orders that the rows belong to where lines stand in for orders."""
    if table.name == "line_facts" and measure.table == "order_facts":
        return f"DISTINCT CASE WHEN {own} THEN order_no END" if own else "DISTINCT order_no"
    return f"CASE WHEN {own} THEN 1 END" if own else "*"


def _per_customer(
    group: Sequence[Measure],
    dims: Sequence[Dimension],
    rows: Select,
    table: FactTable,
    source: Source,
) -> Select:
    """Customers first, then how many of them stay."""
    keys, labels = keys_and_labels(group[0], dims, source.scope)
    of_each = per_customer(table, group[0], rows.amount)
    bought = rows.filtered("customer_id IS NOT NULL").of(
        *keys, "customer_id", *labels, *of_each, group_by=_places(len(keys) + 1)
    )
    names = [dim.name for dim in dims]
    outer = [f"MAX({dim.name}__label) AS {dim.name}__label" for dim in dims if dim.named]
    sums = []
    for measure in group:
        value = measure.value if measure.agg == "sum" else "1"
        kept = f"CASE WHEN {source.resolved(measure.kept or 'TRUE')} THEN {value} END"
        sums.append(f"{'SUM' if measure.agg == 'sum' else 'COUNT'}({kept}) AS {measure.name}")
    return bought.nested("bought").of(*names, *outer, *sums, group_by=_places(len(names)))


def _gaps(
    group: Sequence[Measure],
    dims: Sequence[Dimension],
    rows: Select,
    keys: Sequence[str],
    labels: Sequence[str],
) -> Select:
    """Days between the purchase days of each customer: summed, counted, median and P90."""
    names = [dim.name for dim in dims]
    outer = [f"MAX({dim.name}__label) AS {dim.name}__label" for dim in dims if dim.named]
    between = purchase_gaps(rows, names, keys, labels)
    sums = []
    for measure in group:
        if measure.unit == "days":
            sums.append(f"CAST(SUM(gap) AS BIGINT) AS {measure.name}")
            for share, name in ((0.5, "median"), (0.9, "p90")):
                spread = f"PERCENTILE_CONT({share}) WITHIN GROUP (ORDER BY gap)"
                sums.append(f"{spread} AS {measure.name}__{name}")
        else:
            sums.append(f"COUNT(gap) AS {measure.name}")
    return between.nested("between").of(*names, *outer, *sums, group_by=_places(len(names)))


def purchase_gaps(
    rows: Select, names: Sequence[str], keys: Sequence[str], labels: Sequence[str]
) -> Select:
    """Return each purchase day of each customer with the days since the one before."""
    days = rows.filtered("customer_id IS NOT NULL").of(
        *keys,
        "customer_id",
        "order_day",
        "MAX(customer_name) AS customer_name",
        *labels,
        group_by=_places(len(keys) + 2),
    )
    each = ", ".join((*names, "customer_id"))
    last = f"LAG(order_day) OVER (PARTITION BY {each} ORDER BY order_day)"
    gap = f"DATE_DIFF('day', {last}, order_day) AS gap"
    return days.nested("days").of("*", gap)


def _places(count: int) -> tuple[str, ...]:
    """The first columns, to group by."""
    return tuple(str(place + 1) for place in range(count))


def _scans(
    measures: Sequence[Measure], dims: Sequence[Dimension], scope: Scope
) -> Iterator[list[Measure]]:
    groups: dict[tuple, list[Measure]] = {}
    for measure in {measure.name: measure for measure in measures}.values():
        place = (
            table_of(measure, dims, scope).name,
            measure.date,
            measure.window,
            measure.without,
            bool(measure.kept),
            measure.agg == "gaps",
            measure.tier_at_start,
        )
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
    days = Source(scope, reader).plain("order_facts", "MIN(order_day) AS first_day")
    first = reader.run(days).item()
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
        whole = join_groups(whole, frame, dims)
    return whole


def join_groups(one: pl.DataFrame, other: pl.DataFrame, dims: Sequence[Dimension]) -> pl.DataFrame:
    """Put the columns of two frames of groups side by side, with the groups of either."""
    names = [dim.name for dim in dims]
    whole = one.join(other, on=names, how="full", coalesce=True, nulls_equal=True)
    for dim in dims:
        if (again := f"{dim.name}__label_right") in whole.columns:
            label = pl.coalesce(f"{dim.name}__label", again).alias(f"{dim.name}__label")
            whole = whole.with_columns(label).drop(again)
    return whole


def _empty(dims: Sequence[Dimension], measures: Sequence[Measure]) -> pl.DataFrame:
    schema: dict[str, pl.DataType] = {
        dim.name: pl.Date() if dim.grain == "time" else pl.String() for dim in dims
    }
    schema |= {f"{dim.name}__label": pl.String() for dim in dims if dim.named}
    for measure in measures:
        schema[measure.name] = column_type(measure)
        if measure.agg == "gaps" and measure.unit == "days":
            schema |= {f"{measure.name}__{part}": pl.Float64() for part in ("median", "p90")}
    return pl.DataFrame(schema=schema)


def column_type(measure: Measure) -> pl.DataType:
    if measure.agg == "sum" and measure.unit in DECIMALS:
        return pl.Decimal(38, DECIMALS[measure.unit])
    return pl.Int64()
