"""Working days as the State Council set them, other countries, and years not announced yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ordertrack.access import Access
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from ordertrack.workdays import Workdays, announced, lunar_new_year

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


@pytest.mark.parametrize("day", ["2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06"])
def test_the_spring_festival_is_known(day: str) -> None:
    expected = date.fromisoformat(day)
    assert lunar_new_year(expected.year) == expected


def test_days_before_the_festival_are_compared_with_days_before_the_festival() -> None:
    access = Access.everything()
    scope = Scope(moment("2027-06-30"), Period.month(2026, 2), festival=True, access=access)
    base = scope.compared()
    assert base is not None and base.period is not None
    # The 1st of February 2026 is 16 days before it; so is the 13th of January 2025.
    assert (base.period.start, base.period.days) == (date(2025, 1, 13), 28)
    plain = replace(scope, festival=False).compared()
    assert plain is not None and plain.period == Period.month(2025, 2)
    whole = replace(scope, period=Period.year(2026)).compared()
    assert whole is not None and whole.period == Period.year(2025)
    again = Scope.from_query(scope.to_query(), replace(scope, festival=False))
    assert again == scope
