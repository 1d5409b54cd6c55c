"""A register of sales without order numbers: a person says whether each row is an order."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import fate, kinds, one_file, raw_table, staged, understood
from releasing import Shop

from ordertrack.errors import BadMapping
from ordertrack.settings import Settings
from ordertrack.warehouse import Warehouse

BY_ROW = "row-orders:orders.csv"
YES = {"answers": {BY_ROW: "yes"}}
SALES = "Customer|Date|Quantity|Amount"
ROWS = ("C1|2024-05-01|1|10", "C1|2024-05-01|1|10", "C2|2024-05-02|2|30")


def waiting(plan: object) -> list[str]:
    return [question.id for question in plan.open_questions]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("headers", "row"),
    [
        (SALES, "C1|2024-05-01|1|10"),
        ("日期|产品|数量|金额", "2024-05-01|茶|2|30"),
        ("Sale Day|Order Date|Product Name|Unit Price", "Mon|2024-05-01|Tea|3"),
        ("Date|Product|Amount", "2024-05-01|Tea|30"),
    ],
)
def test_rows_become_orders_when_a_person_says_so(tmp_path: Path, headers: str, row: str) -> None:
    plan = one_file(tmp_path, headers, row)
    assert (waiting(plan), plan.open_questions[0].rows, plan.problems) == ([BY_ROW], 1, ())
    told = one_file(tmp_path, headers, row, **YES)
    assert (waiting(told), fate(told)) == ([], (1, 0, 0))
    assert len(staged(told, "orders", "order_no")) == 1
    assert "row-orders" in kinds(told)


def test_rows_that_are_no_orders_are_not_used(tmp_path: Path) -> None:
    orders = raw_table(tmp_path, "a.csv", "订单号|客户|下单时间|金额", "SO1|A|2024-06-01|10")
    register = raw_table(tmp_path, "orders.csv", SALES, *ROWS)
    plan = understood(tmp_path, orders, register, answers={BY_ROW: "no"})
    assert (waiting(plan), fate(plan), plan.publishable) == ([], (1, 0, 3), True)


def test_equal_rows_are_orders_of_their_own_and_columns_may_move(tmp_path: Path) -> None:
    moved = ("10|C1|2024-05-01|1", "10|C1|2024-05-01|1", "30|C2|2024-05-02|2")
    one = staged(one_file(tmp_path / "a", SALES, *ROWS, **YES), "orders", "order_no", "amount")
    headers = "Amount|Customer|Date|Quantity"
    other = staged(one_file(tmp_path / "b", headers, *moved, **YES), "orders", "order_no", "amount")
    assert len({number for number, _ in one}) == 3
    assert one == other


def test_a_longer_export_adds_only_its_new_rows(tmp_path: Path) -> None:
    shop = Shop(Warehouse.open(Settings(home=tmp_path / "home")))
    head, rows = SALES.replace("|", ","), [row.replace("|", ",") for row in ROWS]
    longer = ["C3,2024-04-30,1,5", *rows, rows[0]]
    said = {"answers": {"row-orders:a.csv": "yes"}}
    assert shop.imports(head, *rows, **said) is not None
    assert shop.imports(head, *rows, **said) is None
    shop.imports(head, *longer, **said)
    counted = shop.rows("SELECT customer_id, COUNT(*) FROM orders GROUP BY ALL ORDER BY ALL")
    assert counted == [("C1", 3), ("C2", 1), ("C3", 1)]


@pytest.mark.parametrize(
    ("file", "headers", "row"),
    [
        ("orders.csv", "Order No|Customer|Date|Amount", "A1|Ann|2024-05-01|10"),
        ("shippers.csv", "Shipper ID|Company Name|Phone", "1|Fast|139"),
        ("payments.csv", "Customer|Date|Amount", "C1|2024-05-01|10"),
        ("expenses.csv", "日期|费用类别|金额", "2024-05-01|租金|10"),
    ],
)
def test_nothing_is_asked_of_other_lists(tmp_path: Path, file: str, headers: str, row: str) -> None:
    assert waiting(understood(tmp_path, raw_table(tmp_path, file, headers, row))) == []


def test_a_map_that_no_row_order_can_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadMapping, match="cannot be lost_reason"):
        one_file(tmp_path, SALES, *ROWS, maps={"Customer": "lost_reason"}, **YES)
