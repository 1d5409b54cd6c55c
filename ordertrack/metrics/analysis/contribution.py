"""What each group of a dimension adds to the change of a metric. Imports `model`.

Without a denominator a group adds its own change. A rate changes for two reasons: the rates of its
groups move (the rate effect), and the groups weigh more or less in the whole (the mix effect).
Each is taken half-way between the two periods, so that they add up to the change exactly and
swapping the periods turns every sign round:

    rate = (w₀ + w₁) / 2 · (r₁ − r₀)        w: share of the denominator, r: rate of the group
    mix  = (w₁ − w₀) · ((r₀ + r₁) / 2 − (R₀ + R₁) / 2)

A group that is new or gone has no rate on one side and only changes the mix. Of a median the mean
is explained, of a share of the whole the group's own share. What is counted in several groups (an
order with several products) makes the groups add up to more than the whole: that part of the
change stands apart as `overlap`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from ordertrack.metrics.model.metric import Metric
from ordertrack.scope import Scope

Evaluate = Callable[[tuple[str, ...], tuple[str, ...], Scope], pl.DataFrame]

EFFECTS = ("rate", "mix", "change")


@dataclass(frozen=True)
class Contribution:
    """The groups of a dimension, what of the change lies between them, and the whole change.

    `groups`: key ("" = not recorded), name, now, then (the group's own value), n, rate, mix,
    change; rate and mix are null where the metric is no rate.
    """

    groups: pl.DataFrame
    overlap: float
    change: float


def contribution(
    dimension: str, metric: Metric, now: Scope, then: Scope, evaluate: Evaluate
) -> Contribution:
    """Return what the groups of a dimension add to the change of a metric between two scopes."""
    sides = [
        _parts(evaluate((metric.name,), (dimension,), scope), metric, dimension)
        for scope in (now, then)
    ]
    wholes = [_whole(metric, evaluate((metric.name,), (), scope)) for scope in (now, then)]
    beside = _beside(*sides)
    effects = _effects(beside, metric, wholes)
    change = _value(wholes[0]) - _value(wholes[1])
    return Contribution(effects, change - sum(effects["change"].to_list()), change)


Whole = tuple[float, float | None]  # numerator and denominator


def _whole(metric: Metric, found: pl.DataFrame) -> Whole:
    row = found.row(0, named=True)
    top, base = row[f"{metric.name}__numerator"], row[f"{metric.name}__denominator"]
    return float(top or 0), None if metric.denominator is None else float(base or 0)


def _value(whole: Whole) -> float:
    top, base = whole
    if base is None:
        return top
    return top / base if base else 0.0


def _parts(found: pl.DataFrame, metric: Metric, dimension: str) -> pl.DataFrame:
    label = f"{dimension}__label" if f"{dimension}__label" in found.columns else dimension
    count = f"{metric.name}__n"
    return found.select(
        key=pl.col(dimension).fill_null(""),
        name=pl.col(label),
        value=pl.col(metric.name).cast(pl.Float64),
        top=pl.col(f"{metric.name}__numerator").cast(pl.Float64).fill_null(0),
        base=pl.col(f"{metric.name}__denominator").cast(pl.Float64),
        n=(pl.col(count) if count in found.columns else pl.lit(None)).cast(pl.Int64),
    )


def _beside(now: pl.DataFrame, then: pl.DataFrame) -> pl.DataFrame:
    """Both sides of every group; a group that is not there counts nothing."""
    joined = now.join(then, on="key", how="full", coalesce=True, suffix="_then")
    name = pl.coalesce("name", "name_then")
    # Two customers may share a name; their numbers tell them apart.
    told_apart = pl.when(name.is_duplicated()).then(name + " (" + pl.col("key") + ")")
    return joined.select(
        "key",
        told_apart.otherwise(name).alias("name"),
        "n",
        pl.col("value").alias("now"),
        pl.col("value_then").alias("then"),
        pl.col("top", "base", "top_then", "base_then").fill_null(0),
    )


def _effects(beside: pl.DataFrame, metric: Metric, wholes: list[Whole]) -> pl.DataFrame:
    kept = ("key", "name", "now", "then", "n")
    nothing = pl.lit(None, pl.Float64())
    if metric.denominator is None or metric.share:
        (_, base), (_, base_then) = wholes
        own = pl.col("top") / (base or 1) - pl.col("top_then") / (base_then or 1)
        return beside.select(*kept, rate=nothing, mix=nothing, change=own)
    weighed = beside.with_columns(
        weight=_over("base", pl.col("base").sum()),
        weight_then=_over("base_then", pl.col("base_then").sum()),
        own=_over("top", pl.col("base")),
        own_then=_over("top_then", pl.col("base_then")),
    ).with_columns(
        pl.col("weight", "weight_then").fill_null(0),
        own=pl.coalesce("own", "own_then", pl.lit(0.0)),
        own_then=pl.coalesce("own_then", "own", pl.lit(0.0)),
    )
    return weighed.with_columns(rate=_rate(), mix=_mix(wholes)).select(
        *kept, "rate", "mix", change=pl.col("rate") + pl.col("mix")
    )


def _over(top: str, base: pl.Expr) -> pl.Expr:
    return pl.col(top) / pl.when(base != 0).then(base)


def _rate() -> pl.Expr:
    between = (pl.col("weight") + pl.col("weight_then")) / 2
    return between * (pl.col("own") - pl.col("own_then"))


def _mix(wholes: list[Whole]) -> pl.Expr:
    usual = (_value(wholes[0]) + _value(wholes[1])) / 2
    between = (pl.col("own") + pl.col("own_then")) / 2
    return (pl.col("weight") - pl.col("weight_then")) * (between - usual)
