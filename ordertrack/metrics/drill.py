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
from ordertrack.metrics.customers import tier_table
from ordertrack.metrics.dimensions import Dimension, dimension
from ordertrack.metrics.measures import Measure, spoken
from ordertrack.metrics.metric import PARTS, Metric, Part
from ordertrack.metrics.notes import why_empty
from ordertrack.metrics.query import (
    all_of,
    key,
    part_scope,
    per_customer,
    source,
    table_of,
    used,
    uses_tiers,
)
from ordertrack.metrics.reading import Reader
from ordertrack.metrics.scan import at_bucket, fineness
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.words import t

Keys = Mapping[str, "str | date | None"]

DELIVERED = "CASE WHEN delivered_at <= $as_of THEN delivered_at END"
# The columns of the rows, by grain: name → SQL; deliveries after as-of have not happened.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "order_facts": {
        "order_no": "order_no",
        "customer_id": "customer_id",
        "customer_name": "customer_name",
        "ordered_at": "ordered_at",
        "product": "first_product",
        "amount": "{amount}",
        "sales_rep": "sales_rep_name",
        "team": "team",
        "status": "status",
        "promised": "{promise}",
        "delivered": DELIVERED,
    },
    "line_facts": {
        "order_no": "order_no",
        "line_no": "line_no",
        "customer_id": "customer_id",
        "customer_name": "customer_name",
        "ordered_at": "ordered_at",
        "product": "product_name",
        "product_line": "product_line",
        "quantity": "quantity",
        "amount": "amount",
        "sales_rep": "sales_rep_name",
        "team": "team",
        "status": "status",
        "promised": "{promise}",
        "delivered": DELIVERED,
        "quantity_delivered": "quantity_delivered",
    },
    "complaint_facts": {
        "complaint_id": "complaint_id",
        "order_no": "order_no",
        "customer_id": "customer_id",
        "customer_name": "customer_name",
        "raised_at": "raised_at",
        "first_response_at": ("CASE WHEN first_response_at <= $as_of THEN first_response_at END"),
        "kind": "kind",
        "description": "description",
        "sales_rep": "sales_rep_name",
        "team": "team",
    },
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "order_facts": ("order_no",),
    "line_facts": ("order_no", "line_no"),
    "complaint_facts": ("complaint_id",),
    "customers": ("customer_id",),
}
NEWEST = {
    "order_facts": "-ordered_at",
    "line_facts": "-ordered_at",
    "complaint_facts": "-raised_at",
}


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
    asked = [_rows_of(measure, _columns(measures), held, scope) for measure in measures]
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


def _rows_of(measure: Measure, extra: Sequence[str], held: Held, scope: Scope) -> Question:
    dims = [dim for dim, _ in held]
    found, table = source(measure, dims, scope), table_of(measure, dims, scope)
    values = dict(found.values)
    where = [*found.where, *measure.where]
    for place, (dim, value) in enumerate(held):
        where.append(_is(key(dim, measure, scope), f"key_{place}", value, dim, values))

    def say(sql: str) -> str:
        return spoken(sql, scope.conventions, found.amount)

    if measure.agg == "customers":
        sql, columns = _customers(measure, found.table, where, found.amount), CUSTOMER_COLUMNS
        return Question(say(sql), values, {}, columns, KEYS["customers"], "-last_day")
    listed = {**COLUMNS[table], **{name: name for name in extra}}
    chosen = ", ".join(f"{say(sql)} AS {name}" for name, sql in listed.items())
    sql = f"SELECT {chosen}, {say(measure.value)} AS value FROM {found.table}"
    sql += f" WHERE {say(all_of(where))}"
    return Question(sql, values, {}, (*listed, "value"), KEYS[table], NEWEST[table])


CUSTOMER_COLUMNS = (
    "customer_id",
    "customer_name",
    "purchases",
    "first_day",
    "last_day",
    "amount",
    "value",
)


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
