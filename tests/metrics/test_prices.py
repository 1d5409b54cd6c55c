"""What customers pay for one product, and what went back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ordertrack.access import Access
from ordertrack.metrics.analysis import prices
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.notes import lacks, warnings, why_empty
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


def reader(sales: tuple, number: int, covered: bool = True) -> LiteralReader:
    orders = [order(str(i), day, customer_id=who) for i, (who, day, _, _) in enumerate(sales)]
    lines = [
        line(str(i), amount, quantity=units, product="P")
        for i, (*_, amount, units) in enumerate(sales)
    ]
    tables = {"orders": orders, "order_lines": lines}
    return LiteralReader(CONNECTION, tables, covered=covered, number=number)


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


def test_data_without_any_return_has_no_rate_of_returns_and_says_why() -> None:
    sold = reader(SALES[:3], 81)
    for by in ([], ["product"]):
        assert set(evaluate(["return_rate"], by, JUNE, sold)["return_rate"]) == {None}
    reason = why_empty("return_rate", JUNE, sold)
    assert reason is not None
    assert "no return" in reason.to("en")
    assert lacks("return_rate", JUNE, sold) is not None
    earlier = JUNE.with_period(Period.month(2023, 1))
    assert "no return" in why_empty("return_rate", earlier, sold).to("en")


def test_orders_without_a_status_do_not_tell_how_many_were_cancelled() -> None:
    silent = reader(SALES, 82, covered=False)
    told = evaluate(["cancelled_rate"], ["product"], JUNE, silent)
    assert set(told["cancelled_rate"]) == {None}
    assert told["cancelled_rate__denominator"].sum() > 0  # who has orders is known all the same
    reason = why_empty("cancelled_rate", JUNE, silent)
    assert reason is not None
    assert "no cancelled order" in reason.to("en")
    assert evaluate(["cancelled_rate"], [], JUNE, reader(SALES, 83))["cancelled_rate"][0] == 0
