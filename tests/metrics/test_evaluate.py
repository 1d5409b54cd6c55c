from __future__ import annotations

from decimal import Decimal

import pytest

from ordertrack.access import Access
from ordertrack.filters import Filters
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.notes import warnings
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.metrics.literal import LiteralReader, Release, line, order, simple


def test_revenue_ties_to_the_lines_as_decimals(release: Release) -> None:
    reader = release(
        orders=[order("1", "2024-06-01"), order("2", "2024-06-02", status="cancelled")],
        order_lines=[
            line("1", Decimal("0.1")),
            line("1", Decimal("0.2"), line_no="2"),
            line("2", 99),
        ],
    )
    found = evaluate(
        ["orders", "revenue"], [], Scope(moment("2024-06-30"), access=Access.everything()), reader
    )
    assert found.row(0, named=True)["revenue"] == Decimal("0.3")
    assert found["orders"].item() == 1


def five_cases() -> list[dict]:
    on_time = [simple(f"t{n}", "2024-06-01", "2024-06-10", "2024-06-10") for n in range(6)]
    late = [simple(f"l{n}", "2024-06-01", "2024-06-10", "2024-06-11") for n in range(2)]
    open_ = [simple(f"o{n}", "2024-06-01", "2024-06-10") for n in range(2)]
    return on_time + late + open_


def test_an_overdue_open_order_is_a_miss(release: Release) -> None:
    reader = release(orders=five_cases())
    scope = Scope(moment("2024-06-20"), Period.month(2024, 6), access=Access.everything())
    found = evaluate(["on_time_rate", "on_time_rate_delivered"], [], scope, reader)
    assert found["on_time_rate"].item() == pytest.approx(0.6)
    assert found["on_time_rate_delivered"].item() == pytest.approx(0.75)


def test_none_due_gives_no_rate(release: Release) -> None:
    reader = release(orders=five_cases())
    found = evaluate(
        ["on_time_rate"], [], Scope(moment("2024-06-10T12:00"), access=Access.everything()), reader
    )
    assert found["on_time_rate"].item() is None
    assert found["on_time_rate__denominator"].item() == 0


def test_promises_on_some_lines_of_every_order_are_enough_to_count(release: Release) -> None:
    met = {"promised_date": "2024-06-10", "delivered_date": "2024-06-09"}
    reader = release(
        orders=[order("1", "2024-06-01")],
        order_lines=[line("1", quantity=2, quantity_delivered=2, **met), line("1", line_no="2")],
    )
    found = evaluate(
        ["on_time_rate", "fill_rate"],
        [],
        Scope(moment("2024-06-30"), access=Access.everything()),
        reader,
    )
    row = found.row(0, named=True)
    assert (row["on_time_rate"], row["on_time_rate__unknown"]) == (None, 1)
    assert (row["fill_rate"], row["fill_rate__unknown"]) == (1.0, 1)


def in_two_currencies(release: Release) -> LiteralReader:
    return release(
        orders=[
            order("1", "2024-06-01", currency="USD"),
            order("2", "2024-06-02", currency="JPY"),
            order("3", "2024-05-02", currency="USD"),
            order("4", "2024-06-03"),
        ],
        order_lines=[line(number, 10) for number in "1234"],
    )


@pytest.mark.parametrize(
    ("metric", "period", "filters", "told"),
    [
        ("revenue", Period.month(2024, 6), (), True),
        ("revenue", Period.month(2024, 5), (), False),
        ("revenue", Period.month(2024, 6), (("currency", ("JPY",)),), False),
        ("orders", Period.month(2024, 6), (), False),
        ("average_order_value", Period.month(2024, 6), (), True),
    ],
)
def test_money_in_several_currencies_is_told_beside_the_number(
    release: Release, metric: str, period: Period, filters: Filters, told: bool
) -> None:
    scope = Scope(moment("2024-06-30"), period, filters=filters, access=Access.everything())
    found = [str(text) for text in warnings(metric, scope, in_two_currencies(release))]
    assert [("2 currencies (JPY, USD)" in text) for text in found] == ([True] if told else [])


def test_money_can_be_split_by_currency(release: Release) -> None:
    scope = Scope(moment("2024-06-30"), access=Access.everything())
    found = evaluate(["revenue"], ["currency"], scope, in_two_currencies(release))
    assert found.select("currency", "revenue").rows() == [("JPY", 10), ("USD", 20), (None, 10)]
