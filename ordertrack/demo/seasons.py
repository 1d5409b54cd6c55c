"""When business happens: working days, Spring Festival, quarter-ends. Imports nothing of ours.

Make-up workdays (调休) are left out: a made-up company may rest on them.
"""

from __future__ import annotations

import zlib
from datetime import date, timedelta

import numpy as np

Days = np.ndarray  # of datetime64[D]

# New Year's Day of the lunar year. Outside these years the demo has no Spring Festival.
SPRING_FESTIVALS: tuple[date, ...] = (
    *(date(2021, 2, 12), date(2022, 2, 1), date(2023, 1, 22), date(2024, 2, 10)),
    *(date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26)),
    *(date(2029, 2, 13), date(2030, 2, 3), date(2031, 1, 23), date(2032, 2, 11)),
    *(date(2033, 1, 31), date(2034, 2, 19), date(2035, 2, 8)),
)
CLOSED = (4, 10)  # the works rest from four days before the festival to ten days after

YEARLY_GROWTH = 0.16
MONTH_WEIGHTS = (0.93, 0.86, 1.05, 0.98, 1.0, 1.06, 0.95, 0.96, 1.06, 0.98, 1.03, 1.14)
WEEKDAY_WEIGHTS = (1.06, 1.05, 1.03, 1.0, 0.96, 0.13, 0.06)
FESTIVAL_WEIGHTS = ((-5, 0.62), (-1, 0.25), (7, 0.6), (14, 0.55), (35, 1.18))  # until which day
QUARTER_END_PUSH = 1.45  # the last ten days of a quarter


def dice(seed: int, name: str) -> np.random.Generator:
    """Random numbers of one concern, which stay the same when another concern changes."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def month_start(day: date, months: int = 0) -> date:
    """Return the first day of the month that lies `months` after the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def first_day(today: date, months: int) -> date:
    """Return the first day of data: `months` months up to today, this one included."""
    return month_start(today, 1 - months)


def every_day(start: date, end: date) -> Days:
    """Return the days from `start` to `end`, both included."""
    return np.arange(np.datetime64(start), np.datetime64(end) + 1)


def holidays(start: date, end: date) -> Days:
    """Return the public holidays from the year of `start` to the year of `end`."""
    days: list[date] = []
    for year in range(start.year, end.year + 1):
        days.append(date(year, 1, 1))
        days += [date(year, 5, 1) + timedelta(days=k) for k in range(5)]
        days += [date(year, 10, 1) + timedelta(days=k) for k in range(7)]
    for festival in SPRING_FESTIVALS:
        days += [festival + timedelta(days=k) for k in range(-1, 7)]
    return np.array(sorted(days), dtype="datetime64[D]")


def closed_days(today: date) -> Days:
    """Return the public holidays from a little before the data until everything is delivered."""
    return holidays(today - timedelta(days=1_200), today + timedelta(days=500))


def later_open_day(days: Days, working_days: np.ndarray | int, closed: Days) -> Days:
    """Return the working day `working_days` after each day (0: the day or the next open)."""
    return np.busday_offset(days, working_days, roll="forward", holidays=closed)


def after_festival(days: Days, wait: np.ndarray) -> Days:
    """Days in the closed weeks of Spring Festival moved behind it by `wait` days."""
    moved = days.copy()
    for first, last in _closed_weeks():
        inside = (days >= first) & (days <= last)
        moved[inside] = last + 1 + wait[inside].astype("timedelta64[D]")
    return moved


def before_festival(days: Days) -> Days:
    """Days in the closed weeks of Spring Festival moved to the day before them."""
    moved = days.copy()
    for first, last in _closed_weeks():
        moved[(days >= first) & (days <= last)] = first - 1
    return moved


def _closed_weeks() -> list[tuple[np.datetime64, np.datetime64]]:
    festivals = np.array(SPRING_FESTIVALS, dtype="datetime64[D]")
    return list(zip(festivals - CLOSED[0], festivals + CLOSED[1], strict=True))


def order_weights(days: Days) -> np.ndarray:
    """Return orders per day, relative to an ordinary working day of the first month."""
    plain: list[date] = days.astype(object).tolist()
    years = (days - days[0]).astype(int) / 365.25
    weights = (1 + YEARLY_GROWTH) ** years
    weights *= np.array([MONTH_WEIGHTS[day.month - 1] for day in plain])
    weights *= np.array([WEEKDAY_WEIGHTS[day.weekday()] for day in plain])
    weights *= np.array([_quarter_end(day) for day in plain])
    weights *= np.array([_festival(day) for day in plain])
    weights[np.isin(days, holidays(plain[0], plain[-1]))] *= 0.07
    return weights


def _quarter_end(day: date) -> float:
    """The push at a quarter's end, and the breath taken after it."""
    if day.month % 3 == 0 and (month_start(day, 1) - day).days <= 10:
        return QUARTER_END_PUSH
    return 0.84 if day.month % 3 == 1 and day.day <= 10 else 1.0


def _festival(day: date) -> float:
    """The weeks around Spring Festival: quiet before, silent in it, slow after, then a rebound."""
    for festival in SPRING_FESTIVALS:
        offset = (day - festival).days
        if -15 < offset <= 35:
            return next(weight for until, weight in FESTIVAL_WEIGHTS if offset <= until)
    return 1.0
