"""`rows`: what stands behind a number, at its own grain; the values of the rows add up to it.

The same measures and the same `Source` as in `evaluate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from ordertrack.errors import BadScope, NoData
from ordertrack.facts.select import Select, union
from ordertrack.facts.tables import FactTable
from ordertrack.metrics.catalog import metric as metric_named
from ordertrack.metrics.model.dimensions import Dimension, dimension
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.model.metric import PARTS, Metric, Part
from ordertrack.metrics.notes import why_empty
from ordertrack.metrics.query.conventions import MIDDLES
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.scan import at_bucket, fineness, purchase_gaps
from ordertrack.metrics.query.source import (
    OrderDays,
    Source,
    key,
    part_scope,
    per_customer,
    table_of,
)
from ordertrack.metrics.query.targets import target_rows
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.words import t

Keys = Mapping[str, "str | date | None"]
CUSTOMER_COLUMNS = (
    "customer_id",
    "customer_name",
    "purchases",
    "first_day",
    "last_day",
    "amount",
    "value",
)
TARGET_ROWS = "target_rows"
GAP_COLUMNS = ("customer_id", "customer_name", "order_day", "gap", "value")


@dataclass(frozen=True, slots=True)
class Page:
    """Which of the rows are wanted: `order` is a column, `-column` for descending."""

    limit: int | None = None
    offset: int = 0
    order: str | None = None


ALL_ROWS = Page()


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows behind a part of a number, with what they can be sorted by.

    `key` tells rows apart, `newest` is the order in which they come unless said otherwise.
    """

    select: Select
    columns: tuple[str, ...]
    key: tuple[str, ...]
    newest: str


def rows(
    metric: str,
    part: Part,
    scope: Scope,
    reader: Reader,
    by_key: Keys | None = None,
    page: Page = ALL_ROWS,
) -> pl.DataFrame:
    """Return the rows behind a part of the metric, of one group where `by_key` names it.

    Always has the column `value`; the values add up to the part (and have the metric's median).
    What counts customers lists customers. The newest come first unless the page says otherwise, and
    pages never overlap.

    Raises:
        NoData: the data cannot answer, or the metric has no such part.
        BadScope: an order by a column that is not there.
    """
    listing = list_rows(metric, part, scope, reader, by_key)
    ordered = listing.select.ordered(*_order(page.order, listing))
    return reader.run(ordered.page(page.limit, page.offset))


def count_rows(
    metric: str, part: Part, scope: Scope, reader: Reader, by_key: Keys | None = None
) -> int:
    """Return how many rows stand behind a part of the metric."""
    listing = list_rows(metric, part, scope, reader, by_key)
    return reader.run(listing.select.of("COUNT(*) AS n")).item()


def list_rows(
    metric: str, part: Part, scope: Scope, reader: Reader, by_key: Keys | None = None
) -> Listing:
    """Return the question whose answer are the rows, before order and page."""
    chosen = metric_named(metric)
    if reason := why_empty(metric, scope, reader, by=tuple(by_key or ())):
        raise NoData(reason)
    measures = chosen.measures(part)
    if not measures:
        raise NoData(t("{metric} has no part {part}.", metric=chosen.label, part=PARTS[part]))
    scope, group = _narrowed(chosen, part, scope, by_key or {})
    source = Source(scope, reader)
    ordered = _order_days(measures, [dim for dim, _ in group], source)
    columns = tuple(dict.fromkeys(name for measure in measures for name in measure.row_columns))
    listed = [_listing(measure, columns, group, source, ordered) for measure in measures]
    return replace(listed[0], select=union([one.select for one in listed], "listed"))


Group = list[tuple[Dimension, "str | date | None"]]


def _narrowed(metric: Metric, part: Part, scope: Scope, by_key: Keys) -> tuple[Scope, Group]:
    """The scope and the keys of one group: what `evaluate` counted for it."""
    group = [(dimension(name), value) for name, value in by_key.items()]
    scope = part_scope(metric, part, scope)
    if metric.share and part == "denominator":
        group = [(dim, value) for dim, value in group if dim.grain == "time"]
    times = [(dim, value) for dim, value in group if dim.grain == "time"]
    if times and metric.measures(part)[0].window != "period":
        dim, day = min(times, key=lambda pair: fineness(pair[0]))
        scope = at_bucket(Period.around(_day(day), dim.bucket), scope)
        group = [(dim, value) for dim, value in group if dim.grain != "time"]
    return scope, group


def _order_days(
    measures: Sequence[Measure], dims: Sequence[Dimension], source: Source
) -> OrderDays | None:
    spans = [source.order_days(measure, dims) for measure in measures]
    known = [span for span in spans if span is not None]
    return (min(first for first, _ in known), max(last for _, last in known)) if known else None


def _listing(
    measure: Measure,
    extra: Sequence[str],
    group: Group,
    source: Source,
    ordered: OrderDays | None,
) -> Listing:
    """The rows of one measure, of one group."""
    dims = [dim for dim, _ in group]
    if measure.agg == "count":
        measure = replace(measure, from_lines=False)  # one row per order, whatever it holds
    table = table_of(measure, dims, source.scope)
    select = source.rows(measure, dims, ordered)
    select = select.filtered(*(source.resolved(sql, select.amount) for sql in measure.where))
    for place, (dim, value) in enumerate(group):
        column = key(dim, measure, table, source.scope)
        select = _in_group(select, column, f"key_{place}", dim, value)
    if measure.target:
        frame = target_rows(measure, group, source)
        listed = Select(TARGET_ROWS, source.scope.access, frames={TARGET_ROWS: frame})
        return Listing(listed, tuple(frame.columns), ("period", "level", "who"), "-period")
    if measure.agg == "gaps":
        gaps = purchase_gaps(select, (), (), ()).nested("between").filtered("gap IS NOT NULL")
        value = "gap AS value" if measure.unit == "days" else "1 AS value"
        listed = gaps.of(*GAP_COLUMNS[:-1], value)
        return Listing(listed, GAP_COLUMNS, ("customer_id", "order_day"), "-order_day")
    if measure.agg == "customers" or measure.kept:
        return _customers(measure, table, select, source)
    columns = {**table.columns, **{name: table.extra.get(name, name) for name in extra}}
    columns["value"] = measure.value
    listed = [f"{source.resolved(sql, select.amount)} AS {name}" for name, sql in columns.items()]
    return Listing(select.of(*listed), tuple(columns), table.key, table.newest)


def _customers(measure: Measure, table: FactTable, rows: Select, source: Source) -> Listing:
    """The customers who are counted, or whose amounts are summed."""
    two = ("amount_before", "amount_now") if measure.window in MIDDLES else ()
    columns = (*CUSTOMER_COLUMNS[:-1], *two, "value")
    bought = rows.filtered("customer_id IS NOT NULL").of(
        "customer_id",
        "MAX(customer_name) AS customer_name",
        *per_customer(table, measure, rows.amount),
        f"SUM({rows.amount}) AS amount",
        group_by=("customer_id",),
    )
    value = measure.value if measure.agg == "sum" else "1"
    kept = source.resolved(measure.kept or "TRUE")
    listed = bought.nested("bought").filtered(kept).of(*columns[:-1], f"{value} AS value")
    return Listing(listed, columns, ("customer_id",), "-last_day")


def _in_group(
    select: Select, column: str, name: str, dim: Dimension, value: str | date | None
) -> Select:
    if value is None:
        return select.filtered(f"{column} IS NULL")
    wanted = _day(value) if dim.grain == "time" else value
    return select.filtered(f"{column} = ${name}", **{name: wanted})


def _day(value: str | date | None) -> date:
    assert value is not None
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _order(order: str | None, listing: Listing) -> tuple[str, ...]:
    wanted = order or listing.newest
    column = wanted.removeprefix("-")
    if column not in listing.columns:
        raise BadScope(
            t("Rows cannot be sorted by {column}.", column=repr(column)),
            t("Sort by one of {names}.", names=", ".join(listing.columns)),
        )
    way = "DESC" if wanted.startswith("-") else "ASC"
    return f"{column} {way} NULLS LAST", *listing.key
