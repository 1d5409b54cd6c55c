"""Hot and slow products, and the list of customers, on tables whose answer can be checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ordertrack.access import Access
from ordertrack.metrics.analysis.customer_list import customers
from ordertrack.metrics.analysis.hot_slow import hot_slow
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.metrics.literal import LiteralReader, Release, line, order

YEAR_END = Scope(moment("2024-12-31"), Period.month(2024, 12), access=Access.everything())


def selling(release: Release, **products: list[tuple[str, int]]) -> LiteralReader:
    """A release in which each product sold so many units on these days."""
    sales = [(name, day, units) for name, sold in products.items() for day, units in sold]
    orders = [order(str(place), day) for place, (_, day, _) in enumerate(sales)]
    lines = [
        line(str(place), product=name, quantity=units)
        for place, (name, _, units) in enumerate(sales)
    ]
    return release(orders=orders, order_lines=lines)


def verdicts(reader: LiteralReader, scope: Scope = YEAR_END) -> dict[Any, Any]:
    return {one.product: one.verdict for one in hot_slow(scope, reader)}


def test_hot_is_the_top_fifth_that_does_not_fall_and_slow_is_below_a_fifth_of_itself(
    release: Release,
) -> None:
    reader = selling(
        release,
        HOT=[("2024-06-01", 200), ("2024-12-01", 100)],
        EVEN=[("2024-06-01", 100), ("2024-12-01", 50)],
        SLOW=[("2024-06-01", 100), ("2024-12-01", 9)],
        ALMOST=[("2024-06-01", 100), ("2024-12-01", 10)],
        GONE=[("2024-03-01", 5)],
        NEW=[("2024-12-30", 1)],
    )
    assert verdicts(reader) == {
        "HOT": "hot",
        "EVEN": "usual",
        "SLOW": "slow",
        "ALMOST": "usual",  # exactly a fifth of its pace
        "GONE": "slow",
        "NEW": "usual",
    }
    reasons = {one.product: str(one.reason) for one in hot_slow(YEAR_END, reader)}
    assert reasons["GONE"] == "No sale in 90 days."
    assert reasons["SLOW"] == "Sells at 18% of its pace of the 180 days before."


def test_the_best_seller_is_not_hot_while_it_falls(release: Release) -> None:
    reader = selling(release, TOP=[("2024-03-01", 1), ("2024-06-01", 300), ("2024-12-01", 100)])
    assert verdicts(reader) == {"TOP": "usual"}


def test_no_sale_in_ninety_days_counts_from_the_periods_end(release: Release) -> None:
    reader = selling(release, P=[("2024-01-02", 1), ("2024-10-02", 9)])
    assert verdicts(reader) == {"P": "slow"}  # 90 days before 31 December
    november = replace(YEAR_END, period=Period.month(2024, 11))
    assert verdicts(reader, november)["P"] != "slow"


def test_a_short_history_knows_no_pace(release: Release) -> None:
    reader = selling(release, P=[("2024-11-01", 9)])
    assert verdicts(reader) == {"P": "unknown"}


# --- customers ------------------------------------------------------------------------------------


def test_customers_with_their_tier_their_rhythm_and_their_silence(release: Release) -> None:
    bought = [
        ("BIG", "2024-06-01", 900),
        ("BIG", "2024-06-11", 0),
        ("BIG", "2024-06-21", 0),
        ("SMALL", "2024-12-30", 100),
        ("OLD", "2022-01-01", 5000),
    ]
    orders = [
        order(str(place), day, customer_id=who, amount=amount, team="N" if who == "BIG" else "S")
        for place, (who, day, amount) in enumerate(bought)
    ]
    found = customers(YEAR_END, release(orders=orders)).to_dicts()
    assert [row["customer_id"] for row in found] == ["BIG", "SMALL"]
    big, small = found
    assert (big["tier"], big["tier_before"], big["share"]) == ("A", "A", 0.9)
    assert (big["purchases"], big["interval"], big["last_order"]) == (3, 10.0, date(2024, 6, 21))
    assert (big["silent"], big["overdue"]) == (193, True)
    assert (small["tier"], small["tier_before"], small["interval"]) == ("B", None, None)
    assert (small["silent"], small["overdue"]) == (1, None)


@pytest.mark.parametrize(("name", "value"), [("tier", "B"), ("team", "S")])
def test_filters_narrow_the_list_and_change_no_tier(
    release: Release, name: str, value: str
) -> None:
    orders = [
        order("1", "2024-06-01", customer_id="BIG", amount=900, team="N"),
        order("2", "2024-06-01", customer_id="SMALL", amount=100, team="S"),
    ]
    found = customers(YEAR_END.with_filter(name, value), release(orders=orders))
    assert found.select("customer_id", "tier").rows() == [("SMALL", "B")]
