"""The rows of a part of a metric, as a question: what counts, of one group where it is named.

The same measures and the same `Source` as in `scan`. Imports `scan` and `source`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ordertrack.facts.select import Select, one_of, union
from ordertrack.facts.tables import FACT_TABLES, FactTable
from ordertrack.metrics.model.dimensions import Dimension, dimension, fineness
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.model.metric import Metric, Part
from ordertrack.metrics.query.conventions import MIDDLES
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.scan import at_bucket, purchase_gaps
from ordertrack.metrics.query.sharing import part_of, value
from ordertrack.metrics.query.source import (
    BY_LINE,
    OrderDays,
    Source,
    key,
    part_scope,
    per_customer,
    table_of,
    uses,
)
from ordertrack.metrics.query.targets import target_rows
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.words import Text, t

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
class Listing:
    """The rows behind a part of a number, with what they can be sorted by.

    `key` tells rows apart, `usual` is the order in which they come unless said otherwise.
    """

    select: Select
    columns: tuple[str, ...]
    key: tuple[str, ...]
    usual: tuple[str, ...]
    worst_first: bool = False


def list_rows(
    metric: Metric, part: Part, scope: Scope, reader: Reader, by_key: Keys | None = None
) -> Listing:
    """Return the question whose answer are the rows, before order and page."""
    measures = metric.measures(part)
    scope, group = _narrowed(metric, part, scope, by_key or {})
    source = Source(scope, reader)
    ordered = _order_days(measures, [one.dim for one in group], source)
    columns = _shown_beside(metric, part, measures)
    listed = [_listing(measure, columns, group, source, ordered) for measure in measures]
    select = union([one.select for one in listed], "listed")
    if metric.share and part == "misses" and not any(one.outside for one in group):
        select = select.filtered("FALSE")  # the whole leaves nothing
    if not (metric.worst and _is_worst(metric, part)):
        return replace(listed[0], select=select)
    return replace(listed[0], select=select, usual=metric.worst, worst_first=True)


def of_orders(metric: Metric, part: Part) -> bool:
    """Return whether the rows behind a part belong to orders, which the ledger can list."""
    measures = metric.measures(part)
    return bool(measures) and all(FACT_TABLES[one.table].of_orders for one in measures)


def beside_orders(metric: Metric, part: Part) -> Text:
    """Say that a number has no orders behind it, and what it has."""
    return t(
        "Behind {metric} stand {table}, not orders.",
        metric=metric.label,
        table=FACT_TABLES[metric.measures(part)[0].table].label,
    )


def list_orders(metric: Metric, part: Part, scope: Scope, reader: Reader) -> Select:
    """Return the numbers of the orders behind a part of the metric, each once.

    The part is one `of_orders`; of customers these are the orders by which they count.
    """
    listed = list_rows(metric, part, scope, reader).select
    measure = metric.measures(part)[0]
    if measure.agg not in ("customers", "gaps") and not measure.kept:
        return listed.of("DISTINCT order_no")
    bought = Source(part_scope(metric, part, scope), reader).counting(measure)
    kept = "customer_id IN (SELECT customer_id FROM kept)"
    return bought.using("kept", listed.of("customer_id")).filtered(kept).of("DISTINCT order_no")


def _is_worst(metric: Metric, part: Part) -> bool:
    """Whether the rows of the part are those that make the number worse."""
    return part == metric.worst_part or (part == "denominator" and metric.unit != "ratio")


def _shown_beside(metric: Metric, part: Part, measures: Sequence[Measure]) -> tuple[str, ...]:
    """The columns beside those of the table: the measures' own, and how bad a row is."""
    own = [name for measure in measures for name in measure.row_columns]
    bad = [] if part == "unknown" else [name.removeprefix("-") for name in metric.worst]
    return tuple(dict.fromkeys(name for name in (*bad, *own) if name != "value"))


@dataclass(frozen=True, slots=True)
class Key:
    """A dimension and the value that is meant; `outside`: the values that are not meant."""

    dim: Dimension
    values: tuple[str | date | None, ...]
    outside: bool = False


Group = list[Key]


def _narrowed(metric: Metric, part: Part, scope: Scope, by_key: Keys) -> tuple[Scope, Group]:
    """The scope and the keys of one group: what `evaluate` counted for it.

    What is left of a share lies outside of the group, and of the products that are filtered by.
    """
    group = [Key(dimension(name), (value,)) for name, value in by_key.items()]
    whole = part_scope(metric, part, scope)
    if metric.share and part == "denominator":
        group = [key for key in group if key.dim.grain == "time"]
    if metric.share and part == "misses":
        dropped = [pair for pair in scope.filters if pair not in whole.filters]
        group = [replace(key, outside=key.dim.grain != "time") for key in group]
        group += [Key(dimension(name), values, outside=True) for name, values in dropped]
    times = [key for key in group if key.dim.grain == "time"]
    if times and metric.measures(part)[0].window != "period":
        finest = min(times, key=lambda key: fineness(key.dim))
        bucket = Period.around(_day(finest.values[0]), finest.dim.bucket)
        whole = at_bucket(bucket, whole)
        group = [key for key in group if key.dim.grain != "time"]
    return whole, group


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
    if measure.target:
        return _targets(measure, group, source)
    dims = [one.dim for one in group]
    if measure.agg == "count":
        measure = replace(measure, from_lines=False)  # one row per order, whatever it holds
    table = table_of(measure, dims, source.scope)
    select = source.rows(measure, dims, ordered)
    select = select.filtered(*(source.resolved(sql, select.amount) for sql in measure.where))
    select = _in_group(select, group, measure, table, source.scope)
    if measure.agg == "gaps":
        gaps = purchase_gaps(select, (), (), ()).nested("between").filtered("gap IS NOT NULL")
        gap = "gap AS value" if measure.unit == "days" else "1 AS value"
        listed = gaps.of(*GAP_COLUMNS[:-1], gap)
        return Listing(listed, GAP_COLUMNS, ("customer_id", "order_day"), ("-order_day",))
    if measure.agg == "customers" or measure.kept:
        return _customers(measure, table, select, source)
    beside = {name: table.extra.get(name, name) for name in extra if name not in table.columns}
    columns = {**table.columns, **beside}
    how = source.sharing(table, dims)
    columns |= _shares(table) if how else {}
    columns["value"] = value(measure, select, how, source.scope)
    if not uses(BY_LINE, dims, source.scope):  # nothing is narrowed to products
        columns.pop("filtered_amount", None)
    if not source.reader.covers("order_facts.currency"):
        columns.pop("currency", None)
    listed = [f"{source.resolved(sql, select.amount)} AS {name}" for name, sql in columns.items()]
    return Listing(select.of(*listed), tuple(columns), table.key, (table.newest,))


def _shares(table: FactTable) -> dict[str, str]:
    """The columns that tell which part of a shared order counts."""
    amount = {"credited_amount": part_of("amount")} if "amount" in table.columns else {}
    return {"share": "share_to - share_from", **amount}


def _targets(measure: Measure, group: Group, source: Source) -> Listing:
    """The targets that count, and how much of each."""
    frame = target_rows(measure, [(one.dim, one.values[0]) for one in group], source)
    select = Select(TARGET_ROWS, source.scope.access, frames={TARGET_ROWS: frame})
    return Listing(select, tuple(frame.columns), ("period", "level", "who"), ("-period",))


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
    each = measure.value if measure.agg == "sum" else "1"
    kept = source.resolved(measure.kept or "TRUE")
    listed = bought.nested("bought").filtered(kept).of(*columns[:-1], f"{each} AS value")
    return Listing(listed, columns, ("customer_id",), ("-last_day",))


def _in_group(
    select: Select, group: Group, measure: Measure, table: FactTable, scope: Scope
) -> Select:
    """The rows of the group, or those outside of it."""
    outside: list[str] = []
    for place, one in enumerate(group):
        column = key(one.dim, measure, table, scope)
        if one.dim.grain == "time":
            wanted = {f"key_{place}": _day(one.values[0])} if one.values[0] else {}
            condition = f"{column} = $key_{place}" if wanted else f"{column} IS NULL"
        else:
            condition, wanted = one_of(column, _texts(one.values), f"key_{place}")
        select = select.filtered(*([] if one.outside else [condition]), **wanted)
        outside += [condition] if one.outside else []
    if outside:
        select = select.filtered(f"NOT COALESCE({' AND '.join(outside)}, FALSE)")
    return select


def _texts(values: tuple[str | date | None, ...]) -> list[str]:
    return [str(value or "") for value in values]


def _day(value: str | date | None) -> date:
    assert value is not None
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value
