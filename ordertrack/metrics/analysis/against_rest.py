"""Groups held against all others together: how they differ, and how sure that is.

Rates of counts are tested exactly (Fisher), with Newcombe's interval of the difference; ratios of
amounts by how their units (customers, orders) vary, with Student's t over as many degrees as the
variation really rests on. Of many comparisons the share that chance brings among those listed is
held below 5% (Benjamini and Hochberg). Imports `intervals`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import erfc, exp, lgamma, log, sqrt
from typing import Any

import polars as pl

from ordertrack.metrics.analysis import intervals
from ordertrack.metrics.analysis.intervals import FEW, Interval

FALSE = 0.05  # share of what is listed that may be chance
SMALLEST = 0.01  # a difference below one point is of no use, however sure it is
MOST = 60  # groups of a dimension, the largest
MOMENTS = ("xx", "xy", "yy", "x4", "x3y", "x2y2", "xy3", "y4")


@dataclass(frozen=True)
class Group:
    """A group against the rest: both values, n, the interval of their difference, and p."""

    key: str
    value: float
    rest: float
    n: int
    low: float
    high: float
    p: float


def clear(groups: Sequence[Group]) -> list[bool]:
    """Return which of all groups that were looked at differ by more than chance (step-up)."""
    order = sorted(range(len(groups)), key=lambda place: groups[place].p)
    last = 0
    for rank, place in enumerate(order, 1):
        if groups[place].p <= FALSE * rank / len(groups):
            last = rank
    chosen = set(order[:last])
    return [
        place in chosen and abs(one.value - one.rest) >= SMALLEST
        for place, one in enumerate(groups)
    ]


# --- rates of counts ------------------------------------------------------------------------------


def of_counts(parts: pl.DataFrame) -> list[Group]:
    """Return each group (k, top, base) against all others; fewer than 10 are passed over."""
    top, base = int(parts["top"].sum()), int(parts["base"].sum())
    found = []
    for row in _largest(parts, "base"):
        mine, of, others, rest = row["top"], row["base"], top - row["top"], base - row["base"]
        if of < FEW or rest < FEW or not 0 <= mine <= of or not 0 <= others <= rest:
            continue
        low, high = newcombe((mine, of), (others, rest))
        value, against = mine / of, others / rest
        found.append(Group(row["k"], value, against, of, low, high, fisher(mine, of, top, base)))
    return found


def _largest(frame: pl.DataFrame, column: str) -> Iterable[dict[str, Any]]:
    """Give the named groups that are looked at, the largest first."""
    named = frame.filter(pl.col("k").is_not_null())
    return named.sort(column, "k", descending=[True, False]).head(MOST).iter_rows(named=True)


def newcombe(one: tuple[int, int], other: tuple[int, int]) -> Interval:
    """Return the 95% interval of the difference of two rates (count, base)."""
    sure, against = intervals.wilson(*one), intervals.wilson(*other)
    assert sure is not None
    assert against is not None
    here, there = one[0] / one[1], other[0] / other[1]
    low = sqrt((here - sure[0]) ** 2 + (against[1] - there) ** 2)
    high = sqrt((sure[1] - here) ** 2 + (there - against[0]) ** 2)
    return here - there - low, here - there + high


def fisher(top: int, base: int, all_tops: int, everything: int) -> float:
    """Return the two-sided p of `top` of `base` where all have `all_tops` of `everything`."""
    here = _hypergeometric(top, base, all_tops, everything)
    least, most = max(0, base - (everything - all_tops)), min(base, all_tops)
    lower, upper = here, here
    term, k = here, top
    while k > least and term > here * 1e-12:
        term *= k * (everything - all_tops - base + k) / ((all_tops - k + 1) * (base - k + 1))
        lower, k = lower + term, k - 1
    term, k = here, top
    while k < most and term > here * 1e-12:
        term *= (all_tops - k) * (base - k) / ((k + 1) * (everything - all_tops - base + k + 1))
        upper, k = upper + term, k + 1
    return min(1.0, 2 * min(lower, upper))


def _hypergeometric(k: int, base: int, tops: int, everything: int) -> float:
    def ways(n: int, m: int) -> float:
        return lgamma(n + 1) - lgamma(m + 1) - lgamma(n - m + 1)

    chosen = ways(tops, k) + ways(everything - tops, base - k)
    return exp(chosen - ways(everything, base))


# --- ratios of amounts ----------------------------------------------------------------------------


def of_amounts(units: pl.DataFrame, *, relative: bool = False) -> list[Group]:
    """Return Σx / Σy of each group against all others; a row (k, x, y) is a unit of it.

    `relative`: the interval is one of the quotient of both, as of growth.
    """
    sums = _summed(units)
    whole = {name: float(sums[name].sum()) for name in ("n", "x", "y", *MOMENTS)}
    found = []
    for row in _largest(sums, "y"):
        rest = {name: value - row[name] for name, value in whole.items()}
        one = _ratio(row, rest, whole, relative=relative)
        if one:
            found.append(one)
    return found


def _summed(units: pl.DataFrame) -> pl.DataFrame:
    """Return the groups with the sums of their units up to the fourth power."""
    x, y = pl.col("x"), pl.col("y")
    powers = (x * x, x * y, y * y, x**4, x**3 * y, x**2 * y**2, x * y**3, y**4)
    return units.group_by("k").agg(
        n=pl.len(),
        x=x.sum(),
        y=y.sum(),
        **{name: power.sum() for name, power in zip(MOMENTS, powers, strict=True)},
    )


def _ratio(
    row: Mapping[str, Any], rest: Mapping[str, float], whole: Mapping[str, float], *, relative: bool
) -> Group | None:
    """Hold a group against the rest: how both vary is taken as if neither stood out."""
    if row["n"] < FEW or rest["n"] < FEW or min(row["y"], rest["y"]) <= 0:
        return None
    value, against = row["x"] / row["y"], rest["x"] / rest["y"]
    common = whole["x"] / whole["y"]
    if relative and min(value, against) <= 0:
        return None
    parts = [_variance(each, whole, common, relative=relative) for each in (row, rest)]
    error, degrees = sqrt(sum(part for part, _ in parts)), _welch(parts)
    if error <= 0 or degrees < 2:
        return None
    if relative:
        return _of_quotient(str(row["k"]), (value, against), row["n"], error / common, degrees)
    apart, half = value - against, intervals.student(degrees) * error
    p = _two_sided(apart / error, degrees)
    return Group(str(row["k"]), value, against, row["n"], apart - half, apart + half, p)


def _of_quotient(
    key: str, values: tuple[float, float], n: int, error: float, degrees: float
) -> Group:
    """Return a group whose value is tested as a multiple of the rest's."""
    value, rest = values
    apart, half = log(value / rest), intervals.student(degrees) * error
    low, high = rest * (exp(apart - half) - 1), rest * (exp(apart + half) - 1)
    return Group(key, value, rest, n, low, high, _two_sided(apart / error, degrees))


def _variance(
    sums: Mapping[str, float], whole: Mapping[str, float], ratio: float, *, relative: bool
) -> tuple[float, float]:
    """Return the variance of Σx / Σy around a ratio, and the degrees that it rests on.

    A group in which something rare happens not to occur varies no less than all others do. What
    is rare, and a few units that outweigh the rest, leave few degrees.
    """
    (own, _), (everywhere, fourth) = _apart(sums, ratio), _apart(whole, ratio)
    size, size4 = _size(sums, ratio, relative=relative)
    whole_size, whole4 = _size(whole, ratio, relative=relative)
    if everywhere <= 0 or size <= 0:
        return 0.0, 0.0
    usual = everywhere / whole_size
    kurtosis = max(3.0, fourth / whole4 / usual**2)
    squares = max(own, usual * size)
    variance = squares * sums["n"] / (sums["n"] - 1) / sums["y"] ** 2
    return variance, 2 * size * size / (size4 * (kurtosis - 1))


def _apart(sums: Mapping[str, float], r: float) -> tuple[float, float]:
    """Return Σd² and Σd⁴ of d = x - ry."""
    squares = sums["xx"] - 2 * r * sums["xy"] + r * r * sums["yy"]
    fourth = sums["x4"] - 4 * r * sums["x3y"] + 6 * r**2 * sums["x2y2"]
    return squares, fourth - 4 * r**3 * sums["xy3"] + r**4 * sums["y4"]


def _size(sums: Mapping[str, float], r: float, *, relative: bool) -> tuple[float, float]:
    """Return Σs² and Σs⁴ of what makes units large: y; of growth also what is new, x + ry."""
    return _apart(sums, -r) if relative else (sums["yy"], sums["y4"])


def _welch(parts: Sequence[tuple[float, float]]) -> float:
    """Return the degrees of freedom of a difference of two (variance, degrees)."""
    below = sum(part * part / degrees for part, degrees in parts if degrees > 0)
    return sum(part for part, _ in parts) ** 2 / below if below > 0 else 0.0


def _two_sided(point: float, degrees: float) -> float:
    """Return the two-sided p of Student's t (Wallace's approximation)."""
    z = sqrt(degrees * log(1 + point * point / degrees)) * (8 * degrees + 1) / (8 * degrees + 3)
    return erfc(z / sqrt(2))


# --- targets --------------------------------------------------------------------------------------


def of_targets(orders: pl.DataFrame, targets: pl.DataFrame) -> list[Group]:
    """Return Σx / target of each group (k, target) against the others; a row (k, x) is an order."""
    x = pl.col("x")
    sums = orders.group_by(pl.col("k").cast(pl.String)).agg(n=pl.len(), x=x.sum(), xx=(x * x).sum())
    # Who has a target and sold nothing is one of the others all the same.
    sums = targets.join(sums, on="k", how="left").with_columns(pl.col("n", "x", "xx").fill_null(0))
    whole = {name: float(sums[name].sum()) for name in ("n", "x", "xx", "target")}
    found = []
    for row in _largest(sums, "target"):
        rest = {name: value - row[name] for name, value in whole.items()}
        if row["n"] < FEW or rest["n"] < FEW or min(row["x"], rest["x"], rest["target"]) <= 0:
            continue
        parts = [_compound(one, whole) for one in (row, rest)]
        degrees = _welch(parts)
        if degrees >= 2:
            values = row["x"] / row["target"], rest["x"] / rest["target"]
            error = sqrt(sum(part for part, _ in parts))
            found.append(_of_quotient(row["k"], values, row["n"], error, degrees))
    return found


def _compound(sums: Mapping[str, float], whole: Mapping[str, float]) -> tuple[float, float]:
    """Return the relative variance of a sum of orders, and how many orders it really rests on."""
    squares = max(sums["xx"], sums["x"] * whole["xx"] / whole["x"])
    return squares / sums["x"] ** 2, sums["x"] ** 2 / squares
