"""People beside each other with how sure their numbers are, and what stands behind one of them.

Imports `evaluate`, `query` and `intervals`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import polars as pl

from ordertrack.facts.select import one_of
from ordertrack.facts.sql_views import CREDITED
from ordertrack.metrics.analysis import intervals
from ordertrack.metrics.analysis.intervals import FEW, Interval
from ordertrack.metrics.analysis.units import of_units
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.definitions.sales import REVENUE
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.dimensions import dimensions
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source, keys_and_labels
from ordertrack.scope import Scope

Known = Callable[[tuple[str, ...]], pl.DataFrame]
SUMS = ("top", "base", "xx", "xy", "yy")
STANDING = ("key", "name", "value", "n", "low", "high", "place", "first", "last", "against")


def standing(
    name: str, dimension: str, scope: Scope, reader: Reader, known: Known | None = None
) -> pl.DataFrame:
    """Return the groups of a dimension ranked by a metric, each with how sure its number is.

    Args:
        known: gives the metric by the dimensions that it is called with, where somebody has asked
            for it already.

    Returns:
        key (null: not recorded), name, value, n (rows that it rests on), low and high (95%),
        place with first and last (which places the interval allows), against (1: surely above the
        whole's rate or the mean of sums, -1: surely below, 0: cannot be told). Groups that rest on
        fewer than 10 rows, and that which is not recorded, stand below without a place.
    """
    metric = CATALOG[name]
    by = known or partial(evaluate, [name], scope=scope, reader=reader)
    found = _named(by((dimension,)), metric, dimension)
    squares = {} if _of_counts(metric) else _squares(metric, dimension, scope, reader)
    rows = [
        _sure(row, metric, squares.get(row["key"]))
        for row in found.to_dicts()
        # Beside other metrics a sum of nothing stands as 0: it is nobody's of these.
        if metric.denominator or row["key"] in squares
    ]
    ranked = [row for row in rows if _has_place(row)]
    most = metric.better != "down"
    ranked.sort(key=lambda row: (-row["value"] if most else row["value"], row["name"]))
    whole = _whole(metric, ranked, by)
    spans = intervals.places([(row["low"], row["high"]) for row in ranked], most_first=most)
    for place, (row, (first, last)) in enumerate(zip(ranked, spans, strict=True), 1):
        row |= {"place": place, "first": first, "last": last, "against": _against(row, whole)}
    rest = [row for row in rows if "place" not in row and row["value"] is not None]
    rest.sort(key=lambda row: (row["key"] is None, -(row["n"] or 0), str(row["name"])))
    return pl.DataFrame([*ranked, *rest], schema=_SCHEMA).select(STANDING)


_SCHEMA: Mapping[str, Any] = {
    "key": pl.String,
    "name": pl.String,
    "value": pl.Float64,
    "n": pl.Int64,
    "low": pl.Float64,
    "high": pl.Float64,
    "place": pl.Int64,
    "first": pl.Int64,
    "last": pl.Int64,
    "against": pl.Int64,
}


def _named(found: pl.DataFrame, metric: Metric, dimension: str) -> pl.DataFrame:
    label = f"{dimension}__label" if f"{dimension}__label" in found.columns else dimension
    n = f"{metric.name}__n"
    parts = {"value": metric.name, "top": f"{metric.name}__numerator"}
    parts["base"] = f"{metric.name}__denominator"
    return found.select(
        pl.col(dimension).alias("key"),
        pl.coalesce(label, dimension).alias("name"),
        *[pl.col(column).cast(pl.Float64).alias(part) for part, column in parts.items()],
        (pl.col(n) if n in found.columns else pl.lit(None)).cast(pl.Int64).alias("n"),
    )


def _of_counts(metric: Metric) -> bool:
    """Return whether it is a rate of rows: both parts count them."""
    over = metric.denominator
    return over is not None and {metric.numerator.agg, over.agg} == {"count"}


def _sure(row: dict[str, Any], metric: Metric, sums: dict[str, Any] | None) -> dict[str, Any]:
    """Add low and high, and how many rows the number rests on."""
    interval: Interval | None = None
    if _of_counts(metric):
        interval = intervals.wilson(int(row["top"] or 0), int(row["base"] or 0))
    elif sums:
        row["n"] = sums["n"]
        interval = _interval(row, metric, sums)
    low, high = interval or (None, None)
    return row | {"low": low, "high": high}


def _interval(row: dict[str, Any], metric: Metric, sums: dict[str, Any]) -> Interval | None:
    if metric.denominator and not metric.denominator.target:
        return intervals.of_ratio([float(sums[name] or 0) for name in SUMS], sums["n"])
    found = intervals.of_sum(float(sums["top"] or 0), float(sums["xx"] or 0), sums["n"])
    if found is None or metric.denominator is None:
        return found
    target = row["base"]
    return (found[0] / target, found[1] / target) if target and target > 0 else None


def _has_place(row: dict[str, Any]) -> bool:
    known = row["key"] is not None and row["value"] is not None and row["low"] is not None
    return known and (row["n"] or 0) >= FEW


def _whole(metric: Metric, ranked: list[dict], by: Known) -> float | None:
    """Return what each is held against: the whole's rate, of sums the mean of those ranked."""
    if metric.denominator:
        value = by(())[metric.name][0]
        return None if value is None else float(value)
    return sum(row["value"] for row in ranked) / len(ranked) if ranked else None


def _against(row: dict[str, Any], whole: float | None) -> int:
    if whole is None:
        return 0
    return int(row["low"] > whole) - int(row["high"] < whole)


def _squares(
    metric: Metric, dimension: str, scope: Scope, reader: Reader
) -> dict[str | None, dict[str, Any]]:
    """Return n, Σx, Σx² of each group, of ratios Σy, Σxy, Σy², too.

    x and y are an order's part in the number.
    """
    over = metric.denominator
    table = of_units(metric.numerator, dimension, scope, reader, "x")
    sums = ("SUM(x) AS top", "SUM(x * x) AS xx")
    if over is not None and not over.target:
        base = of_units(over, dimension, scope, reader, "y")
        on = "bases.order_no = tops.order_no AND bases.k IS NOT DISTINCT FROM tops.k"
        both = base.nested("bases").joined(f"LEFT JOIN ({table.sql}) AS tops ON {on}")
        table = both.of("bases.k AS k", "COALESCE(tops.x, 0) AS x", "bases.y AS y")
        sums = (*sums, "SUM(y) AS base", "SUM(x * y) AS xy", "SUM(y * y) AS yy")
    counted = table.nested("every").of("k", "COUNT(*) AS n", *sums, group_by=("1",))
    return {row["k"]: row for row in reader.run(counted).to_dicts()}


# --- one person -----------------------------------------------------------------------------------


def everybody(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return all salespeople that the data knows, by name: key, name, team, from, to.

    Those of orders, leads, targets and of the list of people, whatever the period and filters are.
    """
    source = Source(scope.with_period(None), reader)
    orders = CREDITED["order_facts"] if reader.covers("credits.share") else "order_facts"
    parts = [
        source.plain(table, "sales_rep AS key", "sales_rep_name AS name", "team")
        .filtered("sales_rep IS NOT NULL")
        .of(
            "sales_rep AS key",
            "MAX(sales_rep_name) AS name",
            "MAX(team) AS team",
            f"{_day('active_from', table)} AS active_from",
            f"{_day('active_to', table)} AS active_to",
            group_by=("1",),
        )
        for table in ("people_facts", orders, "lead_facts", "target_facts")
    ]
    found = pl.concat([reader.run(part) for part in parts])
    first = [pl.col(name).drop_nulls().first() for name in found.columns if name != "key"]
    return found.group_by("key", maintain_order=True).agg(first).sort("name", "key")


def _day(column: str, table: str) -> str:
    return f"MAX({column})" if table == "people_facts" else "CAST(NULL AS DATE)"


def customers_of(scope: Scope, reader: Reader, limit: int) -> pl.DataFrame:
    """Return the customers of a scope by revenue: key, name, orders, revenue, last_order."""
    source, dims = Source(scope, reader), dimensions(("customer",))
    rows = source.counting(REVENUE, dims)
    keys, labels = keys_and_labels(REVENUE, dims, scope)
    amount = source.resolved(REVENUE.value, rows.amount)
    found = rows.of(
        *keys,
        *labels,
        "COUNT(DISTINCT order_no) AS orders",
        f"SUM({amount}) AS revenue",
        "MAX(order_day) AS last_order",
        group_by=("1",),
    ).ordered("revenue DESC NULLS LAST", "customer")
    return reader.run(found.page(limit)).rename({"customer": "key", "customer__label": "name"})


# --- benchmarks -----------------------------------------------------------------------------------


def benchmarks(metric: Metric, scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return what the data holds of a metric as a benchmark: value, source, year, scope.

    A benchmark means a metric whose name it has, in either language.
    """
    names = {metric.name, metric.label.en, metric.label.zh}
    wanted, params = one_of("measure", sorted(names), "measure")
    rows = Source(scope, reader).plain("benchmarks", "value", "source", "year", "scope")
    return reader.run(rows.filtered(wanted, **params).ordered("year DESC", "scope"))
