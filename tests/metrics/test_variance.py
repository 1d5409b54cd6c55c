"""Why a revenue differs: the parts add up exactly, and swap their signs with the periods."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.access import Access
from ordertrack.errors import NoData
from ordertrack.metrics.analysis import variance
from ordertrack.metrics.analysis.variance import Sold, explain
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.examples import examples
from tests.metrics.literal import LiteralReader, Release, line, order

JUNE = Scope(moment("2024-07-10"), Period.month(2024, 6), access=Access.everything())


def parts(scope: Scope, reader: LiteralReader, against: variance.Against = "yoy"):
    found = explain(against, scope, reader)
    assert sum(part.value for part in found.parts) == found.change
    return found.method, found.change, {part.name.en: part.value for part in found.parts}


def sold(year: int, *lines: tuple[str, int, int]) -> tuple[dict, list[dict]]:
    number = f"O{year}"
    listed = [
        line(number, quantity * price, line_no=str(place), product=product, quantity=quantity)
        for place, (product, quantity, price) in enumerate(lines)
    ]
    return order(number, f"{year}-06-05"), listed


def of_two_years(release: Release, before: list, now: list) -> LiteralReader:
    made = [sold(2023, *before), sold(2024, *now)]
    lines = [one for _, some in made for one in some]
    return release(orders=[placed for placed, _ in made], order_lines=lines)


def test_1000_at_50_to_1100_at_52(release: Release) -> None:
    reader = of_two_years(release, [("P", 1000, 50)], [("P", 1100, 52)])
    assert parts(JUNE, reader) == (
        "price_volume_mix",
        7200,
        {"Price": 2100, "Volume": 5100},
    )
    swapped = of_two_years(release, [("P", 1100, 52)], [("P", 1000, 50)])
    assert parts(JUNE, swapped)[2] == {"Price": -2100, "Volume": -5100}


def test_new_and_lost_products_stand_apart_and_mix_is_what_volume_leaves(release: Release) -> None:
    reader = of_two_years(
        release,
        [("CHEAP", 10, 10), ("DEAR", 10, 100), ("GONE", 1, 7)],
        [("CHEAP", 5, 10), ("DEAR", 15, 100), ("FRESH", 1, 9)],
    )
    # 20 units both times: no volume; five more dear ones and five fewer cheap ones are mix.
    assert parts(JUNE, reader)[2] == {
        "Mix of products": 450,
        "New products": 9,
        "Products no longer sold": -7,
    }


def test_without_quantities_it_is_customers_orders_and_their_value(release: Release) -> None:
    orders = [
        order("1", "2023-06-05", customer_id="A", amount=100),
        order("2", "2024-06-05", customer_id="A", amount=100),
        order("3", "2024-06-06", customer_id="B", amount=100),
        order("4", "2024-06-06", customer_id=None, amount=7),
    ]
    assert parts(JUNE, release(orders=orders)) == (
        "customers",
        107,
        {"Number of customers": 100, "Orders without a customer": 7},
    )


def test_the_gap_to_a_target_is_what_each_team_adds(release: Release) -> None:
    goals = [
        {"period": "2024-06", "level": "team", "who": who, "measure": "revenue", "value": value}
        for who, value in (("N", 100), ("S", 300))
    ]
    orders = [
        order("1", "2024-06-05", amount=150, team="N"),
        order("2", "2024-06-05", amount=50, team="S"),
        order("3", "2024-06-05", amount=20, team="W"),
    ]
    reader = release(orders=orders, targets=goals)
    assert parts(JUNE, reader, "target") == (
        "contribution",
        -180,
        {"N": 50, "S": -250, "Without a target": 20},
    )
    with pytest.raises(NoData, match="No target"):
        explain("target", replace(JUNE, period=Period.month(2024, 5)), reader)


amounts = st.fractions(min_value=Fraction(1, 100), max_value=10**6, max_denominator=10**4)


@examples(60)
@given(st.lists(st.tuples(amounts, amounts, amounts, amounts), min_size=1, max_size=6))
def test_the_parts_add_up_and_change_their_signs(products: list[tuple[Fraction, ...]]) -> None:
    pairs = [(Sold(a, b, True), Sold(c, d, True)) for a, b, c, d in products]
    there = variance.price_volume_mix(pairs)
    back = variance.price_volume_mix([(new, old) for old, new in pairs])
    assert sum(there.values()) == sum(new.revenue - old.revenue for old, new in pairs)
    assert back == {name: -value for name, value in there.items()}


@examples(60)
@given(st.lists(st.tuples(amounts, amounts), min_size=3, max_size=3))
def test_factors_share_the_whole_change(factors: list[tuple[Fraction, Fraction]]) -> None:
    before, now = ([pair[side] for pair in factors] for side in (0, 1))
    effects = variance.shares_of_factors(before, now)
    assert sum(effects) == now[0] * now[1] * now[2] - before[0] * before[1] * before[2]
    assert [-one for one in effects] == list(variance.shares_of_factors(now, before))


def test_rounding_never_breaks_the_sum() -> None:
    third = Fraction(1, 3)
    thirds = {variance.PRICE: third, variance.MIX: third, variance.NEW: third}
    found = variance._variance(Fraction(0), Fraction(1), "customers", thirds)
    assert sum(part.value for part in found.parts) == Decimal(1)
