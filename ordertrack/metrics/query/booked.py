"""From when to when the data know what was spent: beyond, nothing booked is no zero.

Imports period, scope, facts, the model of metrics and its siblings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from ordertrack.metrics.model.dimensions import Dimension
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.period import first_day, next_start, shift_months
from ordertrack.scope import Scope

BOOKED = "expense_facts"
_LENGTHS: Mapping[str, str] = {
    "day": "1d",
    "week": "1w",
    "month": "1mo",
    "quarter": "3mo",
    "year": "1y",
}


@dataclass(frozen=True, slots=True)
class Booked:
    """The first and last day with a booking; books are kept by whole months."""

    first: date
    last: date

    @property
    def start(self) -> date:
        """Return the first day of the first month."""
        return first_day(self.first, "month")

    @property
    def end(self) -> date:
        """Return the day after the last month."""
        return next_start(first_day(self.last, "month"), "month")

    def misses(self, start: date, end: date) -> bool:
        """Return whether none of these days (`end` not among them) lies in a month of bookings."""
        return end <= self.start or start >= self.end


def booked(measure: Measure, scope: Scope, reader: Reader) -> Booked | None:
    """Return the days of all bookings; None where there is none, or another table is measured.

    Whatever is booked shows that books are kept, also where the measure does not count it.
    """
    if measure.table != BOOKED:
        return None
    ever = replace(scope, period=None, filters=(), stock_as_of=None)
    rows = Source(ever, reader).rows(measure)
    found = reader.run(rows.of("MIN(day) AS first", "MAX(day) AS last")).row(0)
    return Booked(*found) if found[0] else None


def window(measure: Measure, scope: Scope) -> tuple[date, date] | None:
    """Return the days that a measure counts in: those of the period, or so much earlier."""
    if scope.period is None:
        return None
    by = -scope.conventions.channel_lag_months if measure.window == "lagged" else 0
    return shift_months(scope.period.start, by), shift_months(scope.period.end, by)


def unbooked(
    measure: Measure, dims: Sequence[Dimension], scope: Scope, reader: Reader
) -> pl.Expr | None:
    """Return which groups lie beyond all bookings; None where none does."""
    found = booked(measure, scope, reader)
    if found is None:
        return None
    times = [dim for dim in dims if dim.grain == "time"]
    if times:
        start = pl.col(times[0].name)
        end = start.dt.offset_by(_LENGTHS[times[0].bucket])
        return (end <= found.start) | (start >= found.end)
    days = window(measure, scope)
    return pl.lit(True) if days and found.misses(*days) else None
