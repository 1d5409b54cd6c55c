"""Whether an action worked: its metric before and after, against the rest of the company.

An action says beforehand what it will be judged by: metric, scope, baseline window and review day.
The change of its scope, less that of all else over the same windows (difference in differences),
is held against chance: rates of counts by Newcombe's interval for differences (1998, method 10)
extended to four rates, everything else by how its weeks vary. Sums are compared as
ratios, because the rest of the company is of another size; medians are judged by their means.
All intervals are of 95%.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import exp, log, sqrt
from typing import Literal, NamedTuple

import polars as pl

from ordertrack.errors import BadScope
from ordertrack.filters import Filters
from ordertrack.metrics.analysis.intervals import FEW, Interval, student, wilson
from ordertrack.metrics.catalog import metric as metric_named
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.query.reader import Reader
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.words import Text, t

Verdict = Literal["effective", "not_effective", "unclear"]
BLOCK = 7  # days: a week has every weekday once
FEWEST_BLOCKS = 4


@dataclass(frozen=True)
class Plan:
    """What an action is judged by; fixed before it begins."""

    metric: str
    filters: Filters
    baseline: Period
    after: Period


@dataclass(frozen=True)
class Block:
    """Numerator and denominator of a week from its first day on; sums have no denominator."""

    start: date
    top: float
    base: float


@dataclass(frozen=True)
class Side:
    """A number before and after, and how many rows or blocks each rests on."""

    before: float | None
    after: float | None
    counts: tuple[int, int]


@dataclass(frozen=True)
class Effect:
    """A verdict with the numbers behind it.

    `change` and `interval` are in the metric's unit, or shares of the baseline where `relative`.
    `reason` says why it cannot be told. `series` has week, after, own, rest: a row per week.
    """

    verdict: Verdict
    own: Side
    rest: Side | None
    change: float | None
    interval: Interval | None
    relative: bool
    reason: Text | None
    series: pl.DataFrame


class _Windows(NamedTuple):
    before: Sequence[Block]
    after: Sequence[Block]


def effect(plan: Plan, scope: Scope, reader: Reader) -> Effect:
    """Return whether the action worked, as known at the scope's as-of.

    Raises:
        BadScope: there is no such metric, or it has no number of its own for a day.
    """
    metric = metric_named(plan.metric)
    if not measurable(metric):
        raise BadScope(
            t("{metric} has no number of its own for a week.", metric=metric.label),
            t("Choose one that counts what happens on single days."),
        )
    own = _days(metric, replace(scope, filters=plan.filters), plan, reader)
    whole = _days(metric, replace(scope, filters=()), plan, reader) if plan.filters else None
    return judge(metric, own, _without(whole, own) if whole is not None else None, plan)


def judge(metric: Metric, own: pl.DataFrame, rest: pl.DataFrame | None, plan: Plan) -> Effect:
    """Return the verdict over days (`day`, `top`, `base`) of the action's scope and of the rest."""
    mine = _windows(own, plan)
    others = _windows(rest, plan) if rest is not None else None
    if others and _too_little(others, metric):
        others = None
    reason = _too_little(mine, metric)
    found = None if reason else _judged(mine, others, metric)
    change, interval = found or (None, None)
    return Effect(
        verdict=_verdict(metric, interval),
        own=_side(mine, metric),
        rest=_side(others, metric) if others else None,
        change=change,
        interval=interval,
        relative=metric.denominator is None,
        reason=reason,
        series=_series(mine, others, plan, metric),
    )


def measurable(metric: Metric) -> bool:
    """Return whether the numbers of single days add up to that of a window."""
    parts = [one for part in ("numerator", "denominator") for one in metric.measures(part)]
    return not metric.share and all(
        one.window == "period"
        and not one.target
        and (one.agg not in ("customers", "gaps") or metric.date == "first_order")
        for one in parts
    )


# --- what was measured ----------------------------------------------------------------------------


def _days(metric: Metric, scope: Scope, plan: Plan, reader: Reader) -> pl.DataFrame:
    """Return numerator and denominator of every day of both windows that has some."""
    name, frames = metric.name, []
    for window in (plan.baseline, plan.after):
        asked = replace(scope, period=window, comparison=None)
        frame = evaluate([name], ["day"], asked, reader)
        base = pl.col(f"{name}__denominator") if metric.denominator else pl.lit(0)
        top = pl.col(f"{name}__numerator")
        frames.append(
            frame.select(
                pl.col("day").cast(pl.Date),
                top=top.cast(pl.Float64).fill_null(0),
                base=base.cast(pl.Float64).fill_null(0),
            ).drop_nulls("day")
        )
    return pl.concat(frames)


def _without(whole: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Return what the company has beside the action's scope."""
    joined = whole.join(own, on="day", how="left", suffix="_own").fill_null(0)
    return joined.select("day", *(pl.col(one) - pl.col(f"{one}_own") for one in ("top", "base")))


def _windows(days: pl.DataFrame, plan: Plan) -> _Windows:
    return _Windows(_blocks(days, plan.baseline), _blocks(days, plan.after))


def _blocks(days: pl.DataFrame, window: Period) -> list[Block]:
    """Return the whole weeks of a window, those without any row too; days left over stay out."""
    known = {day: (top, base) for day, top, base in days.iter_rows()}
    found = []
    for place in range(window.days // BLOCK):
        first = window.start + timedelta(days=place * BLOCK)
        inside = [known.get(first + timedelta(days=n), (0.0, 0.0)) for n in range(BLOCK)]
        top, base = (sum(one[part] for one in inside) for part in (0, 1))
        found.append(Block(first, top, base))
    return found


def _too_little(windows: _Windows, metric: Metric) -> Text | None:
    """Say why nothing can be told from these windows; None where something can."""
    shortest = min(map(len, windows))
    if shortest < FEWEST_BLOCKS:
        return t(
            "A window has {count} whole weeks; below {least} nothing can be told.",
            count=shortest,
            least=FEWEST_BLOCKS,
        )
    if metric.denominator is None:
        if min(sum(one.top for one in window) for window in windows) <= 0:
            return t("In one of the windows there is nothing to compare with.")
        return None
    fewest = min(sum(one.base for one in window) for window in windows)
    least = FEW if _counts(metric) or metric.denominator.unit == "count" else 0
    if fewest <= 0 or fewest < least:
        return t("In one of the windows there are too few rows.")
    return None


def _counts(metric: Metric) -> bool:
    """Whether the number is a rate of counts."""
    base = metric.denominator
    return bool(base and metric.numerator.agg == "count" and base.agg == "count")


# --- what chance allows ---------------------------------------------------------------------------


def _judged(
    mine: _Windows, others: _Windows | None, metric: Metric
) -> tuple[float, Interval | None]:
    """Return the change of one's own less that of the others, and its interval."""
    if metric.denominator is None:
        return _change_of_sums(mine, others)
    number = _rate if _counts(metric) else _ratio
    values = [number(window) for window in (*mine, *(others or ()))]
    points, bounds = [one[0] for one in values], [one[1] for one in values]
    signs = (-1, 1, 1, -1)[: len(values)]
    change = sum(sign * point for sign, point in zip(signs, points, strict=True))
    below = above = 0.0
    for sign, point, (low, high) in zip(signs, points, bounds, strict=True):
        down, up = (point - low, high - point) if sign > 0 else (high - point, point - low)
        below, above = below + down * down, above + up * up
    return change, (change - sqrt(below), change + sqrt(above))


def _rate(window: Sequence[Block]) -> tuple[float, Interval]:
    """Return a rate and its interval: Wilson's, or that of its weeks where it is wider."""
    top, base = sum(one.top for one in window), sum(one.base for one in window)
    sure = wilson(round(top), round(base))
    value, varied = _ratio(window)
    low, high = sure if sure else varied
    return value, (min(low, varied[0]), max(high, varied[1]))


def _ratio(window: Sequence[Block]) -> tuple[float, Interval]:
    """Return Σ top / Σ base, and its interval by how the weeks vary."""
    count = len(window)
    top, base = sum(one.top for one in window), sum(one.base for one in window)
    value = top / base
    left = sum((one.top - value * one.base) ** 2 for one in window) * count / (count - 1)
    half = student(count - 1) * sqrt(left) / base
    return value, (value - half, value + half)


def _change_of_sums(mine: _Windows, others: _Windows | None) -> tuple[float, Interval | None]:
    """Return by which share the weekly sum grew more than the others', and its interval."""
    windows = (*mine, *(others or ()))
    signs = (-1, 1, 1, -1)[: len(windows)]
    logs = [_log_of_mean(window) for window in windows]
    change = sum(sign * one for sign, (one, _) in zip(signs, logs, strict=True))
    spread = sum(variance for _, variance in logs)
    half = student(min(map(len, windows)) - 1) * sqrt(spread)
    return exp(change) - 1, (exp(change - half) - 1, exp(change + half) - 1)


def _log_of_mean(window: Sequence[Block]) -> tuple[float, float]:
    """Return the logarithm of the mean week and its variance (delta method)."""
    count = len(window)
    mean = sum(one.top for one in window) / count
    variance = sum((one.top - mean) ** 2 for one in window) / (count - 1)
    return log(mean), variance / count / (mean * mean)


def _verdict(metric: Metric, interval: Interval | None) -> Verdict:
    if interval is None or metric.better is None:
        return "unclear"
    low, high = interval if metric.better == "up" else (-interval[1], -interval[0])
    return "effective" if low > 0 else "not_effective" if high < 0 else "unclear"


# --- what is shown --------------------------------------------------------------------------------


def _side(windows: _Windows, metric: Metric) -> Side:
    values, counts = [], []
    for window in windows:
        top, base = sum(one.top for one in window), sum(one.base for one in window)
        if metric.denominator is None:  # of a week
            values.append(top / len(window) if window else None)
            counts.append(len(window))
        else:
            values.append(top / base if base > 0 else None)
            counts.append(round(base) if metric.denominator.unit == "count" else len(window))
    return Side(values[0], values[1], (counts[0], counts[1]))


def _series(mine: _Windows, others: _Windows | None, plan: Plan, metric: Metric) -> pl.DataFrame:
    """Return a row per week: its first day, whether it is after the start, both numbers."""
    rest = dict(_numbers(others, metric)) if others else {}
    start = plan.after.start
    rows = [(day, day >= start, own, rest.get(day)) for day, own in _numbers(mine, metric)]
    schema = {"week": pl.Date, "after": pl.Boolean, "own": pl.Float64, "rest": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("week")


def _numbers(windows: _Windows, metric: Metric) -> Iterator[tuple[date, float | None]]:
    for one in (*windows.before, *windows.after):
        if metric.denominator is None:
            yield one.start, one.top
        else:
            yield one.start, one.top / one.base if one.base > 0 else None
