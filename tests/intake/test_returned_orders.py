from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import raw_table, staged, understood
from releasing import Shop

from ordertrack.intake.plan import Plan
from ordertrack.warehouse import Warehouse

ORDERS = "Order ID|Customer|Order Date|Product|Quantity|Amount"
SOLD = ("1|A|2024-06-01|P|1|10", "2|B|2024-06-02|P|2|20", "3|B|2024-06-03|Q|1|30")


def beside(
    folder: Path, file: str, headers: str, *rows: str, sheet: str | None = None, **wishes: object
) -> Plan:
    """The plan for three orders and a file beside them."""
    orders = raw_table(folder, "orders.csv", ORDERS, *SOLD)
    other = raw_table(folder, file, headers, *rows, sheet=sheet)
    return understood(folder, orders, other, **wishes)


def statuses(plan: Plan) -> list[str | None]:
    names = {name for part in plan.staged if part.table == "orders" for name in part.columns}
    if "status" not in names:
        return [None, None, None]
    return [status for _, status in staged(plan, "orders", "order_no", "status")]


def asked(plan: Plan) -> list[str]:
    return [question.id for question in plan.questions if question.open]


@pytest.mark.parametrize(
    ("file", "headers", "rows"),
    [
        ("Returns.csv", "Returned|Order ID", ["Yes|2"]),
        ("back.csv", "Order ID|Returned", ["2|Yes", "2|Yes"]),
        ("list.csv", "订单号|是否退货", ["2|是", "3|否"]),
        ("Returns.csv", "Returned|Order ID|Region", ["Yes|2|West"]),
    ],
)
def test_flagged_orders_do_not_count(
    tmp_path: Path, file: str, headers: str, rows: list[str]
) -> None:
    plan = beside(tmp_path, file, headers, *rows)
    assert (statuses(plan), asked(plan)) == ([None, "cancelled", None], [])
    (told,) = (found for found in plan.findings if found.kind == "returned-orders")
    assert (told.count, dict(told.text.values)["amount"]) == (1, "20.00")
    assert all(source.rejected == 0 for source in plan.sources)


@pytest.mark.parametrize(
    ("file", "sheet", "headers", "rows"),
    [
        ("Returns.csv", None, "Order ID", ["2"]),
        ("sales.xlsx", "退单", "订单号|原因", ["2|破损"]),
        ("book.xlsx", "Cancelled orders", "Order No|Reason", ["2|Late"]),
    ],
)
def test_a_list_that_only_its_name_explains_is_asked(
    tmp_path: Path, file: str, sheet: str | None, headers: str, rows: list[str]
) -> None:
    plan = beside(tmp_path, file, headers, *rows, sheet=sheet)
    (question,) = asked(plan)
    assert question.startswith("returned-orders:")
    right = {"yes": "cancelled", "no": None}
    for answer, status in right.items():
        folder = tmp_path / answer
        plan = beside(folder, file, headers, *rows, sheet=sheet, answers={question: answer})
        assert (statuses(plan), asked(plan)) == ([None, status, None], [])


@pytest.mark.parametrize(
    ("file", "headers", "rows"),
    [
        ("notes.csv", "Order ID|Reason", ["2|Late"]),
        ("Returns.csv", "Returned|Order ID", ["Yes|77"]),
        ("returns policy.csv", "Order ID|Days", ["2|30"]),
        ("list.csv", "Order ID|Returned", ["2|No"]),
    ],
)
def test_what_lists_no_returned_order_changes_nothing(
    tmp_path: Path, file: str, headers: str, rows: list[str]
) -> None:
    plan = beside(tmp_path, file, headers, *rows)
    assert (statuses(plan), asked(plan)) == ([None, None, None], [])


# --- lines of returns ---


@pytest.mark.parametrize(
    ("file", "sheet", "headers", "row"),
    [
        ("Returns.csv", None, "Order ID|Date|Product|Quantity|Amount", "2|2024-07-09|P|1|10"),
        ("a.xlsx", "退货", "订单号|退货日期|产品|数量|金额", "2|2024-07-09|P|1|10"),
        ("b.csv", None, "Order ID|Return Date|Product|Quantity|Unit Price", "2|2024-07-09|P|1|10"),
    ],
)
def test_lines_of_returns_are_negative_on_their_own_day(
    tmp_path: Path, file: str, sheet: str | None, headers: str, row: str
) -> None:
    plan = beside(tmp_path, file, headers, row, sheet=sheet)
    question = next(name for name in asked(plan) if name.startswith("returned-orders:"))
    plan = beside(tmp_path / "yes", file, headers, row, sheet=sheet, answers={question: "negative"})
    assert asked(plan) == []
    lines = staged(plan, "order_lines", "order_no", "quantity", "amount")
    assert lines[-2:] == [("2-R", -1, Decimal(-10)), ("3", 1, Decimal(30))]
    days = dict(staged(plan, "orders", "order_no", "CAST(order_date AS DATE)"))
    assert (days["2"], days["2-R"]) == (date(2024, 6, 2), date(2024, 7, 9))


@pytest.mark.parametrize(("given", "day"), [("2024-07-09", 9), ("", 2)])
def test_returns_count_on_the_day_on_which_they_came_back(
    tmp_path: Path, given: str, day: int
) -> None:
    headers = "订单号|订单日期|退货日期|产品|数量|金额"
    rows = ("1|2024-06-01|2024-07-08|P|1|5", f"2|2024-06-02|{given}|P|1|10")
    wishes: Any = {"answers_by_kind": {"returned-orders": "negative"}}
    plan = beside(tmp_path, "退货.csv", headers, *rows, **wishes)
    days = dict(staged(plan, "orders", "order_no", "CAST(order_date AS DATE)"))
    assert (days["1-R"], days["2-R"].day) == (date(2024, 7, 8), day)


@pytest.mark.parametrize("quantity", ["-1", "1"])
def test_lines_of_returns_need_no_answer_about_their_signs(tmp_path: Path, quantity: str) -> None:
    row = f"2|2024-07-09|P|{quantity}|10"
    wishes: Any = {"answers_by_kind": {"returned-orders": "negative"}}
    plan = beside(tmp_path, "退货.csv", "订单号|退货日期|产品|数量|金额", row, **wishes)
    assert asked(plan) == []
    assert ("2-R", -1, Decimal(-10)) in staged(
        plan, "order_lines", "order_no", "quantity", "amount"
    )


def test_returns_with_numbers_of_their_own_keep_them(tmp_path: Path) -> None:
    plan = beside(
        tmp_path,
        "退货单.csv",
        "退货单号|单据日期|客户|产品|数量|金额",
        "TH1|2024-07-09|B|P|1|10",
        maps={"退货单号": "order_no", "单据日期": "order_date"},
        answers_by_kind={"returned-orders": "negative"},
    )
    assert ("TH1", Decimal(-10)) in staged(plan, "order_lines", "order_no", "amount")


def test_returns_that_are_negative_already_raise_no_question(tmp_path: Path) -> None:
    headers = "Order ID|Customer|Order Date|Product|Quantity|Amount"
    plan = beside(tmp_path, "Returns.csv", headers, "R2|B|2024-07-09|P|-1|-10")
    assert asked(plan) == []
    assert ("R2", Decimal(-10)) in staged(plan, "order_lines", "order_no", "amount")


def test_a_file_of_sales_and_returns_is_read_as_it_stands(tmp_path: Path) -> None:
    headers = "Order ID|Customer|Order Date|Product|Quantity|Amount|Return Date"
    plan = beside(tmp_path, "sales and returns.csv", headers, "9|B|2024-07-09|P|1|10|")
    assert asked(plan) == []
    assert ("9", Decimal(10)) in staged(plan, "order_lines", "order_no", "amount")


# --- after the orders are there ---


@pytest.mark.parametrize(
    ("file", "head", "row", "open_still"),
    [
        ("Returns.csv", "Order ID,Reason", "2,broken", ["returned-orders:Returns.csv"]),
        ("back.csv", "Order ID,Returned", "2,Yes", []),
    ],
)
def test_a_list_of_returned_orders_is_held_against_the_release(
    home: Path, file: str, head: str, row: str, open_still: list[str]
) -> None:
    shop = Shop(Warehouse.open())
    shop.imports(ORDERS.replace("|", ","), *(sold.replace("|", ",") for sold in SOLD))
    plan = shop.plan(head, row, file=file)
    assert asked(plan) == open_still
    values = [dict(said.text.values) for said in (*plan.questions, *plan.findings)]
    assert "20.00" in [said.get("amount") for said in values]
    assert all(said.get("known", 1) == 1 for said in values)
    shop.imports(head, row, file=file, answers=dict.fromkeys(open_still, "yes"))
    assert shop.rows("SELECT order_no FROM order_facts WHERE NOT counted") == [("2",)]


def test_a_list_adds_up_the_orders_of_all_files(tmp_path: Path) -> None:
    files = [
        raw_table(tmp_path, f"{at}.csv", ORDERS, f"{at}|A|2024-06-0{at}|P|1|10") for at in (1, 2)
    ]
    listed = raw_table(tmp_path, "Returns.csv", "Returned|Order ID", "Yes|1", "Yes|2")
    plan = understood(tmp_path, *files, listed)
    (told,) = (found for found in plan.findings if found.kind == "returned-orders")
    assert (told.count, dict(told.text.values)["amount"]) == (2, "20.00")
