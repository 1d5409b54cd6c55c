"""From a measure and a scope to the rows that count: here alone filters become conditions.

The SQL is aggregates, CASE WHEN and joins by key; values are parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from ordertrack.facts.select import PAST, Select, one_of
from ordertrack.facts.sql_views import CREDITED
from ordertrack.facts.tables import FACT_TABLES, TIER, TIERS, Bridge, FactTable
from ordertrack.metrics.definitions.sales import REVENUE
from ordertrack.metrics.model.dimensions import DIMENSIONS, Dimension
from ordertrack.metrics.model.measures import PURCHASE, RED, Measure
from ordertrack.metrics.model.metric import Metric, Part
from ordertrack.metrics.model.rule import Rule
from ordertrack.metrics.query import raised
from ordertrack.metrics.query.classify import classify
from ordertrack.metrics.query.conventions import (
    MIDDLES,
    bounds,
    parameters,
    resolved,
    trailing,
)
from ordertrack.metrics.query.laid_beside import with_clocks, with_typed_ends
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.sharing import SHARER, Sharing, sharing, with_shares
from ordertrack.metrics.query.stage_clocks import limits_in_force
from ordertrack.period import ONE_DAY, Period
from ordertrack.scope import Scope

OrderDays = tuple[date, date]  # first and last
START_TIERS = "tiers_at_start"
TIER_COLUMNS = {"tier_customer": "customer_id", "tier": "tier"}
BY_LINE = tuple(name for name, dim in DIMENSIONS.items() if dim.grain == "line")


class Source:
    """The rows of a release that a scope lets through, as questions to be asked of its reader.

    With `past`, the questions name the tables of an earlier release, to be read beside the
    reader's own. Filters by a name that another one replaced are about the name to use.
    """

    def __init__(self, scope: Scope, reader: Reader, *, past: bool = False) -> None:
        self.scope = reader.names.in_scope(scope)
        self.reader = reader
        self.prefix = PAST if past else ""

    def rows(
        self, measure: Measure, dims: Sequence[Dimension] = (), ordered: OrderDays | None = None
    ) -> Select:
        """Return the rows that may count for a measure, to be grouped by `dims`.

        The measure's own conditions are left to the caller. `ordered`: first and last order day of
        the rows, where it is known; saves reading other lines.
        """
        table = table_of(measure, dims, self.scope)
        params = parameters(self.scope, measure.window)
        own, tier, bridged = self._conditions(table, params)
        narrowing = [*own, *bounds(measure.window, self.resolved(measure.date), params)]
        how = self.sharing(table, dims)
        frames = self.frames(dims)
        if measure.tier_at_start:
            frames |= {f"{self.prefix}{START_TIERS}": self._tiers_at_start}
            started = f"SELECT tier_customer FROM {self.prefix}{START_TIERS}"
            narrowing.append(f"{table.customer} IN ({started} WHERE tier = $tier_at_start)")
            params["tier_at_start"] = measure.tier_at_start
        select = Select(
            self.prefix + (CREDITED[table.name] if how == "split" else table.name),
            self.scope.access,
            where=(*table.conditions(measure.without), *narrowing, *tier),
            params=params,
            frames=frames,
        )
        for bridge in table.bridges:
            if uses(bridge.dimensions, dims, self.scope):
                conditions = list(bridged)
                if ordered:
                    days = dict(zip(("first_ordered", "last_ordered"), ordered, strict=True))
                    select = select.filtered(**days)
                    conditions.append("order_day BETWEEN $first_ordered AND $last_ordered")
                if narrowing:
                    wanted = f"SELECT {bridge.on} FROM {select.source} WHERE {all_of(narrowing)}"
                    conditions.append(f"{bridge.on} IN ({wanted})")
                items = self._items(bridge, measure, dims, conditions)
                select = replace(select.joined(items), amount="item_amount")
        if how:
            select = with_shares(select, how, self.scope, self.prefix)
        if any(RED in condition for condition in measure.where):
            select = select.using(self.prefix + raised.RED_ORDERS, self.red_orders)
        if uses((TIER,), dims, self.scope):
            tiers = f"{self.prefix}{TIERS}"
            select = select.joined(f"LEFT JOIN {tiers} ON tier_customer = {table.customer}")
        return select

    def sharing(self, table: FactTable, dims: Sequence[Dimension]) -> Sharing | None:
        """Return how the people who share an order come in."""
        return sharing(table, dims, self.scope, self.reader)

    def counting(self, measure: Measure, dims: Sequence[Dimension] = ()) -> Select:
        """Return the rows that do count: those that meet the measure's conditions too."""
        return self.rows(measure, dims).filtered(*map(self.resolved, measure.where))

    def order_days(self, measure: Measure, dims: Sequence[Dimension]) -> OrderDays | None:
        """Return first and last order day of the measure's orders, where lines are looked up."""
        table = table_of(measure, dims, self.scope)
        if not any(uses(bridge.dimensions, dims, self.scope) for bridge in table.bridges):
            return None
        params = parameters(self.scope, measure.window)
        narrowing = self._conditions(table, params)[0]
        narrowing += bounds(measure.window, self.resolved(measure.date), params)
        where = (*table.conditions(measure.without), *narrowing, *measure.where)
        days = Select(
            self.prefix + table.name,
            self.scope.access,
            where=tuple(map(self.resolved, where)),
            columns=("MIN(order_day) AS first_day", "MAX(order_day) AS last_day"),
            params=params,
            frames=self.frames(()),
        )
        first, last = self.reader.run(days).row(0)
        return (first, last) if first else (date.min, date.min)

    def plain(self, table: str, *columns: str) -> Select:
        """Return rows of a table as the viewer may see them, whatever the filters are."""
        return Select(
            self.prefix + table, self.scope.access, columns=columns, frames=self.frames(())
        )

    def frames(self, dims: Sequence[Dimension]) -> dict[str, pl.DataFrame]:
        """Return the small tables that a question needs: tiers, where they filter or group."""
        wanted = uses((TIER,), dims, self.scope) or TIER in self.scope.access.dimensions
        if not wanted:
            return {}
        return {f"{self.prefix}{TIERS}": self.tiers.select(**TIER_COLUMNS)}

    @cached_property
    def tiers(self) -> pl.DataFrame:
        """Customers with their revenue of the trailing 12 months and their tier.

        A tier belongs to the customer, not to the view: filters do not change it, nor does an
        access that is itself about tiers. Of the rest only what the viewer may see counts.
        """
        access = self.scope.access.without(TIER)
        scope = replace(self.scope, filters=(), access=access, period=trailing(self.scope))
        return classify(self.reader.run(revenue_by_customer(Source(scope, self.reader))))

    @cached_property
    def _tiers_at_start(self) -> pl.DataFrame:
        """The tiers of customers as they were when the period began."""
        assert self.scope.period
        before = Period.around(self.scope.period.start - ONE_DAY, "day")
        at_start = Source(replace(self.scope, period=before), self.reader)
        return at_start.tiers.select(**TIER_COLUMNS)

    def resolved(self, sql: str, amount: str = "amount") -> str:
        """Return the SQL with the words of the scope's conventions filled in."""
        return resolved(sql, self.scope.conventions, amount, self.prefix)

    @cached_property
    def red_orders(self) -> Select:
        """The orders that raised a red alert up to as-of, whatever the filters and the period."""
        whole, chosen = self._of_all_time, raised.thresholds(self.reader, self.scope.as_of.date())
        rules = raised.telling(self.scope, self.reader, chosen)
        rows = {one.name: whole.raising(one) for one in rules if one.name in raised.OF_ORDERS}
        found = raised.red_orders(rows, chosen, self.resolved, self.scope.access)
        return raised.with_tables(found, self.scope, self.reader, chosen)

    def raising(self, rule: Rule, measure: Measure | None = None) -> Select:
        """Return the rows that may raise an alert, with what its rule asks beside them.

        Args:
            measure: other rows than those of the rule.
        """
        rows = self.rows(measure or raised.measure_of(rule))
        if rule.by_tier:
            tiers = self.tiers.select(**TIER_COLUMNS)
            rows = replace(rows, frames={**rows.frames, TIERS: tiers})
        if rule.by_stage:
            limits = limits_in_force(self.reader.typed, self.scope.as_of.date(), "UTC")
            rows = with_clocks(rows, limits, self.scope, self.reader, self.prefix)
        if rule.typed:
            rows = with_typed_ends(rows, raised.typed_values(rule, self.reader), self.prefix)
        return rows

    @property
    def _of_all_time(self) -> Source:
        scope = replace(self.scope, filters=(), period=None)
        return Source(scope, self.reader, past=bool(self.prefix))

    def _conditions(
        self, table: FactTable, params: dict[str, Any]
    ) -> tuple[list[str], list[str], list[str]]:
        """The filters as conditions on the table, on tiers, over bridges; adds their parameters."""
        own: list[str] = []
        tier: list[str] = []
        bridged: list[str] = []
        for name, wanted in self.scope.filters:
            if name == SHARER and self.sharing(table, ()):
                continue  # see `with_shares`
            condition, values = one_of(table.column(name).key, wanted, f"filter_{name}")
            params |= values
            place = tier if name == TIER else bridged if table.bridge(name) else own
            place.append(condition)
        return own, tier, bridged

    def _items(
        self,
        bridge: Bridge,
        measure: Measure,
        dims: Sequence[Dimension],
        conditions: Sequence[str],
    ) -> str:
        """Orders with what they hold of the products asked for: one row per order and group."""
        lines = FACT_TABLES[bridge.table]
        columns = [lines.column(dim.name) for dim in dims if dim.name in bridge.dimensions]
        keys = "".join(f", {column.key}" for column in columns)
        labels = "".join(f", MAX({c.label}) AS {c.label}" for c in columns if c.label)
        where = all_of((*lines.conditions(measure.without), *conditions))
        return (
            f"JOIN (SELECT {bridge.on} AS item_order{keys}{labels}, "
            f"SUM({bridge.amount}) AS item_amount "
            f"FROM {self.prefix}{bridge.table} WHERE {where} GROUP BY {bridge.on}{keys}) AS items "
            f"ON item_order = {bridge.on}"
        )


def revenue_by_customer(source: Source) -> Select:
    """Return customer_id, customer_name and revenue, of customers that are known."""
    rows = source.rows(REVENUE)
    revenue = source.resolved(REVENUE.value, rows.amount)
    return rows.filtered("customer_id IS NOT NULL").of(
        "customer_id",
        "MAX(customer_name) AS customer_name",
        f"SUM({revenue}) AS revenue",
        group_by=("customer_id",),
    )


def table_of(measure: Measure, dims: Sequence[Dimension], scope: Scope) -> FactTable:
    """Return the table to read: a product needs no join where the lines give the same number."""
    if measure.from_lines and uses(BY_LINE, dims, scope):
        return FACT_TABLES["line_facts"]
    return FACT_TABLES[measure.table]


def key(dim: Dimension, measure: Measure, table: FactTable, scope: Scope) -> str:
    """Return the SQL of a dimension's key for the rows of this measure."""
    if dim.grain == "time":
        day = resolved(measure.date, scope.conventions)
        return f"CAST(DATE_TRUNC('{dim.name}', {day}) AS DATE)"
    return table.column(dim.name).key


def keys_and_labels(
    measure: Measure, dims: Sequence[Dimension], scope: Scope
) -> tuple[list[str], list[str]]:
    """Return the columns to group by and the labels beside them: `<dim>`, `<dim>__label`."""
    table = table_of(measure, dims, scope)
    keys = [f"{key(dim, measure, table, scope)} AS {dim.name}" for dim in dims]
    labels = [
        f"MAX({table.column(dim.name).label or 'NULL'}) AS {dim.name}__label"
        for dim in dims
        if dim.named
    ]
    return keys, labels


def uses(names: Sequence[str], dims: Sequence[Dimension], scope: Scope) -> bool:
    """Return whether the question is grouped or filtered by one of these dimensions."""
    wanted = {dim.name for dim in dims} | {name for name, _ in scope.filters}
    return not wanted.isdisjoint(names)


def part_scope(metric: Metric, part: Part, scope: Scope) -> Scope:
    """Return the scope of one part: a share is a share of the whole scope, of all products."""
    if not (metric.share and part in ("denominator", "misses")):
        return scope
    kept = tuple((name, values) for name, values in scope.filters if name not in BY_LINE)
    return replace(scope, filters=kept)


def per_customer(table: FactTable, measure: Measure, amount: str) -> tuple[str, ...]:
    """Return what is summed for each customer before some of them are kept."""
    orders = "COUNT(DISTINCT order_no)" if table.name == "line_facts" else "COUNT(*)"
    columns = [
        f"{orders} AS purchases",
        "MIN(order_day) AS first_day",
        "MAX(order_day) AS last_day",
    ]
    if middle := MIDDLES.get(measure.window):
        for name, when in (("before", f"order_day < {middle}"), ("now", f"order_day >= {middle}")):
            bought = f"CASE WHEN {when} AND {PURCHASE} THEN 1 END"
            columns.append(f"COUNT({bought}) AS purchases_{name}")
            columns.append(f"SUM(CASE WHEN {when} THEN {amount} ELSE 0 END) AS amount_{name}")
    return tuple(columns)


def lacking(
    measures: Iterable[Measure], dims: Sequence[Dimension], scope: Scope
) -> dict[str, FactTable]:
    """Return dimensions asked for, with a table of the measures that does not have them."""
    names = [dim.name for dim in dims if dim.grain != "time"]
    names += [name for name, _ in scope.filters]
    tables = {
        table.name: table for measure in measures for table in [table_of(measure, dims, scope)]
    }
    return {name: table for table in tables.values() for name in names if not table.has(name)}


def all_of(conditions: Iterable[str]) -> str:
    return " AND ".join(conditions)
