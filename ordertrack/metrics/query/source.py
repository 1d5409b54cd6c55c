"""From a measure and a scope to plain SQL: the only place where filters become conditions.

Everything that a viewer may see passes through `source`, so no number and no list of rows can miss
the mandatory filter. The SQL is aggregates, CASE WHEN and joins by key; values are parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ordertrack.metrics.model.dimensions import Dimension, dimension
from ordertrack.metrics.model.measures import Measure, moments, spoken
from ordertrack.metrics.model.metric import Metric, Part
from ordertrack.metrics.query.reader import Reader
from ordertrack.scope import NOT_RECORDED, Filters, Scope

OrderDays = tuple[date, date]  # first and last
LINE_GRAIN = ("product", "product_line")
PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Source:
    """Rows to count: FROM, the conditions on all of them, the column that holds their amount."""

    table: str
    where: tuple[str, ...]
    amount: str
    values: Mapping[str, Any]


def source(
    measure: Measure,
    dims: Sequence[Dimension],
    scope: Scope,
    ordered: OrderDays | None = None,
) -> Source:
    """The rows of the measure's table that the scope lets through, to be grouped by `dims`.

    `ordered`: first and last order day of the rows, where it is known; saves reading other lines.
    """
    table, amount = table_of(measure, dims, scope), "amount"
    values = dict(moments(scope, measure.window))
    order_filters, tier_filters, line_filters = _conditions(scope, values)
    narrowing = order_filters + _bounds(measure, scope, values)
    where = ["counted", "ordered_at <= $as_of", *narrowing, *tier_filters]
    if table == "line_facts":
        where += line_filters
    elif touches_lines(dims, scope):
        if ordered:
            values |= {"first_ordered": ordered[0], "last_ordered": ordered[1]}
            line_filters.append("order_day BETWEEN $first_ordered AND $last_ordered")
        if narrowing:
            wanted = f"SELECT order_no FROM {table} WHERE {all_of(narrowing)}"
            line_filters.append(f"order_no IN ({wanted})")
        table, amount = f"{table} JOIN {_items(dims, line_filters)}", "item_amount"
    if uses_tiers(dims, scope):
        table += " LEFT JOIN tiers ON tier_customer = customer_id"
    return Source(table, tuple(where), amount, values)


def order_days(
    measure: Measure, dims: Sequence[Dimension], scope: Scope, reader: Reader
) -> OrderDays | None:
    """First and last order day of the measure's orders, where its lines must be looked up."""
    table = table_of(measure, dims, scope)
    if table == "line_facts" or not touches_lines(dims, scope):
        return None
    values = dict(moments(scope, measure.window))
    narrowing = _conditions(scope, values)[0] + _bounds(measure, scope, values)
    where = all_of(["counted", "ordered_at <= $as_of", *narrowing, *measure.where])
    sql = (
        "SELECT MIN(order_day) AS first_day, MAX(order_day) AS last_day "
        f"FROM {table} WHERE {spoken(where, scope.conventions)}"
    )
    first, last = reader.sql(sql, used(sql, values)).row(0)
    return (first, last) if first else (date.min, date.min)


def table_of(measure: Measure, dims: Sequence[Dimension], scope: Scope) -> str:
    """The grain to read: a product needs no join where the lines give the same number."""
    return "line_facts" if measure.from_lines and touches_lines(dims, scope) else measure.table


def key(dim: Dimension, measure: Measure, scope: Scope) -> str:
    """The SQL of a dimension's key for the rows of this measure."""
    if dim.grain == "time":
        day = spoken(measure.date, scope.conventions)
        return f"CAST(DATE_TRUNC('{dim.name}', {day}) AS DATE)"
    return dim.column


def uses_tiers(dims: Sequence[Dimension], scope: Scope) -> bool:
    return _touches(("tier",), dims, scope.filters + scope.allowed)


def touches_lines(dims: Sequence[Dimension], scope: Scope) -> bool:
    """Whether the question is about some products: grouped or filtered by them."""
    return _touches(LINE_GRAIN, dims, scope.filters + scope.allowed)


def part_scope(metric: Metric, part: Part, scope: Scope) -> Scope:
    """The scope of one part: a share is a share of the whole scope, of all products."""
    if not (metric.share and part == "denominator"):
        return scope
    kept = tuple((name, values) for name, values in scope.filters if name not in LINE_GRAIN)
    return replace(scope, filters=kept)


def per_customer(table: str) -> str:
    """What is summed for each customer before some of them are kept."""
    orders = "COUNT(DISTINCT order_no)" if table.startswith("line_facts") else "COUNT(*)"
    return f"{orders} AS purchases, MIN(order_day) AS first_day, MAX(order_day) AS last_day"


def used(sql: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Only the parameters that the SQL names: DuckDB refuses others."""
    return {name: values[name] for name in dict.fromkeys(PARAMETER.findall(sql))}


def all_of(conditions: Iterable[str]) -> str:
    return " AND ".join(conditions)


def _touches(names: Sequence[str], dims: Sequence[Dimension], filters: Filters) -> bool:
    return any(dim.name in names for dim in dims) or any(name in names for name, _ in filters)


def _conditions(scope: Scope, values: dict[str, Any]) -> tuple[list[str], list[str], list[str]]:
    """The filters as conditions on orders, tiers and lines; adds their parameters."""
    found: dict[str, list[str]] = {"order": [], "customer": [], "line": []}
    for kind, filters in (("filter", scope.filters), ("allowed", scope.allowed)):
        for name, wanted in filters:
            dim = dimension(name)
            found[dim.grain].append(_one_of(dim.column, wanted, f"{kind}_{name}", values))
    return found["order"], found["customer"], found["line"]


def _one_of(column: str, wanted: Sequence[str], prefix: str, values: dict[str, Any]) -> str:
    named = [value for value in wanted if value != NOT_RECORDED]
    names = [f"{prefix}_{place}" for place in range(len(named))]
    values |= dict(zip(names, named, strict=True))
    choices = []
    if names:
        choices.append(f"{column} IN ({', '.join('$' + name for name in names)})")
    if NOT_RECORDED in wanted:
        choices.append(f"{column} IS NULL")
    return f"({' OR '.join(choices)})" if choices else "FALSE"


def _items(dims: Sequence[Dimension], conditions: Sequence[str]) -> str:
    """Orders with what they hold of the products asked for: one row per order and group."""
    groups = [dim for dim in dims if dim.name in LINE_GRAIN]
    keys = "".join(f", {dim.column}" for dim in groups)
    labels = "".join(
        f", MAX({dim.label_column}) AS {dim.label_column}" for dim in groups if dim.label_column
    )
    where = all_of(("counted", "ordered_at <= $as_of", *conditions))
    return (
        f"(SELECT order_no AS item_order{keys}{labels}, SUM(amount) AS item_amount "
        f"FROM line_facts WHERE {where} GROUP BY order_no{keys}) AS items ON item_order = order_no"
    )


def _bounds(measure: Measure, scope: Scope, values: Mapping[str, Any]) -> list[str]:
    if "start" not in values:
        return []
    day = spoken(measure.date, scope.conventions)
    return [f"{day} >= $start", f"{day} < $end"]
