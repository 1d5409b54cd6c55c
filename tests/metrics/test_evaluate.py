from __future__ import annotations

from decimal import Decimal

import pytest

from ordertrack.access import Access
from ordertrack.metrics.evaluate import evaluate
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.metrics.literal import Release, line, order, simple


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
