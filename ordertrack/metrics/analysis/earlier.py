"""Revenue by group in periods before, from one look at the orders. Imports `evaluate`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ordertrack.facts.select import Select
from ordertrack.facts.tables import TIER
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.definitions.sales import REVENUE
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.dimensions import dimensions
from ordertrack.metrics.notes import answerable
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source, keys_and_labels, uses
from ordertrack.period import Period
from ordertrack.scope import Scope


def revenue_in(scopes: Sequence[Scope], by: str, reader: Reader) -> list[pl.DataFrame]:
    """Return the groups of a dimension with their `revenue` in each scope; none that has none."""
    if _differ_by_period(scopes, by) and _can_tell(scopes[0], by, reader):
        groups = reader.run(_side_by_side(scopes, by, reader)).sort(by, nulls_last=True)
        found = [groups.select(by, revenue=f"revenue_{at}") for at in range(len(scopes))]
    else:
        alone = (evaluate(["revenue"], [by], one, reader) for one in scopes)
        found = [one.select(by, "revenue") for one in alone]
    return [one.filter(pl.col("revenue") != 0) for one in found]


def _differ_by_period(scopes: Sequence[Scope], by: str) -> bool:
    """Return whether scopes let the same rows through but for the days on which they were sold.

    Tiers are those of the period, so that each has others. Revenue asks for no stock.
    """
    if len(scopes) < 2 or any(one.period is None for one in scopes):
        return False
    alike = {replace(one, period=None, comparison=None, stock_as_of=None) for one in scopes}
    tiered = uses((TIER,), dimensions((by,)), scopes[0]) or TIER in scopes[0].access.dimensions
    return len(alike) == 1 and not tiered


def _can_tell(scope: Scope, by: str, reader: Reader) -> bool:
    return answerable(CATALOG[REVENUE.name], dimensions((by,)), scope, reader)


def _side_by_side(scopes: Sequence[Scope], by: str, reader: Reader) -> Select:
    """Return the question: a column of revenue for each scope's period."""
    periods = [one.period for one in scopes if one.period]
    span = Period(min(one.start for one in periods), max(one.end for one in periods))
    source, dims = Source(scopes[0].with_period(span), reader), dimensions((by,))
    rows = source.rows(REVENUE, dims)
    amount = source.resolved(REVENUE.value, rows.amount)
    inside, sums = [], []
    for place, period in enumerate(periods):
        rows = rows.filtered(**{f"from_{place}": period.start, f"to_{place}": period.end})
        inside.append(f"(order_day >= $from_{place} AND order_day < $to_{place})")
        sums.append(f"SUM(CASE WHEN {inside[-1]} THEN {amount} END) AS revenue_{place}")
    (key,), _ = keys_and_labels(REVENUE, dims, source.scope)
    # What lies between the periods is not read: they may be a year apart.
    return rows.filtered(f"({' OR '.join(inside)})").of(key, *sums, group_by=("1",))
