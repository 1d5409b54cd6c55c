"""A cancelled line of an order that goes on counts nowhere; the other lines make the order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from releasing import Shop, kinds

from ordertrack.warehouse import Warehouse

HEAD = "Order No,Line No,Customer,Product,Order Date,Quantity,Amount,Promised Date,Status"
ONE = "L1,1,Alpha,W,2024-06-01,1,600,2024-06-10,{}"
TWO = "L1,2,Alpha,G,2024-06-01,1,400,2024-06-10,{}"
NO = {"whole-orders:a.csv": "no"}


@pytest.fixture
def shop(home: object) -> Iterator[Shop]:
    warehouse = Warehouse.open()
    yield Shop(warehouse)
    warehouse.close()


def order_of(shop: Shop) -> tuple[object, ...]:
    (row,) = shop.rows("SELECT status, counted, amount, quantity, line_count FROM order_facts")
    return row


@pytest.mark.parametrize(
    ("one", "two", "status", "told"),
    [
        ("Completed", "Cancelled", "completed", True),
        ("已取消", "生产中", "in_production", True),
        ("Placed", "Completed", "placed", False),
        ("Cancelled", "Cancelled", "cancelled", False),
    ],
)
def test_the_other_lines_make_the_order(
    shop: Shop, one: str, two: str, status: str, told: bool
) -> None:
    plan = shop.plan(HEAD, ONE.format(one), TWO.format(two))
    assert ("cancelled-lines" in kinds(plan)) == told
    shop.importing.publish("tester")
    amounts = {"Completed": 600, "已取消": 400}.get(one, 1000)
    units = 1 if told else 2
    assert order_of(shop) == (status, status != "cancelled", amounts, units, units)


def test_lines_count_where_the_order_counts_and_they_are_not_cancelled(shop: Shop) -> None:
    shop.imports(HEAD, ONE.format("Completed"), TWO.format("Cancelled"))
    assert shop.rows("SELECT line_no, counted FROM line_facts ORDER BY ALL") == [
        ("1", True),
        ("2", False),
    ]


def test_a_line_comes_back_when_it_is_no_longer_cancelled(shop: Shop) -> None:
    shop.imports(HEAD, ONE.format("Placed"), TWO.format("Cancelled"))
    shop.imports(HEAD, ONE.format("Placed"), TWO.format("Placed"))
    assert order_of(shop) == ("placed", True, 1000, 2, 2)


def test_a_cancelled_line_that_comes_alone_leaves_the_order(shop: Shop) -> None:
    shop.imports(HEAD, ONE.format("Completed"), TWO.format("Placed"))
    shop.imports(HEAD, TWO.format("Cancelled"), answers=NO)
    assert order_of(shop) == ("placed", True, 600, 1, 1)


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Order No,Line No,Status", "L1,2,Cancelled"),
        ("Order No,Line No,Status,Delivered Qty", "L1,2,Cancelled,0"),
    ],
)
def test_a_status_by_line_number_leaves_the_order(shop: Shop, head: str, row: str) -> None:
    shop.imports(HEAD, ONE.format("Completed"), TWO.format("Completed"))
    assert "whole-orders" not in kinds(shop.plan(head, row))
    shop.importing.publish("tester")
    assert order_of(shop)[:2] == ("completed", True)


def test_an_order_that_is_cancelled_as_a_whole_counts_nowhere(shop: Shop) -> None:
    shop.imports(HEAD, ONE.format("Completed"), TWO.format("Cancelled"))
    shop.imports("Order No,Customer,Order Date,Status", "L1,Alpha,2024-06-01,Cancelled")
    assert order_of(shop)[:2] == ("cancelled", False)


def test_a_total_without_the_cancelled_line_is_no_other_total(shop: Shop) -> None:
    head = f"{HEAD},Order Total"
    rows = [f"{ONE.format('Completed')},600", f"{TWO.format('Cancelled')},600"]
    assert "other-totals" not in kinds(shop.plan(head, *rows))
