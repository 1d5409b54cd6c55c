"""`rows`: what stands behind a number, at its own grain; the values of the rows add up to it.

Imports `query` and `customers`. The same measures and the same `source` as in `evaluate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from ordertrack.errors import BadScope, NoData
from ordertrack.metrics.catalog import metric as metric_named
from ordertrack.metrics.model.dimensions import Dimension, dimension
from ordertrack.metrics.model.measures import Measure, spoken
from ordertrack.metrics.model.metric import PARTS, Metric, Part
from ordertrack.metrics.notes import why_empty
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.row_columns import COLUMNS, CUSTOMER_COLUMNS, EXTRA, KEYS, NEWEST
from ordertrack.metrics.query.scan import at_bucket, fineness
from ordertrack.metrics.query.source import (
    OrderDays,
    all_of,
    key,
    order_days,
    part_scope,
    per_customer,
    source,
    table_of,
    used,
    uses_tiers,
)
from ordertrack.metrics.query.tiers import tier_table
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.words import t

Keys = Mapping[str, "str | date | None"]


@dataclass(frozen=True, slots=True)
class Question:
    """SQL with its parameters and the small tables that it names."""

    sql: str
    values: Mapping[str, Any]
    tables: Mapping[str, pl.DataFrame]
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    newest: str

    def ask(self, reader: Reader, sql: str, **more: Any) -> pl.DataFrame:
        return reader.sql(sql, used(sql, {**self.values, **more}), self.tables)


def rows(
    metric: str,
    part: Part,
    scope: Scope,
    reader: Reader,
    *,
    by_key: Keys | None = None,
    limit: int | None = None,
    offset: int = 0,
    order: str | None = None,
) -> pl.DataFrame:
    """The rows behind a part of the metric, of one group where `by_key` names it.

    Always has the column `value`; the values add up to the part (and have the metric's median).
    What counts customers lists customers. `order` is a column, `-column` for descending; the newest
    come first unless said otherwise, and pages never overlap.

    Raises:
        NoData: the data cannot answer, or the metric has no such part.
        BadScope: an order by a column that is not there.
    """
    question = ask_rows(metric, part, scope, reader, by_key=by_key)
    sql = f"{question.sql} ORDER BY {_order(order, question)}"
    if limit is not None:
        sql += " LIMIT $limit OFFSET $offset"
    return question.ask(reader, sql, limit=limit, offset=offset)


def count_rows(
    metric: str, part: Part, scope: Scope, reader: Reader, *, by_key: Keys | None = None
) -> int:
    """How many rows stand behind a part of the metric."""
    question = ask_rows(metric, part, scope, reader, by_key=by_key)
    return question.ask(reader, f"SELECT COUNT(*) AS n FROM ({question.sql}) AS found").item()


def ask_rows(
    metric: str, part: Part, scope: Scope, reader: Reader, *, by_key: Keys | None = None
) -> Question:
    """The question whose answer are the rows, before order and page."""
    chosen = metric_named(metric)
    if reason := why_empty(metric, scope, reader):
        raise NoData(reason)
    measures = chosen.measures(part)
    if not measures:
        raise NoData(t("{metric} has no part {part}.", metric=chosen.label, part=PARTS[part]))
    scope, held = _narrowed(chosen, part, scope, by_key or {})
    ordered = _order_days(measures, [dim for dim, _ in held], scope, reader)
    asked = [_rows_of(measure, _columns(measures), held, scope, ordered) for measure in measures]
    tables = tier_table(scope, reader) if uses_tiers([dim for dim, _ in held], scope) else {}
    first = asked[0]
    sql = " UNION ALL ".join(question.sql for question in asked)
    values = {name: value for question in asked for name, value in question.values.items()}
    return replace(first, sql=f"SELECT * FROM ({sql}) AS listed", values=values, tables=tables)


Held = list[tuple[Dimension, "str | date | None"]]


def _narrowed(metric: Metric, part: Part, scope: Scope, by_key: Keys) -> tuple[Scope, Held]:
    """The scope and the keys of one group: what `evaluate` counted for it."""
    held = [(dimension(name), value) for name, value in by_key.items()]
    scope = part_scope(metric, part, scope)
    if metric.share and part == "denominator":
        held = [(dim, value) for dim, value in held if dim.grain == "time"]
    times = [(dim, value) for dim, value in held if dim.grain == "time"]
    if times and metric.measures(part)[0].window != "period":
        dim, day = min(times, key=lambda pair: fineness(pair[0]))
        scope = at_bucket(Period.around(_day(day), dim.bucket), scope)
        held = [(dim, value) for dim, value in held if dim.grain != "time"]
    return scope, held


def _order_days(
    measures: Sequence[Measure], dims: Sequence[Dimension], scope: Scope, reader: Reader
) -> OrderDays | None:
    spans = [order_days(measure, dims, scope, reader) for measure in measures]
    known = [span for span in spans if span is not None]
    return (min(first for first, _ in known), max(last for _, last in known)) if known else None


def _rows_of(
    measure: Measure, extra: Sequence[str], held: Held, scope: Scope, ordered: OrderDays | None
) -> Question:
    dims = [dim for dim, _ in held]
    if measure.agg == "count":
        measure = replace(measure, from_lines=False)  # one row per order, whatever it holds
    found, table = source(measure, dims, scope, ordered), table_of(measure, dims, scope)
    values = dict(found.values)
    where = [*found.where, *measure.where]
    for place, (dim, value) in enumerate(held):
        where.append(_is(key(dim, measure, scope), f"key_{place}", value, dim, values))

    def say(sql: str) -> str:
        return spoken(sql, scope.conventions, found.amount)

    if measure.agg == "customers":
        sql, columns = _customers(measure, found.table, where, found.amount), CUSTOMER_COLUMNS
        return Question(say(sql), values, {}, columns, KEYS["customers"], "-last_day")
    listed = {**COLUMNS[table], **{name: EXTRA.get(name, name) for name in extra}}
    chosen = ", ".join(f"{say(sql)} AS {name}" for name, sql in listed.items())
    sql = f"SELECT {chosen}, {say(measure.value)} AS value FROM {found.table}"
    sql += f" WHERE {say(all_of(where))}"
    return Question(sql, values, {}, (*listed, "value"), KEYS[table], NEWEST[table])


def _customers(measure: Measure, table: str, where: Sequence[str], amount: str) -> str:
    bought = (
        f"SELECT customer_id, MAX(customer_name) AS customer_name, {per_customer(table)}, "
        f"SUM({amount}) AS amount, 1 AS value FROM {table} WHERE {all_of(where)} "
        "AND customer_id IS NOT NULL GROUP BY customer_id"
    )
    names = ", ".join(CUSTOMER_COLUMNS)
    return f"SELECT {names} FROM ({bought}) AS bought WHERE {measure.kept or 'TRUE'}"


def _is(
    sql: str, name: str, value: str | date | None, dim: Dimension, values: dict[str, Any]
) -> str:
    if value is None:
        return f"{sql} IS NULL"
    values[name] = _day(value) if dim.grain == "time" else value
    return f"{sql} = ${name}"


def _day(value: str | date | None) -> date:
    assert value is not None
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _columns(measures: Sequence[Measure]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for measure in measures for name in measure.shows))


def _order(order: str | None, question: Question) -> str:
    wanted = order or question.newest
    column = wanted.removeprefix("-")
    if column not in question.columns:
        raise BadScope(
            t("Rows cannot be sorted by {column}.", column=repr(column)),
            t("Sort by one of {names}.", names=", ".join(question.columns)),
        )
    way = "DESC" if wanted.startswith("-") else "ASC"
    return ", ".join([f"{column} {way} NULLS LAST", *question.keys])
