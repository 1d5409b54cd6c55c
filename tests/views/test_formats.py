from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any

import pytest

from ordertrack.views import formats


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        (0, "0", "0"),
        (Decimal("99999.4"), "99,999", "99,999"),
        (100_000, "10.0万", "100K"),
        (Decimal("70299898.6639"), "7,030万", "70.3M"),
        (123_456_789, "1.23亿", "123M"),
        (Decimal("-5240000"), "−524万", "−5.24M"),
        (2_500_000_000, "25.0亿", "2.50B"),
    ],
)
def test_large_amounts_are_short_in_the_words_of_the_language(
    amount: Any, zh: str, en: str
) -> None:
    assert formats.short(amount, "zh") == zh
    assert formats.short(amount, "en") == en


@pytest.mark.parametrize(
    ("number", "unit", "short", "exact"),
    [
        (None, "money", "—", "—"),
        (0.505882, "ratio", "50.6%", "50.59%"),
        (12, "days", "12.0 days", "12 days"),
        (4.666, "score", "4.67", "4.67"),
        (Decimal("70299898.6639"), "money", "70.3M", "70,299,898.66"),
        (6554, "count", "6,554", "6,554"),
    ],
)
def test_a_value_is_said_in_its_unit(number: Any, unit: str, short: str, exact: str) -> None:
    assert formats.value(number, unit, "en") == short
    assert formats.value(number, unit, "en", exact=True) == exact


@pytest.mark.parametrize(
    ("now", "then", "unit", "said"),
    [
        (120, 100, "money", "+20.0%"),
        (90, 100, "count", "−10.0%"),
        (500, 100, "count", "+400%"),
        (0.5, 0.745, "ratio", "−25pp"),  # beside another one on a narrow card
        (0.8, 0.745, "ratio", "+5.5pp"),
        (9.0, 12.0, "days", "−3.0 days"),
        (4.5, 4.2, "score", "+0.3 points"),
        (50, 0, "count", "+50"),
        (50, -10, "money", "+60"),
        (50, -10, "money USD", "+$60"),
        (None, 100, "money", None),
        (100, None, "money", None),
        (100, 100, "money", "0.0%"),
    ],
)
def test_a_change_has_the_form_that_its_unit_and_base_allow(
    now: Any, then: Any, unit: str, said: str | None
) -> None:
    assert formats.change(now, then, unit, "en") == said


def test_points_keep_their_digit_beside_rates_that_have_one() -> None:
    assert formats.change(0.506, 0.745, "ratio", "en") == "−24pp"
    assert formats.change(0.506, 0.745, "ratio", "en", fine=True) == "−23.9pp"


def test_an_axis_has_round_steps_named_in_the_language() -> None:
    assert formats.ticks(6_400_000, "zh")[1] == ["0", "200万", "400万", "600万", "800万"]
    assert formats.ticks(6_400_000, "en")[1] == ["0", "2M", "4M", "6M", "8M"]


def test_the_end_of_a_day_is_said_as_the_day() -> None:
    assert formats.when(datetime.combine(datetime(2024, 6, 18), time.max)) == "2024-06-18"
    assert formats.when(datetime(2024, 6, 18, 9, 30)) == "2024-06-18 09:30"


def test_the_values_of_a_column_have_one_size_and_one_precision() -> None:
    crowd = [Decimal("1000000000"), Decimal("999000000"), None]
    assert formats.column(crowd, "money", "zh") == ["10.0亿", "10.0亿", "—"]
    assert formats.column([179_114_086, 12_345_678], "money", "zh") == ["1.79亿", "0.12亿"]
    assert formats.column([179_114_086, 251_234], "money", "zh") == ["17,911万", "25万"]
    assert formats.column([179_114_086, 251_234], "money", "en") == ["179,114K", "251K"]
    assert formats.column([2_254_000, 94_345], "money", "zh") == ["225.4万", "9.4万"]
    assert formats.column([135_012, 639, None], "money", "zh") == ["135,012", "639", "—"]
    assert formats.column([179_114_086, 639], "money", "zh") == ["1.79亿", "639"]
    assert formats.column([0.5, None], "ratio", "en") == ["50.0%", "—"]
    assert formats.column([12, 12.5], "days", "en", exact=True) == ["12.0 days", "12.5 days"]
    assert formats.column([12, 13], "days", "en", exact=True) == ["12 days", "13 days"]


def test_rounding_up_gives_no_fourth_figure() -> None:
    assert formats.short(999_600_000, "zh") == "10.0亿"
    assert formats.short(9_996, "zh") == "9,996"
    assert formats.short(99_960_000_000, "zh") == "1,000亿"
