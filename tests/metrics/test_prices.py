"""What customers pay for one product, and what went back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ordertrack.access import Access
from ordertrack.metrics.analysis import prices
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.notes import warnings
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.metrics.literal import LiteralReader, connect, line, order

CONNECTION = connect()
JUNE = Scope(moment("2024-07-10"), Period.month(2024, 6), access=Access.everything())
# Customer, day, amount, units.
SALES = (
    ("V", "2024-06-01", 100, 10),
    ("V", "2024-06-02", 140, 10),
    ("W", "2024-06-03", 90, 10),
    ("X", "2024-06-04", 30, 2),
    ("X", "2024-06-05", -15, -1),
    ("Y", "2024-05-05", 500, 1),
)


def reader(sales: tuple, number: int) -> LiteralReader:
    orders = [order(str(i), day, customer_id=who) for i, (who, day, _, _) in enumerate(sales)]
    lines = [
        line(str(i), amount, quantity=units, product="P")
        for i, (*_, amount, units) in enumerate(sales)
    ]
    tables = {"orders": orders, "order_lines": lines}
    return LiteralReader(CONNECTION, tables, covered=True, number=number)


@pytest.fixture(scope="module")
def shop() -> LiteralReader:
    return reader(SALES, 80)


def test_a_customer_s_price_is_all_it_paid_over_all_it_got(shop: LiteralReader) -> None:
    found = prices.prices_of("P", JUNE, shop)
    assert dict(found.select("customer_id", "price").iter_rows()) == {"X": 15, "V": 12, "W": 9}
    assert found["against"].to_list() == pytest.approx([0.25, 0, -0.25])


def test_a_spread_needs_three_customers(shop: LiteralReader) -> None:
    row = prices.price_spreads(JUNE, shop).row(0, named=True)
    assert (row["customers"], row["low"], row["median"], row["high"]) == (3, 9, 12, 15)
    assert row["spread"] == pytest.approx(15 / 9 - 1)
    assert prices.price_spreads(JUNE.with_filter("customer", ["V", "W"]), shop).is_empty()


def test_months_tell_units_and_price(shop: LiteralReader) -> None:
    found = prices.units_and_price(JUNE.with_period(None), shop)
    assert found["units"].to_list() == [1, 32] and found["price"].to_list() == [500, 11.25]


def test_a_return_counts_in_the_period_that_booked_it(shop: LiteralReader) -> None:
    june = evaluate(["return_rate", "revenue"], [], JUNE, shop).row(0, named=True)
    assert june["return_rate__numerator"] == Decimal(15)
    assert june["return_rate__denominator"] == Decimal(360)
    may = evaluate(["return_rate"], [], JUNE.with_period(Period.month(2024, 5)), shop)
    assert may["return_rate"][0] == 0 and not warnings("return_rate", JUNE, shop)


def test_data_without_any_return_says_so_beside_the_rate() -> None:
    sold = reader(SALES[:3], 81)
    assert any("no return" in text.to("en") for text in warnings("return_rate", JUNE, sold))
