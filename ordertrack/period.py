"""Half-open ranges of days: months, quarters, years, custom. Imports `words` and `errors`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ordertrack.errors import BadScope
from ordertrack.words import Label, t

Kind = Literal["month", "quarter", "year", "custom"]
WholeKind = Literal["month", "quarter", "year"]
Grain = Literal["day", "week", "month", "quarter", "year"]

ONE_DAY = timedelta(days=1)
YEARS = range(1900, 2200)  # what lies outside is a slip, and would run off the calendar
MONTHS: dict[WholeKind, int] = {"month": 1, "quarter": 3, "year": 12}
MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `start` up to, but not including, `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise BadScope(
                t("The period {a} – {b} has no day.", a=self.start, b=self.end),
                t("The end is not included: give a later day."),
            )

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """Return a calendar month."""
        start = date(year, month, 1)
        return cls(start, shift_months(start, 1))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        """Return a quarter, 1 to 4, of a calendar year."""
        start = date(year, 3 * quarter - 2, 1)
        return cls(start, shift_months(start, 3))

    @classmethod
    def year(cls, year: int) -> Period:
        """Return a calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def around(cls, day: date, grain: Grain) -> Period:
        """Return the day, week (from Monday), month, quarter or year that holds `day`."""
        start = first_day(day, grain)
        return cls(start, next_start(start, grain))

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read 2024-06, 2024-Q2, 2024, 2024-06-18 or 2024-06-01..2024-07-01 (end not included).

        Raises BadScope for anything else.
        """
        try:
            period = parse_period(text.strip())
            if period.start.year not in YEARS:
                raise ValueError(text)
            return period
        except ValueError as problem:
            raise BadScope(
                t("{text} is not a period.", text=repr(text)),
                t("Write 2024-06, 2024-Q2, 2024 or 2024-06-01..2024-07-01."),
            ) from problem

    @property
    def kind(self) -> Kind:
        """Return whether it is a whole month, quarter or year, or a custom range."""
        for kind, months in MONTHS.items():
            aligned = self.start.day == 1 and (self.start.month - 1) % months == 0
            if aligned and shift_months(self.start, months) == self.end:
                return kind
        return "custom"

    @property
    def days(self) -> int:
        """Return its length in days."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """Return its last day."""
        return self.end - ONE_DAY

    @property
    def months(self) -> int | None:
        """Return its length in calendar months; None when it is not made of whole ones."""
        if self.start.day != 1 or self.end.day != 1:
            return None
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    def previous(self) -> Period:
        """Return the period of the same length just before: as many whole months, else days."""
        if self.months:
            return Period(shift_months(self.start, -self.months), self.start)
        return Period(self.start - timedelta(days=self.days), self.start)

    def year_before(self) -> Period:
        """Return the same days one year earlier; 29 February becomes the 28th."""
        if self.months:  # February ends when it ends
            return Period(shift_months(self.start, -12), shift_months(self.end, -12))
        return Period(shift_months(self.start, -12), shift_months(self.last, -12) + ONE_DAY)

    def trailing(self, months: int) -> Period:
        """Return the `months` before this period's end."""
        return Period(shift_months(self.end, -months), self.end)

    def first_days(self, count: int) -> Period:
        """Return its first `count` days, or all of it when it is shorter."""
        return Period(self.start, min(self.end, self.start + timedelta(days=count)))

    def split(self, grain: Grain) -> Iterator[Period]:
        """Give the days, weeks, months… that it touches, each whole."""
        start = first_day(self.start, grain)
        while start < self.end:
            following = next_start(start, grain)
            yield Period(start, following)
            start = following

    def label(self, lang: str) -> str:
        """Return its name in a language, such as Q2 2024."""
        return self.name.to(lang)

    @property
    def name(self) -> Label:
        """Return its name in both languages."""
        year, month = self.start.year, self.start.month
        match self.kind:
            case "month":
                return Label(f"{MONTH_NAMES[month - 1]} {year}", f"{year}年{month}月")
            case "quarter":
                quarter = (month + 2) // 3
                return Label(f"Q{quarter} {year}", f"{year}年第{'一二三四'[quarter - 1]}季度")
            case "year":
                return Label(str(year), f"{year}年")
            case _ if self.days == 1:
                return Label(str(self.start), str(self.start))
            case _:
                return Label(f"{self.start} – {self.last}", f"{self.start} 至 {self.last}")

    def __str__(self) -> str:
        match self.kind:
            case "month":
                return f"{self.start:%Y-%m}"
            case "quarter":
                return f"{self.start.year:04}-Q{(self.start.month + 2) // 3}"
            case "year":
                return f"{self.start.year:04}"
            case _:
                return f"{self.start}..{self.end}"


def shift_months(day: date, months: int) -> date:
    """Return the same day of the month `months` later; the last day where that month is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_of(text: str) -> date:
    """Read a day written as 2024-06-18; ValueError for other forms of ISO 8601, such as a week."""
    day = date.fromisoformat(text.strip())
    if "W" in text.upper() or day.year not in YEARS:
        raise ValueError(text)
    return day


def first_day(day: date, grain: Grain) -> date:
    """Return the first day of the week (Monday), month, quarter or year that holds `day`."""
    match grain:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, day.month - (day.month - 1) % 3, 1)
        case "year":
            return date(day.year, 1, 1)


def next_start(start: date, grain: Grain) -> date:
    """Return the first day of the following day, week, month, quarter or year."""
    match grain:
        case "day":
            return start + ONE_DAY
        case "week":
            return start + timedelta(days=7)
        case "month" | "quarter" | "year":
            return shift_months(start, MONTHS[grain])


def parse_period(text: str) -> Period:
    """Read one of the forms of `Period.parse`; ValueError for anything else."""
    if ".." in text:
        start, end = text.split("..")
        return Period(day_of(start), day_of(end))
    if found := re.fullmatch(r"(\d{4})-?[Qq]([1-4])", text):
        return Period.quarter(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
        return Period.month(int(found[1]), int(found[2]))
    if re.fullmatch(r"\d{4}", text):
        return Period.year(int(text))
    return Period.around(day_of(text), "day")
