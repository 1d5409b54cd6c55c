"""What the data says of groups against the rest: rates, ratios of amounts, growth, targets.

Imports `against_rest` and `units`.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ordertrack.metrics.analysis import against_rest
from ordertrack.metrics.analysis.against_rest import Group
from ordertrack.metrics.analysis.intervals import FEW
from ordertrack.metrics.analysis.units import BY_CUSTOMER, BY_ORDER, of_units
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.definitions.sales import REVENUE
from ordertrack.metrics.query.reader import Reader
from ordertrack.scope import Scope


def rates(name: str, found: pl.DataFrame, dimension: str) -> list[Group]:
    """Return the groups of a rate of counts, as `evaluate` gives them, each against the rest."""
    parts = found.select(
        pl.col(dimension).cast(pl.String).alias("k"),
        pl.col(f"{name}__numerator").fill_null(0).cast(pl.Int64).alias("top"),
        pl.col(f"{name}__denominator").fill_null(0).cast(pl.Int64).alias("base"),
    )
    return against_rest.of_counts(parts)


def ratios(name: str, dimension: str, scope: Scope, reader: Reader) -> list[Group]:
    """Return the groups of a ratio of amounts, as customers vary."""
    metric = CATALOG[name]
    assert metric.denominator is not None
    base = of_units(metric.denominator, dimension, scope, reader, "y", BY_CUSTOMER)
    top = of_units(metric.numerator, dimension, scope, reader, "x", BY_CUSTOMER)
    tops, bases = reader.run(top), reader.run(base)
    return against_rest.of_amounts(_side_by_side(tops, bases))


def growth(dimension: str, scope: Scope, before: Scope, reader: Reader) -> list[Group]:
    """Return how revenue grew by group, as customers vary; the value is the change as a share."""
    now, then = (
        reader.run(of_units(REVENUE, dimension, asked, reader, name, BY_CUSTOMER))
        for asked, name in ((scope, "x"), (before, "y"))
    )
    found = _side_by_side(now, then)
    counts = pl.sum_horizontal(pl.col("x", "y").ne(0).cast(pl.Int64)).eq(2)
    both = found.filter(counts).group_by("k").len().filter(pl.col("len") >= FEW)["k"]
    grown = against_rest.of_amounts(found, relative=True)
    kept = set(both.to_list())
    return [_less_one(one) for one in grown if one.key in kept]


def attained(
    name: str, found: pl.DataFrame, dimension: str, scope: Scope, reader: Reader
) -> list[Group]:
    """Return how the targets were reached by group, as orders vary; targets are what they are.

    `found` is what `evaluate` gives of the attainment by the dimension.
    """
    targets = found.select(
        pl.col(dimension).cast(pl.String).alias("k"),
        pl.col(f"{name}__denominator").cast(pl.Float64).alias("target"),
    ).filter(pl.col("target") > 0, pl.col("k").is_not_null())
    orders = reader.run(of_units(CATALOG[name].numerator, dimension, scope, reader, "x", BY_ORDER))
    return against_rest.of_targets(orders, targets)


def _side_by_side(tops: pl.DataFrame, bases: pl.DataFrame) -> pl.DataFrame:
    """Return k, x, y of every unit that has one of them."""
    both = bases.join(tops, on=["k", "order_no"], how="full", coalesce=True, nulls_equal=True)
    return both.select(pl.col("k").cast(pl.String), pl.col("x", "y").fill_null(0.0))


def _less_one(one: Group) -> Group:
    return replace(one, value=one.value - 1, rest=one.rest - 1)
