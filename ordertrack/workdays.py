"""Working days of a country: weekends, statutory holidays, and the weekends worked for them.

The calendars are those of the `holidays` package. A government announces the weekends to be worked
a few weeks before a year begins; until then only weekends and the holidays that the law fixes are
known, and `announced` says so. Imports words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

import holidays

from ordertrack.words import Text, t

COUNTRIES = frozenset(holidays.list_supported_countries())
# Where weekends are worked for holidays: a year without one is not announced yet.
WORKS_WEEKENDS = frozenset({"CN"})
FIRST_ANNOUNCED = {"CN": 2010}  # earlier years are in no calendar
Overrides = tuple[tuple[date, bool], ...]


@dataclass(frozen=True, slots=True)
class Workdays:
    """The working days of one country, with days that somebody decided otherwise (day, worked)."""

    country: str = "CN"
    overrides: Overrides = ()

    def is_workday(self, day: date) -> bool:
        """Return whether people work on this day."""
        return dict(self.overrides).get(day, _is_workday(self.country, day))

    def count(self, start: date, end: date) -> int:
        """Count the working days from `start` up to the day before `end`."""
        if end <= start:
            return 0
        known = sum(
            worked - _is_workday(self.country, day)
            for day, worked in self.overrides
            if start <= day < end
        )
        return known + _worked_between(self.country, start, end)

    def after(self, day: date, days: int) -> date:
        """Return the day that is so many working days after `day`, which is not counted itself."""
        while days:
            day += timedelta(days=1)
            days -= self.is_workday(day)
        return day

    def notice(self, years: Iterable[int]) -> Text | None:
        """Say which years' working weekends are not known; None where all of them are."""
        unknown = sorted({year for year in years if not announced(self.country, year)})
        if not unknown:
            return None
        return t(
            "The working weekends of {years} are not known: weekends count as free there.",
            years=", ".join(map(str, unknown)),
        )


@lru_cache(512)
def announced(country: str, year: int) -> bool:
    """Return whether the holidays of a year are known as they will be kept."""
    if country not in WORKS_WEEKENDS:
        return True
    if year < FIRST_ANNOUNCED.get(country, 0):
        return False
    return any(day.year == year for day in _calendar(country, year).weekend_workdays)


@lru_cache(512)
def _calendar(country: str, year: int) -> holidays.HolidayBase:
    # The next year's too: its New Year may be kept in this one, and weekends be worked for it.
    return holidays.country_holidays(country, years=(year, year + 1))


def _is_workday(country: str, day: date) -> bool:
    return _calendar(country, day.year).is_working_day(day)


@lru_cache(4096)
def _worked_in(country: str, year: int) -> tuple[int, ...]:
    """Return how many days of the year are worked before each of its days, and before its end."""
    first = date(year, 1, 1)
    days = (first + timedelta(days=one) for one in range(366))
    return (0, *accumulate(_is_workday(country, day) for day in days if day.year == year))


def _worked_between(country: str, start: date, end: date) -> int:
    total = 0
    for year in range(start.year, end.year + 1):
        worked = _worked_in(country, year)
        first = start.timetuple().tm_yday - 1 if year == start.year else 0
        last = end.timetuple().tm_yday - 1 if year == end.year else len(worked) - 1
        total += worked[last] - worked[first]
    return total


@lru_cache(512)
def lunar_new_year(year: int) -> date | None:
    """Return the day of the Spring Festival in a year; None where the calendar does not know it."""
    known = holidays.country_holidays("CN", years=year, language="en_US")
    return min(
        (day for day, name in known.items() if name.startswith(SPRING_FESTIVAL)), default=None
    )


SPRING_FESTIVAL = "Chinese New Year (Spring Festival)"
