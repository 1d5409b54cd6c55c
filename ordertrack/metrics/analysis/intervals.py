"""How sure a number is: intervals of rates and sums, and which places of a ranking they allow.

All intervals are of 95%. A rate of counts has Wilson's; a sum of amounts that of a compound sum,
whose number of rows and whose amounts both vary by chance: the variance of its bootstrap is Σx².
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

Interval = tuple[float, float]
FEW = 10  # rows; on fewer nothing is ranked
Z = NormalDist().inv_cdf(0.975)


def wilson(count: int, base: int) -> Interval | None:
    """Return the interval of a rate of counts; None without a base."""
    if base <= 0 or not 0 <= count <= base:
        return None
    rate, z2 = count / base, Z * Z
    middle = (rate + z2 / (2 * base)) / (1 + z2 / base)
    half = Z / (1 + z2 / base) * sqrt(rate * (1 - rate) / base + z2 / (4 * base * base))
    return max(0.0, middle - half), min(1.0, middle + half)


def of_sum(total: float, squares: float, count: int) -> Interval | None:
    """Return the interval of a sum of `count` amounts whose squares sum to `squares`.

    Sums of few large amounts are skewed and not below zero: a gamma distribution of that mean and
    variance (Wilson and Hilferty's cube) stands for them.
    """
    if count < 2:
        return None
    point = student(count - 1)
    if total <= 0:
        half = point * sqrt(max(squares, 0.0))
        return total - half, total + half
    variation = squares / (total * total)
    middle, half = 1 - variation / 9, point * sqrt(variation) / 3
    return total * max(0.0, middle - half) ** 3, total * (middle + half) ** 3


def of_ratio(sums: Sequence[float], count: int) -> Interval | None:
    """Return the interval of Σx / Σy; `sums` are Σx, Σy, Σx², Σxy, Σy² over `count` rows."""
    top, base, xx, xy, yy = sums
    if count < 2 or base <= 0:
        return None
    ratio = top / base
    left = max(xx - 2 * ratio * xy + ratio * ratio * yy, 0.0) * count / (count - 1)
    half = student(count - 1) * sqrt(left) / base
    return ratio - half, ratio + half


def student(degrees: float) -> float:
    """Return the 97.5% point of Student's t; to three digits from 3 degrees of freedom on."""
    z, n = Z, degrees
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / n ** (place + 1) for place, term in enumerate(terms))


def places(intervals: Sequence[Interval], *, most_first: bool = True) -> list[tuple[int, int]]:
    """Return for each the first and the last place that it may have among these."""
    lows, highs = (sorted(ends) for ends in zip(*intervals, strict=True)) if intervals else ((), ())
    found = []
    for low, high in intervals:
        above = len(lows) - bisect_right(lows, high)
        below = bisect_left(highs, low)
        first, last = (above, below) if most_first else (below, above)
        found.append((1 + first, len(intervals) - last))
    return found
