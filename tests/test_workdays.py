"""Working days as the State Council set them, other countries, and years not announced yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ordertrack.workdays import Workdays, announced

CHINA = Workdays()


def test_a_sunday_worked_for_national_day_is_a_working_day() -> None:
    assert CHINA.is_workday(date(2024, 9, 29))  # a Sunday
    assert CHINA.is_workday(date(2024, 10, 12))  # a Saturday
    assert not CHINA.is_workday(date(2024, 10, 7))
    # 27 September to 8 October: the Friday, Sunday and Monday before, the Tuesday after.
    assert CHINA.count(date(2024, 9, 27), date(2024, 10, 9)) == 4


@pytest.mark.parametrize(
    ("month", "days"), [((2024, 2), 18), ((2024, 6), 19), ((2025, 1), 19), ((2025, 10), 18)]
)
def test_months_have_the_working_days_that_were_announced(
    month: tuple[int, int], days: int
) -> None:
    first = date(*month, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    assert CHINA.count(first, following) == days


def test_counting_over_years_is_counting_day_by_day() -> None:
    start, end = date(2022, 11, 3), date(2025, 2, 9)
    days = (start + timedelta(days=one) for one in range((end - start).days))
    assert CHINA.count(start, end) == sum(map(CHINA.is_workday, days))
    assert CHINA.count(end, start) == 0


def test_a_day_decided_otherwise_counts_so() -> None:
    free = Workdays(overrides=((date(2024, 6, 5), False), (date(2024, 6, 8), True)))
    assert free.count(date(2024, 6, 5), date(2024, 6, 6)) == 0
    assert free.count(date(2024, 6, 1), date(2024, 7, 1)) == 19
    assert free.after(date(2024, 6, 4), 3) == date(2024, 6, 8)


def test_a_year_that_is_not_announced_is_told() -> None:
    assert CHINA.notice([2025, 2026]) is None
    assert not announced("CN", 2031)
    assert "2031" in str(CHINA.notice([2026, 2031]))
    assert not CHINA.is_workday(date(2031, 10, 1))
    assert Workdays("DE").notice([2031]) is None


def test_other_countries_have_their_own_holidays() -> None:
    assert not Workdays("DE").is_workday(date(2024, 10, 3))
    assert Workdays("DE").is_workday(date(2024, 10, 4))
