"""Working days as running numbers: those between two days are a difference, joined by date."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import accumulate

import polars as pl

from ordertrack.period import ONE_DAY
from ordertrack.workdays import Workdays


@lru_cache(16)
def numbers(workdays: Workdays, first: date, last: date) -> pl.DataFrame:
    """Return every day with how many working days there were up to it, itself included."""
    days = [first + ONE_DAY * one for one in range((last - first).days + 1)]
    counted = list(accumulate(int(workdays.is_workday(day)) for day in days))
    return pl.DataFrame(
        {"workday": days, "number": counted}, {"workday": pl.Date(), "number": pl.Int64()}
    )
